"""Whatever a page holds: it is read or refused, quickly enough, and no word of it is lost."""

import random
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warroom.errors import BadInput
from warroom.playbook import markdown
from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.model import Playbook

PAGES = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "pages").glob("*.md"))]
SIGNS = (
    *(
        "```",
        "```bash",
        "~~~",
        "> ",
        "- ",
        "* ",
        "1. ",
        "    ",
        "\t",
        "|",
        "---",
        "===",
        "# ",
        "#### ",
        "**",
        "__",
        "`",
    ),
    *("<table><tr><td>", "</td>", "<details>", "</div>", "<!--", "-->", "<pre>", "<li>", "\\", "'", '"', "[", "]("),
    *("{{X}}", "P0", "SEV-1: ", "5 min", "every 30 minutes", "\u200b", "\r\n", "\x0b", "\x85", "\ufeff", "!!! note"),
    *("::: tip", "$(", "<<EOF", "🚨", "1️⃣ ", "- [ ] ", "☐ ", "&amp;", "&#0;", "\ud800"),
)
HEADS = (
    *("Severity levels", "P0 - Critical", "Escalation", "Checklist", "Runbook: Disk", "Symptoms", "Resolution"),
    *(
        "Contacts",
        "Post-mortem (within 2 days)",
        "Roles",
        "Templates",
        "Phase 1 (0-5 min)",
        "Change history",
        "Anything",
    ),
)

words = st.text("abcdeXYZ 0159:;,.?!-–|*_`[](){}<>#$\\/'\"äß中🚨\t", max_size=40)
lines = st.one_of(
    words,
    st.sampled_from(SIGNS),
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###"]), st.sampled_from(HEADS)),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "  ", "    "]),
        st.sampled_from(["- ", "1. ", "- [ ] ", "> ", "| ", "**"]),
        words,
    ),
    st.builds(
        "{}: {} {}".format, words, st.sampled_from(["within", "every", "<", "after"]), st.sampled_from(["5 min", "2 h"])
    ),
    st.sampled_from("\n".join(PAGES).split("\n")),
)


def said(book: Playbook) -> str:
    """All that a playbook says, what it left included."""
    return "\n".join(_texts(msgspec.to_builtins(book)))


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _texts(inner)]
    return []


def imported(text: str) -> Playbook | None:
    try:
        return markdown.read(text, "page.md").playbook
    except BadInput:
        return None


@given(st.lists(lines, max_size=40))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_page_is_read_or_refused(page: list[str]) -> None:
    book = imported("\n".join(page)) or imported("\n".join(["## Checklist", "- [ ] begin", "", *page]))
    assert book is not None
    assert msgspec.json.decode(msgspec.json.encode(book), type=Playbook) == book


@given(st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_word_put_anywhere_into_any_page_is_in_the_playbook_or_in_what_was_left(data: st.DataObject) -> None:
    page = data.draw(st.sampled_from(PAGES)).split("\n")
    start = data.draw(st.integers(0, len(page) - 1))
    page = page[start : start + 60]
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, len(page) - 1))
        sign = data.draw(st.sampled_from(SIGNS))
        page[place] = sign + page[place] if data.draw(st.booleans()) else page[place] + sign
    marked = []
    for number in range(4):
        place = data.draw(st.integers(0, len(page) - 1))
        marked.append(f"quux{number}word")
        page[place] += f" quux{number}word"
    book = imported("\n".join(page)) or imported("\n".join(["## Checklist", "- [ ] begin", "", *page]))
    assert book is not None
    everything = said(book)
    assert [word for word in marked if word not in everything] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_a_page_has_its_words_in_the_playbook_or_in_what_was_left(page: str) -> None:
    book = imported(page)
    assert book is not None
    known = set(re.findall(r"\w{9,}", said(book).lower()))
    lost = {word for word in re.findall(r"\w{9,}", page.lower()) if word not in known}
    understood = {word for word in lost if re.search(rf"^[^\n:]*{re.escape(word)}", page.lower(), re.MULTILINE)}
    assert lost - understood == set()


@pytest.mark.parametrize("seed", range(6))
def test_lines_in_any_order_are_accounted_for(seed: int) -> None:
    shuffled = [
        f"{line} mark{place}ed" if line.strip() else line for place, line in enumerate("\n".join(PAGES).split("\n"))
    ]
    random.Random(seed).shuffle(shuffled)
    book = imported("## Checklist\n- [ ] begin\n\n" + "\n".join(shuffled[:400]))
    assert book is not None
    everything = said(book)
    assert [line for line in shuffled[:400] if line.strip() and line.rsplit(" ", 1)[-1] not in everything] == []


@pytest.mark.parametrize(
    "page",
    [
        "# Plan\n## Severity\n| a | b |\n|---|---|\n" + "| P0 | 5 min |\n" * 5000,
        "".join("  " * depth + "- P0: 5 min\n" for depth in range(1000)),
        "## Checklist\n" + "- [ ] 5 min: do\n" * 3000,
        "```bash\n" + "it's don't 'x\n" * 2000 + "```\n## Checklist\n- [ ] a\n",
        "# P0 - Critical\n- Response: 5 min\n" + "[" * 19_000,
        "## Checklist\n- [ ] " + "a: " * 6000,
        "## Checklist\n- [ ] " + "5 - " * 4000 + "min",
        pytest.param("## Escalation\n1. " + "call " * 3000 + "5 min\n", marks=pytest.mark.slow),
        "## Escalation\n1. " + "call " * 300 + "5 min\n",
        "## Checklist\n- [ ] a\n" + "<div>" * 3000 + "<table>" * 300,
        "## Checklist\n- [ ] a\n" + ">" * 3000,
        "## Checklist\n- [ ] a\n" + "> " * 500 + "x",
        "\n".join(PAGES) * 12,
    ],
)
@pytest.mark.timeout(60)
def test_pages_made_to_hurt_come_to_an_end(page: str) -> None:
    try:
        markdown.read(page, "page.md")
    except BadInput as error:
        assert "\n" not in str(error)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_a_time_stands_where_it_was_found(text: str) -> None:
    for clock in clocks(text):
        assert 0 <= clock.start < clock.end <= len(text) + 3
        assert clock.limit.seconds == clock.high
