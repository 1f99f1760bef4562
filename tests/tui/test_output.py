"""What goes to the terminal: only cells that changed, and never a wait for a terminal that is not read."""

import os
import threading
from typing import IO, cast

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

from warroom import themes
from warroom.tui.lines import _between, _edge, draw
from warroom.tui.look import Look, Row
from warroom.tui.output import Narrow, Output, can_show_glyphs

WIDTH = 24
LOOK = Look(themes.load("dark"))
WORDS = st.sampled_from(["a", "bc", "12:34", "in", " ", "表示", "é", "ab cd ef"])
PARTS = st.tuples(WORDS, st.sampled_from(["text", "bad+b"]))
ROWS = st.lists(PARTS, max_size=8).map(tuple)


def cells(row: Row) -> list[str]:
    """A row's characters by cell; what a wide one covers is empty."""
    found: list[str] = []
    for segment in draw(row, WIDTH, LOOK):
        for char in segment.text:
            found += [char, ""] if Segment(char).cell_length == 2 else [char]
    return found


@given(old=ROWS, new=ROWS)
def test_outside_the_cells_that_are_drawn_anew_nothing_differs(old: Row, new: Row) -> None:
    first, last = _between(old, new, WIDTH)
    before, after = cells(old), cells(new)
    assert before[:first] == after[:first]
    assert before[last:] == after[last:]


def test_a_countdown_costs_its_own_cells() -> None:
    def clock(left: str) -> Row:
        return (("1 ", "muted"), ("page set     ", "text"), (left, "soon"), (" now", "muted"))

    assert _between(clock("04:10"), clock("04:09"), WIDTH) == (15, 20)


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(st.text("abcXY表é", max_size=9), st.text("abcXY表é", max_size=9)), min_size=1, max_size=4),
    spans=st.lists(st.tuples(st.integers(0, WIDTH - 1), st.integers(1, WIDTH)), min_size=4, max_size=4),
)
def test_an_update_puts_every_cell_where_it_belongs(rows: list[tuple[str, str]], spans: list[tuple[int, int]]) -> None:
    """Two widgets side by side on each line; a terminal shows exactly what lies within the spans, at its place."""
    chops = [{0: _strip(left, 10), 10: _strip(right, WIDTH - 10)} for left, right in rows]
    asked = [(y, min(span), max(span)) for y, span in enumerate(spans[: len(rows)]) if min(span) < max(span)]
    if not asked:
        return
    update = Narrow(chops, asked, [[10, WIDTH]] * len(rows))
    screen = pyte.Screen(WIDTH, len(rows))
    pyte.Stream(screen).feed(update.render_segments(Console(color_system="truecolor", force_terminal=True)))
    whole = [_cells(chop[0]) + _cells(chop[10]) for chop in chops]
    for y in range(len(rows)):
        first, last = next(((a, b) for line, a, b in asked if line == y), (0, 0))
        shown = [screen.buffer[y][x].data for x in range(WIDTH)]
        for x in range(WIDTH):
            if not first <= x < last:
                assert shown[x] == " "
            elif _uncut(whole[y], x, last):
                assert shown[x] == whole[y][x]


def _uncut(cells: list[str], x: int, last: int) -> bool:
    """Whether a character begins here, and all of it is drawn."""
    wide = x + 1 < len(cells) and not cells[x + 1]
    return bool(cells[x]) and (not wide or x + 1 < last)


def _strip(words: str, width: int) -> Strip:
    return Strip([Segment(words)]).adjust_cell_length(width)


def _cells(strip: Strip) -> list[str]:
    found: list[str] = []
    for segment in strip:
        for char in segment.text:
            found += [char, ""] if Segment(char).cell_length == 2 else [char]
    return found


def test_writing_to_a_terminal_that_is_not_read_returns_at_once_and_all_arrives_in_order() -> None:
    reading, writing = os.pipe()
    file = os.fdopen(writing, "w", encoding="utf-8")
    output = Output(cast("IO[str]", file))
    output.start()
    lines = [f"{n:06} " + "x" * 100 + "\n" for n in range(2000)]

    def write() -> None:
        for line in lines:
            output.write(line)

    asked = threading.Thread(target=write)
    asked.start()
    asked.join(30)
    assert not asked.is_alive(), "who writes must never wait"
    assert output.behind
    read = b""
    while read.count(b"\n") < len(lines):
        read += os.read(reading, 65_536)
    assert read.decode() == "".join(lines)
    output.stop()
    assert not output.is_alive()
    assert not output.behind
    file.close()
    os.close(reading)


def test_a_terminal_that_is_gone_ends_the_writing_and_nothing_else() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    file = os.fdopen(writing, "w", encoding="utf-8")
    output = Output(cast("IO[str]", file))
    output.start()
    output.write("words")
    output.write("more words")
    output.stop()
    assert not output.is_alive()
    file.close()


@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_a_console_with_few_signs_gets_ascii(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    assert not can_show_glyphs()


def test_a_box_leaves_counts_out_of_its_title_before_it_cuts_one() -> None:
    head: Row = (
        ("suspects", "title"),
        (" ─ ", "line"),
        ("1 open", "title"),
        ("  1 confirmed", "t"),
        ("  2 out", "muted"),
    )
    shown = [
        "".join(text for text, _ in _edge("┌", "─", "┐", head, (), width, "line")).strip("┌─┐ ") for width in range(60)
    ]
    whole = "suspects ─ 1 open  1 confirmed  2 out"
    assert set(shown[24:]) == {"suspects ─ 1 open", "suspects ─ 1 open  1 confirmed", whole}
    assert shown[59].endswith("2 out")
