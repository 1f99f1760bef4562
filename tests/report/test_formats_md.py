"""Reports as Markdown: what anybody wrote stays words, on GitHub, on GitLab, and wherever else it is pasted."""

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.report.documents import EVERYTHING, hostile, of, report
from warroom.report.document import Block, Code, Facts, Heading, Item, Items, Para, Table
from warroom.report.formats.base import lines_of
from warroom.report.formats.md import _LINKED, _harmless, line, render, words
from warroom.text import visible

TEXTS = st.lists(hostile, min_size=10, max_size=10)
"""Two hundred of these are 2,000 texts."""
PIECES = [
    *"abcdefg wijrtolh0123456789.:/-_+@#!$%&~^[]{}|`ıK",
    "www.",
    "gh-",
    "GL-1",
    "jira-",
    "//",
    ":100:",
    "[toc]",
    "Fffffff",
]
PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "softbreak", "code_inline"}


@pytest.fixture(scope="module")
def reader() -> MarkdownIt:
    """Reads Markdown as GitHub does, with HTML let through; bare host names are no links there."""
    found = MarkdownIt("gfm-like", {"html": True})
    assert found.linkify is not None
    found.linkify.set({"fuzzy_link": False})
    return found


def written(*blocks: Block) -> str:
    """These blocks alone, as Markdown."""
    text = "".join(render(report(*blocks)))
    return text.partition(" resolved |\n")[2].rpartition("\n---\n\nMade from ")[0]


def tokens(found: Iterable[Token]) -> list[Token]:
    """Every token, those inside others too."""
    return [each for one in found for each in (one, *tokens(one.children or ()))]


def kinds(reader: MarkdownIt, text: str) -> set[str]:
    """What a reader makes of a text."""
    return {one.type for one in tokens(reader.parse(text))}


def said(one: Token) -> str:
    """The words of an inline token."""
    return "".join("\n" if each.type.endswith("break") else each.content for each in one.children or ())


def inlines(reader: MarkdownIt, text: str) -> list[str]:
    """The words of each piece of a text."""
    return [said(one) for one in reader.parse(text) if one.type == "inline"]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_what_is_taken_for_harmless_has_nothing_that_a_site_makes_a_link_of(text: str) -> None:
    assert not (_harmless(text) and _LINKED.search(text))


@pytest.mark.parametrize("text", ["#128", "#", "2026-11-21 14:30", "2026-11-21 14:30:05", "2026-11-21 14:30:05Z"])
def test_a_number_or_a_moment_stands_as_it_does_in_a_long_text(text: str) -> None:
    rest = " and some more words of no harm at all"
    assert words(text) == words(text + rest).removesuffix(rest)


@settings(max_examples=200, deadline=None)
@given(texts=TEXTS)
def test_no_words_in_a_paragraph_become_anything_else(reader: MarkdownIt, texts: list[str]) -> None:
    for text in texts:
        found = written(Para(text))
        assert kinds(reader, found) <= PLAIN, found
        lines = [said.strip() for said in lines_of(text) if said.strip()]
        assert [part.strip() for one in inlines(reader, found) for part in one.split("\n")] == lines, found


@settings(max_examples=100, deadline=None)
@given(texts=TEXTS)
def test_no_words_of_a_list_become_anything_else(reader: MarkdownIt, texts: list[str]) -> None:
    found = written(Items(tuple(Item(text, done=None) for text in texts)))
    allowed = PLAIN | {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
    read = tokens(reader.parse(found))
    assert {one.type for one in read} <= allowed, found
    assert sum(one.type == "bullet_list_open" for one in read) == 1, found
    assert sum(one.type == "list_item_open" for one in read) == len(texts), found


@settings(max_examples=100, deadline=None)
@given(texts=TEXTS)
def test_a_table_keeps_its_cells_whatever_stands_in_them(reader: MarkdownIt, texts: list[str]) -> None:
    found = written(Table(("a", "b"), list(zip(texts[::2], texts[1::2], strict=True))))
    read = reader.parse(found)
    cells = [said(read[n + 1]) for n, one in enumerate(read) if one.type == "td_open"]
    assert [cell.strip() for cell in cells] == [visible(text).strip() for text in texts], found
    assert kinds(reader, found) <= PLAIN | {
        f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")
    }, found


@settings(max_examples=100, deadline=None)
@given(text=hostile)
def test_a_heading_is_one_line_and_one_heading(reader: MarkdownIt, text: str) -> None:
    found = written(Heading(text))
    read = reader.parse(found)
    assert [one.type for one in read] == ["heading_open", "inline", "heading_close"], found
    assert said(read[1]).strip() == visible(text).strip(), found


@settings(max_examples=100, deadline=None)
@given(text=hostile, language=hostile)
@example(text="one\n```\ntwo", language="")
@example(text="one\n`````\ntwo", language="```")
def test_nothing_in_a_fence_ends_it(reader: MarkdownIt, text: str, language: str) -> None:
    found = written(Code(text, language))
    read = reader.parse(found)
    assert [one.type for one in read] == ["fence"], found
    assert read[0].content == "\n".join(lines_of(text.rstrip("\r\n"))) + "\n"


@settings(max_examples=150, deadline=None)
@given(texts=TEXTS)
def test_no_site_finds_a_person_an_issue_a_label_or_a_picture_in_words(reader: MarkdownIt, texts: list[str]) -> None:
    linked = re.compile(
        r"@\w|(?<![\w&])[#!%~&$]\d|\bGH-\d|://|\bwww\.|:(?:fire|100):|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b", re.IGNORECASE
    )
    for text in texts:
        for one in tokens(reader.parse(words(text))):
            assert one.type != "text" or not linked.search(one.content), (text, one.content)


@pytest.mark.parametrize(
    "text",
    [
        "@bo look", "ask @org/team", "mail bo@x.example", "#128 again", "owner/repo#5", "GH-12", "see !7", "~bug", "%3",
        "https://evil.example/a", "www.evil.example", ":fire:", "deadbeef1 broke it", "[[_TOC_]]", "$x^2$", "{+ new +}",
    ],
)  # fmt: skip
def test_what_a_site_would_link_stands_in_backticks_or_apart(text: str) -> None:
    assert "`" in words(text) or "\\" in words(text), words(text)


@pytest.mark.parametrize("text", ["/close", "- a", "1. a", "12) a", "# a", "> a", "=== ", "---", "+ a", ": a"])
def test_nothing_at_the_beginning_of_a_line_is_a_command_or_a_sign(text: str) -> None:
    assert re.match(r"(?:\d+)?\\|`", line(text)), line(text)


def test_what_needs_no_escape_has_none() -> None:
    text = 'note 2: pool at 97 connections (of 100), latency 0.063 s, 14:30:05 – it\'s "slow" on host-7; why?'
    assert words(text) == text


def test_a_list_to_tick_is_a_list_of_boxes() -> None:
    found = written(Items((Item("new", done=False), Item("old", done=True), Item("who?", tone="blank"))))
    assert found.strip() == "- [ ] new\n- [x] old\n- **blank:** who?"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "vbscript:x", " https://x"])
def test_only_an_address_of_the_web_is_a_link(reader: MarkdownIt, url: str) -> None:
    assert "link_open" not in kinds(reader, written(Items((Item("click", url=url),))))


@settings(max_examples=150, deadline=None)
@given(text=hostile, rest=hostile)
def test_a_link_goes_where_it_was_meant_to(reader: MarkdownIt, text: str, rest: str) -> None:
    found = written(Items((Item(text, url=f"https://x.example/{rest}"),)))
    links = [one for one in tokens(reader.parse(found)) if one.type == "link_open"]
    assert [str(one.attrs["href"]).startswith("https://x.example/") for one in links] == [True], found


def test_everything_is_in_it_once(reader: MarkdownIt) -> None:
    found = "".join(render(report(*EVERYTHING)))
    read = reader.parse(found)
    headings = [said(one) for before, one in pairwise(read) if before.type == "heading_open"]
    assert headings[0] == "Post-mortem: API complete outage"
    assert headings[1:] == [one.text for one in EVERYTHING if isinstance(one, Heading)]
    assert "down 14:28:00 to 15:11:00" in found
    assert "no figure: 2 incidents have no resolution" in found
    assert "**blank:** Nobody wrote what the customers saw." in found
    assert found.rstrip().endswith("01:27:46 UTC.")


def test_a_drill_is_said_first() -> None:
    first, _, rest = "".join(render(of("x"))).partition("\n")
    assert first == "# DRILL x"
    assert rest.startswith("\n**DRILL: ")


def test_facts_without_words_are_a_table_all_the_same(reader: MarkdownIt) -> None:
    assert "table_open" in kinds(reader, written(Facts((("users", ""),))))
