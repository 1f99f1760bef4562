"""Who is typing: a shared account says it once in a terminal, and nowhere else."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, environment, shell, terminal

SHARED = {"WARROOM_AS": "", "LOGNAME": "root", "USER": "root"}


def authors(home: Path) -> list[str]:
    """Who wrote which note."""
    found = [json.loads(line) for line in shell(home, "timeline", "--json").stdout.splitlines()]
    return [record["by"] for record in found if record["kind"] == "note"]


@pytest.mark.usefixtures("incident")
def test_a_name_given_once_in_a_terminal_holds_in_it_and_in_no_other(home: Path) -> None:
    warroom = f"{shlex.quote(sys.executable)} -m warroom"
    script = f"{warroom} note before; {warroom} note --as bo first; {warroom} note second; echo ended"
    running = Terminal(["/bin/sh", "-c", script], environment(home, more=SHARED), home, (120, 40))
    try:
        running.shows("ended")
        assert running.ended() == 0
        assert "is nobody's name: say who you are with --as NAME" in " ".join(running.text.split())
    finally:
        running.close()
    assert authors(home) == ["bo", "bo"]
    assert shell(home, "note", "--as", "kim", "piped", more=SHARED).returncode == 0
    assert shell(home, "note", "third", more=SHARED).returncode == 2
    assert authors(home) == ["bo", "bo", "kim"]


@pytest.mark.usefixtures("incident")
def test_the_room_asks_a_shared_account_for_a_name_and_keeps_it(home: Path) -> None:
    warroom = f"{shlex.quote(sys.executable)} -m warroom"
    running = Terminal(
        ["/bin/sh", "-c", f"{warroom}; {warroom} note afterwards; echo ended"],
        environment(home, more=SHARED),
        home,
        (120, 40),
    )
    try:
        running.opened()
        running.line("first words")
        running.shows("who are you?")
        running.line("zoe")
        running.shows("saved #3")
        running.type("\x11")
        running.shows("ended")
        assert running.ended() == 0
    finally:
        running.close()
    assert authors(home) == ["zoe", "zoe"]


def test_a_drill_asks_nobody_for_a_name(home: Path) -> None:
    with terminal(home, "drill", more=SHARED) as room:
        room.shows("DRILL", "you trainee", "card ─")
        room.type("\x1b")
        room.shows("timeline ─")
        room.line("looks fine so far")
        room.shows("› note     looks fine so far", "trainee")
        room.type("\x11")
        assert room.ended() == 0
