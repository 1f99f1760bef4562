"""The state of one incident, folded from its records; `warroom.incident.evolve` does the folding."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import msgspec

from warroom.incident.episodes import Course, Red, follow, redden
from warroom.incident.facts import CheckChanged, DrillScored, DrillStarted, Frozen
from warroom.incident.run import Run, StepDone
from warroom.incident.update import Update
from warroom.incident.watched import Watched
from warroom.playbook.model import Item, Playbook, Severity

_S = TypeVar("_S", bound=msgspec.Struct)
_K = TypeVar("_K")
_V = TypeVar("_V")


class _Numbered(Protocol):
    @property
    def n(self) -> int: ...


_N = TypeVar("_N", bound=_Numbered)

LONGEST_PAUSE = timedelta(days=7)
NO_PLAYBOOK = Playbook(name="none")


class Moment(msgspec.Struct, frozen=True):
    """When something happened, the record that says so, who wrote it; `assumed` where nobody said it."""

    at: datetime
    seq: int
    by: str = ""
    assumed: bool = False
    by_what: str = ""


class Tick(msgspec.Struct, frozen=True):
    """An item of the checklist that was done or skipped by hand."""

    at: datetime
    seq: int
    by: str
    skipped: str | None = None


class Span(msgspec.Struct, frozen=True):
    """An anchor that record `seq` took away: a fix that did not hold, a resolution that was reopened.

    What was done because of it is kept, and in spite of what it was resolved.
    """

    start: datetime
    end: datetime
    seq: int
    done: dict[int, Tick] = {}
    duties: dict[str, Tick] = {}
    criteria: dict[int, Tick] = {}
    despite: str = ""


class Holding(msgspec.Struct, frozen=True):
    """Who wears a hat since when; `filled` is when it was put on and by whom, however often it was handed on since.

    `until` is when it was given up, of one that is no longer worn.
    """

    person: str
    since: datetime
    seq: int
    filled: Moment
    until: datetime | None = None


class Suspect(msgspec.Struct, frozen=True):
    """A hypothesis: open, ruled out, or the cause."""

    n: int
    text: str
    at: datetime
    seq: int
    by: str
    state: str = "open"
    why: str = ""


class Task(msgspec.Struct, frozen=True):
    """Something somebody does: a time-box while the incident runs, an action item after it."""

    n: int
    owner: str
    text: str
    given_at: datetime
    seq: int
    by: str
    due_at: datetime | None = None
    action: bool = False
    priority: str = ""
    extended: int = 0
    taken_at: datetime | None = None
    done_at: datetime | None = None


class ShiftOffer(msgspec.Struct, frozen=True):
    """A shift that is offered and not yet accepted; it lapses at `until`."""

    from_: str
    to: str
    at: datetime
    seq: int
    until: datetime | None = None
    lines: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()

    def lapsed(self, now: datetime) -> bool:
        """Whether nobody answered in time: the shift stays where it is."""
        return self.until is not None and now > self.until


class OnCall(msgspec.Struct, frozen=True):
    """Who has the shift, since when, and from whom."""

    person: str
    since: datetime
    seq: int
    before: str = ""


class Told(msgspec.Struct, frozen=True):
    """Words that went to users or the team."""

    channel: str
    status: str
    text: str
    at: datetime
    seq: int
    by: str
    next_at: datetime | None = None
    to_users: bool = True
    how: str = "by hand"
    n: int = 0


class Offer(msgspec.Struct, frozen=True):
    """A role that is offered and not yet accepted; it lapses at `until`. `hash` is that of its record."""

    from_: str
    to: str
    at: datetime
    seq: int
    role: str = "commander"
    until: datetime | None = None
    brief: Frozen = Frozen()
    hash: str = ""

    def lapsed(self, now: datetime) -> bool:
        """Whether nobody answered in time: the giver keeps the role."""
        return self.until is not None and now > self.until


class Ended(msgspec.Struct, frozen=True):
    """What became of an offer: accepted, declined, withdrawn, or overtaken by `by`; `role` "" is the shift."""

    to: str
    role: str
    how: str
    at: datetime
    by: str
    why: str = ""


class CheckState(msgspec.Struct, frozen=True):
    """The last recorded turn of a check; `paused_until` where it is held.

    `course` is its latest outage, `red` when it went down first in one that the incident may be about.
    """

    state: str = "unknown"
    since: datetime | None = None
    reason: str = ""
    paused_until: datetime | None = None
    course: Course | None = None
    red: Red | None = None

    def state_at(self, now: datetime) -> str:
        """The state at this moment: "paused" while it is held."""
        left = self.paused_until - now if self.paused_until is not None else timedelta()
        # No pause is longer: a clock that went back does not hold it on.
        return "paused" if timedelta() < left <= LONGEST_PAUSE else self.state


class Accepted(msgspec.Struct, frozen=True):
    """Checks from outside that somebody let run: what they are called, the hash of their file, by whom, since when."""

    name: str
    sha256: str
    by: str
    at: datetime
    digest: str = ""


class ListTick(msgspec.Struct, frozen=True):
    """An item of a playbook's list that was ticked: the words it had, when, by whom."""

    text: str
    at: datetime
    seq: int
    by: str


class Written(msgspec.Struct, frozen=True):
    """A section of the post-mortem as somebody wrote it."""

    text: str
    at: datetime
    seq: int
    by: str
    version: int = 1


class Imported(msgspec.Struct, frozen=True):
    """An incident that came from another journal: when, on whose word, and the number and hash it ended at."""

    at: datetime
    seq: int
    by: str
    head: str
    upto: int = 0


class Amendment(msgspec.Struct, frozen=True):
    """The newest version of a line; the first is 1."""

    version: int
    text: str | None = None
    at: datetime | None = None


class SeverityChange(msgspec.Struct, frozen=True):
    """Since when which severity holds."""

    at: datetime
    severity: str
    seq: int
    by: str = ""


class Call(msgspec.Struct, frozen=True):
    """Somebody who was called: when first and last, how, how often, and when an answer came."""

    at: datetime
    seq: int
    who: str
    by: str
    how: str = ""
    text: str = ""
    times: int = 1
    acknowledged_at: datetime | None = None
    acknowledged: bool | None = None
    last_at: datetime | None = None


class Incident(msgspec.Struct, frozen=True, kw_only=True, eq=True):
    """One incident at one record; holds its playbook. Time is not in it: see `warroom.incident.deadlines`."""

    id: str = ""
    seq: int = 0
    hash: str = ""
    title: str = ""
    severity: str = ""
    status: str = ""
    channel: str = ""
    zone: str = ""
    drill: DrillStarted | None = None
    is_drill: bool = False
    hints: int = 0
    score: DrillScored | None = None
    playbook: Playbook = NO_PLAYBOOK
    playbook_sha256: str = ""
    milestones: dict[str, Moment] = {}
    severities: tuple[SeverityChange, ...] = ()
    status_seq: int = 0
    past_fixes: tuple[Span, ...] = ()
    past_resolutions: tuple[Span, ...] = ()
    cancelled_at: datetime | None = None
    roles: dict[str, Holding] = {}
    left: dict[str, Holding] = {}
    ticks: dict[int, Tick] = {}
    unticked: dict[int, Tick] = {}
    suspects: tuple[Suspect, ...] = ()
    tasks: tuple[Task, ...] = ()
    told: tuple[Told, ...] = ()
    calls: dict[int, Call] = {}
    called: dict[str, Call] = {}
    duties_done: dict[str, Tick] = {}
    criteria_met: dict[int, Tick] = {}
    updates: tuple[Update, ...] = ()
    runs: tuple[Run, ...] = ()
    steps: dict[str, StepDone] = {}
    blanks: dict[str, str] = {}
    impact: str = ""
    impact_fields: dict[str, str] = {}
    breach_at: datetime | None = None
    linked: dict[int, str] = {}
    cadence: float | None = None
    cadence_since: datetime | None = None
    snoozes: dict[str, datetime] = {}
    offers: dict[str, Offer] = {}
    ended_offers: dict[str, Ended] = {}
    shift_offer: ShiftOffer | None = None
    on_call: OnCall | None = None
    despite: str = ""
    watched: Watched = Watched()
    checks: dict[str, CheckState] = {}
    accepted: dict[str, Accepted] = {}
    lists: dict[str, dict[int, ListTick]] = {}
    struck: dict[int, str] = {}
    amended: dict[int, Amendment] = {}
    pinned: tuple[int, ...] = ()
    redacted: tuple[int, ...] = ()
    sections: dict[str, Written] = {}
    imported: dict[str, Imported] = {}
    people: tuple[str, ...] = ()
    back_dated: int = 0
    last_at: datetime | None = None

    def when(self, milestone: str) -> datetime | None:
        """The moment of a milestone, None while it is missing."""
        moment = self.milestones.get(milestone)
        return moment.at if moment else None

    @property
    def declared(self) -> bool:
        return "declared" in self.milestones

    @property
    def open(self) -> bool:
        """Not closed and not cancelled; a drill is open from its first record."""
        return self.seq > 0 and self.status not in ("closed", "cancelled")

    @property
    def running(self) -> bool:
        """Declared, open and not yet resolved."""
        return self.declared and self.open and "resolved" not in self.milestones

    @property
    def ended_at(self) -> datetime | None:
        """Since when nothing counts any more: closed or cancelled."""
        return self.when("closed") or self.cancelled_at

    @property
    def level(self) -> Severity | None:
        """The playbook's entry for the severity in force."""
        return self.playbook.severity(self.severity)

    @property
    def cadence_s(self) -> float | None:
        """Seconds after which users hear again: as was said here, else as the level has it; None for neither."""
        level = self.level
        return self.cadence or (level.cadence.counts if level and level.cadence else None)

    @property
    def commander(self) -> str:
        """Who holds command, "" for nobody."""
        holding = self.roles.get("commander")
        return holding.person if holding else ""

    @property
    def links(self) -> tuple[str, ...]:
        """The links that stand, oldest first, in their newest words."""
        return tuple(url for seq, url in self.linked.items() if seq not in self.struck)

    @property
    def offer(self) -> Offer | None:
        """The role that is offered: command before any other."""
        return self.offers.get("commander") or next(iter(self.offers.values()), None)

    def update(self, n: int) -> Update | None:
        return _numbered(self.updates, n)

    def run(self, n: int) -> Run | None:
        return _numbered(self.runs, n)

    @property
    def unsent(self) -> tuple[Update, ...]:
        """What is meant to go out and is not known to have gone."""
        return tuple(update for update in self.updates if update.unsent)

    def item(self, n: int) -> Item | None:
        return self.playbook.item(n)

    def task(self, n: int) -> Task | None:
        return _numbered(self.tasks, n)

    def suspect(self, n: int) -> Suspect | None:
        return _numbered(self.suspects, n)

    @property
    def needed_roles(self) -> tuple[str, ...]:
        """The roles whose absence is an alarm at this level."""
        return tuple(
            role.id
            for role in self.playbook.roles
            if role.needed and (not role.severities or self.severity in role.severities)
        )

    @property
    def spoken(self) -> tuple[Told, ...]:
        """The words that reset the clock of updates, as recorded: to users, or where this level's words go."""
        channels = self.level.channels if self.level else ()
        return tuple(t for t in self.told if (t.to_users or t.channel in channels) and t.seq not in self.struck)

    @property
    def last_spoken(self) -> Told | None:
        """The newest of them."""
        return max(self.spoken, key=lambda told: (told.at, told.seq), default=None)

    @property
    def last_told(self) -> Told | None:
        """The newest words that reached users."""
        reached = (told for told in self.told if told.to_users and told.seq not in self.struck)
        return max(reached, key=lambda told: (told.at, told.seq), default=None)


EMPTY = Incident()
"""No record yet."""


def _numbered(found: tuple[_N, ...], n: int) -> _N | None:
    """The one of this number, None for none. As a rule it stands at its place, and there may be thousands."""
    if 0 < n <= len(found) and found[n - 1].n == n:
        return found[n - 1]
    return next((one for one in found if one.n == n), None)


def changed(value: _S, **fields: object) -> _S:
    """The same value with other fields."""
    return msgspec.structs.replace(value, **fields)


def put(mapping: Mapping[_K, _V], key: _K, value: _V) -> dict[_K, _V]:
    """A copy with one more entry; the original stays as it was."""
    return {**mapping, key: value}


def drop(mapping: Mapping[_K, _V], *keys: _K) -> dict[_K, _V]:
    """A copy without these entries."""
    return {key: value for key, value in mapping.items() if key not in keys}


def remember(
    check: CheckState | None, change: CheckChanged, at: datetime, declared: datetime | None = None
) -> CheckState:
    """What is known of a check after this turn, in an incident declared then."""
    course = follow(check.course if check else None, change, at)
    return CheckState(
        state=change.to,
        since=change.since or at,
        reason=change.reason,
        paused_until=check.paused_until if check else None,
        course=course,
        red=redden(check.red if check else None, course, change, at, declared),
    )
