"""A playbook laid out for people: within the width, aligned, commands as they are typed."""

import msgspec
import pytest
from rich.cells import cell_len

from warroom.playbook.model import Item, Left, Limit, Playbook, Scenario, Severity, Step, Template
from warroom.playbook.page import page
from warroom.playbook.sheet import Sheet, wrapped
from warroom.playbook.shown import shown, summary
from warroom.playbook.yaml import load


def book(**parts: object) -> Playbook:
    return Playbook(**{"name": "x", "severities": (Severity(id="P0"),), **parts})  # type: ignore[arg-type]  # fields by name, whatever their types


@pytest.fixture(scope="module")
def default() -> Playbook:
    return load("default").playbook


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_but_a_command(default: Playbook, width: int) -> None:
    steps = [*default.steps, *(step for scenario in default.scenarios for step in scenario.steps)]
    commands = [line for step in steps for line in step.run.split("\n") if line]
    bodies = [
        line for template in default.templates for line in f"{template.body}\n{template.subject}".split("\n") if line
    ]
    wide = [line for line in shown(default, width).splitlines() if cell_len(line) > width]
    assert [line for line in wide if not any(line.endswith(said) for said in (*commands, *bodies))] == []


def test_it_has_no_escape_codes_unless_colours_are_asked_for(default: Playbook) -> None:
    assert "\x1b" not in shown(default, 80)
    coloured = shown(default, 80, colours=True)
    assert "\x1b[1m" in coloured
    plain = coloured
    for code in ("\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[1;31m", "\x1b[0m"):
        plain = plain.replace(code, "")
    assert plain == shown(default, 80)


def test_no_line_ends_with_blanks(default: Playbook) -> None:
    assert [line for line in shown(default, 80).splitlines() if line != line.rstrip()] == []


def test_every_part_of_the_default_is_there(default: Playbook) -> None:
    said = " ".join(shown(default, 300).split())
    for words in (
        *(item.text for item in default.items),
        *(rung.who for rung in default.ladder),
        *(duty.text for duty in default.duties),
        *(phase.title for phase in default.phases),
        *(question for one in default.questions for question in one.questions),
        *(" ".join(step.run.split()) for one in default.scenarios for step in one.steps),
        *(line for one in default.lists for line in one.items),
        *(section.title for section in default.postmortem.sections),
        *default.metrics, *default.principles, *default.prevention, *default.resolution.criteria, default.channel_name,
    ):  # fmt: skip
        assert words in said


def test_columns_stand_below_each_other_and_words_wrap_in_theirs() -> None:
    items = (
        Item(n=1, id="a", text="one two three four five six", limit=Limit(300, words="5 min"), owner="comms"),
        Item(n=10, id="b", text="short", anchor="fixed"),
    )
    lines = shown(book(items=items), 56).splitlines()
    at = lines.index("CHECKLIST") + 1
    assert lines[at : at + 3] == [
        "  1   one two three four  5 min after declared  comms",
        "      five six",
        "  10  short               after fixed",
    ]


def test_a_step_says_what_its_command_does_and_wants() -> None:
    steps = (
        Step(title="watch it", run="kubectl logs -f $POD", endless=True, placeholders=("$POD",)),
        Step(run="SELECT 1", language="sql", risk="shown", stage="resolve"),
        Step(words="call them", link="https://x", within=Limit(300, words="5 min"), stage="resolve"),
    )
    lines = shown(book(scenarios=(Scenario(id="a", title="b", severity="P0", steps=steps),)), 80).splitlines()
    assert lines[lines.index("SCENARIOS") + 1 :] == [
        "  P0  b (a)",
        "    Diagnosis",
        "      1. watch it",
        "         $ kubectl logs -f $POD",
        "           changes · never ends by itself · fill in $POD",
        "    Resolution",
        "      1. SELECT 1",
        "           sql, not run",
        "      2. call them (within 5 min)",
        "         https://x",
    ]


def test_what_could_act_on_a_terminal_is_shown_as_a_sign() -> None:
    bad = "a\x1b[31mb\x07\u202ec"
    parts = book(
        title=bad,
        steps=(Step(title=bad, run=f"{bad}\n{bad}"),),
        templates=(Template(id="t", body=f"{bad}\n{bad}"),),
        left=(Left(source="P.md:1", text=bad),),
    )
    for character in "\x1b\x07\u202e":
        assert character not in shown(parts, 80)


def test_what_there_is_is_counted_in_a_line(default: Playbook) -> None:
    assert summary(default).startswith("4 levels, 4 rungs, 14 items, 8 phases, 8 scenarios, ")
    assert summary(book()) == "1 level"


def test_words_wrap_by_what_they_take_on_the_screen() -> None:
    assert wrapped("障害 障害 x", 5) == ["障害", "障害", "x"]
    assert wrapped("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrapped("", 10) == [""]


def test_a_table_that_has_no_room_puts_its_cells_below_each_other() -> None:
    sheet = Sheet(40, colours=False)
    sheet.table([("a" * 30, "some words that need room", "c")], wraps=1)
    assert str(sheet) == f"  some words that need room\n    {'a' * 30} · c\n"


def test_a_limit_that_says_within_itself_is_not_given_another(default: Playbook) -> None:
    for words in ("within 48 h", "48 h"):
        back = msgspec.structs.replace(default.postmortem, within=Limit(seconds=172_800, words=words))
        book_ = msgspec.structs.replace(default, postmortem=back)
        for said in (shown(book_, 100), page(book_)):
            assert "within within" not in said.casefold()
            assert "within 48 h" in said.casefold()


def test_a_level_whose_name_is_its_id_is_called_once() -> None:
    said = shown(book(severities=(Severity(id="Major", name="major"), Severity(id="P1", name="high"))), 100)
    assert "Major\n" in said
    assert "P1 high\n" in said
    assert "major" not in said
