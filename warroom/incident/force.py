"""When a duty's clock starts and ends, judged by the severities that were in force."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from warroom.incident.state import Incident, SeverityChange
from warroom.playbook.model import Limit, Severity


def in_force(incident: Incident, holds: Callable[[str], bool], done_at: datetime | None) -> tuple[SeverityChange, ...]:
    """The severities by which a duty is judged: up to the moment it was done, else up to now; () where it is none."""
    every = incident.severities
    if done_at is not None:
        before = tuple(change for place, change in enumerate(every) if place == 0 or change.at <= done_at)
        if before and holds(before[-1].severity):
            return before
    return every if every and holds(every[-1].severity) else ()


def newly(history: tuple[SeverityChange, ...], holds: Callable[[str], bool]) -> datetime | None:
    """The change by which `holds` became true for the last time; None where it was true from the first."""
    since = None
    for change in reversed(history):
        if not holds(change.severity):
            return since
        since = change.at
    return None


def begins(
    history: tuple[SeverityChange, ...], anchor_at: datetime | None, holds: Callable[[str], bool]
) -> datetime | None:
    """The anchor, or the severity change through which the duty newly applied."""
    change = newly(history, holds)
    return anchor_at if anchor_at is None or change is None else max(anchor_at, change)


def plus(start: datetime, seconds: float) -> datetime:
    """That many seconds on, at most the calendar's end: a record from elsewhere may name any moment."""
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def ends(start: datetime | None, limit: Limit | None) -> datetime | None:
    """When it is due; None while it waits, and where nothing counts."""
    return plus(start, limit.counts) if start and limit and limit.counts is not None else None


def soonest(
    incident: Incident,
    history: tuple[SeverityChange, ...],
    start: datetime,
    limit_of: Callable[[Severity], Limit | None],
) -> datetime | None:
    """The earliest due time of all severities in force since `start`; none is due before its severity came."""
    found: list[datetime] = []
    for place, change in enumerate(history):
        over = history[place + 1].at if place + 1 < len(history) else None
        if over is not None and over <= start:
            continue
        level = incident.playbook.severity(change.severity)
        limit = limit_of(level) if level else None
        if limit is not None and limit.counts is not None:
            found.append(max(plus(start, limit.counts), change.at if place else start))
    return min(found, default=None)
