"""`salvage` gets every record out that still verifies, byte for byte, and names every one that it does not."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import T0, opened, write
from tests.journal.damage import PAGE, files, named, rows, salvage, wordless
from warroom.errors import BadInput
from warroom.incident.facts import Redacted
from warroom.incident.intents import Draft
from warroom.journal.carve import Findings
from warroom.journal.choose import chosen
from warroom.journal.ids import new_id
from warroom.journal.library import sqlite3
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with opened(tmp_path / "journal.db") as journal:
        journal._db.execute("PRAGMA wal_autocheckpoint = 0")
        for n in range(1, 11):
            write(journal, "a", f"line {n}")
        yield journal


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A place for a damaged file, away from the whole one."""
    folder = tmp_path / "damaged"
    folder.mkdir()
    return folder / "damaged.db"


@pytest.mark.parametrize("hit", [range(100), range(16), range(16, 24), range(18, 20), range(20, 100)])
def test_a_header_smashed_in_part_costs_nothing(journal: Journal, damaged: Path, hit: range) -> None:
    write(journal, "a", "a long story " * 1000)
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(journal.path.read_bytes())
    chance = random.Random(hit.start)
    for n in hit:
        data[n] = chance.randrange(256)
    damaged.write_bytes(data)
    found = salvage(damaged, damaged.with_name("new.db"))
    assert (found.whole, found.id) == (True, journal.id)
    assert rows(damaged.with_name("new.db")) == rows(journal.path)


def test_a_whole_journal_comes_out_as_it_is_in_one_file_for_its_owner(journal: Journal, damaged: Path) -> None:
    files(journal, damaged)
    new = damaged.with_name("new.db")
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in damaged.parent.iterdir()}
    found = salvage(damaged, new)
    assert {file.name for file in damaged.parent.iterdir()} == {*before, "new.db"}
    assert {n: (damaged.with_name(n).read_bytes(), damaged.with_name(n).stat().st_mtime_ns) for n in before} == before
    assert new.stat().st_mode & 0o777 == 0o600
    assert new.read_bytes()[18:20] == b"\x01\x01", "a rollback journal: whoever reads it makes no file beside it"
    assert (found.whole, found.has_old_id, found.id) == (True, True, journal.id)
    assert (found.gaps, found.left_out, found.loose, found.changed_meanwhile) == ((), (), (), False)
    with opened(new) as other:
        assert other.id == journal.id
        assert verify(other, "a") == verify(journal, "a")
        assert list(other.rows("a")) == list(journal.rows("a"))


def test_the_records_after_a_bit_that_turned_in_the_wal_come_out(journal: Journal, damaged: Path) -> None:
    files(journal, damaged)
    wal = damaged.with_name(f"{damaged.name}-wal")
    data = bytearray(wal.read_bytes())
    data[32 + 24 + PAGE + 24 + 2000] ^= 1
    wal.write_bytes(data)
    with opened(files(journal, damaged.with_name("as-sqlite-sees-it.db"))) as same:
        assert same.head("a")[0] == 10
    found = salvage(damaged, damaged.with_name("new.db"))
    assert found.whole
    assert rows(damaged.with_name("new.db")) == rows(journal.path)


def test_a_wal_that_is_gone_is_named_by_who_saw_its_records(journal: Journal, damaged: Path) -> None:
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for n in range(11, 16):
        write(journal, "a", f"line {n}")
    files(journal, damaged).with_name(f"{damaged.name}-wal").unlink()
    found = salvage(damaged, damaged.with_name("new.db"), {"a": journal.head("a")})
    [gap] = found.gaps
    assert (gap.first, gap.last, gap.after, gap.before and gap.before.by) == (11, 15, None, "anna")
    assert len(rows(damaged.with_name("new.db"))) == 10
    unseen = salvage(damaged, damaged.with_name("other.db"))
    assert unseen.whole, "nothing in the file itself speaks of what only the -wal held"


def test_a_wal_without_its_database_gives_what_it_holds(journal: Journal, damaged: Path) -> None:
    files(journal, damaged).unlink()
    found = salvage(damaged, damaged.with_name("new.db"))
    assert found.whole
    assert rows(damaged.with_name("new.db")) == rows(journal.path)


def test_garbage_behind_the_end_changes_nothing(journal: Journal, damaged: Path) -> None:
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged.write_bytes(journal.path.read_bytes() + random.Random(1).randbytes(10_001))
    assert salvage(damaged, damaged.with_name("new.db")).whole
    assert rows(damaged.with_name("new.db")) == rows(journal.path)


def replaced(journal: Journal, damaged: Path, old: bytes, new: bytes) -> None:
    """The file with some bytes of the same length in the place of others, wherever those stand."""
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = journal.path.read_bytes()
    assert old in data
    assert len(old) == len(new)
    damaged.write_bytes(data.replace(old, new))


@pytest.mark.parametrize("instead", [b"lime 4", b"li\xff\xff 4", b"li\x00\x00 4"])
def test_a_record_whose_words_are_lost_stands_without_them(journal: Journal, damaged: Path, instead: bytes) -> None:
    replaced(journal, damaged, b"line 4", instead)
    new = damaged.with_name("new.db")
    found = salvage(damaged, new)
    assert (found.whole, found.gaps, wordless(found)) == (False, (), {("a", 4)})
    [bare] = found.wordless
    assert (bare.record.at, bare.record.by) == (T0, "anna")
    with opened(new) as saved:
        assert [row.envelope for row in saved.rows("a")] == [row.envelope for row in journal.rows("a")]
        said = "a #4: its words are gone, and no record says that they were redacted"
        assert str(verify(saved, "a").fault) == said
        [(count,)] = saved._db.execute("SELECT count(*) FROM body WHERE seq = 4").fetchall()
        assert count == 0, "nothing says that they were erased"


def test_a_record_whose_envelope_is_lost_is_a_gap_and_its_words_are_told_as_unproven(
    journal: Journal, damaged: Path
) -> None:
    fourth = list(journal.rows("a"))[3]
    envelope = fourth.envelope.encode()
    replaced(journal, damaged, envelope, envelope.replace(b"anna", b"b\xffrt"))
    new = damaged.with_name("new.db")
    found = salvage(damaged, new)
    [gap] = found.gaps
    assert (gap.stream, gap.first, gap.last) == ("a", 4, 4)
    assert (gap.before and gap.before.seq, gap.after and gap.after.seq) == (3, 5)
    assert [(one.seq, one.body) for one in found.loose] == [(4, fourth.body)]
    with opened(new) as saved:
        assert str(verify(saved, "a").fault) == "a #4: record 4 is missing"
        assert [record.seq for record in saved.read("a")] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
        [record] = write(saved, "a", "after all that")
        assert record.seq == 11
        write(saved, "b", "a stream that is whole")
        assert verify(saved, "b").fault is None


def test_a_hash_that_is_lost_is_made_good_by_the_record_after_it(journal: Journal, damaged: Path) -> None:
    held = list(journal.rows("a"))
    replaced(journal, damaged, held[3].hash.encode() + b"{", b"0" * 64 + b"{")
    assert salvage(damaged, damaged.with_name("new.db")).whole
    assert rows(damaged.with_name("new.db")) == rows(journal.path)
    replaced(journal, damaged, held[9].hash.encode() + b"{", b"0" * 64 + b"{")
    found = salvage(damaged, damaged.with_name("other.db"))
    assert named(found) == {("a", 10)}
    assert [(one.seq, one.kept) for one in found.left_out] == [(10, False)]


def test_rows_whose_headers_are_gone_come_out_by_their_texts(journal: Journal, damaged: Path) -> None:
    fourth = list(journal.rows("a"))[3]
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(journal.path.read_bytes())
    for begin in (fourth.id + fourth.prev, fourth.salt or ""):
        at = data.index(begin.encode())
        data[at - 8 : at] = bytes(8)
    damaged.write_bytes(data)
    assert salvage(damaged, damaged.with_name("new.db")).whole
    assert rows(damaged.with_name("new.db")) == rows(journal.path)


def test_words_that_were_erased_stay_erased_though_an_older_page_still_has_them(
    journal: Journal, damaged: Path
) -> None:
    with journal.transaction():
        journal.append("a", [Draft(Redacted(seq=4))], intent_id=new_id(), by="anna", noted_at=T0, via={})
        journal.erase("a", 4)
    files(journal, damaged)
    assert b"line 4" in damaged.with_name(f"{damaged.name}-wal").read_bytes()
    new = damaged.with_name("new.db")
    found = salvage(damaged, new)
    assert found.whole
    assert b"line 4" not in new.read_bytes()
    with opened(new) as saved:
        assert verify(saved, "a") == verify(journal, "a")


def test_of_two_records_for_one_place_the_one_that_fits_is_kept_and_the_other_listed(
    journal: Journal, damaged: Path, tmp_path: Path
) -> None:
    with opened(tmp_path / "other.db") as other:
        for n in range(1, 6):
            write(other, "a", f"forged {n}")
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged.write_bytes(journal.path.read_bytes() + (tmp_path / "other.db").read_bytes())
    found = salvage(damaged, damaged.with_name("new.db"))
    assert [(one.seq, one.kept) for one in found.left_out] == [(n, False) for n in range(1, 6)]
    assert rows(damaged.with_name("new.db")) == rows(journal.path)


def test_a_record_that_was_never_committed_does_not_take_the_place_of_a_lost_one(
    journal: Journal, tmp_path: Path
) -> None:
    with opened(tmp_path / "other.db") as other:
        for n in range(1, 5):
            write(other, "a", f"rolled back {n}")
        stale = list(other.rows("a"))[3]
    found = Findings()
    for row in journal.rows("a"):
        if row.seq != 4:
            found.record(row.envelope.encode(), row.hash.encode(), current=True)
    found.record(stale.envelope.encode(), stale.hash.encode(), current=False)
    kept, odd = chosen(found)
    assert ("a", 4) not in kept
    assert [(one.seq, one.said) for one in odd] == [(4, "it was never committed: the next record follows another one")]


def test_a_record_that_breaks_the_chain_is_kept_and_told(journal: Journal, tmp_path: Path) -> None:
    with opened(tmp_path / "other.db") as other:
        for n in range(1, 5):
            write(other, "a", f"forged {n}")
        forged = list(other.rows("a"))[3]
    found = Findings()
    for row in [*list(journal.rows("a"))[:3], forged, *list(journal.rows("a"))[4:]]:
        found.record(row.envelope.encode(), row.hash.encode(), current=True)
    kept, odd = chosen(found)
    assert len(kept) == 10
    assert [(one.seq, one.kept) for one in odd] == [(4, True), (5, True)]


def test_what_the_disk_cannot_read_is_a_hole_and_not_an_end(
    journal: Journal, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged.write_bytes(journal.path.read_bytes())
    real = os.pread

    def failing(file: int, size: int, at: int) -> bytes:
        if at == 0:
            raise OSError(5, "Input/output error")
        return real(file, size, at)

    monkeypatch.setattr(os, "pread", failing)
    assert salvage(damaged, damaged.with_name("new.db")).whole
    assert rows(damaged.with_name("new.db")) == rows(journal.path)


def test_what_is_no_journal_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.db"
    db = sqlite3.connect(theirs)
    db.execute("CREATE TABLE notes (words TEXT)")
    db.execute("INSERT INTO notes VALUES ('hello')")
    db.commit()
    db.close()
    (tmp_path / "empty.db").touch()
    (tmp_path / "chance.db").write_bytes(random.Random(1).randbytes(50_000))
    (tmp_path / "short.db").write_bytes(b"SQLite")
    new = tmp_path / "new.db"
    for name, said in {
        "theirs.db": "holds no record of a warroom journal",
        "empty.db": "is empty",
        "chance.db": "holds no record of a warroom journal",
        "short.db": "holds no record of a warroom journal",
        "nowhere.db": "there is no file",
        ".": "is a folder",
    }.items():
        with pytest.raises(BadInput, match=said):
            salvage(tmp_path / name, new)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["chance.db", "empty.db", "short.db", "theirs.db"]


@pytest.mark.parametrize("way", ["a link to the file", "a link to its folder", "a link to a link"])
def test_a_damaged_journal_behind_a_link_comes_out_with_what_lies_beside_the_file_itself(
    journal: Journal, damaged: Path, tmp_path: Path, way: str
) -> None:
    """The records are all in the -wal, which has no name of its own beside the link."""
    files(journal, damaged)
    assert damaged.with_name("damaged.db-wal").stat().st_size > damaged.stat().st_size
    link = tmp_path / "link"
    if way == "a link to its folder":
        link.symlink_to(damaged.parent, target_is_directory=True)
        link /= damaged.name
    else:
        link.symlink_to(damaged)
    if way == "a link to a link":
        (tmp_path / "further").symlink_to(link)
        link = tmp_path / "further"
    before = {file.name: file.read_bytes() for file in damaged.parent.iterdir()}
    new = tmp_path / "new.db"
    assert salvage(link, new).whole
    assert rows(new) == rows(journal.path)
    assert {file.name: file.read_bytes() for file in damaged.parent.iterdir()} == before
    for taken in (link, damaged, damaged.with_name("damaged.db-journal")):
        with pytest.raises(BadInput, match=r"is the journal itself|keeps for itself"):
            salvage(link, taken)
