"""Questions above the entry line: a key or a line answers, Esc is no, and no text is ever lost."""

from pathlib import Path

import pytest

from tests.tui.stage import Stage, declare, notes, play


def test_a_verb_with_a_slip_is_asked_about_and_y_performs_it(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/tik 2")
        await stage.says("did you mean /tick?")
        await stage.pilot.press("y")
        await stage.until(lambda: 2 in stage.app.incident.ticks)
        assert stage.entry.value == ""
        assert notes(stage.records()) == []

    play(path, act)


def test_n_makes_a_note_of_what_looked_like_a_verb(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/tik 2")
        await stage.says("did you mean /tick?")
        await stage.pilot.press("n")
        await stage.until(lambda: notes(stage.records()) == ["/tik 2"])
        assert stage.app.incident.ticks == {}

    play(path, act)


@pytest.mark.parametrize("key", ["escape", "backspace"])
def test_esc_and_any_other_key_go_back_to_the_line(path: Path, key: str) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        before = stage.app.incident.seq
        await stage.line("/tik 2")
        await stage.says("did you mean /tick?")
        await stage.pilot.press(key)
        await stage.until(lambda: "did you mean" not in stage.said)
        assert stage.entry.value == ("/tik 2" if key == "escape" else "/tik ")
        await stage.type("y")
        assert stage.entry.value.endswith("y")
        assert stage.app.incident.seq == before

    play(path, act)


def test_an_unknown_name_is_asked_for_once_and_the_line_is_kept(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("first words")
        await stage.says("who are you?")
        assert stage.entry.value == ""
        await stage.line("two words")
        await stage.says("✗ ")
        await stage.pilot.press("ctrl+u")
        await stage.line("@anna")
        await stage.until(lambda: notes(stage.records()) == ["first words"])
        await stage.settled()
        assert stage.records()[-1].by == "anna"
        assert stage.entry.value == ""
        await stage.keep("second words")
        assert stage.records()[-1].by == "anna"

    play(path, act, me="")


def test_esc_at_the_question_for_a_name_gives_the_line_back(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("first words")
        await stage.says("who are you?")
        await stage.type("ann")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.entry.value == "first words")
        assert stage.app.me == ""

    play(path, act, me="")


def test_pasted_lines_wait_together_for_a_name(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste("one\ntwo\nthree")
        await stage.pilot.press("f12")
        await stage.says("who are you?")
        await stage.line("anna")
        await stage.until(lambda: notes(stage.records()) == ["one", "two", "three"])
        await stage.until(lambda: stage.entry.value == "")

    play(path, act, me="")


def test_reading_the_playbook_again_needs_a_name_and_an_incident_like_every_line(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.line("/playbook reload")
        await stage.says("no incident is open")
        assert stage.entry.value == "/playbook reload"

    play(path, act, me="")


@pytest.mark.parametrize("in_panel", [False, True])
def test_leaving_with_a_half_typed_line_asks(path: Path, in_panel: bool) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a sen")
        if in_panel:
            await stage.pilot.press("tab")
            await stage.until(lambda: stage.app.board.focus_name)
        await stage.pilot.press("ctrl+q")
        await stage.says("half typed")
        assert stage.app.is_running
        await stage.pilot.press("x")
        await stage.until(lambda: "half typed" not in stage.said)
        assert stage.app.is_running
        assert stage.app.return_value is None
        await stage.pilot.press("ctrl+q")
        await stage.says("half typed")
        await stage.pilot.press("y")
        await stage.until(lambda: stage.app.return_value == 0)

    play(path, act)


def test_leaving_while_a_name_is_asked_for_does_not_drop_the_line(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("first words")
        await stage.says("who are you?")
        await stage.pilot.press("ctrl+q")
        await stage.says("half typed")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.entry.value == "first words")
        assert stage.app.return_value is None
        assert stage.entry.placeholder == ""

    play(path, act, me="")


def test_leaving_with_nothing_half_typed_leaves(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.pilot.press("ctrl+q")
        await stage.until(lambda: stage.app.return_value == 0)

    play(path, act)


@pytest.mark.parametrize("tabs", [0, 1])
def test_ctrl_c_says_how_to_leave_and_drops_nothing(path: Path, tabs: int) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await stage.pilot.press(*["tab"] * tabs, "ctrl+c")
        await stage.says("^Q quits")
        assert stage.entry.value == "half"
        assert stage.app.return_value is None

    play(path, act)
