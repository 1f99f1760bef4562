"""A journal that cannot be written: told in words, never acknowledged, never half kept, written once afterwards."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.fakes import Place, book, opened, write
from tests.journal.faulty import Statements
from warroom.errors import Damaged, JournalError, NotWritten
from warroom.incident import intents as i
from warroom.incident.facts import Noted
from warroom.incident.intents import Intent
from warroom.journal.ids import new_id
from warroom.journal.library import sqlite3
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify

IO = sqlite3.OperationalError("disk I/O error")
FULL = sqlite3.OperationalError("database or disk is full")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    return Statements(monkeypatch)


@pytest.fixture
def place(tmp_path: Path, statements: Statements) -> Iterator[Place]:
    assert statements.fired == 0
    place = Place(tmp_path)
    yield place
    place.close()


def notes(journal: Journal, stream: str) -> list[str]:
    return [r.fact.text for r in journal.read(stream) if isinstance(r.fact, Noted)]


def in_words(error: JournalError) -> str:
    said = str(error)
    assert said
    assert "\n" not in said
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("error", [IO, FULL], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["undone", "done and not heard of"])
@pytest.mark.parametrize("kind", ["note", "declare"])
def test_whichever_statement_fails_nothing_is_acknowledged_or_half_kept_and_the_retry_writes_once(
    place: Place, statements: Statements, kind: str, error: Exception, after: bool
) -> None:
    """One room lives through all of it, as a screen would; a declaration is two records."""
    room = place.declared()
    tried = 0
    asked: list[str] = []
    while True:
        tried += 1
        words = f"{kind} {tried}"
        intent: Intent = i.Note(id=new_id(), by="anna", text=words)
        if kind == "declare":
            intent = i.Declare(id=new_id(), by="anna", title=words, severity="P1", playbook=book())
        door = room if kind == "note" else place.room()
        with statements.failing(error, nth=tried, after=after):
            try:
                made = door.act(intent)
            except (NotWritten, Damaged) as told:
                in_words(told)
                made = []
        asked.append(words)
        with opened(place.path) as other:
            there = other.known(intent.id)
        again = door.act(intent)
        assert there in ([], again), "a part of it was kept"
        assert not made or made == again
        assert place.room(door.stream).incident == door.incident
        if not statements.fired:
            break
    assert tried > 5
    if kind == "note":
        assert notes(place.journal, room.stream) == asked
    else:
        titles = [place.room(stream).incident.title for stream in place.journal.heads()]
        assert sorted(titles) == sorted(["API down", *asked])
    assert [verify(place.journal, stream).fault for stream in place.journal.heads()] == [None] * len(
        place.journal.heads()
    )


ERRORS: Sequence[BaseException] = [
    *(kind("as SQLite says") for kind in (
        sqlite3.Error, sqlite3.DatabaseError, sqlite3.OperationalError, sqlite3.IntegrityError, sqlite3.InternalError,
        sqlite3.ProgrammingError, sqlite3.NotSupportedError, sqlite3.DataError, sqlite3.InterfaceError,
    )),
    MemoryError(),
]  # fmt: skip


@pytest.mark.parametrize("only", ["BEGIN", "SELECT", "INSERT", "COMMIT"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_kind_of_error_is_told_in_words_and_may_be_tried_again(
    place: Place, statements: Statements, error: BaseException, only: str
) -> None:
    room = place.declared()
    intent = i.Note(id=new_id(), by="anna", text="words")
    with (
        statements.failing(error, only=only) as failed,
        pytest.raises((NotWritten, Damaged)) as told,
    ):
        room.act(intent)
    in_words(told.value)
    assert failed.fired
    room.act(intent)
    assert notes(place.journal, room.stream) == ["words"]


@pytest.mark.parametrize("error", [IO, FULL], ids=str)
def test_a_disk_that_answers_nothing_for_a_while_is_told_every_time_and_order_is_kept(
    place: Place, statements: Statements, error: Exception
) -> None:
    """The rollback fails as well, and so does opening the file anew."""
    room = place.declared()
    waiting = [i.Note(id=new_id(), by="anna", text=f"words {n}") for n in range(3)]
    with statements.failing(error, only="INSERT"), pytest.raises(NotWritten):
        room.act(waiting[0])
    with statements.failing(error):
        for intent in waiting * 2:
            with pytest.raises(NotWritten) as told:
                room.act(intent)
            in_words(told.value)
            with pytest.raises(JournalError) as read:
                room.catch_up()
            assert "SQLite says" not in in_words(read.value)
    for intent in waiting:
        room.act(intent)
    assert notes(place.journal, room.stream) == ["words 0", "words 1", "words 2"]


@pytest.mark.parametrize("error", [IO, FULL], ids=str)
def test_a_rollback_that_fails_as_well_does_not_bar_what_comes_after(
    place: Place, statements: Statements, error: Exception
) -> None:
    room = place.declared()
    intent = i.Note(id=new_id(), by="anna", text="words")
    with statements.failing(error, only=("INSERT", "ROLLBACK")), pytest.raises(NotWritten):
        room.act(intent)
    room.act(intent)
    assert notes(place.journal, room.stream) == ["words"]


def test_whichever_statement_fails_at_opening_is_told_and_the_journal_opens_afterwards(
    tmp_path: Path, statements: Statements
) -> None:
    path = tmp_path / "journal.db"
    for tried in range(1, 100):
        with statements.failing(IO, nth=tried):
            try:
                Journal(path).close()
            except JournalError as told:
                assert "the disk reported an error" in in_words(told)
        with opened(path) as journal:
            write(journal, "a", f"{tried}")
            assert verify(journal, "a").fault is None
            assert notes(journal, "a") == [str(n) for n in range(1, tried + 1)]
        if not statements.fired:
            break
    assert 5 < tried < 99


def test_a_log_that_is_removed_while_the_journal_is_open_ends_acknowledging(place: Place) -> None:
    if place.journal.mode != "wal":
        pytest.skip("this SQLite keeps no write-ahead log")
    room = place.declared()
    place.path.with_name(f"{place.path.name}-wal").unlink()
    for _ in range(2):
        with pytest.raises(NotWritten, match="removed or replaced"):
            room.act(i.Note(by="anna", text="words"))
