"""The part of a long line that is shown: the cursor is in it, nothing in it acts, and the rest is not looked at."""

from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from warroom.tui.panels.viewport import Viewport, signs

LINES = st.text(st.sampled_from("ab /é漢字🙂\n\t\x1b\x07\u0301\u20dd\u200d\u202e\ufe0f❤"), max_size=80)
WIDTHS = st.integers(2, 30)


class Watched(str):
    """A line that keeps how much of it was looked at."""

    looked_at = 0

    def __getitem__(self, place: SupportsIndex | slice) -> str:
        part = super().__getitem__(place)
        Watched.looked_at += len(part)
        return part


@given(LINES, WIDTHS, st.data())
def test_the_cursor_is_shown_wherever_it_goes(line: str, width: int, data: st.DataObject) -> None:
    viewport = Viewport()
    for cursor in data.draw(st.lists(st.integers(0, len(line)), min_size=1, max_size=5)):
        viewport.follow(line, cursor, width)
        assert 0 <= viewport.left <= cursor
        assert 0 <= viewport.cell(line, cursor) < width


@given(LINES, WIDTHS, st.data())
def test_no_cell_is_left_free_while_something_before_is_hidden(line: str, width: int, data: st.DataObject) -> None:
    viewport = Viewport()
    viewport.follow(line, len(line), width)
    viewport.follow(line, data.draw(st.integers(0, len(line))), width)
    if viewport.left:
        # The sign before may take two cells, and the cursor behind the end takes one.
        assert viewport.cell(line, len(line)) >= width - 3


def test_it_stays_where_it_is_while_the_cursor_is_in_it() -> None:
    viewport, line = Viewport(), "0123456789" * 3
    seen = []
    for cursor in (0, 9, 10, 12, 4, 3, 2, 30, 22, 21, 20):
        viewport.follow(line, cursor, 10)
        seen.append(viewport.left)
    assert seen == [0, 0, 1, 3, 3, 3, 2, 21, 21, 21, 20]


@given(LINES)
def test_there_is_a_sign_for_every_character_and_none_acts(line: str) -> None:
    shown = signs(line)
    assert len(shown) == len(line)
    assert not set(shown) & set("\n\t\x1b\x07\u200d\u202e")
    assert shown[:1] not in ("\u0301", "\u20dd", "\ufe0f")


@pytest.mark.parametrize("line", ["plain words", "漢字 and é", "a\u0301b"])
def test_a_click_finds_the_character_it_is_on_and_behind_the_line_its_end(line: str) -> None:
    viewport = Viewport()
    viewport.follow(line, 0, 20)
    for place, sign in enumerate(signs(line)):
        for cell in range(cell_len(sign)):
            assert viewport.place(line, viewport.cell(line, place) + cell, 20) == place
    assert viewport.place(line, cell_len(signs(line)), 20) == len(line)


@pytest.mark.parametrize("unit", ["word ", "漢字", "e\u0301", "\n"])
def test_what_is_looked_at_hangs_on_the_width_not_on_the_length(unit: str) -> None:
    looked: list[int] = []
    for count in (1_000, 100_000):
        line, viewport = Watched(unit * count), Viewport()
        Watched.looked_at = 0
        for cursor in (len(line), len(line) // 2, 0):
            viewport.follow(line, cursor, 20)
            viewport.cell(line, cursor)
            viewport.signs(line, 20)
        looked.append(Watched.looked_at)
    assert looked[0] == looked[1] > 0
