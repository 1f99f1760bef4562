"""What the journal promises whoever appends and reads."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import T0, opened, write
from warroom.errors import JournalError, NotWritten
from warroom.incident import facts as f
from warroom.incident.facts import Noted, Record
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id, nth_id
from warroom.journal.library import version
from warroom.journal.record import GENESIS
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with opened(tmp_path / "journal.db") as journal:
        yield journal


def texts(records: Iterator[Record] | list[Record]) -> list[str]:
    return [record.fact.text for record in records if isinstance(record.fact, Noted)]


def test_what_is_appended_is_read_in_order_by_stream(journal: Journal) -> None:
    made = write(journal, "a", "one", "two")
    write(journal, "b", "other")
    write(journal, "a", "three")
    assert list(journal.read("a"))[:2] == made
    assert texts(journal.read("a")) == ["one", "two", "three"]
    assert texts(journal.read("a", after=1, limit=1)) == ["two"]
    assert texts(journal.backwards("a")) == ["three", "two", "one"]
    assert texts(journal.read("nowhere")) == []
    assert [record.seq for record in journal.read("a")] == [1, 2, 3]
    assert next(iter(journal.rows("a"))).prev == GENESIS


def test_one_record_is_found_by_its_number(journal: Journal) -> None:
    write(journal, "a", "one", "two")
    assert texts([journal.record("a", 2) or made for made in journal.read("a", limit=1)]) == ["two"]
    assert [journal.record("a", seq) for seq in (-1, 0, 3, 10**12)] == [None] * 4


def test_heads_are_the_last_of_each_stream(journal: Journal) -> None:
    assert journal.heads() == {}
    assert journal.head("a") == (0, "")
    write(journal, "a", "one")
    last = {name: write(journal, name, "x", "y")[-1] for name in ("b", "a", "c d", "")}
    assert journal.heads() == {name: (record.seq, record.hash) for name, record in last.items()}
    assert journal.head("a") == (3, last["a"].hash)


def test_the_first_record_has_the_intents_id_and_the_others_ids_made_of_it(journal: Journal) -> None:
    intent = new_id()
    made = write(journal, "a", "one", "two", "three", intent_id=intent)
    assert [record.id for record in made] == [nth_id(intent, n) for n in range(3)]


def test_an_intent_that_was_written_is_known_by_its_id(journal: Journal) -> None:
    intent = new_id()
    assert journal.known(intent) == []
    made = write(journal, "a", "one", "two", intent_id=intent)
    write(journal, "a", "three")
    assert journal.known(intent) == made


def test_an_id_is_written_once_and_the_failure_keeps_nothing(journal: Journal) -> None:
    intent = new_id()
    write(journal, "a", "one", intent_id=intent)
    with pytest.raises(NotWritten):
        write(journal, "b", "one", intent_id=intent)
    assert list(journal.heads()) == ["a"]
    write(journal, "a", "two")
    assert verify(journal, "a").fault is None


def test_a_transaction_that_fails_keeps_nothing_and_the_next_one_works(journal: Journal) -> None:
    with pytest.raises(ValueError, match="no"), journal.transaction():
        journal.append("a", [Draft(Noted(text="x"))], intent_id=new_id(), by="anna", noted_at=T0, via={})
        raise ValueError("no")
    assert journal.heads() == {}
    write(journal, "a", "one")
    assert texts(journal.read("a")) == ["one"]


def test_only_somebody_elses_commit_is_a_change(journal: Journal) -> None:
    before = journal.changed()
    write(journal, "a", "mine")
    assert journal.changed() == before
    with opened(journal.path) as other:
        write(other, "a", "theirs")
    assert journal.changed() != before


def test_a_journal_reopened_is_the_same_journal(journal: Journal) -> None:
    write(journal, "a", "one")
    with opened(journal.path) as again:
        assert again.id == journal.id
        assert texts(again.read("a")) == ["one"]
        assert again.mode == ("wal" if version()[1] else "truncate")


def test_a_megabyte_of_words_is_kept_whole(journal: Journal) -> None:
    text = "ü" * 500_000
    write(journal, "a", text)
    assert texts(journal.read("a")) == [text]


def test_a_lock_held_by_another_is_told_and_the_same_intent_may_be_tried_again(tmp_path: Path) -> None:
    intent = new_id()
    journal = Journal(tmp_path / "journal.db", busy_ms=10)
    with opened(journal.path) as other, other.transaction():
        with pytest.raises(NotWritten, match="another program holds the journal's lock"):
            write(journal, "a", "one", intent_id=intent)
        assert journal.known(intent) == []
    assert texts(write(journal, "a", "one", intent_id=intent)) == ["one"]
    journal.close()


def test_a_full_disk_is_told_and_keeps_what_was_there(journal: Journal) -> None:
    write(journal, "a", "one")
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NotWritten, match="the disk is full"):
        write(journal, "a", "x" * 100_000)
    journal._db.execute("PRAGMA max_page_count = 1000000")
    write(journal, "a", "two")
    assert texts(journal.read("a")) == ["one", "two"]
    assert verify(journal, "a").fault is None


def test_an_unlinked_file_acknowledges_nothing(journal: Journal) -> None:
    write(journal, "a", "one")
    journal.path.unlink()
    with pytest.raises(NotWritten, match="was removed or replaced while it was open"):
        write(journal, "a", "two")


def test_a_swapped_file_acknowledges_nothing(journal: Journal, tmp_path: Path) -> None:
    write(journal, "a", "one")
    with opened(tmp_path / "other.db") as other:
        write(other, "a", "theirs")
    (tmp_path / "other.db").replace(journal.path)
    for _ in range(2):
        with pytest.raises(NotWritten, match="removed or replaced"):
            write(journal, "a", "two")


def test_a_damaged_file_says_to_keep_a_copy(tmp_path: Path) -> None:
    with opened(tmp_path / "journal.db") as journal:
        for _ in range(20):
            write(journal, "a", "x" * 3000)
    whole = (tmp_path / "journal.db").read_bytes()
    (tmp_path / "journal.db").write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(JournalError, match="copy it, then warroom salvage"), opened(tmp_path / "journal.db") as journal:
        list(journal.read("a"))


def test_a_later_releases_record_is_read_and_followed(journal: Journal) -> None:
    class Sung(f.Fact, frozen=True, kw_only=True):
        song: str

    Sung.kind = "sung"
    with journal.transaction():
        journal.append("a", [Draft(Sung(song="x"))], intent_id=new_id(), by="anna", noted_at=T0, via={})
    write(journal, "a", "after")
    assert [type(record.fact).__name__ for record in journal.read("a")] == ["Unknown", "Noted"]
    assert verify(journal, "a").seq == 2


def test_any_program_can_read_the_file(journal: Journal) -> None:
    if journal.mode == "wal" and sqlite3.sqlite_version_info < (3, 7):
        pytest.skip("this Python's SQLite knows no write-ahead log")
    write(journal, "a", "one")
    journal.close()
    plain = sqlite3.connect(journal.path)
    try:
        assert plain.execute("SELECT body FROM body").fetchone() == ('{"data":{"text":"one"},"via":{}}',)
    finally:
        plain.close()
