"""Updates on their way, in words: what is unsent, and what it waits for."""

from datetime import datetime
from typing import NamedTuple

from warroom.incident.state import Incident
from warroom.incident.update import Update
from warroom.report.words import utc
from warroom.text import visible

AT_ONCE_S = 5.0
"""What goes out within these is not spoken of."""


class Unsent(NamedTuple):
    """An update that has not gone out: what it waits for, and what a person can do; `asks` where nothing goes on."""

    n: int
    said: str
    ways: tuple[str, ...] = ()
    asks: bool = False


def unsent(incident: Incident, now: datetime) -> list[Unsent]:
    """What is meant to go out and has not, what a person must decide on first."""
    bars = {one.way: one for one in incident.updates if one.barred(now)}
    found = [_unsent(one, now, bars.get(one.way)) for one in incident.unsent]
    return sorted(found, key=lambda one: (not one.asks, one.n))


def held_up(incident: Incident, now: datetime) -> list[Unsent]:
    """The same; nothing while all of it is on its way and only just began."""
    young = all(
        one.state in ("queued", "trying") and not one.stale(now) and _age_s(one, now) < AT_ONCE_S
        for one in incident.unsent
    )
    return [] if young else unsent(incident, now)


def _age_s(update: Update, now: datetime) -> float:
    return (now - update.queued_at).total_seconds() if update.queued_at else 0.0


def _unsent(update: Update, now: datetime, bar: Update | None = None) -> Unsent:
    """`bar` is the update at which the other side of its way asked to be left alone."""
    n, about = update.n, f"update {update.n} to {update.channel}"
    why = f": {visible(update.why)}" if update.why else ""
    drop = f"/discard {n} WHY"
    if update.stale(now):
        return Unsent(n, f"{about} is past its time", (f"/send {n}", drop), asks=True)
    match update.state:
        case "unknown" if update.retry_at is None:
            return Unsent(n, f"{about} may have gone out{why}", (f"/resend {n}", f"/went {n}", drop), asks=True)
        case "refused":
            return Unsent(n, f"{about} was refused{why}", (f"/resend {n}", drop), asks=True)
        case "trying":
            return Unsent(n, f"{about} is being sent by {update.tried_by}")
        case "later" | "unknown":
            again = f", tried again at {utc(update.retry_at, now)}" if update.retry_at else ""
            return Unsent(n, f"{about} did not go out{why}{again}")
    if bar is not None and bar.retry_at is not None:
        return Unsent(n, f"{about} waits: {update.way} asked to be left alone until {utc(bar.retry_at, now)}")
    since = f" since {utc(update.queued_at, now)}" if update.queued_at else ""
    return Unsent(n, f"{about} waits{since} for a terminal that sends by {update.way}")


def unsent_said(incident: Incident, now: datetime) -> list[str]:
    """A sentence each, with what can be done."""
    return [
        visible(f"{one.said}" + (f"; {', or '.join(one.ways)}" if one.ways else "")) for one in unsent(incident, now)
    ]
