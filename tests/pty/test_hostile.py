"""What others write never acts on the terminal: not from another process, not in titles, not in checks' names."""

import re
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, shell, terminal

OURS = {b"\x1b]22;default\x07"}
"""The one sequence that is no plain CSI and that the screen itself sends: the mouse pointer's usual shape."""

HOSTILE = (
    b"osc \x1b]0;owned\x07 \x1b]52;c;b3duZWQ=\x07",
    b"dcs \x1bP+q544e\x1b\\ apc \x1b_evil\x1b\\ pm \x1b^evil\x1b\\ sos \x1bXevil\x1b\\",
    b"c1 \xc2\x9b31m \xc2\x9d0;owned\xc2\x9c \xc2\x90q\xc2\x9c",
    b"csi \x1b[2J\x1b[31m\x1b[?1049l\x1b[6n reset \x1bc",
    "bidi \u202etxet\u202c \u2066x\u2069 zero\u200bwidth".encode(),
    b"nul \0 bell \x07 backspace \x08\x08 shift \x0e\x0f delete \x7f",
    b"bytes \xff\xfe\xe9",
    b"markup [/nope] [@click=app.quit]quit[/] [red]x",
)


def intruders(room: Terminal) -> list[bytes]:
    """Control sequences in what was written to the terminal that are not the screen's own."""
    raw = room.raw
    for ours in OURS:
        raw = raw.replace(ours, b"")
    found = re.findall(rb"\x1b[^\[][^\x1b\x07]{0,20}", raw)
    found += re.findall(rb"\xc2[\x80-\x9f]", raw)
    found += re.findall(rb"[\x00\x07\x08\x0e\x0f\x7f]", raw)
    found += [match.encode() for match in re.findall("[\u200b\u202a-\u202e\u2066-\u2069]", raw.decode("utf-8"))]
    found += re.findall(rb"\x1b\[(?:2J|6n)", raw)
    return found


def test_hostile_notes_of_another_process_never_reach_the_terminal(home: Path, incident: str) -> None:
    with terminal(home) as room:
        room.opened()
        done = shell(home, "note", "-", input_=b"\n".join(HOSTILE), more={"WARROOM_INCIDENT": incident})
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.split()) == len(HOSTILE)
        room.shows("markup [/nope] [@click=app.quit]quit[/] [red]x", "osc ␛]0;owned␇")
        for panel in ("checks", "clocks", "timeline"):
            room.type("\t")
            room.shows(f"{panel} has the keys")
        room.type("k\r")
        room.shows("line #", "hash")
        room.type("\x1b")
        room.until(lambda: "hash" not in room.text)
        room.type("\x1b[19~")
        room.shows("brief ─")
        assert intruders(room) == []
        room.type("\x11")
        assert room.ended() == 0
        assert intruders(room) == []


def test_hostile_titles_impact_and_people_never_reach_the_terminal(home: Path) -> None:
    title = "evil \x1b]0;owned\x07 \u202e\x9b31m [/nope]"
    assert shell(home, "declare", "P0", title).returncode == 0
    assert shell(home, "impact", title).returncode == 0
    assert shell(home, "suspect", title).returncode == 0
    assert shell(home, "do", "@[/nope]", title, "3m").returncode == 0
    assert shell(home, "update", "status_page", title).returncode == 0
    with terminal(home) as room:
        room.shows("timeline ─", "evil ␛]0;owned␇")
        room.type("\x1b[18~")
        room.shows("lobby", "evil ␛]0;owned")
        assert intruders(room) == []
        room.type("\x11")
        assert room.ended() == 0


@pytest.mark.usefixtures("incident")
def test_what_is_typed_never_acts_on_the_terminal(home: Path) -> None:
    with terminal(home) as room:
        room.opened()
        room.type("\x1b[200~c1 \x9b31m\x9d0;owned\x9c bell \x07\nsecond \u202eline [/nope]\x1b[201~")
        room.shows("2 lines in one")
        assert intruders(room) == []
        room.type("\r")
        room.shows("saved #3")
        assert intruders(room) == []


@pytest.mark.usefixtures("incident")
def test_reports_on_the_command_line_hold_no_control_bytes(home: Path) -> None:
    shell(home, "note", "-", input_=b"\n".join(HOSTILE))
    shell(home, "title", "evil \x1b]0;owned\x07 \x9b31m")
    for words in (
        ("timeline",),
        ("show",),
        ("brief",),
        ("list",),
        ("timeline", "--json"),
        ("show", "--json"),
        ("export",),
    ):
        done = shell(home, *words)
        assert done.returncode == 0, (words, done.stderr)
        assert re.findall(rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", done.stdout) == [], words
