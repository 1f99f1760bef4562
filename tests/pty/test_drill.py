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
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_a_drill_is_played_by_what_the_screen_says_and_leaves_its_score_and_its_whole_record(
    home: Path, size: tuple[int, int]
) -> None:
    with terminal(home, "drill", "--speed", "4", size=size, more={"WARROOM_AS": ""}) as room:
        room.shows("DRILL", "undeclared", "Nothing leaves this machine", "card", "all 5 up", "Watch the checks")
        children = services(room)
        room.shows("down", "✗", "/declare P0 and a few words")
        room.line("/declare P0 API down")
        room.shows("INVESTIGATING", "DRILL", "saved #", "/ic takes command")
        room.line("/ic")
        room.shows("IC trainee", "/update status_page investigating")
        room.line("/update status_page investigating We are looking into it")
        room.shows("and act: /drill fix NAME")
        room.line("-1m first 503s")
        room.line("/drill hint")
        room.shows("hint 1")

        wrong = shell(home, "drill", "fix", "coffee")
        assert wrong.returncode == 2
        assert b"Traceback" not in wrong.stderr
        healed = shell(home, "drill", "fix", "pool", more={"WARROOM_AS": "bo"})
        assert healed.returncode == 0, healed.stderr
        assert b"idle session" in healed.stdout
        room.line("/drill fix worker")
        room.shows("the report worker", "all 5 up", "/fix says that it is healed")
        room.line("/fix")
        room.shows("MONITORING", "/resolve when you are sure")
        room.line("/resolve anyway a test")
        room.shows("RESOLVED", "score ─", "of 100, passed", "^Q")
        room.type("\x11")
        assert room.ended() == 0
        room.restored()
        printed = room.after.decode()

    assert "DRILL  " in printed
    assert "of 100, passed" in printed
    assert "cause  " in printed
    assert children
    deadline = time.monotonic() + WITHIN_S
    while not all(gone(pid) for pid in children):
        assert time.monotonic() < deadline, "the drill's services run on"
        os.sched_yield()

    records = [json.loads(line) for line in shell(home, "timeline", "--json").stdout.splitlines()]
    kinds = [record["kind"] for record in records]
    assert kinds[0] == "drill_started"
    assert {"declared", "role_taken", "note", "hint_taken", "change", "fixed", "resolved"} <= set(kinds)
    assert kinds.count("drill_scored") == 1
    assert [(r["by"], r["data"]["text"].split(":")[0]) for r in records if r["kind"] == "change"] == [
        ("bo", "drill fix pool"),
        ("trainee", "drill fix worker"),
    ]
    turned = [record["data"] for record in records if record["kind"] == "check_changed"]
    assert {turn["check"] for turn in turned if turn["to"] == "down"} >= {"db pool"}
    assert all(last["to"] == "up" for last in {turn["check"]: turn for turn in turned}.values())
    assert b"DRILL" in shell(home, "timeline").stdout.splitlines()[0]
    assert shell(home, "verify").returncode == 0
    [run] = json.loads(shell(home, "drill", "--history", "--json").stdout)
    assert run["score"]["hints"] == 1
    assert run["score"]["wrong_acts"] == []
    assert f"{run['score']['points']} of 100, passed" in printed
    listed = json.loads(shell(home, "list", "--json").stdout)
    assert [one["drill"] for one in listed] == [True]


@pytest.mark.slow
def test_a_drill_that_is_left_before_its_end_has_no_score_and_says_so(home: Path) -> None:
    with terminal(home, "drill", more={"WARROOM_AS": ""}) as room:
        room.shows("DRILL", "card")
        room.type("\x11")
        assert room.ended() == 0
        assert "left before it was resolved: no score" in room.after.decode()
    [run] = json.loads(shell(home, "drill", "--history", "--json").stdout)
    assert run["score"] is None


@pytest.mark.slow
def test_a_drill_that_is_killed_takes_its_services_with_it(home: Path) -> None:
    with terminal(home, "drill", "--speed", "1") as room:
        room.shows("DRILL", "all 5 up")
        children = services(room)
        room.child.kill()
        room.child.wait()
    assert children
    deadline = time.monotonic() + WITHIN_S
    while not all(gone(pid) for pid in children):
        assert time.monotonic() < deadline, "the drill's services run on"
        os.sched_yield()
