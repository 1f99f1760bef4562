"""Action items: what is left to do after an incident, by whom, until when."""

import re
from datetime import UTC

from warroom.incident.state import Task
from warroom.report.document import Item, Items, Table
from warroom.report.postmortem.filled import Filled, blank
from warroom.report.postmortem.known import Known
from warroom.report.words import plural

MISSING = "not set"
_BOXES = re.compile(r"\bbox\b|check ?box|\[ \]|\btick\b", re.IGNORECASE)


def items_of(known: Known) -> tuple[Task, ...]:
    """The tasks that were given for afterwards, without those that were struck."""
    return tuple(task for task in known.incident.tasks if task.action and task.seq not in known.incident.struck)


def actions(known: Known, asks: tuple[str, ...]) -> Filled:
    """A table of them, or boxes to tick where the playbook asks for boxes."""
    every = items_of(known)
    if not every:
        return blank("action items")
    done = sum(task.done_at is not None for task in every)
    said = f"{plural(len(every), 'item')}{f', {done} done' if done else ''}"
    gaps = (
        *(f"the due date of action {task.n}" for task in every if task.due_at is None),
        *(f"the priority of action {task.n}" for task in every if not task.priority and _prioritised(asks)),
    )
    if any(_BOXES.search(ask) for ask in asks):
        return Filled((Items(tuple(Item(_line(task), task.done_at is not None) for task in every)),), said, gaps)
    return Filled((table(known, caption=""),), said, gaps)


def table(known: Known, caption: str = "Action items") -> Table:
    """Action, owner, priority, due, status."""
    rows = tuple(
        (task.text, task.owner, task.priority or MISSING, due_of(task) or MISSING, status_of(task))
        for task in items_of(known)
    )
    return Table(("Action", "Owner", "Priority", "Due", "Status"), rows, caption=caption)


def status_of(task: Task) -> str:
    """Whether it is done, as such tables word it."""
    return "DONE" if task.done_at is not None else "TODO"


def due_of(task: Task) -> str:
    """The day it is due, "" for none."""
    return f"{task.due_at.astimezone(UTC):%Y-%m-%d}" if task.due_at else ""


def _prioritised(asks: tuple[str, ...]) -> bool:
    return any("priorit" in ask.casefold() or "urgent" in ask.casefold() for ask in asks)


def _line(task: Task) -> str:
    priority = f" - Priority: {task.priority}" if task.priority else ""
    return f"{task.text} - Owner: {task.owner}{priority} - Due: {due_of(task) or MISSING}"
