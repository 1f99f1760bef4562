"""When users were promised the next word, and when it came: derived from what was told."""

from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from warroom.incident.force import plus
from warroom.incident.state import Incident, Told


class Gap(NamedTuple):
    """A promise: made when (the declaration promises the first word), due when, kept when; None where no word came.

    `late_s` is how long after it was due the word came, or that none has come yet; 0 where it came or may still come in
    time.
    """

    made_at: datetime
    promised_at: datetime
    kept_at: datetime | None
    late_s: float
    channel: str = ""


def gaps(incident: Incident, now: datetime) -> list[Gap]:
    """Every promise of a next word, in order; one that the end of the incident made void is none."""
    told = spoken(incident)
    end = incident.when("resolved") or incident.ended_at
    found: list[Gap] = []
    first = _first(incident)
    if first is not None:
        found.append(_gap(*first, told[0].at if told else None, end, now, ""))
    for this, after in zip_longest(told, told[1:]):
        if this is not None and this.next_at is not None:
            found.append(_gap(this.at, this.next_at, after.at if after else None, end, now, this.channel))
    return [gap for gap in found if gap.kept_at is not None or end is None or gap.promised_at < end]


def spoken(incident: Incident) -> list[Told]:
    """What users heard, or where this level's words go, in the order it was said; what was struck was not."""
    return sorted(incident.spoken, key=lambda one: (one.at, one.seq))


def _first(incident: Incident) -> tuple[datetime, datetime] | None:
    """The declaration, and when the level it was declared at promises the first word."""
    declared = incident.when("declared")
    level = incident.playbook.severity(incident.severities[0].severity) if incident.severities else None
    every = level.cadence.counts if level and level.cadence else None
    due = plus(declared, every) if declared and every else None
    return (declared, due) if declared and due else None


def _gap(
    made: datetime, promised: datetime, kept: datetime | None, end: datetime | None, now: datetime, channel: str
) -> Gap:
    late = ((kept or end or now) - promised).total_seconds()
    return Gap(made, promised, kept, max(0.0, late), channel)
