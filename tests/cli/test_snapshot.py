"""`warroom snapshot`: the board as a picture or as text, for which nothing is asked, sent or recorded."""

import os
import socket
import xml.etree.ElementTree as ET
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.looking_back.odd import ODD, complete, told
from warroom.incident import intents as i
from warroom.journal.live import Live
from warroom.playbook import yaml
from warroom.text import UNSAFE
from warroom.tui.snapshot import VIEWS

SMALL = ("--size", "80x24")
"""Too small for the machine's own rows, which take a second to be sampled."""


def test_text_is_the_board_as_plain_letters(shell: Shell) -> None:
    complete(shell.folder)
    drawn = shell.done("snapshot", *SMALL).out
    assert "API answers 503" in drawn
    assert "timeline" in drawn
    assert len(drawn.splitlines()) <= 24
    assert not [line for line in drawn.splitlines() if len(line) > 80 or line != line.rstrip() or UNSAFE.search(line)]


def test_a_file_that_ends_in_svg_is_a_picture_of_the_whole_board(shell: Shell, tmp_path: Path) -> None:
    incident = complete(shell.folder)
    picture = tmp_path / "board.svg"
    assert shell.done("snapshot", incident, "--out", str(picture)).out == ""
    words = " ".join(ET.fromstring(picture.read_text()).itertext())
    for word in ("API answers 503", "suspects", "clocks", "host", "timeline"):
        assert all(part in words for part in word.split())
    assert "<script" not in picture.read_text()
    assert "http" not in picture.read_text().replace("http://www.w3.org/2000/svg", "").replace("HTTP", "")


def test_a_picture_wears_the_theme_it_is_asked_for(shell: Shell) -> None:
    ODD["three fixes"](shell.folder)
    dark, light = (shell.done("snapshot", "--svg", "--theme", name, *SMALL).out for name in ("dark", "light"))
    assert dark != light
    assert "MONITORING" in light


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "room"])
def test_every_view_can_be_drawn(shell: Shell, view: str) -> None:
    ODD["three fixes"](shell.folder)
    assert view in shell.done("snapshot", "--view", view, *SMALL).out.lower()


@pytest.mark.parametrize("name", ["hostile", "newer", "one record", "redacted"])
def test_an_odd_incident_is_drawn_without_a_control_byte(shell: Shell, name: str) -> None:
    incident = ODD[name](shell.folder)
    for form in ("--text", "--svg"):
        drawn = shell.done("snapshot", incident, form, *SMALL).out
        assert not UNSAFE.search(drawn.replace("\n", ""))
    ET.fromstring(drawn)


def test_nothing_is_recorded_sent_or_said_to_be_here(shell: Shell) -> None:
    with told(shell.folder) as story:
        story.declare()
        # A run that nobody ended, and words that nobody sent: a room that is open would see to both.
        story.do(i.StartCommand(command="sleep 1"))
        story.do(i.DraftUpdate(channel="chat", text="We look."))
        story.do(i.QueueUpdate(way="hook", despite="now"))
    before = shell.done("export").out, shell.journal.read_bytes()
    assert "API down" in shell.done("snapshot", "--as", "kim").out
    assert (shell.done("export").out, shell.journal.read_bytes()) == before
    with closing(Live(shell.journal)) as live:
        assert live.present() == ()
        assert live.last_beat("duty") is None


def test_a_sidecar_that_is_only_read_takes_nothing(shell: Shell) -> None:
    shell.declared()
    with closing(Live(shell.journal)) as live:
        live.be_here("tty:1", "kim", "")
        before = live.changed()
        with closing(Live(shell.journal, reading=True)) as onlooker:
            assert onlooker.claim("duty", "me") is False
            onlooker.be_here(f"tty:{os.getpid()}", "bo", "")
            onlooker.put_views("duty", {"api": (0, b"x")})
            onlooker.remember_name("tty", "bo")
        assert live.changed() == before
        assert live.views("duty") == []
        assert live.name_of("tty") == ""


def test_no_check_is_asked(shell: Shell) -> None:
    ODD["three fixes"](shell.folder)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        check = f"{{name: door, kind: tcp, host: 127.0.0.1, port: {port}}}"
        (shell.folder / "warroom.yaml").write_text(f"checks:\n  - {check}\n")
        shell.done("snapshot")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_drill_says_that_it_is_one(shell: Shell) -> None:
    with told(shell.folder) as story:
        book = yaml.load("drill").playbook
        story.do(i.StartDrill(start=story.clock.now(), playbook=book, scenario="pool-exhausted"))
        story.do(i.Declare(title="Pool exhausted", severity="P0", playbook=book))
        incident = story.stream
    assert "DRILL" in shell.done("snapshot", incident, *SMALL).out


def test_the_room_can_be_drawn_as_it_was(shell: Shell) -> None:
    ODD["three fixes"](shell.folder)
    drawn = shell.done("snapshot", "--at", "#8").out
    assert "REPLAY" in drawn
    assert "#8 of 23" in drawn
    assert "14:49:00" in drawn
    assert "Nothing is recorded" in drawn
    assert "a milestone" in shell("snapshot", "--at", "moon").refused()
    assert "no lobby" in shell("snapshot", "--at", "#8", "--view", "lobby").refused()


def test_a_secret_stays_masked(shell: Shell) -> None:
    shell.declared()
    shell("note", "export API_TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a")
    drawn = shell.done("snapshot", *SMALL).out
    assert "ghp_16C7" not in drawn
    assert "redacted" in drawn


def test_what_cannot_be_drawn_is_refused_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    assert "no journal" in shell("snapshot").refused()
    ODD["three fixes"](shell.folder)
    taken = tmp_path / "taken.svg"
    taken.write_text("mine")
    assert "is there already" in shell("snapshot", "--out", str(taken)).refused()
    assert taken.read_text() == "mine"
    assert "pictures are SVG" in shell("snapshot", "--out", "board.png").refused()
    assert "120x40" in shell("snapshot", "--size", "wide").refused()
    assert "40x10" in shell("snapshot", "--size", "4x4").refused()
    assert "no view" in shell("snapshot", "--view", "moon").refused()
    assert "no incident" in shell("snapshot", "nosuch").refused()
