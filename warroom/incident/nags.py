"""How loudly a clock asks to be looked at: first its colour, then a line, then the bell; never without end."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from warroom.incident.deadlines import Deadline, snoozed
from warroom.incident.deadlines.marks import EVERY
from warroom.incident.state import Incident
from warroom.incident.vacant import Vacancy, vacancies

AGAIN = timedelta(minutes=2)
RINGS = 5
"""How often something rings at most: once it is late, and every two minutes after."""

Level = Literal["", "colour", "line"]


class Nag(msgspec.Struct, frozen=True):
    """How far a nag has come: what is seen, and how often it has rung by now since `since`; that names its round."""

    level: Level = ""
    rings: int = 0
    since: datetime | None = None


QUIET = Nag()


def nag(d: Deadline, now: datetime) -> Nag:
    """What a clock is worth at this moment; nothing once it is met, over or snoozed. A snooze that ends begins anew."""
    if not d.live or d.over or snoozed(d, now):
        return QUIET
    if d.kind == "mark":
        last = d.due_at - EVERY if d.due_at is not None else None
        return Nag("", int(last is not None and d.started_at is not None and last > d.started_at), last)
    if d.kind == "handover":
        return Nag("colour", _rung(d.started_at, now), d.started_at)
    if d.state == "due":
        return Nag("colour")
    if d.state != "overdue" or d.due_at is None:
        return QUIET
    since = d.due_at
    if d.snoozed_until is not None and d.due_at < d.snoozed_until <= now:
        since = d.snoozed_until
    return Nag("line", _rung(since, now), since)


def missing(vacancy: Vacancy, limit: datetime | None, now: datetime) -> Nag:
    """What a needed role that nobody holds is worth: every two minutes, five times, and once at `limit`."""
    passed = int((now - vacancy.since) / AGAIN)
    at_limit = limit is not None and vacancy.since <= limit <= now
    rings = max(0, min(passed, RINGS)) + at_limit
    return Nag("line" if rings else "colour", rings, vacancy.since)


def empty_roles(incident: Incident, found: list[Deadline], now: datetime) -> list[tuple[Vacancy, Nag]]:
    """Each needed role that nobody holds; the limit is that of the response, else the role's own first clock."""
    return [(one, missing(one, _limit(one.role, found), now)) for one in vacancies(incident)]


def _limit(role: str, found: list[Deadline]) -> datetime | None:
    response = next((d.due_at for d in found if d.kind == "response" and d.due_at is not None), None)
    if role == "commander" and response is not None:
        return response
    own = (d.due_at for d in found if d.owner == role and d.kind in ("response", "checklist") and d.due_at is not None)
    return min(own, default=None)


def _rung(since: datetime | None, now: datetime) -> int:
    if since is None or now < since:
        return 0
    return min(RINGS, 1 + int((now - since) / AGAIN))
