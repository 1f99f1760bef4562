"""The entry line: no text is ever lost, and what Enter will do is said before it does it."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual import events

from tests.tui.stage import NARROW, WIDE, Stage, data, declare, notes, play, streams
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.tui import entering
from warroom.tui.panels import entry, reading


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

        stage.timeline.extend = watched  # type: ignore[method-assign]  # watched from here on
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
        await stage.says("would be refused: a line may have 65,536 characters")
        await stage.pilot.press("enter")
        await stage.says("refused: a line may have 65,536 characters and this has 1,048,575", "your text is kept")
        assert len(stage.entry.value) == 1_048_575
        assert notes(stage.records()) == []

    play(path, act)


def test_a_line_too_long_to_be_recorded_is_neither_read_nor_searched_for_secrets(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(path)
    looked_at: list[int] = []

    def watched(look: Callable[..., Any]) -> Callable[..., Any]:
        def looking(line: str, *more: Any) -> Any:
            looked_at.append(len(line))
            return look(line, *more)

        return looking

    for module, name in ((entering, "parse"), (entering, "mask"), (entry, "find"), (reading, "kinds")):
        monkeypatch.setattr(module, name, watched(getattr(module, name)))

    async def act(stage: Stage) -> None:
        await stage.type("x")
        assert max(looked_at) == 1
        await stage.paste("password=hunter22 " * 60_000)
        await stage.says("would be refused: a line may have 65,536 characters")
        await stage.type("yz")
        assert stage.entry.render_line(0).text.rstrip().endswith("hunter22 yz")
        await stage.pilot.press("enter")
        await stage.says("refused: a line may have 65,536 characters and this has 1,080,003", "your text is kept")
        assert max(looked_at) == 1

    play(path, act)
