"""What is half typed, or could not be written, outlives the room; who else is here is said."""

from pathlib import Path

import pytest

from tests.tui.stage import Stage, declare, notes, play
from tests.tui.test_not_saved import locked
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.words import MAX_TEXT
from warroom.journal import sqlite
from warroom.journal.live import Live
from warroom.journal.unrecorded import Unrecorded
from warroom.tui import drafts, keeper
from warroom.tui.drafts import Drafts


def kept(path: Path) -> list[str]:
    """The lines that stand unrecorded in the sidecar."""
    live = Live(path)
    try:
        return [str(row[0]) for row in live._db.execute("SELECT text FROM draft ORDER BY at, place").fetchall()]
    finally:
        live.close()


def test_a_half_typed_line_is_kept_within_a_second_and_offered_at_the_next_start(path: Path) -> None:
    declare(path)

    async def leave(stage: Stage) -> None:
        await stage.type("half a line")
        await stage.until(lambda: kept(path) == ["half a line"])

    async def come_back(stage: Stage) -> None:
        await stage.says("a line of yours was never recorded", "Up brings it back")
        assert stage.entry.value == "", "nobody typed it now"
        await stage.pilot.press("up")
        assert stage.entry.value == "half a line"
        await stage.pilot.press("enter")
        await stage.until(lambda: notes(stage.records()) == ["half a line"])
        await stage.until(lambda: kept(path) == [])

    play(path, leave)
    play(path, come_back)
    assert kept(path) == []


def test_a_line_that_was_recorded_is_not_offered_again(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("a whole line")
        await stage.until(lambda: kept(path) == ["a whole line"])
        await stage.pilot.press("enter")
        await stage.until(lambda: kept(path) == [] and notes(stage.records()) == ["a whole line"])

    play(path, act)


def test_somebody_elses_half_line_is_not_offered(path: Path) -> None:
    declare(path)

    async def leave(stage: Stage) -> None:
        await stage.type("anna's line")
        await stage.until(lambda: kept(path))

    async def other(stage: Stage) -> None:
        await stage.until(lambda: stage.app.machine.library and stage.app.incident.seq)
        await stage.keep("bo is here")
        assert "never recorded" not in stage.said

    play(path, leave)
    play(path, other, me="bo")
    assert kept(path) == ["anna's line"]


def test_leaving_a_line_on_purpose_forgets_it(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("never mind")
        await stage.until(lambda: kept(path) == ["never mind"])
        await stage.pilot.press("ctrl+q")
        await stage.says("half typed")
        await stage.pilot.press("y")

    play(path, act)
    assert kept(path) == []


def test_lines_that_could_not_be_written_are_offered_with_their_time(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 20)
    declare(path)

    async def leave(stage: Stage) -> None:
        await stage.line("first")
        await stage.line("second")
        await stage.until(lambda: len(kept(path)) == 2)

    async def come_back(stage: Stage) -> None:
        await stage.says("2 lines of yours were never recorded")
        await stage.pilot.press("up")
        assert stage.entry.value.endswith("Z second")
        await stage.pilot.press("up")
        assert stage.entry.value.endswith("Z first")
        await stage.pilot.press("enter")
        await stage.until(lambda: notes(stage.records()) == ["first"])

    with locked(path):
        play(path, leave)
    play(path, come_back)


def test_a_line_that_was_written_at_the_last_moment_is_not_offered(path: Path) -> None:
    declare(path)
    made: list[Record] = []

    async def act(stage: Stage) -> None:
        made.append(await stage.keep("it is written"))

    async def come_back(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        await stage.keep("and on")
        assert stage.entry._fresh == ["and on"]

    play(path, act)
    live = Live(path)
    live.keep_drafts("gone:999999999", "anna", [Unrecorded(made[0].at, "it is written", made[0].id)])
    live.close()
    play(path, come_back)


def test_a_pause_that_was_written_at_the_last_moment_is_not_offered(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 20)
    monkeypatch.setattr(keeper, "RETRY_S", 3600.0)
    declare(path)

    async def leave(stage: Stage) -> None:
        with locked(path):
            stage.app.ask(i.PauseCheck(check="api", seconds=600, why="deploy"), "/pause api 10m deploy")
            await stage.shows("NOT SAVED", "/pause api 10m deploy")
            await stage.until(lambda: len(kept(path)) == 1)

    async def come_back(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.checks["api"].paused_until)
        await stage.keep("and on")
        assert stage.entry._fresh == ["and on"]

    play(path, leave)
    assert len(kept(path)) == 1, "it was written while the room closed"
    play(path, come_back)
    assert kept(path) == []


def test_a_pause_is_never_shown_twice(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        with stage.held_journal():
            stage.app.ask(i.PauseCheck(check="api", seconds=600, why="deploy"), "/pause api 10m deploy")
            waiting = list(stage.app.entering.pending)
        await stage.until(lambda: stage.app.incident.checks)
        stage.app.entering.pending = waiting
        stage.app.entering.heard(stage.records())
        assert stage.app.entering.pending == []

    play(path, act)


def test_a_pasted_megabyte_is_kept_once_nobody_changes_it_or_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    masked: list[int] = []

    def watched(words: str) -> str:
        masked.append(len(words))
        return words

    monkeypatch.setattr(drafts, "mask", watched)
    now = SystemClock().now()
    kept, long = Drafts(), "x" * (MAX_TEXT + 1)
    for n in range(3):
        kept.typed = f"{long}{n}"
        assert kept.now((), now) is None
    assert masked == []
    assert [draft.text for draft in kept.now((), now) or ()] == [f"{long}2"]
    kept.typed = long
    assert [draft.text for draft in kept.now((), now, last=True) or ()] == [long]
    assert masked == [MAX_TEXT + 2, MAX_TEXT + 1]


def test_secrets_do_not_get_into_the_sidecar_by_way_of_half_a_line(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("password=hunter22")
        await stage.until(lambda: kept(path) == ["password=[redacted:password]"])

    play(path, act)


def test_who_else_is_in_the_room_stands_in_the_timelines_border(path: Path) -> None:
    stream = declare(path)
    live = Live(path)
    try:

        async def act(stage: Stage) -> None:
            live.be_here("tty:1", "kim", stream)
            await stage.shows("with kim")
            live.be_here("tty:1", "kim", "")
            await stage.until(lambda: "with kim" not in stage.text)

        play(path, act)
    finally:
        live.close()
