"""When users were promised the next word, and when it came: derived from what was told."""

from bisect import bisect_right
from datetime import datetime
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
    """Every promise of a next word, in order; one that the end of the incident made void is none.

    Words that go out by several channels at once make one promise; what users were promised, only words to users keep.
    """
    told = spoken(incident)
    end = incident.when("resolved") or incident.ended_at
    found: list[Gap] = []
    first = _first(incident)
    if first is not None:
        found.append(_gap(*first, told[0].at if told else None, end, now, ""))
    promises = {this.at: this for this in told if this.next_at is not None}
    heard = [this.at for this in told if this.to_users]
    for this in promises.values():
        if this.next_at is not None:
            after = heard[n] if (n := bisect_right(heard, this.at)) < len(heard) else None
            found.append(_gap(this.at, this.next_at, after, end, now, this.channel))
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
