"""A journal that cannot be written, is none, or is somebody else's."""

from functools import partial
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.fakes import opened
from warroom.journal import sqlite
from warroom.journal.library import sqlite3
from warroom.journal.migrations import SCHEMA


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal that is waited for no longer than 20 ms."""
    monkeypatch.setattr(sqlite, "Journal", partial(sqlite.Journal, busy_ms=20))


@pytest.mark.usefixtures("impatient")
@pytest.mark.usefixtures("incident")
def test_a_journal_that_somebody_holds_ends_with_three_and_keeps_nothing(shell: Shell) -> None:
    before = shell.timeline()
    with opened(shell.journal) as other, other.transaction():
        for command in (["note", "x"], ["tick", "2"], ["declare", "P0", "x"]):
            assert shell(*command).refused(3) == "another program holds the journal's lock"
        piped = shell("note", "-", stdin=b"one\ntwo\n")
        assert (piped.code, piped.out) == (3, "")
        assert piped.err == "".join(f"line {n}: another program holds the journal's lock\n" for n in (1, 2))
        assert shell.timeline() == before
    shell.done("note", "x")


@pytest.mark.slow  # It waits as long as anybody at a shell would.
@pytest.mark.usefixtures("incident")
def test_a_held_journal_is_waited_for_and_then_told(shell: Shell) -> None:
    with opened(shell.journal) as other, other.transaction():
        assert shell("note", "x").refused(3) == "another program holds the journal's lock"


def test_another_programs_database_is_left_alone(shell: Shell, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.db"
    db = sqlite3.connect(theirs)
    db.execute("CREATE TABLE notes (words TEXT)")
    db.close()
    before = theirs.read_bytes()
    for command in (["note", "x"], ["list"], ["declare", "P0", "x"], ["verify"]):
        said = shell("--journal", str(theirs), *command).refused(3)
        assert said == f"{theirs} is a database of another program: name a new file with --journal"
    assert theirs.read_bytes() == before


def test_a_file_that_is_no_database_is_told_and_left_alone(shell: Shell, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("these are my notes, not a database\n" * 100)
    before = text.read_bytes()
    said = shell("--journal", str(text), "declare", "P0", "x").refused(3)
    assert said == f"journal {text}: this is no SQLite database: name another file with --journal"
    assert text.read_bytes() == before


def test_a_folder_in_place_of_the_journal_is_told(shell: Shell, tmp_path: Path) -> None:
    for command in (["list"], ["note", "x"]):
        assert str(tmp_path) in shell("--journal", str(tmp_path), *command).refused(3)
    (tmp_path / "file").write_text("")
    assert "cannot be made" in shell("--journal", str(tmp_path / "file" / "j.db"), "declare", "P0", "x").refused(3)


@pytest.mark.usefixtures("incident")
def test_a_journal_of_a_newer_release_is_not_touched(shell: Shell) -> None:
    db = sqlite3.connect(shell.journal)
    db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    said = shell("note", "x").refused(3)
    assert "was written by a newer warroom" in said
    assert f"this one knows {SCHEMA}" in said


@pytest.mark.usefixtures("incident")
def test_the_journal_is_for_its_owner_alone(shell: Shell) -> None:
    assert shell.journal.stat().st_mode & 0o777 == 0o600
    live = shell.journal.with_name(f"{shell.journal.name}-live")
    assert live.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("incident")
def test_without_the_sidecar_nothing_is_lost(shell: Shell) -> None:
    shell.done("note", "seen")
    before = shell.timeline()
    for left in shell.folder.glob("journal.sqlite-live*"):
        left.unlink()
    assert shell.timeline() == before
    assert shell.done("show", "--json").json["head"]["seq"] == before[-1]["seq"]
