"""A journal that cannot be written: nothing typed is lost, the reason is said, and it goes on by itself."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journal.faulty import Statements
from tests.tui.stage import NARROW, WIDE, WITHIN_S, Stage, declare, notes, play, records, write
from warroom import wiring
from warroom.checks.model import Transition
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.state import EMPTY
from warroom.journal import faults, sqlite
from warroom.journal.library import sqlite3 as journal_sqlite
from warroom.journal.live import Live
from warroom.room import Room
from warroom.tui import entered, keeper
from warroom.tui.panels import ledge
from warroom.tui.standing import specials

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
            await stage.shows("holds the journal's lock" if size == WIDE else "NOT SAVED 3: journal locked: /retry")
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
            await stage.shows("NOT SAVED 1  another program holds", " since ", " UTC: /retry, or /save-as FILE")
        await stage.settled()

    play(path, act)


ERRORS = [journal_sqlite.OperationalError(sign) for sign in faults._BY_SIGN]
SENTENCES = {
    **{str(error): faults.explain(error) for error in ERRORS},
    "replaced": faults.REPLACED,
    "its id is gone": faults.NO_ID,
    "an older copy": f"older copy: {'what is missing ' * 9}: warroom verify --accept-head WHY, or put the newest back",
    "a damaged record": "damaged at #128: its words were changed: warroom verify says more",
}
ROLES = 9
"""Cells of the third row that stay for who commands."""


@pytest.mark.parametrize("waiting", [0, 1, 9])
@pytest.mark.parametrize("name", SENTENCES)
def test_at_80_columns_it_is_said_whole_what_is_wrong_and_what_to_do(name: str, waiting: int) -> None:
    trouble = SENTENCES[name]
    since = datetime(2026, 11, 21, 14, 41, 32, tzinfo=UTC)
    found = specials(EMPTY, trouble=trouble, trouble_since=since, waiting=waiting, jumped="", gone="")
    [(said, _style)] = ledge.chip(found)
    few, ways = faults.in_few(trouble), faults.parted(trouble)[1] or (("/retry",) if waiting else ())
    count = f" {waiting}" if waiting else ""
    assert said.startswith(f" NOT SAVED{count}: {': '.join([few, *ways[:1]])}")
    assert "…" not in said
    assert len(said) <= 80 - 12 - ROLES
    assert len(f" ({few})") <= 25, "beside a held line there is no more room"


@pytest.mark.parametrize("name", SENTENCES)
def test_at_120_columns_the_first_thing_to_do_is_never_cut(name: str) -> None:
    trouble = SENTENCES[name]
    since = datetime(2026, 11, 21, 14, 41, 32, tzinfo=UTC)
    found = specials(EMPTY, trouble=trouble, trouble_since=since, waiting=12, jumped="", gone="another: put it back")
    said = "".join(text for text, _ in ledge._special(found, 120))
    assert said.startswith(" NOT SAVED 12  ")
    assert (faults.parted(trouble)[1] or ("/retry, or /save-as FILE",))[0] in said
    assert said.endswith("+1 ")
    assert "…" not in said


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
        typed_at = datetime.fromisoformat(line.partition(" ")[0])
        assert timedelta(0) <= record.at - typed_at < entered.WAITED + timedelta(seconds=1)


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


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_journal_that_stood_here_before_is_named_with_the_way_out_until_it_is_given_up_in_another_shell(
    path: Path, size: tuple[int, int]
) -> None:
    declare(path, "the one before")
    wiring.open_journal(path).close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    stream = declare(path)

    async def act(stage: Stage) -> None:
        await stage.shows("RECORD GONE", "warroom verify --accept-head WHY")
        await stage.type("half a line")
        await stage.until(lambda: drafts(path) == ["half a line"])
        write(path, i.Note(text="somebody else writes"), stream=stream)
        await stage.shows("somebody else writes", "RECORD GONE")
        with closing(wiring.open_journal(path)) as journal, journal.accepting():
            pass
        await stage.until(lambda: "RECORD GONE" not in stage.text)
        assert "never recorded" not in stage.said
        await stage.pilot.press("enter")
        await stage.until(lambda: notes(stage.records()) == ["somebody else writes", "half a line"])

    play(path, act, size)


def drafts(path: Path) -> list[str]:
    """The lines that stand unrecorded in the sidecar."""
    with closing(Live(path)) as live:
        return [str(row[0]) for row in live._db.execute("SELECT text FROM draft ORDER BY at, place").fetchall()]


@pytest.mark.parametrize("form", ["-12m", "%H:%M", "%Y-%m-%dT%H:%M:%SZ"])
def test_a_back_dated_line_that_was_not_written_is_offered_with_the_moment_it_speaks_of(path: Path, form: str) -> None:
    stream = declare(path)
    moment = SystemClock().now() - timedelta(minutes=12)

    async def leave(stage: Stage) -> None:
        await stage.line(f"{moment:{form}} it was slow")
        await stage.shows("NOT SAVED 1")
        await stage.until(lambda: len(drafts(path)) == 1)

    async def come_back(stage: Stage) -> None:
        await stage.says("a line of yours was never recorded")
        await stage.pilot.press("up")
        assert stage.entry.value.endswith("Z it was slow")
        await stage.pilot.press("enter")
        await stage.until(lambda: notes(stage.records()) == ["it was slow"])
        await stage.until(lambda: drafts(path) == [])

    with locked(path):
        play(path, leave)
    play(path, come_back)
    [note] = [record for record in records(path, stream) if record.kind == "note"]
    # -12m counts from when it was entered, which is a moment later, and HH:MM has no seconds.
    assert -timedelta(minutes=1) < note.at - moment < timedelta(seconds=WITHIN_S)
    assert note.noted_at - note.at >= timedelta(minutes=12) - timedelta(seconds=WITHIN_S)


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
        await stage.shows("NOT SAVED 1  older copy", "--accept-head")
        assert "saved #" not in stage.said
        with closing(wiring.open_journal(path)) as journal, journal.accepting():
            pass
        await stage.until(lambda: notes(stage.records()) == ["waits"])
        await stage.until(lambda: stage.app.incident.seq == 3 and "lost" not in "".join(stage.shown()))

    play(path, act)
    older.close()
