"""The entry line: no text is ever lost, and what Enter will do is said before it does it."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from textual import events

from tests.tui.stage import NARROW, WIDE, Stage, data, declare, notes, play, streams
from warroom.incident.facts import Record
from warroom.incident.state import Incident


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_refusal_says_why_and_gives_the_text_back(path: Path, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        before = stage.app.incident.seq
        await stage.line("/sev P0 worse")
        await stage.says("refused: ", "P0")
        assert stage.entry.value == "/sev P0 worse"
        assert stage.app.incident.seq == before
        await stage.type("!")
        assert "✗ refused" not in stage.said

    play(path, act, size)


@pytest.mark.parametrize("line", ["/tick", "/tick abc", "/snooze 3 soon WHY", "/role king @bo", "/merge x", "/"])
def test_a_verb_that_cannot_be_read_keeps_its_text_and_says_how_it_goes(path: Path, line: str) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        before = stage.app.incident.seq
        await stage.line(line)
        await stage.says("✗ ")
        assert stage.entry.value == line
        assert stage.app.incident.seq == before

    play(path, act)


def test_a_line_without_an_incident_keeps_its_text(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.line("api is slow")
        await stage.says("no incident is open: /declare")
        assert stage.entry.value == "api is slow"

    play(path, act)
    assert streams(path) == []


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


def test_tab_takes_a_completion_and_again_the_next(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("/sta")
        assert "started" in stage.said
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.value == "/started ")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.entry.value == "/status ")
        assert stage.app.board.focus_name == ""

    play(path, act)


def test_tab_without_a_completion_goes_through_the_panels_and_esc_comes_back_with_the_text(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a sentence")
        for panel in ("checks", "clocks", "timeline"):
            await stage.pilot.press("tab")
            await stage.until(partial(stage.focused, panel))
            await stage.says("has the keys")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.focus_name == "")
        assert stage.entry.has_focus
        assert stage.entry.value == "half a sentence"
        await stage.keep(" goes on")
        assert notes(stage.records()) == ["half a sentence goes on"]

    play(path, act)


def test_up_and_down_bring_back_own_lines_and_what_was_half_typed(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.keep("first")
        await stage.keep("second")
        await stage.type("half")
        seen = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await stage.pilot.press(key)
            seen.append(stage.entry.value)
        assert seen == ["second", "first", "first", "second", "half", "half"]

    play(path, act)


def test_a_note_is_shown_as_it_will_be_kept_before_enter(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("-3m first 503s")
        assert "will be a note at" in stage.said
        assert "3 min ago, marked back-dated" in stage.said
        await stage.pilot.press("ctrl+u")
        await stage.type("/ic @zoe")
        assert "a new name" in stage.said

    play(path, act)


def test_a_pasted_block_is_one_note_with_its_line_breaks(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste("ERROR one\r\n/tick 2\n\nERROR two\n")
        assert "4 lines in one" in stage.said
        kept = await stage.keep("")
        assert data(kept) == {"text": "ERROR one\n/tick 2\n\nERROR two"}
        assert stage.app.incident.ticks == {}

    play(path, act)


def test_f12_makes_each_pasted_line_a_note_and_leading_times_back_date_it(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste("-5m pool full\n/tick 2\n\n-4m /fix\n-3m /tik 9\nlast\n")
        await stage.pilot.press("f12")
        await stage.until(lambda: len(notes(stage.records())) == 5)
        assert notes(stage.records()) == ["pool full", "/tick 2", "/fix", "/tik 9", "last"]
        assert stage.app.incident.ticks == {}
        assert stage.app.incident.when("fixed") is None
        ages = [record.noted_at - record.at for record in stage.records() if record.kind == "note"]
        assert [round(age / timedelta(minutes=1)) for age in ages] == [5, 0, 4, 3, 0]
        assert stage.entry.value == ""

    play(path, act)


def test_f12_in_the_lobby_keeps_every_line(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.paste("one\ntwo")
        await stage.pilot.press("f12")
        await stage.says("no incident is open")
        assert stage.entry.value == "one\ntwo"

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


def test_the_answer_of_a_tool_stays_until_the_next_key(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/retry")
        await stage.pilot.pause()
        await stage.says("nothing waits to be written")
        await stage.line("/playbook show")
        await stage.pilot.pause()
        await stage.says("it goes: /playbook reload")
        assert stage.entry.value == "/playbook show"

    play(path, act)


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


def test_a_refusal_that_comes_while_the_next_line_is_typed_leaves_that_alone(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        with stage.held_journal():
            await stage.line("/sev P0 worse")
            assert stage.entry.value == ""
            await stage.shows("saving")
            await stage.type("next words")
        await stage.says("refused: ", "Up brings your text back")
        assert stage.entry.value == "next words"
        await stage.pilot.press("up")
        assert stage.entry.value == "/sev P0 worse"
        await stage.pilot.press("down")
        assert stage.entry.value == "next words"

    play(path, act)


def test_keys_that_follow_enter_at_once_begin_the_next_line(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        for key in (*"one", "enter", *"tvw", "backspace", "backspace", *"wo", "enter", *"one", "enter", "x"):
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await stage.until(lambda: notes(stage.records()) == ["one", "two", "one"])
        assert stage.entry.value == "x"

    play(path, act)


def test_a_line_is_never_shown_twice(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        seen: list[tuple[int, ...]] = []
        extend = stage.timeline.extend

        def watched(incident: Incident, records: Sequence[Record]) -> None:
            extend(incident, records)
            seen.append(tuple(sum(word in row for row in stage.shown()) for word in ("first", "second")))

        stage.timeline.extend = watched  # type: ignore[method-assign]
        with stage.held_journal():
            await stage.line("first")
            await stage.line("second")
        await stage.settled()
        assert seen == [(1, 1), (1, 1)]

    play(path, act)


def test_a_megabyte_that_was_pasted_is_refused_in_a_sentence_and_stays(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.paste("503 at the edge\n" * 65_536)
        await stage.says("would be refused: a note may have 65,536 characters")
        await stage.pilot.press("enter")
        await stage.says("refused: a note may have 65,536 characters and this has 1,048,575", "your text is kept")
        assert len(stage.entry.value) == 1_048_575
        assert notes(stage.records()) == []

    play(path, act)
