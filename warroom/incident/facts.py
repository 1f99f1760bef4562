"""What happened. Each class is one kind of record, named in the past tense, with the words its `data` holds.

`kind` and `version` are stable: a journal written today is read by every later release. A new meaning gets a new
version, never a new sense for old words.
"""

from datetime import datetime
from typing import Any, ClassVar

import msgspec

from warroom.playbook.model import Playbook


class Fact(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from", "list_": "list"}):
    """Base of all kinds."""

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1


class Declared(Fact, frozen=True, kw_only=True):
    kind = "declared"
    title: str
    severity: str
    channel: str = ""
    drill: bool = False
    zone: str = ""


class Acknowledged(Fact, frozen=True, kw_only=True):
    kind = "acknowledged"


class MilestoneSet(Fact, frozen=True, kw_only=True):
    kind = "milestone_set"
    name: str
    at: datetime
    by_what: str = ""


class SeveritySet(Fact, frozen=True, kw_only=True):
    kind = "severity_set"
    from_: str
    to: str
    why: str = ""


class StatusSet(Fact, frozen=True, kw_only=True):
    kind = "status_set"
    from_: str
    to: str
    why: str = ""


class Fixed(Fact, frozen=True, kw_only=True):
    kind = "fixed"


class Unfixed(Fact, frozen=True, kw_only=True):
    kind = "unfixed"
    why: str = ""


class Resolved(Fact, frozen=True, kw_only=True):
    kind = "resolved"


class Reopened(Fact, frozen=True, kw_only=True):
    kind = "reopened"
    why: str = ""


class Closed(Fact, frozen=True, kw_only=True):
    kind = "closed"


class Cancelled(Fact, frozen=True, kw_only=True):
    kind = "cancelled"
    why: str = ""


class TitleSet(Fact, frozen=True, kw_only=True):
    kind = "title_set"
    from_: str
    to: str


class RoleTaken(Fact, frozen=True, kw_only=True):
    kind = "role_taken"
    role: str
    person: str
    before: str = ""


class RoleReleased(Fact, frozen=True, kw_only=True):
    kind = "role_released"
    role: str
    person: str = ""


class ItemSet(Fact, frozen=True, kw_only=True):
    kind = "item_set"
    n: int
    id: str
    done: bool


class ItemSkipped(Fact, frozen=True, kw_only=True):
    kind = "item_skipped"
    n: int
    id: str
    why: str


class Noted(Fact, frozen=True, kw_only=True):
    kind = "note"
    text: str


class ChangeNoted(Fact, frozen=True, kw_only=True):
    kind = "change"
    text: str


class Suspected(Fact, frozen=True, kw_only=True):
    kind = "suspected"
    n: int
    text: str


class RuledOut(Fact, frozen=True, kw_only=True):
    kind = "ruled_out"
    n: int
    why: str


class CauseFound(Fact, frozen=True, kw_only=True):
    kind = "cause_found"
    n: int


class Decided(Fact, frozen=True, kw_only=True):
    kind = "decided"
    text: str


class ImpactSet(Fact, frozen=True, kw_only=True):
    kind = "impact_set"
    text: str = ""
    fields: dict[str, str] = {}


class Linked(Fact, frozen=True, kw_only=True):
    kind = "linked"
    url: str
    text: str = ""


class CadenceSet(Fact, frozen=True, kw_only=True):
    kind = "cadence_set"
    seconds: float
    why: str = ""


class TaskGiven(Fact, frozen=True, kw_only=True):
    kind = "task_given"
    n: int
    owner: str
    text: str
    due_at: datetime | None = None
    action: bool = False


class TaskTaken(Fact, frozen=True, kw_only=True):
    kind = "task_taken"
    n: int
    person: str


class TaskExtended(Fact, frozen=True, kw_only=True):
    kind = "task_extended"
    n: int
    due_at: datetime
    seconds: float
    why: str = ""


class TaskDone(Fact, frozen=True, kw_only=True):
    kind = "task_done"
    n: int
    done: bool = True


class Snoozed(Fact, frozen=True, kw_only=True):
    kind = "snoozed"
    deadline: str
    until: datetime
    why: str = ""


class Amended(Fact, frozen=True, kw_only=True):
    kind = "amended"
    seq: int
    text: str | None = None
    at: datetime | None = None


class Struck(Fact, frozen=True, kw_only=True):
    kind = "struck"
    seq: int
    why: str = ""


class Pinned(Fact, frozen=True, kw_only=True):
    kind = "pinned"
    seq: int
    pinned: bool = True


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """What a recovery ended: since when it was bad, how bad, what it read then, and how often it came back in between.

    `unseen_s` are the seconds in which the check could not be asked.
    """

    began: datetime
    worst: str
    value: str = ""
    flaps: int = 0
    unseen_s: float = 0.0


class CheckChanged(Fact, frozen=True, kw_only=True):
    """`outage` is there where the turn ends one: a record then tells all of it by itself."""

    kind = "check_changed"
    check: str
    from_: str
    to: str
    reason: str = ""
    value: str = ""
    since: datetime | None = None
    copied: bool = False
    outage: Outage | None = None


class CheckPaused(Fact, frozen=True, kw_only=True):
    kind = "check_paused"
    check: str
    until: datetime | None
    why: str = ""


class UpdateRecorded(Fact, frozen=True, kw_only=True):
    kind = "update_recorded"
    channel: str
    status: str = ""
    text: str = ""
    next_at: datetime | None = None
    how: str = "by hand"


class Escalated(Fact, frozen=True, kw_only=True):
    kind = "escalated"
    rung: int
    who: str
    text: str = ""


class PlaybookAdopted(Fact, frozen=True, kw_only=True):
    kind = "playbook_adopted"
    name: str
    sha256: str
    playbook: Playbook


class ChecksAccepted(Fact, frozen=True, kw_only=True):
    kind = "checks_accepted"
    name: str
    sha256: str
    digest: str = ""


class ListTicked(Fact, frozen=True, kw_only=True):
    """On duty: an item of one of the playbook's lists by its number, and the words it had then."""

    kind = "list_ticked"
    list_: str
    item: int
    text: str = ""
    on: bool = True


class ShiftHandedOver(Fact, frozen=True, kw_only=True):
    """On duty: another shift begins, and its lists with it."""

    kind = "shift_handed_over"
    from_: str = ""
    to: str = ""


class DrillStarted(Fact, frozen=True, kw_only=True):
    kind = "drill_started"
    start: datetime
    speed: float = 1.0
    scenario: str = ""
    seed: int = 0


class HintTaken(Fact, frozen=True, kw_only=True):
    kind = "hint_taken"
    n: int
    text: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """How a deadline of a drill ended: met, late, missed, skipped or open; its margin is negative past the limit."""

    id: str
    label: str
    state: str
    limit_s: float
    margin_s: float | None = None


class DrillScored(Fact, frozen=True, kw_only=True):
    """Durations are seconds of the drill's clock, None for what never came about; `earned` are the points by part.

    `rule` numbers the way of judging, `minutes` is the length it was judged by: only like can be compared with like.
    """

    kind = "drill_scored"
    points: int
    passed: bool
    rule: int = 1
    minutes: float = 0.0
    trouble_at: datetime | None = None
    detect_s: float | None = None
    acknowledge_s: float | None = None
    mitigate_s: float | None = None
    resolve_s: float | None = None
    resolved: bool = False
    met: int = 0
    missed: int = 0
    updates_promised: int = 0
    updates_sent: int = 0
    updates_late: int = 0
    hints: int = 0
    wrong_acts: tuple[str, ...] = ()
    still_down: tuple[str, ...] = ()
    unhealed: tuple[str, ...] = ()
    too_mild: str = ""
    earned: dict[str, int] = {}
    entries: dict[str, int] = {}
    deadlines: tuple[Judged, ...] = ()


class WatchingStarted(Fact, frozen=True, kw_only=True):
    kind = "watching_started"
    terminal: str
    checks: tuple[str, ...] = ()


class WatchingStopped(Fact, frozen=True, kw_only=True):
    kind = "watching_stopped"
    terminal: str
    why: str = ""


class Redacted(Fact, frozen=True, kw_only=True):
    kind = "redacted"
    seq: int
    why: str = ""


class HandoverOffered(Fact, frozen=True, kw_only=True):
    kind = "handover_offered"
    from_: str
    to: str


class HandoverAccepted(Fact, frozen=True, kw_only=True):
    kind = "handover_accepted"
    person: str
    read_back: str | None = None


class HandoverDeclined(Fact, frozen=True, kw_only=True):
    kind = "handover_declined"
    person: str
    why: str = ""


class HandoverWithdrawn(Fact, frozen=True, kw_only=True):
    kind = "handover_withdrawn"


class Unknown(Fact, frozen=True, kw_only=True):
    """A kind a newer release wrote: it folds to nothing and is still shown."""

    data: dict[str, Any] = {}


class Erased(Fact, frozen=True, kw_only=True):
    """A body that was redacted."""


KINDS: dict[str, type[Fact]] = {fact.kind: fact for fact in Fact.__subclasses__() if fact.kind}

WORDS = ("note", "change", "suspected", "decided", "linked")
"""The kinds that are only words: /strike marks them; on every other kind it performs the inverse."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A fact with its place: `at` is when it happened, `noted_at` when it was written; both are UTC."""

    stream: str
    seq: int
    id: str
    kind: str
    version: int
    at: datetime
    noted_at: datetime
    by: str
    hash: str
    fact: Fact
    via: dict[str, str] = {}

    @property
    def back_dated(self) -> bool:
        """Whether a person said it happened before it was written."""
        return self.at < self.noted_at and not isinstance(self.fact, CheckChanged)
