"""A chart of lanes as figures for a drawing: where each bar, label and line stands."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from rich.cells import cell_len, set_cell_size

from warroom.incident.words import say_duration
from warroom.report.document import LaneChart, Mark
from warroom.report.formats.base import STATES, shown
from warroom.report.lanes import Stretch
from warroom.report.words import number, since
from warroom.text import visible

WIDTH = 960
_LEFT, _RIGHT = 150, 110
_ROW = 24
_LABEL = 18
_CHAR = 7.3
"""Units a cell of a label takes; wider than it is drawn, so that labels never touch."""
_LONGEST = 26
_SIGN = 8.0
_SEEN = 0.5
_THIN = 1.5
_STEPS = (60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800)
_TICKS = 8


class Bar(msgspec.Struct, frozen=True):
    """A stretch of a lane: `said` is what a pointer over it shows."""

    state: str
    x: float
    width: float
    said: str


class Row(msgspec.Struct, frozen=True):
    name: str
    y: int
    bars: tuple[Bar, ...]
    down: str
    times: str


class Label(msgspec.Struct, frozen=True):
    """A milestone: its line stands at `x`, its words begin or, `before`, end there."""

    x: float
    y: int
    words: str
    before: bool


class Tick(msgspec.Struct, frozen=True):
    x: float
    words: str


class Signs(msgspec.Struct, frozen=True):
    """What was sent or run: a sign at each of `at`."""

    kind: str
    y: int
    at: tuple[float, ...]
    count: int


class Drawing(msgspec.Struct, frozen=True):
    """Everything on a chart, in units of a view box WIDTH wide and `height` high."""

    height: int
    top: int
    bottom: int
    title: str
    about: str
    labels: tuple[Label, ...]
    rows: tuple[Row, ...]
    signs: tuple[Signs, ...]
    ticks: tuple[Tick, ...]
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    width: int = WIDTH


def drawing(chart: LaneChart) -> Drawing:
    """Where everything stands."""
    scale = _Scale(chart.begin, chart.end)
    labels, deep = _labels([mark for mark in chart.marks if mark.kind == "milestone"], scale)
    top = 22 + deep * _LABEL
    rows = [
        Row(
            name=short(lane.check, 19),
            y=top + n * _ROW,
            bars=tuple(_bars(chart, lane.stretches, scale)),
            down=since(lane.down_s) if lane.down_s else "-",
            times=str(lane.times) if lane.times else "-",
        )
        for n, lane in enumerate(chart.lanes)
    ]
    y = top + len(rows) * _ROW
    signs: list[Signs] = []
    for kind in ("sent", "ran"):
        found = [mark for mark in chart.marks if mark.kind == kind]
        if found:
            signs.append(Signs(kind, y, tuple(_apart(sorted(scale(mark.at) for mark in found))), len(found)))
            y += _ROW
    return Drawing(
        height=y + 34,
        top=top,
        bottom=y,
        title=chart.caption or "How the checks stood",
        about=_about(chart),
        labels=tuple(labels),
        rows=tuple(rows),
        signs=tuple(signs),
        ticks=tuple(_ticks(chart, scale)),
    )


class _Scale:
    def __init__(self, begin: datetime, end: datetime) -> None:
        self.begin = begin
        self.whole = max((end - begin).total_seconds(), 1.0)

    def __call__(self, at: datetime) -> float:
        share = (at - self.begin).total_seconds() / self.whole
        return round(_LEFT + min(max(share, 0.0), 1.0) * (WIDTH - _LEFT - _RIGHT), 2)


def _labels(marks: Sequence[Mark], scale: _Scale) -> tuple[list[Label], int]:
    """The labels on as many lines as keep them apart."""
    ends: list[float] = []
    placed: list[tuple[float, int, str, bool]] = []
    for mark in sorted(marks, key=lambda mark: mark.at):
        said = f"{short(mark.label, _LONGEST)} {mark.at.astimezone(UTC):%H:%M}"
        x, wide = scale(mark.at), (cell_len(said) + 2) * _CHAR
        before = x + wide > WIDTH - 4
        begin = x - wide if before else x
        line = next((n for n, end in enumerate(ends) if end <= begin), len(ends))
        ends[line:] = [x if before else x + wide, *ends[line + 1 :]]
        placed.append((x, line, said, before))
    # The latest lie lowest, so that no line of a milestone runs through the words of another.
    return [Label(x, 14 + line * _LABEL, said, before) for x, line, said, before in placed], len(ends)


def _apart(places: Sequence[float]) -> Iterator[float]:
    """Those that can be told apart; the count beside them is of all."""
    last = -_SIGN
    for x in places:
        if x - last >= _SIGN:
            last = x
            yield x


def _bars(chart: LaneChart, stretches: Sequence[Stretch], scale: _Scale) -> Iterator[Bar]:
    """The stretches; those of a state that leave no gap to be seen are one."""
    groups: list[list[Stretch]] = []
    drawn_to = 0.0
    for one in stretches:
        x = scale(one.begin)
        if groups and groups[-1][-1].state == one.state and x - drawn_to < _SEEN:
            groups[-1].append(one)
            drawn_to = max(drawn_to, scale(one.end))
        else:
            groups.append([one])
            drawn_to = max(scale(one.end), x + _THIN)
    for group in groups:
        begin, end = group[0].begin, group[-1].end
        x, until = scale(begin), scale(end)
        times = f", {number(len(group))} times" if len(group) > 1 else ""
        lasted = say_duration(sum(one.seconds for one in group))
        said = f"{STATES[group[0].state]} {shown(chart, begin)} to {shown(chart, end)} UTC, {lasted}{times}"
        yield Bar(group[0].state, x, round(max(until - x, _THIN), 2), said)


def _ticks(chart: LaneChart, scale: _Scale) -> Iterator[Tick]:
    step = next((step for step in _STEPS if scale.whole / step <= _TICKS), max(_STEPS[-1], scale.whole / _TICKS))
    at = datetime.fromtimestamp((chart.begin.timestamp() // step + 1) * step, UTC)
    days = chart.begin.astimezone(UTC).date() != chart.end.astimezone(UTC).date()
    while at <= chart.end:
        yield Tick(scale(at), f"{at.day} {at:%b}" if step >= 86_400 else f"{at:%d %b %H:%M}" if days else f"{at:%H:%M}")
        at += timedelta(seconds=step)


def _about(chart: LaneChart) -> str:
    red = [f"{visible(lane.check)} was down for {say_duration(lane.down_s)}" for lane in chart.lanes if lane.down_s]
    slow = [visible(lane.check) for lane in chart.lanes if lane.slow_s and not lane.down_s]
    said = [
        *red[:5],
        f"{len(red) - 5} more were down" if len(red) > 5 else "",
        f"{len(slow)} were slow" if slow else "",
    ]
    found = "; ".join(filter(None, said)) or "nothing was down or slow"
    begin, end = (f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" for at in (chart.begin, chart.end))
    return f"From {begin} to {end} UTC, {len(chart.lanes)} checks: {found}. The table below has the figures."


def short(words: str, most: int) -> str:
    """The words in at most so many cells."""
    words = visible(words)
    return words if cell_len(words) <= most else f"{set_cell_size(words, most - 1).rstrip()}…"
