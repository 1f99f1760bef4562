"""Time-boxes while the incident runs, and action items that go on after it."""

from datetime import datetime

from warroom.incident.deadlines.judging import judge
from warroom.incident.deadlines.model import Deadline
from warroom.incident.state import Incident


def task_clock(incident: Incident, place: int, now: datetime) -> Deadline:
    task = incident.tasks[place]
    base = Deadline(
        id=f"task:{task.n}",
        kind="task",
        label=task.text,
        anchor="given",
        state="none",
        item=task.n,
        owner=task.owner,
        offset=(task.due_at - task.given_at).total_seconds() if task.due_at else None,
        done_by=task.owner if task.done_at else "",
    )
    return judge(incident, base, now, started_at=task.given_at, due_at=task.due_at, done_at=task.done_at)
