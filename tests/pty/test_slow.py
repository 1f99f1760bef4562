"""A terminal that is not read for a while, such as a stalled ssh: the room goes on without it."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.pty.terminal import WITHIN_S, Terminal, shell, terminal
from tests.pty.test_pasted import notes
from tests.tui.stage import write
from warroom.incident import intents as i

STALL_S = 10.0


def stall(home: Path, incident: str, records: int) -> None:
    """Another process records so much that whoever draws it without being read must wait or leave frames out."""
    began = time.monotonic()
    for n in range(records):
        write(home / "journal.sqlite", i.Note(text=f"record {n} {'abcdefghij' * 8}"), stream=incident)
        time.sleep(max(0.0, began + STALL_S * (n + 1) / records - time.monotonic()))


def until(home: Path, words: str) -> None:
    """Wait, without reading the terminal, until the journal holds a note of these words."""
    deadline = time.monotonic() + WITHIN_S
    while words not in notes(home):
        assert time.monotonic() < deadline, f"not recorded: {words}"


@pytest.mark.slow
def test_what_arrives_in_a_stall_is_all_shown_after_it(home: Path, incident: str) -> None:
    with terminal(home) as room:
        room.opened()
        room.line("before the stall")
        room.shows("saved #3")
        room.type("half ")
        stall(home, incident, 200)
        room.line("typed")
        room.shows("record 199", "half typed", "saved #204")
        rows = [row for row in room.rows if "record " in row]
        assert [int(row.split("record ")[1].split()[0]) for row in rows] == list(range(200 - len(rows), 200))
        room.type("\x11")
        assert room.ended() == 0
        room.restored()
    kept = notes(home)
    assert [kept[0], *kept[-2:]] == ["before the stall", f"record 199 {'abcdefghij' * 8}", "half typed"]
    assert len(kept) == 202


@pytest.mark.slow
def test_keys_typed_in_a_stall_are_recorded_in_it(home: Path, incident: str) -> None:
    with terminal(home) as room:
        room.opened()
        stall(home, incident, 200)
        room.line("typed in the stall")
        until(home, "typed in the stall")
        room.shows("record 199", "typed in the stall", "saved #203")
        assert b"\x1b[?1049l" not in room.raw
        room.type("\x11")
        assert room.ended() == 0
        room.restored()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
def test_a_signal_ends_a_room_whose_terminal_is_not_read(home: Path, incident: str, number: signal.Signals) -> None:
    with terminal(home) as room:
        room.opened()
        stall(home, incident, 200)
        room.kill(number)
        assert ends(room) == 128 + number


@pytest.mark.slow
def test_a_terminal_that_hangs_up_after_a_stall_ends_the_room(home: Path, incident: str) -> None:
    with terminal(home) as room:
        room.opened()
        stall(home, incident, 200)
        os.close(room.slave)
        os.close(room.master)
        assert ends(room) == 129


def ends(room: Terminal) -> int:
    """The exit code, without the terminal being read."""
    try:
        code = room.child.wait(WITHIN_S)
    except subprocess.TimeoutExpired:
        pytest.fail("it runs on")
    return code if code >= 0 else 128 - code


@pytest.mark.slow
def test_a_check_that_turns_in_a_stall_is_recorded_in_it(home: Path, incident: str) -> None:
    (home / "warroom.yaml").write_text(
        "checks:\n  - {name: api, url: 'http://127.0.0.1:9/', every: 1s, timeout: 200ms, fails: 8, recheck: 1s}\n"
    )
    with terminal(home) as room:
        room.opened()
        room.shows("api")
        stall(home, incident, 150)
        deadline = time.monotonic() + WITHIN_S
        while b'"check_changed"' not in shell(home, "timeline", "--json").stdout:
            assert time.monotonic() < deadline, "the check's turning is not recorded"
        room.shows("record 149", "1 down")
        room.type("\x11")
        assert room.ended() == 0
