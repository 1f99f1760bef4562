"""The checklist, tasks, and clocks that are quiet for a while."""

from datetime import datetime

from warroom.incident.intents.base import Intent


class SetItem(Intent, frozen=True, kw_only=True):
    """`unwatched_since` and `unread` are as in `Resolve`, for an item that the resolution ticks."""

    n: int
    done: bool
    unwatched_since: datetime | None = None
    unread: tuple[str, ...] = ()


class SkipItem(Intent, frozen=True, kw_only=True):
    n: int
    why: str


class GiveTask(Intent, frozen=True, kw_only=True):
    owner: str
    text: str
    seconds: float | None = None
    due_at: datetime | None = None
    action: bool = False
    priority: str = ""


class TakeTask(Intent, frozen=True, kw_only=True):
    n: int


class ExtendTask(Intent, frozen=True, kw_only=True):
    n: int
    seconds: float
    why: str


class FinishTask(Intent, frozen=True, kw_only=True):
    n: int
    done: bool = True


class SetDuty(Intent, frozen=True, kw_only=True):
    """The nth duty owed on a condition is done, or is not, or is waived for a reason."""

    n: int
    done: bool = True
    skipped: str = ""


class Snooze(Intent, frozen=True, kw_only=True):
    deadline: str
    seconds: float
    why: str
