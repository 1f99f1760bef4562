"""Columns of time: how long one lasts, where its ticks stand, what they are called. In UTC no hour comes twice."""

import math
from datetime import UTC, datetime, timedelta

from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.report.review import counted_from
from warroom.report.words import span
from warroom.tui.panels.review.seen import Drawn, later

_SPANS = (
    *(1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 40, 45, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480, 600, 720),
    *(900, 1200, 1440, 1800, 2400, 2700, 3600, 5400, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400),
)
"""Seconds a column may last; above it whole days."""
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400)
"""Seconds between ticks, each a part of a day; above it whole days."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400


def scaled(begin: datetime, end: datetime, width: int) -> Drawn:
    """As few columns as show all of it, at most `width`, each of a round length and from a round moment."""
    width = max(1, width)
    lasts = max(1.0, (end - begin).total_seconds())
    for each_s in _spans(lasts / width):
        first = _floored(begin, each_s)
        count = math.ceil((end - first).total_seconds() / each_s)
        if count <= width:
            return Drawn(first, timedelta(seconds=each_s), max(1, count))
    return Drawn(begin, timedelta(seconds=lasts // width + 1), width)


def _spans(least: float) -> list[int]:
    found = [one for one in _SPANS if one >= least]
    days = int(least // DAY) + 1
    return [*found, days * DAY, (days + 1) * DAY]


def _floored(at: datetime, span: int) -> datetime:
    step = min(span, DAY)
    seconds = int((at.astimezone(UTC) - _EPOCH).total_seconds()) // step * step
    return _EPOCH + timedelta(seconds=seconds)


def said_span(drawn: Drawn) -> str:
    """ "1 column = 1 min"."""
    return f"1 column = {say_duration(drawn.span.total_seconds())}"


def ticks(drawn: Drawn) -> list[tuple[int, str]]:
    """The columns that are marked, with what each is called: the time, or the date where a day begins."""
    span_s = drawn.span.total_seconds()
    seconds = span_s < 10
    apart = 12 if seconds else 10
    step = next((one for one in _STEPS if one / span_s >= apart), 0)
    if not step:
        days = int(apart * span_s // DAY) + 1
        step = days * DAY
    at = _floored(drawn.begin, min(step, DAY))
    found: list[tuple[int, str]] = []
    day = ""
    for _ in range(4 * drawn.count + 4):
        column = drawn.column(at)
        if column >= drawn.count:
            break
        if column >= 0:
            date = f"{at.day} {at:%b}"
            dated = step >= DAY or (date != day and day != "")
            found.append((column, date if dated else f"{at:%H:%M:%S}" if seconds else f"{at:%H:%M}"))
            day = date
        after = later(at, timedelta(seconds=step))
        if after == at:
            break
        at = after
    return found


def said_moment(at: datetime, drawn: Drawn) -> str:
    """A moment as exact as the columns can be told apart, with its date where the chart has several days."""
    dated = drawn.begin.date() != drawn.end.date()
    clock = f"{at:%H:%M:%S}" if drawn.span < timedelta(minutes=1) else f"{at:%H:%M}"
    return f"{at.day} {at:%b} {clock}" if dated else clock


def said_offset(seconds: float) -> str:
    """How long after the declaration, with its sign: "+02:10", "-01:20", "+1h24"."""
    return f"{'-' if seconds < 0 else '+'}{span(seconds)}"


def when(at: datetime, incident: Incident) -> str:
    """A moment as it was told then: the time on the day of the incident, with the date on any other."""
    at = at.astimezone(UTC)
    base = counted_from(incident) or incident.last_at
    if base is not None and at.date() == base.astimezone(UTC).date():
        return f"{at:%H:%M:%S}"
    return f"{at.day} {at:%b} {at:%H:%M}" if base is None or at.year == base.year else f"{at:%Y-%m-%d %H:%M}"


def when_utc(at: datetime, incident: Incident) -> str:
    """The same in a sentence, zone written out."""
    return f"{when(at, incident)} UTC"
