"""A playbook as a Markdown page: what its headings, lists and fences hold, read by another parser."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.playbook.anything import whole_playbooks
from warroom.playbook.model import Item, Limit, Playbook, Scenario, Severity, Step, Template
from warroom.playbook.page import page
from warroom.playbook.yaml import load

PARSER = MarkdownIt("commonmark")


def text_of(token: Token) -> str:
    return "".join(child.content if child.type != "softbreak" else "\n" for child in token.children or ())


def headings(text: str) -> list[tuple[str, str]]:
    tokens = PARSER.parse(text)
    return [(a.tag, text_of(b)) for a, b in pairwise(tokens) if a.type == "heading_open"]


def fences(text: str) -> Iterator[tuple[str, str]]:
    yield from ((token.info, token.content) for token in PARSER.parse(text) if token.type == "fence")


def book(**parts: object) -> Playbook:
    return Playbook(name="x", severities=(Severity(id="P0"),), **parts)  # type: ignore[arg-type]  # fields by name, whatever their types


@pytest.fixture(scope="module")
def default() -> Playbook:
    return load("default").playbook


def test_levels_and_scenarios_are_headings_in_their_order(default: Playbook) -> None:
    found = headings(page(default))
    assert [title for tag, title in found if tag == "h1"] == ["Service incident"]
    thirds = [title for tag, title in found if tag == "h3"]
    assert thirds[:4] == ["P0 - critical", "P1 - high", "P2 - medium", "P3 - low"]
    assert [f"{one.title} ({one.severity})" for one in default.scenarios] == [
        t for t in thirds if t.endswith((" (P0)", " (P1)", " (P2)"))
    ]


def test_every_command_stands_in_a_fence_of_its_own_as_it_is_typed(default: Playbook) -> None:
    found = [text.rstrip("\n") for language, text in fences(page(default)) if language == "bash"]
    steps = [step for one in default.scenarios for step in one.steps] + list(default.steps)
    assert found == [step.run for step in steps if step.run]


def test_templates_stand_in_fences_with_their_subject_first(default: Playbook) -> None:
    found = [text for language, text in fences(page(default)) if language == "text"]
    assert found == [
        (f"Subject: {one.subject}\n\n" if one.subject else "") + one.body.rstrip("\n") + "\n"
        for one in default.templates
    ]


def test_items_are_boxes_with_their_clock_in_front() -> None:
    items = (
        Item(n=1, id="a", text="take command", limit=Limit(300, words="5 min"), owner="commander", severities=("P0",)),
        Item(n=2, id="b", text="say so", limit=Limit(3600, words="1 h"), anchor="fixed"),
        Item(n=3, id="c", text="verify", anchor="item:a"),
    )
    assert page(book(items=items)).partition("## Incident checklist\n\n")[2] == (
        "- [ ] **Within 5 min of declaring:** take command (owner: commander; P0)\n"
        "- [ ] **Within 1 h of the fix:** say so\n"
        "- [ ] verify\n"
    )


def test_a_fence_within_a_command_does_not_end_it() -> None:
    run = "cat <<EOF\n```\nx\n````\nEOF"
    [(_, text)] = fences(page(book(scenarios=(Scenario(id="a", title="b", steps=(Step(title="t", run=run),)),))))
    assert text == f"{run}\n"


def test_words_are_words_and_no_markup() -> None:
    said = [
        "# a",
        "- b",
        "1. c",
        "*d*",
        "[e](f)",
        "<script>",
        "_g_",
        "`h`",
        "> i",
        "a_b",
        "x > 5",
        "&amp;",
        "\\",
        "+ j",
        "===",
    ]
    text = page(book(metrics=tuple(said)))
    inline = [token for token in PARSER.parse(text) if token.type == "inline"]
    assert [text_of(token) for token in inline[-len(said) :]] == said
    assert {child.type for token in inline[-len(said) :] for child in token.children or ()} <= {"text", "text_special"}


def test_a_body_that_could_act_on_a_terminal_is_shown_as_signs() -> None:
    assert "\x1b" not in page(book(templates=(Template(id="t", body="a\x1b[2J\nb"),), title="\x1b]0;x\x07"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole_playbooks())
def test_whatever_a_playbook_holds_its_page_has_the_same_outline(made: Playbook) -> None:
    found = headings(page(made))
    assert sum(tag == "h1" for tag, _ in found) == 1
    levels = [title.partition(" - ")[0] for tag, title in found if tag == "h3"][: len(made.severities)]
    assert levels == [level.id for level in made.severities]
    commands = [step for one in made.scenarios for step in one.steps if step.run] + [s for s in made.steps if s.run]
    assert len(list(fences(page(made)))) == len(commands) + len(made.templates) + len(made.left)
