"""A record is never changed, deleted or replaced; only its words can be erased, and a record says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.fakes import T0, opened, write
from tests.journal.exports import verify_file
from warroom.errors import NotWritten
from warroom.incident.facts import Erased, Noted, Redacted
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id
from warroom.journal.library import sqlite3
from warroom.journal.sqlite import Journal
from warroom.journal.verify import export, verify


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with opened(tmp_path / "journal.db") as journal:
        write(journal, "a", "one", "the secret", "three")
        yield journal


def redact(journal: Journal, seq: int, *, target: int | None = None) -> None:
    with journal.transaction():
        journal.append("a", [Draft(Redacted(seq=seq))], intent_id=new_id(), by="anna", noted_at=T0, via={})
        journal.erase("a", target or seq)


STATEMENTS = [
    "UPDATE record SET envelope = '{}'",
    "UPDATE record SET seq = seq + 100 WHERE seq = 3",
    "UPDATE body SET body = '{}' WHERE seq = 2",
    "UPDATE body SET body = NULL, salt = NULL WHERE seq = 2",
    "UPDATE body SET body = NULL WHERE seq = 2",
    "DELETE FROM record WHERE seq = 3",
    "DELETE FROM body",
    "REPLACE INTO record SELECT stream, seq, id, prev, hash, '{}' FROM record WHERE seq = 2",
    "REPLACE INTO record SELECT 'b', seq, id, prev, hash, '{}' FROM record WHERE seq = 2",
    "REPLACE INTO record SELECT stream, 9, 'new', prev, hash, '{}' FROM record WHERE seq = 2",
    "REPLACE INTO body VALUES ('a', 2, '', '{}')",
    "INSERT INTO body VALUES ('a', 2, '', '{}') ON CONFLICT DO UPDATE SET body = '{}'",
    "INSERT OR IGNORE INTO record SELECT stream, seq, id, prev, hash, '{}' FROM record WHERE seq = 2",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_changes_what_was_written(journal: Journal, statement: str) -> None:
    before = list(journal.rows("a"))
    with pytest.raises(sqlite3.IntegrityError, match="a record is never"):
        journal._db.execute(statement)
    assert list(journal.rows("a")) == before


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_other_program_changes_it_either(journal: Journal, statement: str) -> None:
    before = list(journal.rows("a"))
    other = sqlite3.connect(str(journal.path), isolation_level=None)
    try:
        with pytest.raises(sqlite3.IntegrityError, match="a record is never"):
            other.execute(statement)
    finally:
        other.close()
    assert list(journal.rows("a")) == before


def test_sqlite_utils_own_ways_are_refused_too(journal: Journal) -> None:
    db = Database(journal._db, execute_plugins=False)
    record, body = db.table("record"), db.table("body")
    row = next(iter(record.rows))
    for change in (
        lambda: record.update(("a", 1), {"envelope": "{}"}),
        lambda: record.delete(("a", 1)),
        lambda: record.delete_where("seq > 1"),
        lambda: record.insert(row, replace=True),
        lambda: record.upsert({**row, "envelope": "{}"}, pk=("stream", "seq")),
        lambda: body.update(("a", 1), {"body": "{}"}),
        body.delete_where,
    ):
        with pytest.raises(sqlite3.IntegrityError, match="a record is never"):
            change()  # type: ignore[no-untyped-call]  # sqlite-utils leaves some of these untyped
    assert verify(journal, "a").seq == 3


def test_redacted_words_are_gone_from_the_file_and_the_chain_holds(journal: Journal) -> None:
    before = verify(journal, "a")
    redact(journal, 2)
    after = verify(journal, "a")
    assert (before.fault, after.fault, after.seq) == (None, None, 4)
    assert [type(record.fact) for record in journal.read("a")] == [Noted, Erased, Noted, Redacted]
    row = list(journal.rows("a"))[1]
    assert (row.salt, row.body) == (None, None)
    journal.close()
    assert b"the secret" not in journal.path.read_bytes()


def test_words_are_erased_only_with_a_record_that_names_them(journal: Journal) -> None:
    with pytest.raises(NotWritten), journal.transaction():
        journal.erase("a", 2)
    with pytest.raises(NotWritten):
        redact(journal, 1, target=2)
    assert [type(record.fact) for record in journal.read("a")] == [Noted] * 3


def test_even_a_redacted_record_takes_no_other_words(journal: Journal) -> None:
    redact(journal, 2)
    for change in ("body = '{}'", "salt = '00'", "seq = 99", "stream = 'b'", "body = NULL, salt = '00'"):
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            journal._db.execute(f"UPDATE body SET {change} WHERE seq = 2")


def test_words_that_are_gone_without_a_record_of_it_are_damage(journal: Journal, tmp_path: Path) -> None:
    journal._db.execute("DROP TRIGGER body_is_never_deleted")
    journal._db.execute("DELETE FROM body WHERE seq = 2")
    found = verify(journal, "a")
    assert found.fault is not None
    assert str(found.fault) == "a #2: its words are gone, and no record says that they were redacted"
    file = tmp_path / "a.jsonl"
    file.write_text("".join(f"{line}\n" for line in export(journal, "a")), encoding="utf-8")
    assert verify_file(file).fault == found.fault


def test_a_redacted_record_exports_and_verifies_offline(journal: Journal, tmp_path: Path) -> None:
    redact(journal, 2)
    file = tmp_path / "a.jsonl"
    file.write_text("".join(f"{line}\n" for line in export(journal, "a")), encoding="utf-8")
    assert verify_file(file) == verify(journal, "a")
    assert "the secret" not in file.read_text(encoding="utf-8")
