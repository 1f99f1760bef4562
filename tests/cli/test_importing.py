"""`warroom playbook import`, and a page as the playbook in force."""

import os
import stat
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.playbook import yaml
from warroom.playbook.pages import MOST_LINES

PAGE = """# Shop incidents

Written by the platform team.

## Severity Levels

### SEV-1 (Critical)
- **Response Time**: within 5 minutes
- **Updates**: every 30 minutes

### SEV-2 (High)
- **Response Time**: within 1 hour

## Escalation

1. On-call engineer (5 minutes)
2. CTO (1 hour)

## Checklist

- [ ] **0-5 min:** Assign the incident commander
- [ ] **Within 48 hours:** Conduct the post-mortem

## Common incidents

### Cache full

**Symptoms**:
- slow answers

**Resolution**:

```bash
redis-cli -h cache.shop.io FLUSHDB
```

## Contacts

- **On-call engineer**: PagerDuty
- **CTO**: [Phone]
"""
FOUND = {
    "severities": 2,
    "response times": 2,
    "escalation steps": 2,
    "checklist items": 2,
    "scenarios": 1,
    "contacts": 2,
}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "team.md"
    file.write_text(PAGE)
    return file


def test_what_was_found_is_told_as_a_table(shell: Shell, page: Path) -> None:
    said = shell.done("playbook", "import", "team.md").out
    assert said.startswith("team.md is read as the playbook team: Shop incidents\n")
    told = {
        line[:20].strip(): line[20:].split()[0]
        for line in said.splitlines()
        if line.startswith("  ") and line[20:].strip()
    }
    assert {kind: str(count) for kind, count in FOUND.items()}.items() <= told.items(), said
    assert sorted(path.name for path in page.parent.iterdir() if path.suffix == ".yaml") == []


@pytest.mark.usefixtures("page")
def test_what_was_left_is_told_with_its_line(shell: Shell) -> None:
    said = shell.done("playbook", "import", "team.md").out
    assert "  team.md:3: " in said
    assert "    │ Written by the platform team.\n" in said


@pytest.mark.usefixtures("page")
def test_what_lint_thinks_is_counted_and_told_in_full_on_demand(shell: Shell) -> None:
    short, full = (shell.done("playbook", "import", "team.md", *more).out for more in ([], ["--full"]))
    assert "warroom playbook lint team.md lists them" in short
    assert "FLUSHDB: empties Redis" not in short
    assert "FLUSHDB: empties Redis" in full


def test_an_encoding_that_was_put_right_is_told(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "twice.md").write_bytes(("# " + "🚨".encode().decode("cp1252") + PAGE[1:]).encode())
    said = shell.done("playbook", "import", "twice.md").out
    assert "NOTES" in said
    assert "encoded as UTF-8 twice" in said


# --out.


@pytest.mark.usefixtures("page")
def test_the_file_that_is_written_loads_to_the_same_playbook(shell: Shell, tmp_path: Path) -> None:
    result = shell("playbook", "import", "team.md", "--out", "team.yaml")
    assert result.code == 0
    assert result.sentence.startswith("team.yaml is written: ")
    assert yaml.load("./team.yaml").playbook == yaml.load("team.md").playbook
    assert not (tmp_path / "team.yaml").stat().st_mode & stat.S_IXUSR
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".team")] == []


@pytest.mark.usefixtures("page")
def test_the_playbook_takes_the_name_it_is_given(shell: Shell) -> None:
    assert shell("playbook", "import", "team.md", "--out", "a.yaml", "--name", "shop").code == 0
    assert yaml.load("./a.yaml").playbook.name == "shop"


def test_a_file_that_is_there_is_written_over_only_with_force(shell: Shell, page: Path) -> None:
    target = page.with_name("team.yaml")
    target.write_text("mine")
    assert shell("playbook", "import", "team.md", "--out", "team.yaml").refused() == (
        "team.yaml is there already and is left as it is: --force writes over it"
    )
    assert target.read_text() == "mine"
    assert shell("playbook", "import", "team.md", "--out", "team.yaml", "--force").code == 0
    assert yaml.load(str(target)).playbook.name == "team"


def test_a_dangling_link_is_a_file_that_is_there(shell: Shell, page: Path) -> None:
    page.with_name("team.yaml").symlink_to("/nowhere/team.yaml")
    assert "is there already" in shell("playbook", "import", "team.md", "--out", "team.yaml").refused()


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--out", "team.md"], "team.md: a playbook is a .yaml file, such as team.yaml"),
        (["--out", "no/where.yaml"], "no/where.yaml: No such file or directory"),
        (["--out", "folder.yaml"], "folder.yaml: this is a directory, and a file is to be written"),
        (["--name", "two words"], "`two words` is no name: 1 to 40 letters"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(
    shell: Shell, tmp_path: Path, argv: list[str], said: str
) -> None:
    (tmp_path / "folder.yaml").mkdir()
    assert shell("playbook", "import", "team.md", *argv).refused().startswith(said)


def test_a_disk_that_fails_leaves_nothing_half(shell: Shell, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert (
        shell("playbook", "import", "team.md", "--out", "team.yaml").refused() == "team.yaml: No space left on device"
    )
    assert sorted(path.name for path in page.parent.iterdir()) == ["home", "team.md"]


def test_without_hard_links_the_file_is_written_all_the_same(
    shell: Shell, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_paths: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    assert shell("playbook", "import", "team.md", "--out", "team.yaml").code == 0
    assert yaml.load(str(page.with_name("team.yaml"))).playbook.name == "team"


def test_what_would_not_load_to_the_same_is_not_written(
    shell: Shell, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml, "dump", lambda _book: "name: other\nseverities: [{id: SEV-1}]\n")
    said = shell("playbook", "import", "team.md", "--out", "team.yaml").refused()
    assert said.startswith("team.md: its name, title, severities, items, ladder")
    assert not page.with_name("team.yaml").exists()


@pytest.mark.usefixtures("page")
def test_as_json_it_is_the_model(shell: Shell) -> None:
    said = shell.done("playbook", "import", "team.md", "--json").json
    assert [level["id"] for level in said["severities"]] == ["SEV-1", "SEV-2"]
    assert [rung["after"]["seconds"] for rung in said["escalation"]] == [300, 3600]
    assert said["checks"] == []


def test_a_playbook_file_needs_no_import(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: a\nseverities: [{id: P0}]\n")
    assert shell("playbook", "import", "a.yaml").refused().startswith("a.yaml is a playbook file already")


# A page as the playbook.


@pytest.mark.usefixtures("page")
def test_an_incident_runs_by_a_page_that_nobody_prepared(shell: Shell) -> None:
    shell.done("--playbook", "team.md", "declare", "SEV-1", "Cache full")
    said = shell.done("show", "--json").json
    assert said["playbook"] == "team"
    clocks = {one["id"]: one["remaining_s"] for one in said["deadlines"] if one["remaining_s"] is not None}
    assert 290 < clocks["response"] <= 300
    assert 1790 < next(left for name, left in clocks.items() if name.startswith("cadence")) <= 1800


@pytest.mark.usefixtures("page")
def test_a_page_is_shown_like_any_other_playbook(shell: Shell) -> None:
    assert shell.done("playbook", "show", "team.md").out.startswith("team: Shop incidents\n")
    assert shell.done("playbook", "show", "team.md", "--yaml").out.startswith("format: 1\nname: team\n")


@pytest.mark.usefixtures("page")
def test_a_playbook_of_ones_own_begins_from_a_page(shell: Shell) -> None:
    assert shell("playbook", "new", "own.yaml", "--from", "team.md").code == 0
    assert yaml.load("./own.yaml").playbook.name == "own"


@pytest.mark.usefixtures("page")
def test_a_page_asks_nothing(shell: Shell) -> None:
    assert shell("--playbook", "team.md", "check").refused().startswith("no checks are set up")


def test_what_is_no_playbook_file_is_refused_as_its_loader_says(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "k8s.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\n")
    said = shell("playbook", "import", str(tmp_path / "k8s.yaml")).refused()
    assert said.endswith("this is no playbook but something with `apiVersion`: one has `name` and `severities`")
    (tmp_path / "newer.yaml").write_text("format: 2\nname: x\nseverities: []\n")
    said = shell("playbook", "import", str(tmp_path / "newer.yaml")).refused()
    assert said.endswith("this is format 2 and this warroom reads up to 1: update warroom")


@pytest.mark.parametrize("name", ["book.json", "book.md"])
def test_json_is_no_page(shell: Shell, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"name": "shop", "severities": [{"id": "P0"}]}\n')
    said = shell("playbook", "import", str(tmp_path / name)).refused()
    assert said == f"{tmp_path / name}: this is JSON, and a page is Markdown, HTML or plain text"


def test_a_page_may_begin_with_a_brace(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "page.mdx").write_text("{/* ours */}\n\n" + PAGE)
    assert shell("playbook", "import", str(tmp_path / "page.mdx")).code == 0


@pytest.mark.parametrize("words", [("import",), ("show",), ("lint",)])
def test_a_dump_of_more_lines_than_a_page_has_is_refused(shell: Shell, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "long.md").write_text("| a | b |\n|---|---|\n" + "| x | y |\n" * MOST_LINES)
    said = shell("playbook", *words, str(tmp_path / "long.md")).refused()
    assert said == f"{tmp_path / 'long.md'}: 20,002 lines, and a page of at most 20,000 is read"
