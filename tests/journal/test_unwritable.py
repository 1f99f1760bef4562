"""A journal on a full disk, or in a folder that may only be read: nothing can be written there, and it is read."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import opened, write
from tests.journal.damage import rows
from tests.journal.faulty import WARROOM, Statements, filled, needs_permissions, small_disk
from tests.journal.test_faults import notes
from warroom.errors import JournalError, NotWritten
from warroom.journal.head import OutsideHead
from warroom.journal.library import sqlite3, version
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify

POWERLESS = (sys.executable, "-m", "tests.journal.faulty")
MAKE_ROOM = "the disk is full: make room on it"
LEFT = {
    "closed": ("",),
    "a machine that died": ("", "-wal", "-shm"),
    "a -wal without its -shm": ("", "-wal"),
}
KIB = 1024
HOUSE = Path(__file__).parents[2]

wal_only = pytest.mark.skipif(not version()[1], reason="this SQLite keeps no write-ahead log")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", KIB) as disk:
        yield disk


def left_behind(disk: Path, files: tuple[str, ...]) -> Path:
    """A journal of three notes on this disk, of which so many files were left."""
    whole = disk.with_name("whole.db")
    path = disk / "journal.db"
    with opened(whole) as journal:
        write(journal, "a", "one", "two")
        journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        write(journal, "a", "three")
        if len(files) > 1:
            copied(whole, path, files)
    if len(files) == 1:
        copied(whole, path, files)
    return path


def copied(whole: Path, path: Path, files: tuple[str, ...]) -> None:
    for suffix in files:
        shutil.copyfile(whole.with_name(whole.name + suffix), path.with_name(path.name + suffix))


@wal_only
@pytest.mark.parametrize("left", LEFT)
def test_a_journal_on_a_full_disk_is_read_whole_and_written_again_when_there_is_room(disk: Path, left: str) -> None:
    path = left_behind(disk, LEFT[left])
    with filled(disk):
        assert os.statvfs(disk).f_bfree == 0
        for _ in range(2):
            journal = Journal(path, reading=True)
            assert notes(journal, "a") == ["one", "two", "three"]
            assert verify(journal, "a").fault is None
            journal.close()
    with opened(path) as journal:
        write(journal, "a", "four")
        assert notes(journal, "a") == ["one", "two", "three", "four"]
        assert verify(journal, "a").fault is None


@wal_only
@pytest.mark.parametrize("leave", [0, 4096, 16_384])
def test_a_disk_too_full_to_open_a_journal_on_it_is_called_full(disk: Path, leave: int) -> None:
    path = left_behind(disk, ("",))
    with filled(disk, leave), pytest.raises(JournalError) as told:
        Journal(path)
    assert str(told.value) == f"journal {path}: {MAKE_ROOM}"


def test_a_journal_that_is_open_says_that_the_disk_is_full_and_can_be_read_beside(disk: Path) -> None:
    with opened(disk / "journal.db") as journal:
        write(journal, "a", "one")
        with filled(disk):
            with pytest.raises(NotWritten, match=r"^the disk is full$"):
                write(journal, "a", "x" * 200_000)
            assert notes(journal, "a") == ["one"]
            reader = Journal(disk / "journal.db", reading=True)
            assert notes(reader, "a") == ["one"]
            reader.close()
        write(journal, "a", "two")
        assert notes(journal, "a") == ["one", "two"]


def test_an_error_of_a_full_disk_that_sqlite_has_no_word_for_is_called_full_while_the_journal_is_open(
    disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = Statements(monkeypatch)
    with opened(disk / "journal.db") as journal:
        write(journal, "a", "one")
        error = sqlite3.OperationalError("disk I/O error")
        with statements.failing(error, only="BEGIN"):
            with pytest.raises(NotWritten, match="the disk reported an error"):
                write(journal, "a", "two")
            with filled(disk), pytest.raises(NotWritten, match="the disk is full"):
                write(journal, "a", "two")
        write(journal, "a", "two")
        assert notes(journal, "a") == ["one", "two"]


@wal_only
def test_who_reads_on_a_full_disk_has_the_journal_alone_and_others_wait_for_it(disk: Path) -> None:
    path = left_behind(disk, ("",))
    with filled(disk):
        reader = Journal(path, reading=True)
        with pytest.raises(JournalError, match="another program holds the journal's lock"):
            Journal(path, reading=True, busy_ms=20)
        assert notes(reader, "a") == ["one", "two", "three"]
        reader.close()
        Journal(path, reading=True, busy_ms=20).close()


def test_what_could_not_be_remembered_on_a_full_disk_leaves_no_half_file(disk: Path) -> None:
    head = OutsideHead(disk / "journal.db", disk / "heads")
    assert head.keep("id", {"a": (1, "one")})
    with filled(disk):
        assert not head.keep("id", {"a": (2, "two")})
        assert head.claims("id")["a"].seq == 1
    assert head.path is not None
    assert sorted(file.name for file in head.path.parent.iterdir()) == sorted(
        [head.path.name, f"{head.path.stem}.lock"]
    )
    assert head.keep("id", {"a": (2, "two")})


# The command line.


class Ran:
    """A command of its own process: its code, what it said, and on stderr what it told."""

    def __init__(self, home: Path, journal: Path, *words: str, by: tuple[str, ...] = WARROOM) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WARROOM_", "XDG_"))}
        env = {**kept, "HOME": str(home), "WARROOM_AS": "anna", "WARROOM_JOURNAL": str(journal)}
        done = subprocess.run(
            [*by, *words],
            cwd=Path(__file__).parents[2],
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def whole(self) -> str:
        """What it printed, where nothing was wrong."""
        assert (self.code, self.err) == (0, ""), (self.code, self.out, self.err)
        return self.out

    @property
    def refused(self) -> str:
        """The sentence it was refused with."""
        assert (self.code, self.out, self.err.count("\n")) == (3, "", 1), (self.code, self.out, self.err)
        return self.err.removeprefix("warroom: ").rstrip("\n")


READS = (["show"], ["show", "--json"], ["timeline"], ["brief"], ["list"], ["verify"], ["export"], ["doctor"])


@pytest.mark.parametrize("died", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_command_that_reads_does_on_a_full_disk_and_those_that_write_say_that_it_is(
    disk: Path, tmp_path: Path, died: bool
) -> None:
    journal = disk / "journal.sqlite"
    assert Ran(tmp_path, journal, "declare", "P0", "API", "down").whole
    if died:
        with opened(journal) as open_:
            (stream,) = (name for name in open_.heads() if name != "duty")
            write(open_, stream, "seen")
            for suffix in ("-wal", "-shm"):
                beside = journal.with_name(journal.name + suffix)
                shutil.copyfile(beside, tmp_path / suffix)
        for suffix in ("-wal", "-shm"):
            shutil.copyfile(tmp_path / suffix, journal.with_name(journal.name + suffix))
    else:
        assert Ran(tmp_path, journal, "note", "seen").whole == "#3\n"
    with filled(disk):
        for words in READS:
            assert Ran(tmp_path, journal, *words).whole
        assert "seen" in Ran(tmp_path, journal, "timeline").whole
        assert Ran(tmp_path, journal, "backup", str(tmp_path / "copy.db")).whole
        assert "the disk is full" in Ran(tmp_path, journal, "note", "x").refused
    assert rows(tmp_path / "copy.db") == rows(journal)
    assert Ran(tmp_path, journal, "note", "there is room").whole == "#4\n"


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A journal in a folder that may only be read, and so may the file."""
    needs_permissions()
    folder = tmp_path / "folder"
    journal = folder / "journal.sqlite"
    for words in (["declare", "P0", "API down"], ["note", "before"]):
        assert Ran(tmp_path, journal, *words, by=POWERLESS).whole
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    yield journal
    folder.chmod(0o755)


def test_a_journal_in_a_folder_that_may_only_be_read_is_backed_up(closed: Path, tmp_path: Path) -> None:
    said = Ran(tmp_path, closed, "backup", str(tmp_path / "copy.db"), by=POWERLESS).whole
    assert f"wrote    {tmp_path / 'copy.db'}, " in said
    assert rows(tmp_path / "copy.db") == rows(closed)


def test_a_copy_that_cannot_be_made_names_the_copy_and_a_journal_that_cannot_be_read_the_journal(
    closed: Path, tmp_path: Path
) -> None:
    copy = closed.with_name("copy.db")
    assert Ran(tmp_path, closed, "backup", str(copy), by=POWERLESS).refused == (
        f"{copy} cannot be written: Permission denied"
    )
    closed.chmod(0o000)
    said = Ran(tmp_path, closed, "backup", str(tmp_path / "copy.db"), by=POWERLESS).refused
    closed.chmod(0o444)
    assert said == f"journal {closed}: it cannot be opened: check the folder's permissions"
    closed.parent.chmod(0o000)
    said = Ran(tmp_path, closed, "backup", str(tmp_path / "copy.db"), by=POWERLESS).refused
    closed.parent.chmod(0o555)
    assert said == f"journal {closed} cannot be reached: Permission denied"
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["file", pytest.param("folder", marks=pytest.mark.slow)])
def test_a_journal_that_may_only_be_read_is_read_through_a_link_too(closed: Path, tmp_path: Path, what: str) -> None:
    link = tmp_path / "link"
    link.symlink_to(closed if what == "file" else closed.parent)
    journal = link if what == "file" else link / closed.name
    before = sorted(file.name for file in closed.parent.iterdir())
    assert "before" in Ran(tmp_path, journal, "timeline", by=POWERLESS).whole
    assert Ran(tmp_path, journal, "verify", by=POWERLESS).whole.startswith("holds ")
    assert Ran(tmp_path, journal, "backup", str(tmp_path / "copy.db"), by=POWERLESS).whole
    assert "the journal may only be read" in Ran(tmp_path, journal, "note", "x", by=POWERLESS).refused
    assert rows(tmp_path / "copy.db") == rows(closed)
    assert sorted(file.name for file in closed.parent.iterdir()) == before


def test_records_in_a_wal_that_cannot_be_read_are_missed_through_a_link_too(closed: Path, tmp_path: Path) -> None:
    """They lie beside the file itself: what is read without them would be an older journal."""
    link = tmp_path / "link"
    link.symlink_to(closed)
    closed.parent.chmod(0o755)
    wal = closed.with_name(f"{closed.name}-wal")
    wal.write_bytes(b"records")
    wal.chmod(0o444)
    closed.parent.chmod(0o555)
    said = Ran(tmp_path, link, "timeline", by=POWERLESS).refused
    assert said.startswith(f"journal {link}: its last records lie in {wal.name}, which cannot be read")
