"""A journal that cannot be written: nothing typed is lost, the reason is said, and it goes on by itself."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journal.faulty import Statements
from tests.tui.stage import NARROW, WIDE, Stage, declare, notes, play, records, write
from warroom import wiring
from warroom.checks.model import Transition
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.journal import sqlite
from warroom.journal.library import sqlite3 as journal_sqlite
from warroom.journal.live import Live
from warroom.room import Room
from warroom.tui import keeper

BUSY_MS = 20


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is waited for only briefly, and what waits is tried again soon."""
    monkeypatch.setattr(sqlite, "BUSY_MS", BUSY_MS)
    monkeypatch.setattr(keeper, "RETRY_S", 0.1)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    return Statements(monkeypatch)


def clock(stage: Stage) -> str:
    """The time in the banner, "" for none."""
    found = re.search(r"\d\d:\d\d:\d\d UTC", "\n".join(stage.rows[:3]))
    return found[0] if found else ""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the journal's write lock; by the same SQLite library, as one process must."""
    other: Any = journal_sqlite.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_lines_wait_with_their_reason_and_are_written_when_the_lock_is_gone(path: Path, size: tuple[int, int]) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        with locked(path):
            await stage.line("first words")
            await stage.shows("NOT SAVED", "first words")
            await stage.line("/ic @anna")
            await stage.line("second words")
            await stage.says("✗ NOT SAVED 3")
            assert [line.text for line in stage.app.entering.pending] == ["first words", "/ic @anna", "second words"]
            assert stage.app.incident.commander == ""
            await stage.shows("holds the journal's lock")
            assert len(records(path, stream)) == 2
            await stage.type("typing goes on")
        await stage.until(lambda: notes(records(path, stream)) == ["first words", "second words"])
        await stage.says("✓ saved #")
        await stage.until(lambda: "NOT SAVED" not in stage.text)
        assert stage.app.incident.commander == "anna"
        assert stage.entry.value == "typing goes on"

    play(path, act, size)


@pytest.mark.parametrize(
    ("said", "only", "reason"),
    [
        ("database or disk is full", "INSERT", "the disk is full"),
        ("disk I/O error", "COMMIT", "the disk reported an error"),
        ("disk I/O error", "SELECT", "the disk reported an error"),
        ("disk I/O error", "", "the disk reported an error"),
        ("attempt to write a readonly database", "BEGIN", "the journal may only be read"),
        ("unable to open database file", "", "check the folder's permissions"),
    ],
)
def test_lines_wait_while_the_disk_fails_and_the_screen_lives_on(
    path: Path, statements: Statements, said: str, only: str, reason: str
) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        with statements.failing(journal_sqlite.OperationalError(said), only=only):
            for line in ("first words", "/ic @anna", "second words"):
                await stage.line(line)
            await stage.says("✗ NOT SAVED 3")
            await stage.shows("first words", "second words", reason)
            before = clock(stage)
            await stage.until(lambda: clock(stage) not in ("", before))
            await stage.type("typing goes on")
            assert stage.entry.value == "typing goes on"
        await stage.settled()
        await stage.until(lambda: "NOT SAVED" not in stage.text)

    play(path, act)
    assert notes(records(path, stream)) == ["first words", "second words"]
    assert [record.kind for record in records(path, stream)].count("role_taken") == 1


def test_a_turn_that_meets_a_full_disk_is_written_when_there_is_room(path: Path, statements: Statements) -> None:
    """The sidecar, in which the right to ask stands, is on the same disk."""
    declare(path)
    full = journal_sqlite.OperationalError("database or disk is full")

    async def act(stage: Stage) -> None:
        turn = Transition(check="api", from_="up", to="down", reason="503", value="503", since=SystemClock().now())
        with statements.failing(full, only=("INSERT", "REPLACE", "DELETE"), beside=True):
            stage.app.keeper.report("duty", turn, "here:1")
            await stage.shows("NOT SAVED", "the disk is full")
        await stage.until(lambda: "check_changed" in stage.kinds())

    play(path, act)


def test_the_ledge_says_how_many_wait_since_when_and_the_way_out(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        with locked(path):
            await stage.line("first words")
            await stage.shows("NOT SAVED  1 line kept here", "/save-as FILE", "another program holds", "since ")
        await stage.settled()

    play(path, act)


def test_save_as_writes_what_waits_as_lines_that_note_reads(path: Path, tmp_path: Path) -> None:
    stream = declare(path)
    kept = tmp_path / "waiting.txt"

    async def enter(stage: Stage, line: str) -> None:
        stage.entry.put(line)
        await stage.pilot.press("enter")

    async def act(stage: Stage) -> None:
        with locked(path):
            await enter(stage, "-5m first words")
            await enter(stage, "second \x1b[31mwords")
            await stage.shows("NOT SAVED")
            await enter(stage, f"/save-as {kept}")
            await stage.says("2 written to")
            for name in (str(kept), "", "~nobody-here/x", "/no/such/folder/x", "a\0b"):
                line = f"/save-as {name}".strip()
                await enter(stage, line)
                await stage.says("✗ ")
                assert stage.entry.value == line
                stage.entry.put("")
        await stage.settled()

    play(path, act)
    lines = kept.read_text().splitlines()
    written = [record for record in records(path, stream) if record.kind == "note"]
    assert [line.partition(" ")[2] for line in lines] == ["first words", "second ␛[31mwords"]
    # A line that was written before long happened when it was written; the file has whole seconds.
    for line, record in zip(lines, written, strict=True):
        entered = datetime.fromisoformat(line.partition(" ")[0])
        assert timedelta(0) <= record.at - entered < keeper.WAITED + timedelta(seconds=1)


def test_retry_tries_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(path)
    monkeypatch.setattr(keeper, "RETRY_S", 3600.0)

    async def act(stage: Stage) -> None:
        with locked(path):
            await stage.line("words")
            await stage.shows("NOT SAVED")
        await stage.line("/retry")
        await stage.until(lambda: notes(stage.records()) == ["words"])
        await stage.says("✓ saved #")

    play(path, act)


def test_leaving_while_lines_wait_asks_and_says_what_would_be_lost(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        with locked(path):
            await stage.line("words")
            await stage.shows("NOT SAVED")
            await stage.pilot.press("ctrl+q")
            await stage.says("1 not saved.", "/save-as FILE keeps them")
            await stage.pilot.press("n")
            await stage.until(lambda: "keeps them" not in stage.said)
            assert stage.app.return_value is None
        await stage.settled()

    play(path, act)


def test_a_line_that_waits_goes_to_the_incident_it_was_typed_in(path: Path) -> None:
    first = declare(path, "first")
    second = declare(path, "second")

    async def act(stage: Stage) -> None:
        stage.app.keeper.enter(first, "")
        await stage.until(lambda: stage.app.incident.id == first)
        with locked(path):
            await stage.line("words of the first")
            await stage.shows("NOT SAVED")
            stage.app.keeper.enter(second, "")
            await stage.until(lambda: stage.app.incident.id == second)
        await stage.settled()

    play(path, act)
    assert notes(records(path, first)) == ["words of the first"]
    assert notes(records(path, second)) == []


def test_lines_that_wait_are_still_shown_after_the_lobby_and_back(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        with locked(path):
            await stage.line("words that wait")
            await stage.shows("NOT SAVED")
            await stage.pilot.press("f7")
            await stage.until(lambda: stage.app.board.view == "lobby")
            await stage.pilot.press("f7")
            await stage.until(lambda: stage.app.board.view == "room")
            await stage.shows("words that wait")
        await stage.settled()
        assert notes(records(path, stream)) == ["words that wait"]

    play(path, act)


def test_what_a_check_could_not_write_is_said_only_while_it_is_so(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        turn = Transition(
            check="api", from_="up", to="down", reason="status 503", value="503", since=SystemClock().now()
        )
        with locked(path):
            stage.app.keeper.report("duty", turn, "here:1")
            await stage.shows("NOT SAVED")
        await stage.until(lambda: "check_changed" in stage.kinds())
        await stage.until(lambda: "NOT SAVED" not in stage.text)

    play(path, act)


def test_a_line_is_written_once_when_another_terminal_writes_beside_it(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        with locked(path):
            await stage.line("mine")
            await stage.shows("NOT SAVED")
        write(path, i.Note(text="theirs"), stream=stream)
        await stage.settled()
        assert sorted(notes(stage.records())) == ["mine", "theirs"]

    play(path, act)


def test_leaving_while_a_line_is_being_saved_leaves_once_it_is(path: Path) -> None:
    stream = declare(path)

    async def act(stage: Stage) -> None:
        with stage.held_journal():
            await stage.line("last words")
            await stage.pilot.press("ctrl+q")
            await stage.says("1 not saved.")
            assert stage.app.return_value is None
        await stage.until(lambda: stage.app.return_value == 0)

    play(path, act)
    assert notes(records(path, stream)) == ["last words"]


def test_a_room_goes_on_once_what_is_here_was_accepted_in_another_shell(path: Path, state: Path) -> None:
    stream = declare(path)
    write(path, i.Note(text="in both"), stream=stream)
    older = path.with_name("older")
    older.write_bytes(path.read_bytes())
    with closing(wiring.open_journal(path)) as journal:
        room = Room(journal, Live(path), SystemClock(), stream)
        room.act(i.Note(text="lost", by="bo"))
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    path.write_bytes(older.read_bytes())
    assert state.is_dir()

    async def act(stage: Stage) -> None:
        await stage.shows("NOT SAVED", "--accept-head")
        await stage.line("waits")
        await stage.shows("1 not saved")
        with closing(wiring.open_journal(path)) as journal, journal.accepting():
            pass
        await stage.until(lambda: notes(stage.records()) == ["in both", "waits"])
        await stage.until(lambda: "NOT SAVED" not in stage.text)
        await stage.keep("and on")

    play(path, act)


def test_an_older_copy_put_back_under_an_open_room_is_told_with_the_way_out_and_then_left_behind(path: Path) -> None:
    stream = declare(path)
    older: Any = journal_sqlite.connect(str(path.with_name("older")))
    with closing(wiring.open_journal(path)) as journal:
        journal._db.backup(older)
        Room(journal, Live(path), SystemClock(), stream).act(i.Note(text="lost", by="bo"))

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq == 3)
        db: Any = journal_sqlite.connect(str(path))
        older.backup(db)
        db.close()
        await stage.line("waits")
        await stage.shows("NOT SAVED", "1 line kept", "--accept-head")
        assert "saved #" not in stage.said
        with closing(wiring.open_journal(path)) as journal, journal.accepting():
            pass
        await stage.until(lambda: notes(stage.records()) == ["waits"])
        await stage.until(lambda: stage.app.incident.seq == 3 and "lost" not in "".join(stage.shown()))

    play(path, act)
    older.close()
