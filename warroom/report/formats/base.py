"""What formats share: a document's last line, its charts as tables, and data that any of them can write."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from warroom.incident.words import say_duration
from warroom.journal.record import stamp
from warroom.report.document import BarChart, LaneChart, Report, Table
from warroom.report.lanes import Stretch
from warroom.report.words import number
from warroom.text import plain, storable

STATES = {"down": "down", "degraded": "slow", "unknown": "no reading", "paused": "held"}
"""How a check stood, in words."""
DRILL = "DRILL: this was practice, not an outage of what customers use."
_LISTED = 12


def lines_of(words: str) -> list[str]:
    """The lines of a text, each safe to show."""
    return [line.expandtabs(4) for line in plain(words).split("\n")]


def code_lines(text: str) -> list[str]:
    """The lines of what stands as it is, without empty ones at its end."""
    return lines_of(text.rstrip("\r\n"))


def lane_table(chart: LaneChart) -> Table:
    """The same figures as a chart of lanes, for those who do not see it."""
    rows = [
        (
            lane.check,
            say_duration(lane.down_s) if lane.down_s else "-",
            say_duration(lane.slow_s) if lane.slow_s else "-",
            number(lane.times),
            _stretches(chart, lane.stretches) or ("down for no time" if lane.times else "up all the time"),
        )
        for lane in chart.lanes
    ]
    head = ("check", "down", "slow", "times down", "when, UTC")
    return Table(head, rows, right=frozenset({1, 2, 3}), caption=chart.caption or "how the checks stood")


def _stretches(chart: LaneChart, stretches: Sequence[Stretch]) -> str:
    few = stretches if len(stretches) <= _LISTED else stretches[: _LISTED - 1]
    said = [f"{STATES[one.state]} {shown(chart, one.begin)} to {shown(chart, one.end)}" for one in few]
    more = len(stretches) - len(few)
    return "; ".join([*said, *([f"and {number(more)} times more"] if more else [])])


def mark_table(chart: LaneChart) -> Table:
    """What was reached, sent and run, in order."""
    words = {"milestone": "reached", "sent": "sent", "ran": "ran"}
    rows = [(f"{shown(chart, mark.at)}", words[mark.kind], mark.label) for mark in chart.marks]
    return Table(("UTC", "what", "which"), rows, caption="milestones, updates and commands")


def shown(chart: LaneChart, at: datetime) -> str:
    """A moment on a chart: the time, with its day where the chart has several."""
    at = at.astimezone(UTC)
    one_day = chart.begin.astimezone(UTC).date() == chart.end.astimezone(UTC).date()
    return f"{at:%H:%M:%S}" if one_day else f"{at:%Y-%m-%d %H:%M:%S}"


def bar_table(chart: BarChart) -> Table:
    """The same figures as a chart of bars."""
    rows = [(bar.label, bar_said(chart, bar.value, bar.said)) for bar in chart.bars]
    return Table(("", chart.unit or "value"), rows, right=frozenset({1}), caption=chart.caption)


def bar_said(chart: BarChart, value: float | None, said: str) -> str:
    """A value in words; what is missing is said, never shown as 0."""
    if value is None or not math.isfinite(value):
        return said or "no figure"
    return said or f"{value:g} {chart.unit}".rstrip()


def whole(report: Report) -> dict[str, Any]:
    """What a report says to scripts, with what it was made from; iterators in it are left to be read once."""
    data = report.data if isinstance(report.data, Mapping) else {"rows": report.data}
    more = {"source": report.document.source, "drill": report.document.drill}
    return {**data, **{key: said for key, said in more.items() if key not in data}}


def is_stream(value: Any) -> bool:
    """Whether a value is read once and never held as a whole."""
    return isinstance(value, Iterator)


def builtins(value: Any) -> Any:
    """The value in types every format has: times as RFC 3339 in UTC, no figure as null, text as UTF-8 can hold it."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, msgspec.Struct):
        return builtins(msgspec.structs.asdict(value))
    if isinstance(value, Mapping):
        return {storable(str(key)): builtins(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [builtins(item) for item in value]
    return builtins(msgspec.to_builtins(value))
