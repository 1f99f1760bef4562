"""What others write never acts on the terminal: not from another process, not in titles, not in checks' names."""

import base64
import json
from pathlib import Path

import pytest
import yaml

from tests.pty.hostile import hostile, intruders
from tests.pty.terminal import Terminal, shell, terminal
from warroom.checks.model import State
from warroom.clock import SystemClock
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.incident.intents import Intent
from warroom.incident.state import changed
from warroom.journal.live import Live
from warroom.journal.record import data_of
from warroom.journal.sqlite import Journal
from warroom.report.words import plural
from warroom.room import Room
from warroom.text import storable

LINES = (
    b"osc \x1b]0;owned\x07 \x1b]52;c;b3duZWQ=\x07",
    b"dcs \x1bP+q544e\x1b\\ apc \x1b_evil\x1b\\ pm \x1b^evil\x1b\\ sos \x1bXevil\x1b\\",
    b"c1 \xc2\x9b31m \xc2\x9d0;owned\xc2\x9c \xc2\x90q\xc2\x9c",
    b"csi \x1b[2J\x1b[31m\x1b[?1049l\x1b[6n reset \x1bc",
    "bidi \u202etxet\u202c \u2066x\u2069 zero\u200bwidth".encode(),
    b"nul \0 bell \x07 backspace \x08\x08 shift \x0e\x0f delete \x7f",
    b"bytes \xff\xfe\xe9",
    b"markup [/nope] [@click=app.quit]quit[/] [red]x",
)
READING = (
    ("timeline",),
    ("show",),
    ("brief",),
    ("list",),
    ("verify",),
    ("timeline", "--json"),
    ("show", "--json"),
    ("brief", "--json"),
    ("list", "--json"),
    ("export",),
)


def intents(words: str) -> list[Intent]:
    """All that somebody can record with these words."""
    now = SystemClock().now()
    to: State = "down"
    change = CheckChanged(check=words[:40], from_="up", to=to, reason=words, value=words[:9], since=now)
    return [
        i.Note(text=words),
        i.Suspect(text=words),
        i.GiveTask(owner=words[:12], text=words, seconds=60.0),
        i.ReportTransition(by="check", change=change),
        i.SetImpact(text=words, fields={words[:9]: words}),
        i.Decide(text=words),
        i.TellUsers(channel=words[:12], status=words[:9], text=words),
        i.Link(url=f"https://x/{words}", text=words),
        i.SetTitle(title=words),
        i.TakeRole(role="scribe", person=words[:12]),
        i.NoteChange(text=words),
        i.OfferHandover(to=words[:12]),
    ]


class Author:
    """Another terminal's hands on the same journal."""

    def __init__(self, home: Path, stream: str) -> None:
        self._journal = Journal(home / "journal.sqlite")
        self._live = Live(home / "journal.sqlite")
        self.room = Room(self._journal, self._live, SystemClock(), stream)
        self._next = 0

    def writes(self, words: str) -> int:
        """Record these words as the next kind that takes them, else as a note; returns the number of the line."""
        found = intents(storable(words))
        self._next += 1
        for intent in (found[self._next % len(found)], found[0]):
            by = intent.by or ("bo" if self._next % 7 else storable(words)[:8])
            try:
                records = self.room.act(changed(intent, by=by))
            except Refused:
                continue
            if not records:
                continue
            said = data_of(records[-1])
            assert storable(words).strip() in json.dumps(said, ensure_ascii=False) or _whole(said, storable(words))
            return records[-1].seq
        raise AssertionError(f"even a note is refused: {words!a}")

    def leaves(self) -> None:
        self._live.close()
        self._journal.close()


def _whole(value: object, words: str) -> bool:
    """Whether some value holds the words as they came."""
    if isinstance(value, dict):
        return any(_whole(part, words) for part in (*value.keys(), *value.values()))
    return isinstance(value, str) and bool(value) and (words.strip() in value or value in words)


def flooded(home: Path, incident: str, count: int, batch: int, size: tuple[int, int]) -> bytes:
    """All that a room writes while so many hostile lines come in, every one of which it shows."""
    # What is late would ring, which is the room's own doing.
    (home / "warroom.yaml").write_text("bell: false\n")
    with terminal(home, size=size) as room:
        room.opened()
        author = Author(home, incident)
        try:
            every = hostile(count, seed=count)
            for begin in range(0, count, batch):
                last = [author.writes(words) for words in every[begin : begin + batch]][-1]
                room.shows(f" {plural(last, 'line')}")
        finally:
            author.leaves()
        _look_around(room)
        room.type("\x11")
        assert room.ended() == 0
        room.restored()
        return room.raw


def _look_around(room: Terminal) -> None:
    if "Tab takes" in room.text:
        room.type("\t")  # what is offered comes into the line, and the next Tab puts it away
        room.shows("› /")
    for panel in ("checks", "clocks", "timeline"):
        room.type("\t")
        room.shows(f"{panel} has the keys")
    room.type("k\r")
    room.shows("line #", "hash")
    room.type("\x1b")
    room.until(lambda: "hash" not in room.text)
    room.type("\x1b[19~")
    room.shows("brief ─")
    room.type("\x1bOP")
    room.shows("help ─")
    room.type("\x1b[18~")
    room.shows("this machine")


@pytest.mark.slow
def test_hundreds_of_hostile_lines_are_shown_and_none_acts_on_the_terminal(home: Path, incident: str) -> None:
    assert intruders(flooded(home, incident, 360, 40, (120, 80))) == []
    for words in READING:
        done = shell(home, *words)
        assert done.returncode == 0, (words, done.stderr)
        assert _acting(words, done.stdout + done.stderr) == [], words


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_thousand_hostile_lines_are_shown_and_none_acts_on_the_terminal(home: Path, incident: str) -> None:
    assert intruders(flooded(home, incident, 10_000, 50, (160, 100))) == []
    for words in READING:
        assert _acting(words, shell(home, *words).stdout) == [], words


def _acting(command: tuple[str, ...], said: bytes) -> list[str]:
    """What acts in this output; in JSON a flood of marks is what was written, and stays."""
    json_ = "--json" in command or command == ("export",)
    return [found for found in intruders(said, lines="\n\t") if not (json_ and found.startswith("a flood"))]


def test_a_line_break_in_what_is_recorded_makes_no_line_of_its_own_in_show_and_brief(home: Path, incident: str) -> None:
    author = Author(home, incident)
    change = CheckChanged(check="api\nhead  #1", from_="up", to="down", reason="x\ny", value="", since=None)
    author.room.act(i.ReportTransition(by="check", change=change))
    author.room.act(i.SetTitle(by="bo", title="down\nnext clock  none"))
    author.leaves()
    for words in ("show", "brief", "timeline", "list"):
        assert not [
            line for line in shell(home, words).stdout.splitlines() if line.startswith((b"head  #1", b"next clock  no"))
        ]


def test_lines_of_another_process_are_shown_as_they_are(home: Path, incident: str) -> None:
    with terminal(home) as room:
        room.opened()
        done = shell(home, "note", "-", input_=b"\n".join(LINES), more={"WARROOM_INCIDENT": incident})
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.split()) == len(LINES)
        room.shows("markup [/nope] [@click=app.quit]quit[/] [red]x", "osc ␛]0;owned␇")
        room.type("\x1b[200~c1 \x9b31m\x9d0;owned\x9c bell \x07\nsecond \u202eline [/nope]\x1b[201~")
        room.shows("2 lines in one")
        room.type("\r")
        room.shows("saved #11")
        assert intruders(room.raw) == []


def test_what_is_cut_goes_to_the_clipboard_as_base64_and_nothing_else_does(home: Path, incident: str) -> None:
    with terminal(home, "--incident", incident) as room:
        room.opened()
        room.type("\x1b[200~c\x9b31m\x1b[201~")
        room.shows("› c�31m")
        room.type("\x1b[1;2H\x18")
        room.until(lambda: b"\x1b]52;" in room.raw)
        copied = b"\x1b]52;c;" + base64.b64encode("c\x9b31m".encode()) + b"\x07"
        assert room.raw.count(b"\x1b]52;") == room.raw.count(copied) == 1
        assert intruders(room.raw.replace(copied, b"")) == []


@pytest.mark.slow
def test_hostile_checks_in_the_settings_never_reach_the_terminal(home: Path) -> None:
    for words in map(storable, hostile(8, seed=5)):
        named = {"name": words[:30], "url": "http://127.0.0.1:9/", "timeout": "200ms"}
        waiting = {**named, "name": "api", "url": f"http://127.0.0.1:9/{words}"}
        for check, form in ((named, "text"), (waiting, "json")):
            (home / "warroom.yaml").write_text(yaml.safe_dump({"checks": [check]}), encoding="utf-8")
            done = shell(home, "check", "--format", form)
            assert done.returncode in (1, 2, 4), done.stderr
            assert intruders(done.stdout + done.stderr, lines="\n") == [], ascii(words)
