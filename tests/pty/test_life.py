"""The room in a real terminal: it comes up, and however it ends the terminal is as it was, with the right code."""

import os
import signal
from pathlib import Path

import pytest

from tests.pty.terminal import WITHIN_S, shell, terminal, visit


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_the_room_comes_up_and_ctrl_q_leaves_the_terminal_as_it_was(
    home: Path, incident: str, size: tuple[int, int]
) -> None:
    with visit(home, size=size) as room:
        room.shows("API down", "INVESTIGATING")
        room.line("/health returns 503")
        room.shows("saved #", "/health returns 503")
    assert b"/health returns 503" in shell(home, "timeline", incident).stdout


def test_the_lobby_comes_up_where_nothing_is_open(home: Path) -> None:
    with terminal(home) as room:
        room.shows("lobby", "No incident is open", "/declare")
        room.leave()
        room.restored()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGQUIT, 131)],
    ids=str,
)
def test_a_signal_ends_the_room_with_its_code_and_the_terminal_restored(
    home: Path, incident: str, number: signal.Signals, code: int
) -> None:
    with terminal(home) as room:
        room.opened()
        room.line("before the signal")
        room.shows("saved #")
        room.type("half typed")
        room.shows("half typed")
        room.kill(number)
        assert room.ended() == code
        room.restored()
        assert "Traceback" not in room.text
    assert b"before the signal" in shell(home, "timeline", incident).stdout


@pytest.mark.usefixtures("incident")
def test_a_terminal_that_is_gone_ends_the_room_soon(home: Path) -> None:
    with terminal(home) as room:
        room.opened()
        os.close(room.slave)
        os.close(room.master)
        assert room.child.wait(WITHIN_S) == 129


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize("where", ["screen", "worker", "thread worker", "journal"])
def test_a_fault_of_ours_ends_with_code_seventy_says_where_and_shows_no_secrets(home: Path, where: str) -> None:
    with terminal(home, module="tests.pty.broken", more={"BREAK": where}) as room:
        room.opened()
        room.line("words")
        assert room.ended() == 70
        room.restored()
        assert b"ValueError" in room.after
        assert b"[/nope]" in room.after
        assert b"hunter2" not in room.after.replace(b'password = "hunter2"', b"")
        assert b"\x1b]0;" not in room.after
        assert b"\xc2\x9b" not in room.after


def test_bytes_that_are_no_text_do_not_end_the_room(home: Path, incident: str) -> None:
    with visit(home) as room:
        room.type("caf\udce9 ")
        room.line("latin one")
        room.shows("saved #")
    assert b"latin one" in shell(home, "timeline", incident).stdout


def test_two_lines_that_come_in_one_packet_are_two_notes(home: Path, incident: str) -> None:
    with visit(home) as room:
        room.type("first words\rsecond wods\x7f\x7frds\rthird")
        room.shows("saved #4", "› third")
        room.type("\x15")
        room.until(lambda: "› third" not in room.text)
    said = shell(home, "timeline", incident).stdout
    assert b"#3    note     first words" in said
    assert b"#4    note     second words" in said


def test_a_note_that_was_acknowledged_survives_sigkill(home: Path, incident: str) -> None:
    with terminal(home) as room:
        room.opened()
        room.line("the last words")
        room.shows("saved #3")
        room.kill(signal.SIGKILL)
        assert room.ended() == 137
    said = shell(home, "timeline", incident).stdout
    assert b"the last words" in said
    assert shell(home, "verify").returncode == 0


@pytest.mark.parametrize("words", [(), ("drill",)])
@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_without_a_terminal_one_sentence_and_code_two(home: Path, words: tuple[str, ...], term: str) -> None:
    done = shell(home, *words, more={"TERM": term})
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"warroom: the room needs a terminal")
    assert done.stderr.count(b"\n") == 1
    assert not (home / "journal.sqlite").exists()


@pytest.mark.parametrize("words", [(), ("drill",)])
def test_a_dumb_terminal_gets_one_sentence_and_no_escapes(home: Path, words: tuple[str, ...]) -> None:
    with terminal(home, *words, more={"TERM": "dumb"}) as room:
        assert room.ended() == 2
        assert b"\x1b" not in room.raw
        assert b"TERM=dumb cannot show a screen" in room.raw


def test_a_settings_file_that_cannot_be_read_is_told_before_the_screen_is_taken(home: Path) -> None:
    (home / "warroom.yaml").write_text("theme: drak\n")
    with terminal(home) as room:
        assert room.ended() == 2
        assert b"\x1b[?1049h" not in room.raw
        assert b"did you mean" in room.raw


def test_a_journal_of_another_program_is_told_and_left_alone(home: Path) -> None:
    (home / "journal.sqlite").write_bytes(b"not a database, just text " * 100)
    with terminal(home) as room:
        assert room.ended() == 3
        room.restored()
        assert "this is no SQLite database" in " ".join(room.text.split())
    assert (home / "journal.sqlite").read_bytes() == b"not a database, just text " * 100


@pytest.mark.usefixtures("incident")
def test_an_incident_that_does_not_exist_is_told_with_code_two(home: Path) -> None:
    with terminal(home, "--incident", "no-such-thing") as room:
        assert room.ended() == 2
        room.restored()
        assert b"no incident no-such-thing" in room.raw
        assert b"Traceback" not in room.raw
