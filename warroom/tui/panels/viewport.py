"""The part of a long line that a field shows: what that costs hangs on the field's width alone."""

import unicodedata

from rich.cells import cell_len

from warroom.text import MOST_MARKS, visible

_MOST_IN_A_CELL = MOST_MARKS + 1


class Viewport:
    """Begins at character `left`, which moves no further than it must for the cursor to be seen."""

    def __init__(self) -> None:
        self.left = 0

    def follow(self, line: str, cursor: int, width: int) -> None:
        """Show the cursor, which takes a cell behind the line's end as well; no cell is left free needlessly."""
        last = min(cursor, _start(line, len(line), width - 1))
        self.left = max(_start(line, cursor, width - 1), min(self.left, last))

    def signs(self, line: str, width: int) -> str:
        """A cell-safe sign for every character shown, and for some behind them."""
        shown = line[self.left : self.left + width]
        return shown if _is_plain(shown) else signs(line[self.left : self.left + width * _MOST_IN_A_CELL])

    def cell(self, line: str, place: int) -> int:
        """The cell, from 0, at which a character that is shown begins."""
        return sum(_widths(signs(line[self.left : place])))

    def place(self, line: str, cell: int, width: int) -> int:
        """The character that is shown in a cell; the line's end for the cells behind it."""
        taken = 0
        for n, size in enumerate(_widths(self.signs(line, width))):
            taken += size
            if taken > cell:
                return self.left + n
        return len(line)


def signs(line: str) -> str:
    """As many signs as characters, none of which acts; a mark needs a letter before it to stand on."""
    if _is_plain(line):
        return line
    shown: list[str] = []
    marks = MOST_MARKS
    for char in line:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        shown.append(_sign(char) if marks <= MOST_MARKS else "�")
    return "".join(shown)


def _start(line: str, end: int, cells: int) -> int:
    """Where the longest piece begins that ends at `end` and takes at most so many cells."""
    start = max(0, end - cells)
    if _is_plain(line[start:end]):
        return start
    start = max(0, end - cells * _MOST_IN_A_CELL)
    widths = _widths(signs(line[start:end]))
    taken = sum(widths)
    for width in widths:
        if taken <= cells and width:
            break
        taken -= width
        start += 1
    return start


def _widths(shown: str) -> list[int]:
    """The cells of each sign: a mark may widen the one before it."""
    if shown.isascii():
        return [1] * len(shown)
    before = ("", *shown)
    return [cell_len(one + sign) - cell_len(one) for one, sign in zip(before, shown, strict=False)]


def _is_plain(line: str) -> bool:
    return line.isascii() and line.isprintable()


def _sign(char: str) -> str:
    if char == "\n":
        return "⏎"
    shown = visible(char) if char != "\t" else " "
    return shown if len(shown) == 1 else "�"
