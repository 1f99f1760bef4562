"""The checklist, tasks, and clocks that are quiet for a while."""

from warroom.incident.facts.base import Fact, When


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


class TaskGiven(Fact, frozen=True, kw_only=True):
    kind = "task_given"
    n: int
    owner: str
    text: str
    due_at: When | None = None
    action: bool = False
    priority: str = ""


class TaskTaken(Fact, frozen=True, kw_only=True):
    kind = "task_taken"
    n: int
    person: str


class TaskExtended(Fact, frozen=True, kw_only=True):
    kind = "task_extended"
    n: int
    due_at: When
    seconds: float
    why: str = ""


class TaskDone(Fact, frozen=True, kw_only=True):
    kind = "task_done"
    n: int
    done: bool = True


class DutySet(Fact, frozen=True, kw_only=True):
    """A duty owed on a condition, by its number and id: it is done, or is not; waived where `skipped` says why."""

    kind = "duty_set"
    n: int
    id: str
    done: bool
    skipped: str = ""


class Snoozed(Fact, frozen=True, kw_only=True):
    kind = "snoozed"
    deadline: str
    until: When
    why: str = ""
