"""A report as plain text for a terminal or a file: no colours, nothing that acts."""

import math
from collections.abc import Iterable, Iterator
from functools import singledispatch
from itertools import chain, islice

from rich.cells import cell_len, chop_cells

from warroom.report.document import (
    BarChart,
    Block,
    Code,
    Facts,
    Heading,
    Items,
    LaneChart,
    Para,
    Report,
    Table,
)
from warroom.report.formats import drawn
from warroom.report.formats.base import DRILL, code_lines, lines_of
from warroom.text import visible

WIDTH = 80
_SAMPLE = 300
"""Rows by which the columns of a long table are measured."""
_LEAST = 10


def render(report: Report, width: int = WIDTH) -> Iterator[str]:
    """The document in lines of at most `width` cells, where a word is not longer."""
    document = report.document
    title = visible(document.title)
    for line in _wrapped(f"DRILL  {title}" if document.drill else title, width):
        yield f"{line}\n"
    yield f"{'=' * min(width, cell_len(title) + 7 * document.drill)}\n"
    if document.drill:
        yield from (f"{line}\n" for line in _wrapped(DRILL, width))
    for line in block(Facts(document.about), width):
        yield f"{line}\n"
    for one in document.blocks:
        yield "\n"
        for line in block(one, width):
            yield f"{line}\n"
    if document.source:
        yield "\n"
        for line in chain.from_iterable(_wrapped(line, width) for line in lines_of(document.source)):
            yield f"{line}\n"


@singledispatch
def block(one: Block, _width: int) -> Iterator[str]:
    """The lines of one block."""
    raise TypeError(type(one))


@block.register
def _(one: Heading, width: int) -> Iterator[str]:
    lines = _wrapped(visible(one.text), width)
    yield from lines
    if one.level <= 2:
        yield "-" * max(cell_len(line) for line in lines)


@block.register
def _(one: Para, width: int) -> Iterator[str]:
    before = "[blank] " if one.tone == "blank" else ""
    for n, line in enumerate(lines_of(one.text)):
        yield from _wrapped(line if n else f"{before}{line}", width)


@block.register
def _(one: Items, width: int) -> Iterator[str]:
    for n, item in enumerate(one.items, 1):
        sign = f"{n}." if one.ordered else "-"
        box = "" if item.done is None else "[x] " if item.done else "[ ] "
        blank = "[blank] " if item.tone == "blank" else ""
        url = f" {item.url}" if item.url and item.url != item.text else ""
        yield from _hung(f"{sign} ", f"{box}{blank}{item.text}{url}", width)


def _hung(before: str, words: str, width: int) -> Iterator[str]:
    """Words behind a sign, under which no line of them stands."""
    indent = " " * cell_len(before)
    lines = chain.from_iterable(_wrapped(line, width - len(indent)) for line in lines_of(words))
    for n, line in enumerate(lines):
        yield f"{indent if n else before}{line}".rstrip()


@block.register
def _(one: Facts, width: int) -> Iterator[str]:
    wide = min(24, max([cell_len(visible(word)) for word, _ in one.pairs], default=0))
    for word, said in one.pairs:
        yield from _hung(f"{drawn.fitted(visible(word), wide)}  ", said or "-", width)


@block.register
def _(one: Code, _width: int) -> Iterator[str]:
    # A command that is broken into lines is another command.
    for line in code_lines(one.text):
        yield f"    {line}".rstrip()


@block.register
def _(one: LaneChart, width: int) -> Iterator[str]:
    if one.caption:
        yield from _wrapped(visible(one.caption), width)
    yield from drawn.lanes(one, width)


@block.register
def _(one: BarChart, width: int) -> Iterator[str]:
    if one.caption:
        yield from _wrapped(visible(one.caption), width)
    yield from drawn.bars(one, width)


@block.register
def _(one: Table, width: int) -> Iterator[str]:
    rows = (tuple(visible(cell) for cell in row) for row in one.rows)
    sample = list(islice(rows, _SAMPLE))
    if one.caption:
        yield from _wrapped(visible(one.caption), width)
    if not sample:
        yield "(none)"
        return
    head = tuple(visible(word) for word in one.head)
    every: Iterable[tuple[str, ...]] = chain(sample, rows)
    widths = _widths([head, *sample], width)
    if widths is None:
        for row in every:
            yield from block(Facts(tuple(zip(head, row, strict=False))), width)
            yield ""
        return
    if any(head):
        yield from _row(head, widths, one.right)
        yield "  ".join("-" * wide for wide in widths)
    for row in every:
        yield from _row(row, widths, one.right)


def _widths(rows: list[tuple[str, ...]], width: int) -> list[int] | None:
    """A width a column: what its cells need, the widest giving way; None where there are too many for the line."""
    count = max(len(row) for row in rows)
    found = [max([cell_len(row[n]) for row in rows if n < len(row)], default=0) for n in range(count)]
    room = width - 2 * (count - 1)
    least = [min(wide, _LEAST) for wide in found]
    if sum(least) > room:
        return None
    while (excess := sum(found) - room) > 0:
        widest = max(found)
        second = max([wide for wide in found if wide < widest], default=0)
        many = found.count(widest)
        shrunk = max(widest - math.ceil(excess / many), second, _LEAST)
        found = [shrunk if wide == widest else wide for wide in found]
    return found


def _row(row: tuple[str, ...], widths: list[int], right: frozenset[int]) -> Iterator[str]:
    if all(cell_len(cell) <= wide for cell, wide in zip(row, widths, strict=False)):
        yield "  ".join(_aligned(c, w, n in right) for n, (c, w) in enumerate(zip(row, widths, strict=False))).rstrip()
        return
    columns = [_wrapped(cell, wide) for cell, wide in zip(row, widths, strict=False)]
    for n in range(max(len(column) for column in columns)):
        cells = [column[n] if n < len(column) else "" for column in columns]
        yield "  ".join(
            _aligned(c, w, k in right) for k, (c, w) in enumerate(zip(cells, widths, strict=False))
        ).rstrip()


def _aligned(cell: str, width: int, to_the_right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return f"{space}{cell}" if to_the_right else f"{cell}{space}"


def _wrapped(line: str, width: int) -> list[str]:
    """A line in lines of at most `width` cells, broken between words where they are short enough."""
    if cell_len(line) <= width:
        return [line]
    lines, held, room = [], "", width
    for word in line.split(" "):
        wide = cell_len(word)
        if held and wide + 1 <= room:
            held, room = f"{held} {word}", room - wide - 1
            continue
        if held:
            lines.append(held)
        parts = [word] if wide <= width else chop_cells(word, width)
        lines += parts[:-1]
        held, room = parts[-1], width - cell_len(parts[-1])
    return [*lines, held]
