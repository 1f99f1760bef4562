"""What a journal cannot be: one sentence each, and nothing is touched."""

import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes import opened, write
from warroom.errors import JournalError
from warroom.journal import network
from warroom.journal.library import patiently, sqlite3
from warroom.journal.migrations import APPLICATION_ID, SCHEMA
from warroom.journal.sqlite import Journal


def refusal(path: Path) -> str:
    with pytest.raises(JournalError) as caught:
        Journal(path)
    said = str(caught.value)
    assert str(path) in said or str(path.parent) in said
    assert "\n" not in said
    return said


def test_a_new_journal_makes_its_folder_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "journal.db"
    with opened(path) as journal:
        write(journal, "a", "one")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_empty_file_becomes_a_journal(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()
    with opened(tmp_path / "journal.db") as journal:
        assert len(write(journal, "a", "one")) == 1


def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(str(path))) as other:
        other.execute("CREATE TABLE orders (id INTEGER)")
        other.commit()
    before = path.read_bytes()
    assert "is a database of another program: name a new file with --journal" in refusal(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["shop.db"]


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary " * 1000)
    assert "this is no SQLite database: name another file with --journal" in refusal(path)
    assert path.read_text() == "dear diary " * 1000


def test_a_newer_schema_asks_for_a_newer_warroom(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(path):
        pass
    with closing(sqlite3.connect(str(path))) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    assert f"was written by a newer warroom (schema {SCHEMA + 1}, this one knows {SCHEMA})" in refusal(path)


def test_a_directory_and_a_link_to_nothing_are_no_files(tmp_path: Path) -> None:
    assert "is a directory: name a file with --journal" in refusal(tmp_path)
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "gone.db")
    assert refusal(link) == f"{link} is a link to nothing"
    (tmp_path / "file").touch()
    assert "cannot be made" in refusal(tmp_path / "file" / "journal.db")


def test_a_link_to_a_journal_is_that_journal(tmp_path: Path) -> None:
    with opened(tmp_path / "journal.db") as journal:
        write(journal, "a", "one")
    (tmp_path / "link.db").symlink_to(tmp_path / "journal.db")
    with opened(tmp_path / "link.db") as journal:
        assert journal.head("a")[0] == 1


CHILD = """
import os, sys
from pathlib import Path
from warroom.errors import JournalError
from warroom.journal.sqlite import Journal
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for name in ("journal.db", "new.db", "deep/new.db"):
    try:
        Journal(Path(sys.argv[1]) / name)
    except JournalError as error:
        print(error)
"""


def test_a_folder_that_may_only_be_read_is_told() -> None:
    """In a child that gives root's rights up, since root may write anywhere."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(folder / "journal.db"):
            pass
        (folder / "journal.db").chmod(0o444)
        folder.chmod(0o555)
        ended = subprocess.run(
            [sys.executable, "-c", CHILD, name], capture_output=True, text=True, check=False, timeout=30
        )
        folder.chmod(0o755)
    assert ended.stderr == ""
    first, second, third = ended.stdout.splitlines()
    assert first.startswith(f"journal {folder / 'journal.db'}: ")
    assert "the journal may only be read: check file and folder permissions" in first or "cannot be opened" in first
    assert second == f"journal {folder / 'new.db'}: it cannot be opened: check the folder's permissions"
    assert third == f"{folder / 'deep'} cannot be made: Permission denied"


def test_a_network_file_system_is_told_by_its_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "20 1 0:1 / / rw - ext4 /dev/x rw\n"
        "30 20 0:2 / /srv/team\\040room rw shared:1 - nfs4 host:/x rw\n"
        "31 30 0:3 / /srv/team\\040room/here rw - xfs /dev/y rw\nnonsense\n"
    )
    for folder, kind in (
        ("/srv/team room/deep", "nfs4"),
        ("/srv/team room", "nfs4"),
        ("/srv/team room/here", ""),
        ("/srv", ""),
    ):
        assert network.file_system(Path(folder), mounts) == kind
    assert network.file_system(tmp_path, tmp_path / "gone") == ""


def test_a_journal_names_itself_in_its_header(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with opened(path):
        pass
    assert int.from_bytes(path.read_bytes()[68:72]) == APPLICATION_ID


def test_a_lock_while_opening_is_waited_for_and_any_other_fault_is_not() -> None:
    faults = ["database is locked", "database table is locked"]

    def act() -> None:
        if faults:
            raise sqlite3.OperationalError(faults.pop())

    patiently(30, act)
    assert faults == []
    faults.append("database is locked")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        patiently(-1, act)
    faults.append("disk I/O error")
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        patiently(30, act)
