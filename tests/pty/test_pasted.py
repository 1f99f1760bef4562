"""Much text at once: bursts of keys, pasted blocks, and pastes that pretend to be keys."""

import json
import os
import random
from contextlib import suppress
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, shell, terminal, visit

pytestmark = pytest.mark.usefixtures("incident")

BEGIN, END = "\x1b[200~", "\x1b[201~"
F12 = "\x1b[24~"
BLOCK = [f"line {n} of what was pasted" for n in range(500)]


def notes(home: Path) -> list[str]:
    """The notes of the incident, in the order of its record."""
    records = [json.loads(line) for line in shell(home, "timeline", "--json").stdout.splitlines()]
    return [record["data"]["text"] for record in records if record["kind"] == "note"]


def send(room: Terminal, words: str, piece: int = 4096) -> None:
    """More than a terminal takes at once, the room's answers read all the while."""
    left = words.encode()
    os.set_blocking(room.master, False)
    try:
        while left:
            with suppress(BlockingIOError):
                left = left[os.write(room.master, left[:piece]) :]
            room.pump(0.001)
    finally:
        os.set_blocking(room.master, True)


def test_two_thousand_keys_in_a_burst_are_all_in_the_line(home: Path) -> None:
    chance = random.Random(2000)
    bursts = ["".join(chance.choice("abcdefghij klmnop") for _ in range(1998)) + f".{n}" for n in (1, 2)]
    with visit(home) as room:
        room.type(bursts[0])
        room.shows(bursts[0][-40:])
        room.type("\r")
        room.shows("saved #3")
        left = bursts[1]
        while left:
            piece = chance.randrange(1, 60)
            room.type(left[:piece])
            left = left[piece:]
            room.pump(0.001)
        room.shows(bursts[1][-40:])
        room.type("\r")
        room.shows("saved #4")
    assert notes(home) == [burst.strip() for burst in bursts]


@pytest.mark.slow
def test_a_pasted_block_is_one_note_and_with_f12_a_note_a_line_in_order(home: Path) -> None:
    with visit(home) as room:
        send(room, BEGIN + "\r".join(BLOCK) + END)
        room.shows("500 lines in one")
        room.type("\r")
        room.shows("saved #3")
        send(room, BEGIN + "\r\n".join(BLOCK) + END)
        room.shows("500 lines in one")
        room.type(F12)
        room.shows("saved #503")
    assert notes(home) == ["\n".join(BLOCK), *BLOCK]


@pytest.mark.slow
def test_a_block_from_a_terminal_that_does_not_mark_pastes_is_a_note_a_line_in_order(home: Path) -> None:
    with visit(home) as room:
        send(room, "".join(f"{line}\r" for line in BLOCK), piece=700)
        room.shows("saved #502", within_s=60)
    assert notes(home) == BLOCK


def test_a_few_lines_in_one_packet_are_a_note_each(home: Path) -> None:
    with visit(home) as room:
        send(room, "".join(f"{line}\r" for line in BLOCK[:40]))
        room.shows("saved #42")
    assert notes(home) == BLOCK[:40]


def test_what_is_typed_while_the_screen_is_being_made_is_in_the_line(home: Path) -> None:
    with terminal(home) as room:
        room.until(lambda: room.mode(2004) == "h")
        room.type("early")
        room.type(" words")
        room.shows("› early words", "F1 help")
        room.type("\r")
        room.shows("saved #3")
        room.leave()
    assert notes(home) == ["early words"]


SOON_S = 5.0


def test_a_paste_with_escapes_is_the_text_it_is_and_presses_no_keys(home: Path) -> None:
    pasted = f"red \x1b[31mred\x1b[0m \x1b\r/resolve\r\x1b\x11 alone \x1b {BEGIN} and cut \x1b[20"
    with visit(home) as room:
        room.type(f"typed {BEGIN}{pasted}{END} after")
        room.shows("and cut ␛[20 after", "3 lines in one", within_s=SOON_S)
        room.type("\r")
        room.shows("saved #3")
    assert notes(home) == [f"typed {pasted} after".replace("\r", "\n")]


def test_a_paste_that_forges_its_own_end_presses_no_keys(home: Path) -> None:
    with visit(home) as room:
        room.type(f"{BEGIN}look here{END}\x15/resolve fixed\r{END}")
        room.shows("look here", "/resolve fixed", within_s=SOON_S)
        room.type("\r")
        room.shows("saved #3")
    assert notes(home) == [f"look here{END}\x15/resolve fixed"]


def test_a_pasted_megabyte_is_refused_in_words_and_the_room_goes_on(home: Path) -> None:
    with visit(home) as room:
        send(room, BEGIN + "word " * 200_000 + END)
        room.shows("word word")
        room.type("xyz")
        room.shows("word xyz")
        room.type("\r")
        room.shows("a line may have 65,536 characters", "your text is kept")
        assert room.rows[-2].rstrip().endswith("word xyz")
        room.type("\x15")
        room.until(lambda: "word" not in room.rows[-2])
        room.line("short words")
        room.shows("saved #3", "short words")
    assert notes(home) == ["short words"]
