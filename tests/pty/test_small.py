"""Small terminals, terminals that change their size, and terminals that can show little."""

import random
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, shell, terminal

SIZES = ((80, 24), (79, 23), (60, 20), (40, 8), (39, 24), (80, 7), (30, 10), (20, 5), (10, 3), (120, 40))


@pytest.mark.usefixtures("incident")
def test_at_every_size_down_to_ten_by_three_a_line_is_typed_seen_and_kept(home: Path) -> None:
    with terminal(home) as room:
        room.opened()
        for n, (width, height) in enumerate(SIZES, 3):
            room.resize(width, height)
            _types(room, f"w{n}")
            if height >= 5 and width >= 20:
                room.shows("P0", f"w{n}")
            assert all(len(row) == width for row in room.rows)
        room.shows("F1 help", f"saved #{len(SIZES) + 2}")
        room.type("\x11")
        assert room.ended() == 0
        room.restored()
    said = shell(home, "timeline").stdout.decode()
    assert [f"w{n}" in said for n in range(3, len(SIZES) + 3)] == [True] * len(SIZES)


def _types(room: Terminal, words: str) -> None:
    """Type a line, see it in the entry, and see it gone from there."""
    room.type(words)
    room.until(lambda: room.rows[_entry_row(room)].strip().endswith(words))
    room.type("\r")
    room.until(lambda: not any(words in row for row in room.rows[_entry_row(room) :]))


def _entry_row(room: Terminal) -> int:
    """Where the entry line stands: last, above the footer where there is one."""
    height, width = len(room.rows), len(room.rows[0])
    return height - 1 if height < 8 or width < 40 else height - 2


@pytest.mark.slow
def test_nothing_typed_is_lost_over_fifty_resizes_while_records_come_in(home: Path, incident: str) -> None:
    chance = random.Random(50)
    typed = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(150))
    with terminal(home) as room:
        room.opened()
        for n in range(50):
            room.resize(chance.randrange(10, 200), chance.randrange(3, 60))
            room.type(typed[3 * n : 3 * n + 3])
            if n % 10 == 0:
                done = shell(home, "note", f"from elsewhere {n}", more={"WARROOM_INCIDENT": incident})
                assert done.returncode == 0, done.stderr
            room.pump(0.005)
        room.resize(200, 40)
        room.shows(typed, "from elsewhere 40")
        room.type("\r")
        room.shows("saved #8")
        room.until(lambda: sum(typed in row for row in room.rows) == 1)
        room.type("\x11")
        assert room.ended() == 0
        room.restored()
    assert typed.encode() in shell(home, "timeline").stdout


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize(
    "more",
    [
        {"TERM": "xterm-16color"},
        {"TERM": "linux"},
        {"TERM": "vt100", "LANG": ""},
        {"TERM": "screen", "NO_COLOR": "1"},
        {"LC_ALL": "C"},
        {"COLORTERM": "truecolor"},
    ],
    ids=lambda more: " ".join(f"{key}={value}" for key, value in more.items()),
)
def test_every_kind_of_terminal_gets_words_that_can_be_told_from_their_ground(home: Path, more: dict[str, str]) -> None:
    with terminal(home, more=more) as room:
        room.shows("declare  P0", "F1 help")
        room.shows("P0", "critical", "take command", "No checks are set up", "in 04:5")
        room.line("plain words")
        room.shows("plain words", "saved #3")
        hidden = [
            cell.data
            for row in room.cells
            for cell in row
            if cell.data.strip() and cell.fg == cell.bg != "default" and not cell.reverse
        ]
        assert hidden == []
        if more.get("TERM") == "xterm-16color":
            assert b"38;2;" not in room.raw
            assert b"38;5;" not in room.raw
        if "NO_COLOR" in more:
            assert all(_grey(cell.fg) and _grey(cell.bg) for row in room.cells for cell in row)
        room.type("\x11")
        assert room.ended() == 0
        room.restored()


def _grey(colour: str) -> bool:
    if len(colour) != 6:
        return colour in ("default", "black", "white", "brightblack", "brightwhite")
    return len({colour[:2], colour[2:4], colour[4:]}) == 1


@pytest.mark.usefixtures("incident")
@pytest.mark.parametrize("more", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}], ids=str)
def test_a_terminal_without_utf_8_gets_signs_it_can_show(home: Path, more: dict[str, str]) -> None:
    with terminal(home, more=more) as room:
        room.shows("API down", "F1 help", "checks", "in 04:5")
        room.line("plain words")
        room.shows("plain words", "saved #3")
        assert "\\u" not in room.text
        assert [char for char in room.text if char not in "\n" and not char.isascii()] == []
