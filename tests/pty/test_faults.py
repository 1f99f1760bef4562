"""A disk, a lock or permissions that fail a running warroom: told in words, kept waiting, written once after it."""

import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.fakes import opened
from tests.journal.faulty import (
    WARROOM,
    filled,
    held,
    needs_permissions,
    one_by_one,
    short_files,
    small_disk,
    striking,
    struck,
    with_short_files,
)
from tests.pty.terminal import WITHIN_S, Terminal, environment, shell, terminal
from warroom.incident.facts import Noted
from warroom.journal.verify import verify

DISK = "the disk reported an error"
FULL = "the disk is full"
READ_ONLY = "the journal may only be read"
CODES = {"EIO": DISK, "ENOSPC": FULL}


def kept(journal: Path) -> list[tuple[int, str]]:
    """The notes of the only incident with their numbers, after it was proved."""
    with opened(journal) as found:
        (stream,) = (name for name in found.heads() if name != "duty")
        assert verify(found, stream).fault is None
        return [(r.seq, r.fact.text) for r in found.read(stream) if isinstance(r.fact, Noted)]


def one_sentence(code: int, out: str, err: str) -> str:
    """What a command was refused with: code 3, nothing on stdout, one line on stderr."""
    assert (code, out, err.count("\n")) == (3, "", 1), (code, out, err)
    assert err.startswith("warroom: ")
    return err


def ran(argv: Sequence[str], home: Path, journal: Path | None = None) -> tuple[int, str, str]:
    more = {"WARROOM_JOURNAL": str(journal)} if journal else {}
    done = subprocess.run(
        argv, capture_output=True, text=True, env=environment(home, more), cwd=home, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


POWERLESS = [sys.executable, "-m", "tests.journal.faulty"]


def may_be_written(journal: Path) -> None:
    """chmod u+rw on the journal and what SQLite made beside it with the same permissions."""
    for place in journal.parent.glob(f"{journal.name}*"):
        place.chmod(0o600)


def told(journal: Path, lines: Sequence[str], result: tuple[int, str, str], reason: str) -> int:
    """How many lines were told with the reason; each of the others was acknowledged, and is there once, in order."""
    code, out, err = result
    if err.startswith("warroom: "):
        # What SQLite lays out beside the journal when it opens it has no word of its own for a full disk.
        assert any(said in one_sentence(code, out, err) for said in (reason, DISK, "cannot be opened"))
        return len(lines)
    failed = [int(line.removeprefix("line ").partition(":")[0]) for line in err.splitlines()]
    assert all(line.endswith(f": {reason}") for line in err.splitlines()), err
    acks = [int(line.removeprefix("#")) for line in out.splitlines()]
    taken = [line for number, line in enumerate(lines, 1) if number not in failed]
    found = kept(journal)
    assert [note for note in found if note[0] in acks] == list(zip(acks, taken, strict=True))
    assert [words for _, words in found if words in lines] == taken
    assert code == (3 if failed else 0)
    return len(failed)


# The command line.


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize(
    ("error", "calls", "whens"),
    [
        ("EIO", "fsync,fdatasync", range(2, 9, 3)),
        ("ENOSPC", "pwrite64", range(1, 60, 24)),
        pytest.param("EIO", "pwrite64", range(1, 90, 3), marks=pytest.mark.slow),
        pytest.param("ENOSPC", "pwrite64", range(1, 90, 3), marks=pytest.mark.slow),
    ],
)
def test_the_line_a_disk_fails_is_told_and_those_after_it_are_kept(
    home: Path, error: str, calls: str, whens: range
) -> None:
    count = 0
    for when in whens:
        lines = [f"{when}.{n} words" for n in range(5)]
        result = one_by_one(home, struck(error, calls, str(when)), lines, environment(home))
        count += told(home / "journal.sqlite", lines, result, CODES[error])
    assert count, "nothing failed at all"


@pytest.mark.usefixtures("incident")
def test_files_that_may_grow_no_further_are_told_and_end_no_process(home: Path) -> None:
    """No room for SQLite's own files beside the journal either; the system's signal ends nobody."""
    lines = [f"{n} {'x' * 3000}" for n in range(20)]
    count = 0
    for size in (0, 4096, 16_384, 40_960, 65_536):
        fresh = [f"{size}.{line}" for line in lines]
        count += told(
            home / "journal.sqlite", fresh, one_by_one(home, with_short_files(size), fresh, environment(home)), DISK
        )
    assert count


def test_a_disk_that_fills_up_is_told_keeps_all_it_acknowledged_and_goes_on_when_there_is_room(home: Path) -> None:
    with small_disk(home / "disk", 1024) as disk:
        journal = disk / "journal.sqlite"
        assert ran([*WARROOM, "declare", "P0", "API", "down"], home, journal)[0] == 0
        for leave in (0, 4096, 32_768, 131_072):
            with filled(disk, leave):
                code, out, err = ran([*WARROOM, "note", "x" * 60_000, str(leave)], home, journal)
                if code:
                    said = one_sentence(code, out, err)
                    assert FULL in said or DISK in said or "cannot be opened" in said
        known = len(kept(journal))
        assert ran([*WARROOM, "note", "there", "is", "room"], home, journal)[0] == 0
        assert [words for _, words in kept(journal)][known:] == ["there is room"]
        assert known < 4, "it was never full"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "mode", "reads"),
    [("file", 0o444, True), ("folder", 0o555, True), ("file", 0o000, False), ("folder", 0o000, False)],
)
def test_permissions_that_are_missing_are_told_and_nothing_is_changed(
    home: Path, what: str, mode: int, reads: bool
) -> None:
    needs_permissions()
    journal = home / "folder" / "journal.sqlite"
    for command in (["declare", "P0", "API down"], ["note", "before"]):
        assert ran([*POWERLESS, *command], home, journal)[0] == 0
    places = [journal.parent] if what == "folder" else list(journal.parent.iterdir())
    before = [stat.S_IMODE(place.stat().st_mode) for place in places]
    for place in places:
        place.chmod(mode)
    try:
        refused = one_sentence(*ran([*POWERLESS, "note", "words"], home, journal))
        read = ran([*POWERLESS, "timeline"], home, journal)
    finally:
        for place, was in zip(places, before, strict=True):
            place.chmod(was)
        may_be_written(journal)
    assert "permission" in refused.lower()
    if reads:
        assert (read[0], read[2]) == (0, "")
        assert "before" in read[1]
    else:
        assert "permission" in one_sentence(*read).lower()
    assert ran([*POWERLESS, "note", "after"], home, journal)[0] == 0
    assert [words for _, words in kept(journal)] == ["before", "after"]


@pytest.mark.usefixtures("incident")
def test_a_command_waits_while_the_lock_is_held_briefly(home: Path) -> None:
    with held(home / "journal.sqlite"):
        waiting = subprocess.Popen([*WARROOM, "note", "words"], stdout=subprocess.PIPE, env=environment(home), cwd=home)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1)
    assert waiting.communicate(timeout=WITHIN_S)[0] == b"#3\n"
    assert kept(home / "journal.sqlite") == [(3, "words")]


# The screen.


def alive(room: Terminal) -> None:
    """The clock ticks on and keys echo."""

    def clock() -> str:
        found = re.search(r"\d\d:\d\d:\d\d UTC", "\n".join(room.rows[:3]))
        return found[0] if found else ""

    before = clock()
    assert before
    room.type("typing goes on")
    room.shows("› typing goes on")
    room.until(lambda: clock() not in (before, ""))
    room.type("\x15")
    room.until(lambda: "typing goes on" not in room.text)


def waits_and_is_written(
    room: Terminal, journal: Path, fault: AbstractContextManager[object], reason: str, for_s: float = 0.0
) -> None:
    """Lines entered while the fault lasts stand there with the reason, and are written once, in order, after it."""
    with fault:
        until = time.monotonic() + for_s
        room.line("first words")
        room.shows("NOT SAVED", "first words", reason)
        room.line("second words")
        room.shows("NOT SAVED 2", "second words")
        alive(room)
        while time.monotonic() < until:
            alive(room)
        assert "NOT SAVED 2" in room.text
    room.until(lambda: "NOT SAVED" not in room.text)
    room.shows("saved #", "first words", "second words")
    room.type("\x11")
    assert room.ended() == 0
    room.restored()
    assert [words for _, words in kept(journal)] == ["first words", "second words"]


Fault = Callable[[int, Path], AbstractContextManager[object]]
FAULTS: dict[str, tuple[Fault, str]] = {
    "no file may grow": (lambda pid, _journal: short_files(pid, 0), DISK),
    "syncs fail": (lambda pid, _journal: striking(pid, "EIO", "fsync,fdatasync"), DISK),
    "writes fail": (lambda pid, _journal: striking(pid, "EIO", "pwrite64"), DISK),
    "no space for a write": (lambda pid, _journal: striking(pid, "ENOSPC", "pwrite64"), FULL),
    "a lock": (lambda _pid, journal: held(journal), "another program holds the journal's lock"),
}


QUICK = ("no space for a write",)


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in FAULTS]
)
def test_a_room_whose_journal_cannot_be_written_lives_on_and_writes_when_it_can(home: Path, name: str) -> None:
    fault, reason = FAULTS[name]
    journal = home / "journal.sqlite"
    with terminal(home) as room:
        room.opened()
        waits_and_is_written(room, journal, fault(room.child.pid, journal), reason)


@pytest.mark.slow
@pytest.mark.usefixtures("incident")
def test_a_room_lives_through_a_lock_of_thirty_seconds(home: Path) -> None:
    journal = home / "journal.sqlite"
    with terminal(home) as room:
        room.opened()
        waits_and_is_written(room, journal, held(journal), "another program holds the journal's lock", 30.0)


@pytest.mark.slow
def test_a_room_on_a_full_disk_lives_on_and_writes_when_there_is_room(home: Path) -> None:
    with small_disk(home / "disk", 1024) as disk:
        journal = disk / "journal.sqlite"
        more = {"WARROOM_JOURNAL": str(journal)}
        assert shell(home, "declare", "P0", "API down", more=more).returncode == 0
        with terminal(home, more=more) as room:
            room.opened()
            waits_and_is_written(room, journal, filled(disk), FULL)


@pytest.mark.slow
@pytest.mark.usefixtures("incident")
def test_a_room_on_a_file_that_may_only_be_read_says_so_and_writes_when_it_may(home: Path) -> None:
    needs_permissions()
    journal = home / "journal.sqlite"
    journal.chmod(0o444)
    with terminal(home, module="tests.journal.faulty") as room:
        room.opened()
        room.line("first words")
        room.shows("NOT SAVED", "first words", READ_ONLY)
        alive(room)
        may_be_written(journal)
        room.until(lambda: "NOT SAVED" not in room.text)
        room.shows("saved #")
        room.type("\x11")
        assert room.ended() == 0
    assert [words for _, words in kept(journal)] == ["first words"]
