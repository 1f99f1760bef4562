"""Turns of a check that belong together, folded into one outage: bad, worse, up for a moment, bad again, up."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec.structs import replace

from warroom.incident.facts import CheckChanged, Outage, Record

GAP = timedelta(minutes=5)
"""A check that turns bad again before it was up for longer than this is still in the same outage."""
_RANK = {"degraded": 1, "down": 2}


class Course(msgspec.Struct, frozen=True):
    """How the latest outage of a check stands; it is the `n`th of that check.

    `ended` is the last recovery, None while it lasts; `blind` since when the check cannot be asked; `before` the end of
    the outage before this one, into which it never reaches back.
    """

    outage: Outage
    n: int = 1
    ended: datetime | None = None
    blind: datetime | None = None
    before: datetime | None = None


class Red(msgspec.Struct, frozen=True):
    """When a check went down in its `n`th outage, and the last recovery from that."""

    n: int
    at: datetime
    until: datetime | None = None


class Episode(msgspec.Struct, frozen=True, kw_only=True):
    """One outage of one check: from the first bad reading to the last recovery, None where none is recorded.

    `worst` is "down" or "degraded", `value` and `reason` are of the turn to it; `flaps` counts recoveries after which
    it was bad again within GAP; `seqs` are its records; `earlier` says that it began before the incident.
    """

    check: str
    began: datetime
    ended: datetime | None
    worst: str
    value: str
    reason: str
    flaps: int
    unseen_s: float
    seqs: tuple[int, ...]
    earlier: bool = False


def follow(course: Course | None, change: CheckChanged, at: datetime) -> Course | None:
    """The outage after a turn that was recorded `at`; the very same where the turn has no part in it. Never raises.

    "unknown" neither begins nor ends an outage. Where a clock went back, what was written later is believed, and the
    turn belongs to the outage that was last.
    """
    moment = moment_of(change, at)
    if change.to in _RANK:
        return _bad(course, change, moment)
    if change.to == "up":
        if change.outage is not None:
            course = _told(course, change.outage)
        return course if course is None or course.ended is not None else _over(course, moment)
    if change.to == "unknown" and course is not None and course.ended is None:
        return replace(course, blind=course.blind or moment)
    return course


def moment_of(change: CheckChanged, at: datetime) -> datetime:
    """When the turn was first seen, in UTC."""
    return _aware(change.since or at)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _bad(course: Course | None, change: CheckChanged, moment: datetime) -> Course:
    if course is None or _apart(course, moment):
        return _next(course, Outage(began=moment, worst=change.to, value=change.value))
    outage = course.outage
    if _RANK[change.to] > _RANK.get(outage.worst, 0):
        outage = replace(outage, worst=change.to, value=change.value)
    outage = replace(
        outage,
        began=_since(course, moment),
        flaps=outage.flaps + (course.ended is not None),
        unseen_s=_unseen(course, moment),
    )
    return replace(course, outage=outage, ended=None, blind=None)


def _told(course: Course | None, told: Outage) -> Course:
    """The outage that a recovery tells of, as far as its turns are not here themselves."""
    told = replace(told, began=_aware(told.began))
    if course is None or _apart(course, told.began):
        return _next(course, told)
    outage = course.outage
    if _RANK.get(told.worst, 0) >= _RANK.get(outage.worst, 0):
        outage = replace(outage, worst=told.worst, value=told.value)
    outage = replace(
        outage,
        began=_since(course, told.began),
        flaps=max(outage.flaps, told.flaps),
        unseen_s=max(outage.unseen_s, told.unseen_s),
    )
    return replace(course, outage=outage, ended=None, blind=None)


def _over(course: Course, moment: datetime) -> Course:
    ended = moment if course.before is None else max(moment, course.before)
    began = min(course.outage.began, ended)
    unseen = min(_unseen(course, ended), (ended - began).total_seconds())
    return replace(course, outage=replace(course.outage, began=began, unseen_s=unseen), ended=ended, blind=None)


def _apart(course: Course, moment: datetime) -> bool:
    """Whether something bad at this moment is another outage."""
    return course.ended is not None and moment - course.ended > GAP


def _next(course: Course | None, outage: Outage) -> Course:
    return Course(outage) if course is None else Course(outage, course.n + 1, before=course.ended)


def _since(course: Course, moment: datetime) -> datetime:
    began = min(course.outage.began, moment)
    return began if course.before is None else max(began, course.before)


def _unseen(course: Course, moment: datetime) -> float:
    blind = (moment - course.blind).total_seconds() if course.blind is not None else 0.0
    return round(course.outage.unseen_s + max(0.0, blind), 3)


def ended_by(course: Course | None, change: CheckChanged, at: datetime) -> Outage | None:
    """The outage that this turn ends, as it is to be recorded with it."""
    if course is None or course.ended is not None:
        return None
    after = follow(course, replace(change, outage=None), at)
    return after.outage if after is not None and after.ended is not None else None


def redden(
    red: Red | None, course: Course | None, change: CheckChanged, at: datetime, declared: datetime | None
) -> Red | None:
    """When the check first went down in an outage that an incident declared then may be about.

    One that was over for longer than GAP when it was declared gives way to the next.
    """
    if course is None:
        return red
    if red is not None and red.n == course.n:
        return replace(red, until=course.ended)
    if red is not None and (red.until is None or (declared is not None and not _long_over(red, declared))):
        return red
    if change.to == "down":
        return Red(course.n, moment_of(change, at))
    if change.to == "up" and change.outage is not None and course.outage.worst == "down":
        return Red(course.n, course.outage.began, course.ended)
    return red


def _long_over(red: Red, declared: datetime) -> bool:
    return red.until is not None and _aware(declared) - red.until > GAP


def first_red(reds: Iterable[tuple[str, Red | None]], declared: datetime) -> tuple[str, datetime] | None:
    """The check that went down first of those an incident declared then may be about, and when."""
    found = [(red.at, name) for name, red in reds if red is not None and not _long_over(red, declared)]
    return (min(found)[1], min(found)[0]) if found else None


class _Gathered:
    def __init__(self, course: Course, record: Record, change: CheckChanged) -> None:
        self.check = change.check
        self.course = course
        self.reason = change.reason if change.to in _RANK else ""
        self.seqs: list[int] = []
        self.earlier = change.copied or change.to not in _RANK
        self.take(course, record, change)

    def take(self, course: Course, record: Record, change: CheckChanged) -> None:
        if change.to == course.outage.worst != self.course.outage.worst:
            self.reason = change.reason
        self.course = course
        self.seqs.append(record.seq)

    def episode(self) -> Episode:
        outage = self.course.outage
        return Episode(
            check=self.check,
            began=outage.began,
            ended=self.course.ended,
            worst=outage.worst,
            value=outage.value,
            reason=self.reason,
            flaps=outage.flaps,
            unseen_s=outage.unseen_s,
            seqs=tuple(self.seqs),
            earlier=self.earlier,
        )


def episodes(records: Iterable[Record]) -> list[Episode]:
    """The outages that the records of one stream tell of, in order of when they began; takes linear time.

    Every turn to "down" or "degraded" belongs to one of them; those of one check do not overlap.
    """
    found: list[_Gathered] = []
    latest: dict[str, _Gathered] = {}
    for record in records:
        change = record.fact
        if not isinstance(change, CheckChanged):
            continue
        known = latest.get(change.check)
        before = known.course if known is not None else None
        after = follow(before, change, record.at)
        if after is None or after is before:
            continue
        if known is not None and known.course.n == after.n:
            known.take(after, record, change)
        else:
            latest[change.check] = _Gathered(after, record, change)
            found.append(latest[change.check])
    return sorted((one.episode() for one in found), key=lambda one: (one.began, one.seqs))
