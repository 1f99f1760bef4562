"""Whatever ends or halts the room, the terminal is handed back as it was found, and what was kept is not shown."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, environment, shell, terminal, visit

STOPPED = 20.0


def halted(room: Terminal) -> bool:
    """Whether the system says that the process is stopped."""
    done, status = os.waitpid(room.child.pid, os.WNOHANG | os.WUNTRACED)
    return bool(done) and os.WIFSTOPPED(status)


def notes(home: Path) -> bytes:
    return shell(home, "timeline").stdout


def test_a_room_that_is_suspended_hands_the_terminal_back_and_goes_on_where_it_was(home: Path, incident: str) -> None:
    with visit(home) as room:
        room.type("half ty")
        room.shows("half ty")
        for words in ("first absence", "second absence"):
            room.kill(signal.SIGTSTP)
            room.until(lambda: halted(room), STOPPED)
            while room.pump(0.05):
                pass
            room.restored()
            assert shell(home, "note", words, more={"WARROOM_INCIDENT": incident}).returncode == 0
            seen = len(room.raw)
            room.kill(signal.SIGCONT)
            room.shows(words, "› half ty", "API down")
            assert b"\x1b[?1049h" in room.raw[seen:]
            assert room.mode(25) == "l"
        room.line("ped before")
        room.shows("saved #5", "half typed before")
    assert b"half typed before" in notes(home)


def test_a_room_that_goes_on_in_a_terminal_of_another_size_takes_that_size(home: Path, incident: str) -> None:
    with visit(home, "--incident", incident) as room:
        room.kill(signal.SIGTSTP)
        room.until(lambda: halted(room), STOPPED)
        room.resize(80, 24)
        room.kill(signal.SIGCONT)
        room.shows("[1 timeline", "API down", "F1 help")
        room.line("smaller")
        room.shows("saved #3", "smaller")


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=str
)
def test_a_signal_while_the_screen_is_being_taken_leaves_it_restored(
    home: Path, number: signal.Signals, code: int
) -> None:
    with terminal(home) as room:
        room.until(lambda: b"\x1b[?1049h" in room.raw)
        room.kill(number)
        assert room.ended() == code
        room.restored()


@pytest.mark.usefixtures("incident")
def test_a_key_with_the_number_of_no_character_is_no_key(home: Path) -> None:
    with visit(home) as room:
        for stray in ("\x1b[99999999u", "\x1b[97;1;99999999u", f"\x1b[{'9' * 25}u"):
            room.type(stray)
        room.line("still here")
        room.shows("saved #3", "still here")


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize("where", ["screen", "journal"])
def test_what_an_error_carries_in_its_variables_is_never_shown(home: Path, where: str) -> None:
    with terminal(home, module="tests.pty.broken", more={"BREAK": where}) as room:
        room.opened()
        room.line("swordfish")
        assert room.ended() == 70
        room.restored()
        assert b"Traceback" in room.after
        assert b"locals" not in room.after
        assert b"swordfish" not in room.after, "the line that was being recorded is a local of the frame above"
        assert room.after.count(b"hunter2") == room.after.count(b'password = "hunter2"')


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize("stream", ["stdin", "stdout", "stderr", "all"])
def test_with_a_stream_that_is_no_terminal_one_sentence_and_code_two(home: Path, stream: str) -> None:
    numbers = {"stdin": "<", "stdout": ">", "stderr": "2>"}
    elsewhere = {name: home / name for name in numbers}
    (home / "stdin").write_bytes(b"")
    sent = " ".join(f"{sign} {elsewhere[name]}" for name, sign in numbers.items() if stream in (name, "all"))
    running = Terminal(
        ["/bin/sh", "-c", f"{sys.executable} -m warroom {sent}; echo ended with $?"],
        environment(home),
        home,
        (120, 40),
    )
    try:
        running.shows("ended with 2")
        running.ended()
        said = running.raw + b"".join(file.read_bytes() for file in elsewhere.values() if file.exists())
        assert said.count(b"the room needs a terminal") == 1
        assert b"\x1b" not in said
        assert b"Traceback" not in said
    finally:
        running.close()
