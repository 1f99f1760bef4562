"""The drill from end to end, as a newcomer goes through it: red, declared, healed, resolved, read."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.pty.terminal import WITHIN_S, Terminal, shell, terminal


def services(room: Terminal) -> list[int]:
    """The children of the room's process, as the system lists them."""
    listed = Path(f"/proc/{room.child.pid}/task/{room.child.pid}/children")
    if not listed.exists():
        pytest.skip("the system does not list a process's children")
    return [int(word) for word in listed.read_text().split()]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.slow
def test_a_drill_is_played_through_and_leaves_its_whole_record(home: Path) -> None:
    with terminal(home, "drill", "--speed", "4", more={"WARROOM_AS": ""}) as room:
        room.shows("DRILL", "undeclared", "Nothing leaves this machine", "all 2 up")
        children = services(room)
        room.shows("down", "✗")
        room.line("/declare P0 API down")
        room.shows("INVESTIGATING", "DRILL", "saved #")
        room.line("/ic @trainee")
        room.shows("IC trainee")
        room.line("-1m first 503s")
        room.shows("first 503s")
        room.line("/tick 2")
        room.shows("done of")

        wrong = shell(home, "drill", "fix", "coffee")
        assert wrong.returncode == 2
        assert b"Traceback" not in wrong.stderr
        healed = shell(home, "drill", "fix", "pool")
        assert healed.returncode == 0, healed.stderr
        assert b"idle session" in healed.stdout
        room.shows("all 2 up")
        room.line("/fix")
        room.shows("MONITORING")
        room.line("/resolve")
        room.shows("RESOLVED 4 of 4")
        room.type("\x11")
        assert room.ended() == 0
        room.restored()

    assert children
    deadline = time.monotonic() + WITHIN_S
    while not all(gone(pid) for pid in children):
        assert time.monotonic() < deadline, "the drill's services run on"
        os.sched_yield()

    records = [json.loads(line) for line in shell(home, "timeline", "--json").stdout.splitlines()]
    kinds = [record["kind"] for record in records]
    assert kinds[0] == "drill_started"
    assert {"declared", "role_taken", "note", "item_set", "fixed", "resolved"} <= set(kinds)
    turned = [record["data"] for record in records if record["kind"] == "check_changed"]
    assert [(turn["check"], turn["to"]) for turn in turned if turn["check"] == "api"] == [
        ("api", "down"),
        ("api", "up"),
    ]
    said = shell(home, "timeline").stdout
    assert b"DRILL" in said.splitlines()[0]
    assert b"first 503s" in said
    assert shell(home, "verify").returncode == 0
    listed = json.loads(shell(home, "list", "--json").stdout)
    assert [one["drill"] for one in listed] == [True]


@pytest.mark.slow
def test_a_drill_that_is_killed_takes_its_services_with_it(home: Path) -> None:
    with terminal(home, "drill", "--speed", "1") as room:
        room.shows("DRILL", "all 2 up")
        children = services(room)
        room.child.kill()
        room.child.wait()
    assert children
    deadline = time.monotonic() + WITHIN_S
    while not all(gone(pid) for pid in children):
        assert time.monotonic() < deadline, "the drill's services run on"
        os.sched_yield()
