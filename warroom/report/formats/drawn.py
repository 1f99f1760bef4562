"""Charts in characters, as on the screen: lanes of checks over time, and bars."""

import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from rich.cells import cell_len, set_cell_size

from warroom.report.document import BarChart, LaneChart, Mark
from warroom.report.formats.base import bar_said
from warroom.report.words import since
from warroom.text import visible

_SIGNS = {"paused": "·", "unknown": "?", "degraded": "▒", "down": "▇"}
_UP = "─"
_MARKS = {"sent": "»", "ran": "$"}
_NAME = 18
_FIGURES = 14
_ROWS_OF_MARKS = 4
_SHORTEST = 8
_LEGEND = ("▇ down  ▒ slow  ─ up", "? no reading  · held")


def lanes(chart: LaneChart, width: int = 80) -> Iterator[str]:
    """The milestones, a line a check, what was sent and run, and the time; at most `width` cells each."""
    names = [visible(lane.check) for lane in chart.lanes]
    wide = min(_NAME, width // 4, max([*(cell_len(name) for name in names), 4]))
    across = width - wide - _FIGURES - 2
    plot = _Plot(chart.begin, chart.end, across)
    before = " " * (wide + 1)
    for line in plot.labels([mark for mark in chart.marks if mark.kind == "milestone"]):
        yield f"{before}{line}".rstrip()
    yield f"{before}{'':<{across}} {'down':>7}{'times':>6}"
    for lane, name in zip(chart.lanes, names, strict=True):
        cells = [_UP] * across
        for state, sign in _SIGNS.items():
            for one in lane.stretches:
                if one.state == state:
                    cells[plot.at(one.begin) : plot.until(one.end)] = sign * plot.cells(one.begin, one.end)
        down = since(lane.down_s) if lane.down_s else "-"
        yield f"{fitted(name, wide)} {''.join(cells)} {down:>7}{lane.times or '-':>6}"
    for kind, sign in _MARKS.items():
        cells = [" "] * across
        found = [mark for mark in chart.marks if mark.kind == kind]
        for mark in found:
            cells[plot.at(mark.at)] = sign
        if found:
            yield f"{kind:<{wide}} {''.join(cells)} {len(found):>7}"
    yield f"{'UTC':<{wide}} {plot.axis()}".rstrip()
    whole = "  ".join(_LEGEND)
    yield from (f"{before}{line}" for line in ([whole] if len(before) + len(whole) <= width else _LEGEND))


class _Plot:
    """Which cell of `across` a moment is in."""

    def __init__(self, begin: datetime, end: datetime, across: int) -> None:
        self._begin = begin
        self._whole = max((end - begin).total_seconds(), 1.0)
        self._across = across

    def at(self, moment: datetime) -> int:
        share = (moment - self._begin).total_seconds() / self._whole
        return min(max(int(share * self._across), 0), self._across - 1)

    def until(self, moment: datetime) -> int:
        share = (moment - self._begin).total_seconds() / self._whole
        return min(max(math.ceil(share * self._across), 1), self._across)

    def cells(self, begin: datetime, end: datetime) -> int:
        return max(0, self.until(end) - self.at(begin))

    def labels(self, marks: Sequence[Mark]) -> list[str]:
        """The labels in as few lines as keep them apart; what finds no room keeps its sign alone."""
        rows: list[list[str]] = []
        for mark in marks:
            words = visible(mark.label)
            at, wide = self.at(mark.at), cell_len(words) + 1
            after = at + wide <= self._across
            start = at if after else max(0, at - wide + 1)
            text = fitted(f"▾{words}" if after else f"{words}▾", min(wide, self._across))
            row = next((row for row in rows if _free(row, start, wide)), None)
            if row is None and len(rows) < _ROWS_OF_MARKS:
                rows.append(row := [" "] * self._across)
            if row is not None:
                row[start : start + wide] = [text, *[""] * (wide - 1)]
        return ["".join(row).rstrip() for row in rows]

    def axis(self) -> str:
        """Times below the lanes, where they have room."""
        days = self._whole > 86_400
        wide = 13 if days else 10
        cells = [" "] * self._across
        for start in range(0, self._across - wide + 5, wide):
            at = (self._begin + timedelta(seconds=self._whole * start / self._across)).astimezone(UTC)
            said = f"{at:%d %b %H:%M}" if days else f"{at:%H:%M}"
            cells[start : start + len(said)] = said
        return "".join(cells)[: self._across]


def _free(row: list[str], start: int, wide: int) -> bool:
    return all(cell == " " for cell in row[max(0, start - 1) : start + wide + 1])


LONGEST_BAR = 40
"""Cells: longer ones are no easier to compare."""


def bars(chart: BarChart, width: int = 80) -> Iterator[str]:
    """A line a bar: label, length, value in words."""
    values = [bar.value for bar in chart.bars if bar.value is not None and math.isfinite(bar.value)]
    most = max([*values, 0.0])
    said = [visible(bar_said(chart, bar.value, bar.said)) for bar in chart.bars]
    wide = min(24, width // 3, max([cell_len(visible(bar.label)) for bar in chart.bars], default=0))
    most_said = max([cell_len(words) for words in said], default=0)
    across = min(LONGEST_BAR, max(_SHORTEST, width - wide - most_said - 2))
    for bar, words in zip(chart.bars, said, strict=True):
        value = bar.value if bar.value is not None and math.isfinite(bar.value) else 0.0
        length = math.ceil(across * (value / most)) if most > 0 and value > 0 else 0
        room = width - wide - length - 2
        shown = words if cell_len(words) <= room else fitted(words, room)
        yield " ".join(filter(None, [fitted(visible(bar.label), wide), "▇" * length, shown])).rstrip()


def fitted(words: str, width: int) -> str:
    """The words in exactly `width` cells."""
    return set_cell_size(words, width) if cell_len(words) <= width else f"{set_cell_size(words, width - 1)}…"
