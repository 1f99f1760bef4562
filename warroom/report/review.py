"""One incident looked back upon: what was reached and when, which clocks were kept, what was red, who did what."""

from datetime import datetime, timedelta

import msgspec

from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.metrics import Metrics, metrics
from warroom.incident.promised import Gap, gaps
from warroom.incident.state import Incident
from warroom.incident.words import MILESTONES
from warroom.report.document import LaneChart, Mark
from warroom.report.gathered import Gathered
from warroom.report.lanes import Lane, lanes

MARGIN = timedelta(minutes=5)
"""Shown before the first and after the last of what a chart marks."""
SHORTEST = timedelta(minutes=10)


class Reached(msgspec.Struct, frozen=True):
    """A milestone: when, and by which record; `trouble` is "missing", "assumed" or why its place in time is odd."""

    name: str
    at: datetime | None = None
    seq: int = 0
    by: str = ""
    trouble: str = ""


class Load(msgspec.Struct, frozen=True):
    """What one person did: records in their name, roles they held, tasks given and done."""

    person: str
    records: int
    roles: tuple[str, ...] = ()
    tasks: int = 0
    done: int = 0


class Review(msgspec.Struct, frozen=True):
    """`kept` and `missed` are the clocks that ended, `owed` those that still run; times are UTC."""

    milestones: tuple[Reached, ...]
    metrics: Metrics
    missed: tuple[Deadline, ...]
    kept: tuple[Deadline, ...]
    owed: tuple[Deadline, ...]
    skipped: tuple[Deadline, ...]
    gaps: tuple[Gap, ...]
    chart: LaneChart
    people: tuple[Load, ...]
    back_dated: int = 0
    amended: int = 0
    struck: int = 0
    redacted: int = 0

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return self.chart.lanes


def review(incident: Incident, gathered: Gathered, now: datetime) -> Review:
    """Everything a look back needs, from the state and what was gathered beside it."""
    every = [d for d in deadlines(incident, now) if d.kind not in ("stability", "mark", "handover")]
    kinds = [record.kind for record in gathered.corrections]
    missed = tuple(d for d in every if d.state == "met late" or d.over or d.state == "overdue")
    return Review(
        milestones=milestones(incident),
        metrics=metrics(incident),
        missed=missed,
        kept=tuple(d for d in every if d.state == "met"),
        owed=tuple(d for d in every if d.state in ("running", "due", "waiting") and not d.over),
        skipped=tuple(d for d in every if d.state == "skipped"),
        gaps=tuple(gaps(incident, now)),
        chart=chart(incident, gathered, now),
        people=people(incident, gathered),
        back_dated=incident.back_dated,
        amended=kinds.count("amended"),
        struck=kinds.count("struck"),
        redacted=kinds.count("redacted"),
    )


def milestones(incident: Incident) -> tuple[Reached, ...]:
    """Every milestone in the order in which they are reached as a rule; missing ones have no time."""
    found: list[Reached] = []
    latest: tuple[datetime, str] | None = None
    for name in MILESTONES:
        moment = incident.milestones.get(name)
        if moment is None:
            found.append(Reached(name, trouble="missing"))
            continue
        trouble = "assumed" if moment.assumed else ""
        if latest is not None and moment.at < latest[0] and name != "detected":
            trouble = f"before {latest[1]}"
        found.append(Reached(name, moment.at, moment.seq, moment.by, trouble))
        if latest is None or moment.at > latest[0]:
            latest = (moment.at, name)
    return tuple(found)


def chart(incident: Incident, gathered: Gathered, now: datetime) -> LaneChart:
    """The checks' lanes from a little before the first milestone to a little after the last, with what was done."""
    reached = [(moment.at, name) for name, moment in incident.milestones.items()]
    over = incident.when("resolved") or incident.ended_at or max(now, incident.last_at or now)
    first = min((at for at, _ in reached), default=incident.last_at or now)
    begin, end = _plus(first, -MARGIN), _plus(max(over, first + SHORTEST), MARGIN)
    marks = [Mark(at, name) for at, name in sorted(reached) if begin <= at <= end]
    marks += [Mark(s.at, f"{s.channel} {s.status}".strip(), "sent") for s in incident.told if begin <= s.at <= end]
    marks += [Mark(r.at, r.command, "ran") for r in incident.runs if begin <= r.at <= end]
    return LaneChart(begin, end, lanes(gathered.turns, begin, end), tuple(sorted(marks, key=lambda mark: mark.at)))


def _plus(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError:
        return at


def people(incident: Incident, gathered: Gathered) -> tuple[Load, ...]:
    """Everybody who wrote, held a role or was given work, busiest first; checks are nobody."""
    wrote = {one.person: one.records for one in gathered.wrote}
    names = dict.fromkeys([*wrote, *incident.people, *(task.owner for task in incident.tasks)])
    held: dict[str, list[str]] = {}
    for role, holding in {**incident.left, **incident.roles}.items():
        held.setdefault(holding.person, []).append(role)
    found = [
        Load(
            person=name,
            records=wrote.get(name, 0),
            roles=tuple(sorted(held.get(name, ()))),
            tasks=sum(task.owner == name for task in incident.tasks),
            done=sum(task.owner == name and task.done_at is not None for task in incident.tasks),
        )
        for name in names
        if name and name != "check"
    ]
    return tuple(sorted(found, key=lambda load: (-load.records, load.person)))
