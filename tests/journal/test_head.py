"""The outside head: a journal that holds less than it once did, or something else, says so at the next open."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes import write
from warroom.errors import Damaged, NotWritten
from warroom.journal.head import OutsideHead
from warroom.journal.sqlite import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@contextmanager
def witnessed(path: Path) -> Iterator[Journal]:
    journal = Journal(path, outside=OutsideHead(path, path.parent / "heads"))
    try:
        yield journal
    finally:
        journal.close()


def test_what_grew_since_is_no_doubt_and_the_claim_follows(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one", "two")
    with witnessed(path) as journal:
        assert (journal.doubts, journal.gone) == ((), "")
        assert journal.once_held() == {"a": journal.head("a")}
        write(journal, "a", "three")
        write(journal, "b", "one")
    with witnessed(path) as journal:
        assert journal.once_held() == journal.heads() == {"a": journal.head("a"), "b": journal.head("b")}


def test_what_another_process_wrote_is_claimed_at_the_end_too(path: Path) -> None:
    with witnessed(path) as mine:
        other = Journal(path)
        write(other, "a", "one")
        other.close()
    with witnessed(path) as mine:
        assert mine.once_held() == mine.heads() != {}


def test_an_older_copy_put_back_is_told_and_nothing_is_written(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one")
    shutil.copy(path, path.with_name("older"))
    with witnessed(path) as journal:
        write(journal, "a", "two", "three")
    shutil.copy(path.with_name("older"), path)
    with witnessed(path) as journal:
        assert "a once held #3" in journal.doubted()
        assert "now ends at #1" in journal.doubted()
        assert "--accept-head" in journal.doubted()
        with pytest.raises(Damaged, match="once held #3"):
            write(journal, "a", "four")
        assert journal.head("a")[0] == 1
    with witnessed(path) as journal:
        assert journal.doubts, "looking at it does not make the doubt go away"


def test_a_lost_write_ahead_log_is_told(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one")
    with witnessed(path) as journal:
        write(journal, "a", *map(str, range(19)))
        journal.remember(now=True)
        # As after a crash: what is committed still lies in the -wal.
        shutil.copy(path, path.with_name("crashed"))
    shutil.copy(path.with_name("crashed"), path)
    with witnessed(path) as journal:
        (said,) = journal.doubts
        assert said.startswith("a once held #20")
        assert said.endswith("now ends at #1")


def test_a_stream_that_is_gone_as_a_whole_is_told(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one")
    shutil.copy(path, path.with_name("older"))
    with witnessed(path) as journal:
        write(journal, "b", "one")
    shutil.copy(path.with_name("older"), path)
    with witnessed(path) as journal:
        assert "b once held #1" in journal.doubted()
        assert "is gone now" in journal.doubted()


def test_another_record_at_the_same_number_is_told(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one")
    shutil.copy(path, path.with_name("older"))
    with witnessed(path) as journal:
        write(journal, "a", "two")
    shutil.copy(path.with_name("older"), path)
    unwitnessed = Journal(path)
    write(unwitnessed, "a", "another two", "three")
    unwitnessed.close()
    with witnessed(path) as journal:
        assert "#2 of a is not the record that was seen" in journal.doubted()


def test_what_is_accepted_is_no_doubt_any_more(path: Path) -> None:
    test_an_older_copy_put_back_is_told_and_nothing_is_written(path)
    with witnessed(path) as journal, journal.accepting():
        assert journal.doubts == ()
        write(journal, "a", "on we go")
    with witnessed(path) as journal:
        assert (journal.doubts, journal.head("a")[0]) == ((), 2)


def test_what_could_not_be_noted_is_not_accepted_either(path: Path) -> None:
    test_an_older_copy_put_back_is_told_and_nothing_is_written(path)
    with witnessed(path) as journal, pytest.raises(NotWritten, match="full"), journal.accepting():
        raise NotWritten("the disk is full")
    with witnessed(path) as journal:
        assert "once held #3" in journal.doubted()


def test_a_journal_that_was_removed_or_exchanged_is_named_and_one_can_go_on(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "2026-11-21-api-down", "one", "two")
    path.unlink()
    for _ in range(2):
        with witnessed(path) as journal:
            assert "2026-11-21-api-down to #2" in journal.gone
            assert journal.doubts == ()
            write(journal, "b", "one")
    with witnessed(path) as journal, journal.accepting():
        assert journal.gone == ""
    with witnessed(path) as journal:
        assert journal.gone == ""


def test_a_copy_elsewhere_has_a_memory_of_its_own(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one")
    elsewhere = path.with_name("copy.db")
    shutil.copy(path, elsewhere)
    with witnessed(elsewhere) as copy:
        write(copy, "a", "only in the copy")
    with witnessed(path) as journal:
        assert journal.doubts == ()
        write(journal, "a", "two")


def test_a_claim_never_goes_backwards(path: Path) -> None:
    head = OutsideHead(path, path.parent / "heads")
    head.keep("id", {"a": (5, "five"), "b": (1, "one")})
    OutsideHead(path, path.parent / "heads").keep("id", {"a": (4, "four"), "b": (2, "two")})
    assert {s: (seen.seq, seen.hash) for s, seen in head.claims("id").items()} == {"a": (5, "five"), "b": (2, "two")}


def test_without_a_place_to_remember_nothing_is_claimed_and_nothing_fails(path: Path) -> None:
    blocked = path.parent / "file"
    blocked.write_text("no folder")
    for folder in (None, blocked / "heads"):
        journal = Journal(path, outside=OutsideHead(path, folder))
        write(journal, "a", "one")
        assert (journal.once_held(), journal.doubts) == ({}, ())
        journal.close()


@pytest.mark.parametrize("kept", ["", "{", '{"path": 1}', "\x00\xff", "[]"])
def test_a_memory_that_cannot_be_read_claims_nothing_and_is_written_anew(path: Path, kept: str) -> None:
    head = OutsideHead(path, path.parent / "heads")
    head.keep("id", {"a": (1, "one")})
    assert head.path is not None
    head.path.write_text(kept)
    assert head.claims("id") == {}
    head.keep("id", {"a": (2, "two")})
    assert head.claims("id")["a"].seq == 2


def test_a_removed_write_ahead_log_acknowledges_nothing(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one")
        path.with_name("journal.db-wal").unlink()
        with pytest.raises(NotWritten, match="removed or replaced while it was open"):
            write(journal, "a", "two")


def test_a_guard_that_was_taken_away_is_told_and_nothing_is_written(path: Path) -> None:
    with witnessed(path) as journal:
        write(journal, "a", "one")
    db = sqlite3.connect(path)
    db.execute("DROP TRIGGER record_is_never_changed")
    db.commit()
    db.close()
    with witnessed(path) as journal:
        assert "the trigger record_is_never_changed is not as warroom made it" in journal.doubted()
        with pytest.raises(Damaged):
            write(journal, "a", "two")


def test_a_journal_behind_a_link_is_the_same_journal_with_the_same_write_ahead_log(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(path)
    with witnessed(path) as journal:
        write(journal, "a", "one")
    with witnessed(link) as journal:
        write(journal, "a", "two")
        path.with_name("journal.db-wal").unlink()
        with pytest.raises(NotWritten, match="removed or replaced"):
            write(journal, "a", "three")


def test_a_claim_that_could_not_be_kept_is_kept_at_the_next_chance(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with witnessed(path) as journal:
        with monkeypatch.context() as patch:
            patch.setattr("warroom.journal.head._locked", lambda _lock: False)
            write(journal, "a", "one")
            journal.remember(now=True)
            assert journal.once_held() == {}
        journal.remember(now=True)
        assert journal.once_held() == journal.heads()


def test_a_folder_whose_name_is_no_text_is_remembered_too(tmp_path: Path) -> None:
    folder = tmp_path / "by\udce9te"
    folder.mkdir()
    path = folder / "journal.db"
    journal = Journal(path, outside=OutsideHead(path, tmp_path / "heads"))
    write(journal, "a", "one")
    journal.remember(now=True)
    assert journal.once_held() == journal.heads()
    journal.close()
