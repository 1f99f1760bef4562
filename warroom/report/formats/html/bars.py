"""A chart of bars as figures for a drawing."""

import math

import msgspec

from warroom.report.document import BarChart
from warroom.report.formats.base import bar_said
from warroom.report.formats.html.lanes import short
from warroom.text import visible

WIDTH = 720
_LEFT, _RIGHT = 200, 170
_ROW = 26


class Bar(msgspec.Struct, frozen=True):
    """One bar; `missing` has no figure, which is drawn as none and said."""

    y: int
    label: str
    said: str
    width: float
    tone: str
    missing: bool


class Drawing(msgspec.Struct, frozen=True):
    height: int
    title: str
    about: str
    bars: tuple[Bar, ...]
    left: int = _LEFT
    width: int = WIDTH


def drawing(chart: BarChart) -> Drawing:
    """Where everything stands; the longest bar fills the width."""
    values = [bar.value for bar in chart.bars if bar.value is not None and math.isfinite(bar.value)]
    most = max([*values, 0.0])
    room = WIDTH - _LEFT - _RIGHT
    bars: list[Bar] = []
    for n, bar in enumerate(chart.bars):
        missing = bar.value is None or not math.isfinite(bar.value)
        value = max(0.0, bar.value) if bar.value is not None and not missing else 0.0
        width = round(room * (value / most), 2) if most > 0 else 0.0
        said = short(bar_said(chart, bar.value, bar.said), 60 if missing else 22)
        bars.append(Bar(n * _ROW, short(bar.label, 25), said, max(width, 1.5 if value else 0.0), bar.tone, missing))
    said = "; ".join(
        f"{visible(bar.label)}: {visible(bar_said(chart, bar.value, bar.said))}" for bar in chart.bars[:20]
    )
    return Drawing(len(bars) * _ROW + 6, chart.caption or "Figures", said or "no figures", tuple(bars))
