"""One incident looked back upon: what was reached and when, which clocks were kept, what was red, who did what."""

from datetime import datetime, timedelta

import msgspec

from warroom.incident import facts as f
from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.facts import Record
from warroom.incident.metrics import Metrics, metrics
from warroom.incident.promised import Gap, gaps
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import MACHINES, MILESTONES
from warroom.report.document import LaneChart, Mark
from warroom.report.gathered import Gathered
from warroom.report.lanes import Lane, lanes
from warroom.report.lines import describe, happened

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


class Correction(msgspec.Struct, frozen=True):
    """What record `seq` said at first and says now; `how` is "amended", "struck", "redacted", "back-dated" or "moved".

    `noted_at` is when record `by_seq` corrected it. A back-dated one is its own correction: it happened at `at`, and
    would have been taken to happen when it was written, `first_at`. A milestone that was said anew is "moved".
    """

    how: str
    seq: int
    by_seq: int
    by: str
    noted_at: datetime
    first_at: datetime
    at: datetime
    first: str = ""
    said: str = ""
    why: str = ""
    version: int = 1


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
    corrections: tuple[Correction, ...] = ()

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
        corrections=corrections(gathered),
    )


def counted_from(incident: Incident) -> datetime | None:
    """What the milestones are told from: the declaration, else the first that is known."""
    return incident.when("declared") or min((moment.at for moment in incident.milestones.values()), default=None)


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
        if latest is not None and moment.at < latest[0] and not moment.assumed:
            trouble = f"before {latest[1]}"
        found.append(Reached(name, moment.at, moment.seq, moment.by, trouble))
        if latest is None or moment.at > latest[0]:
            latest = (moment.at, name)
    return tuple(found)


def chart(incident: Incident, gathered: Gathered, now: datetime) -> LaneChart:
    """The checks' lanes from a little before the first milestone to a little after the last, with what was done."""
    reached = [(moment.at, name) for name, moment in incident.milestones.items() if not moment.assumed]
    over = incident.when("resolved") or incident.ended_at or max(now, incident.last_at or now)
    first = min((at for at, _ in reached), default=incident.last_at or now)
    begin, end = _plus(first, -MARGIN), _plus(max(over, _plus(first, SHORTEST)), MARGIN)
    turned = [record for record in gathered.turning if record.kind in _TURNING]
    reached += [(happened(record, incident), _TURNING[record.kind]) for record in turned]
    marks = [Mark(at, name) for at, name in sorted(reached) if begin <= at <= end]
    sent = [told for told in incident.told if told.seq not in incident.struck]
    marks += [Mark(s.at, f"{s.channel} {s.status}".strip(), "sent") for s in sent if begin <= s.at <= end]
    marks += [Mark(r.at, r.command, "ran") for r in incident.runs if begin <= r.at <= end]
    return LaneChart(begin, end, lanes(gathered.turns, begin, end), tuple(sorted(marks, key=lambda mark: mark.at)))


_TURNING = {"cause_found": "cause", "handover_accepted": "hand-over", "reopened": "reopened", "unfixed": "unfixed"}


def corrections(gathered: Gathered) -> tuple[Correction, ...]:
    """Everything that was said otherwise later, or later than it happened, in the order it was written."""
    texts: dict[int, str] = {}
    times: dict[int, datetime] = {}
    versions: dict[int, int] = {}
    found: list[Correction] = []
    for record in gathered.corrections:
        seq = getattr(record.fact, "seq", 0)
        of = gathered.corrected.get(seq)
        if of is None:
            continue
        before, was = texts.get(seq, _said(of)), times.get(seq, of.at)
        how, said, at, why = _corrected(record, before, was)
        texts[seq], times[seq] = said, at
        versions[seq] = versions.get(seq, 1) + (how == "amended")
        version = versions[seq]
        found.append(Correction(how, seq, record.seq, record.by, record.noted_at, was, at, before, said, why, version))
    for one in gathered.back_dated:
        said = _said(one)
        found.append(Correction("back-dated", one.seq, one.seq, one.by, one.noted_at, one.noted_at, one.at, said, said))
    return tuple(sorted((*found, *_moved(gathered)), key=lambda one: (one.by_seq, one.how)))


def _moved(gathered: Gathered) -> list[Correction]:
    """Milestones that were said a second time: from when to when."""
    known: dict[str, Record] = {}
    found: list[Correction] = []
    for record in gathered.story:
        if not isinstance(record.fact, f.MilestoneSet):
            continue
        before, known[record.fact.name] = known.get(record.fact.name), record
        if before is not None and isinstance(before.fact, f.MilestoneSet):
            name, was, now = record.fact.name, before.fact.at, record.fact.at
            found.append(Correction("moved", before.seq, record.seq, record.by, record.noted_at, was, now, name, name))
    return found


def _corrected(record: Record, before: str, was: datetime) -> tuple[str, str, datetime, str]:
    """How, the words and the time from then on, and why."""
    match record.fact:
        case f.Amended(text=text, at=at):
            return "amended", before if text is None else text, at or was, ""
        case f.Struck(why=why):
            return "struck", "", was, why
        case f.Redacted(why=why):
            return "redacted", "", was, why
    return record.kind, before, was, ""


def _said(record: Record) -> str:
    text = getattr(record.fact, "text", None)
    return text if isinstance(text, str) else describe(record, EMPTY, record.noted_at).text


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
        if name and name not in MACHINES
    ]
    return tuple(sorted(found, key=lambda load: (-load.records, load.person)))
