"""Blocks of commands on a page that hold prose, or what is typed at another prompt."""

from warroom.playbook.lint.fences import fences

PAGE = """# Page

```bash
# Post the status
curl https://shop.io/health
Status: INVESTIGATING
Severity: P0
```

1. Look

   ```bash
   psql $DATABASE_URL
   SELECT count(*) FROM pg_stat_activity;
   \\q
   ```

```markdown
Status: INVESTIGATING
```

```bash
psql -d shop <<EOF
SELECT 1;
EOF
# 1. User registration
```
"""


def test_prose_among_commands_is_found_once_a_block() -> None:
    mixed = [one for one in fences(PAGE, "p.md") if one.rule == "fence-mixes-prose"]
    assert [(one.where, one.what) for one in mixed] == [("p.md:6", "“Status: INVESTIGATING”, and one line more")]


def test_statements_for_a_databases_prompt_are_found() -> None:
    typed = [one for one in fences(PAGE, "p.md") if one.rule == "fence-mixes-prompts"]
    assert [one.where for one in typed] == ["p.md:14"]


def test_a_page_of_sound_blocks_has_nothing_to_mend() -> None:
    page = PAGE.replace("Status: INVESTIGATING\nSeverity: P0\n", "").replace(
        "   SELECT count(*) FROM pg_stat_activity;\n   \\q\n", ""
    )
    assert list(fences(page, "p.md")) == []


def test_a_block_that_nobody_closes_ends_with_the_page() -> None:
    assert list(fences("```bash\nls", "p.md")) == []
