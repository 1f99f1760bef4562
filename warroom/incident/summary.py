"""One incident in a line."""

from datetime import datetime
from typing import Literal

import msgspec

from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.state import Incident

CLOCKS = ("response", "checklist", "after", "rung")
"""The kinds of deadline that a playbook sets."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What still has a clock once the incident is resolved: until when, and who has to do it."""

    label: str
    due_at: datetime
    started_at: datetime | None = None
    owner: str = ""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as lists show it; times are UTC.

    `kept` and `missed` count the playbook's clocks that ended, `due` are those that do not end with the incident. A
    drill that was scored has its `points`, and the `rule` they were given by.
    """

    id: str
    title: str = ""
    severity: str = ""
    status: str = ""
    open: bool = True
    running: bool = False
    drill: bool = False
    playbook: str = ""
    commander: str = ""
    began: datetime | None = None
    declared_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    last_at: datetime | None = None
    records: int = 0
    kept: int = 0
    missed: int = 0
    due: tuple[Due, ...] = ()
    scenario: str = ""
    points: int | None = None
    rule: int = 0


def summarise(incident: Incident) -> Summary:
    """The line of an incident; it holds until the next record, whatever the time."""
    declared = incident.when("declared")
    found = deadlines(incident, incident.last_at) if incident.last_at is not None else []
    clocks = [d for d in found if d.kind in CLOCKS and (d.due_at is not None or d.missed_before)]
    return Summary(
        id=incident.id,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        open=incident.open,
        running=incident.running or (incident.is_drill and incident.open and not incident.declared),
        drill=incident.is_drill,
        playbook=incident.playbook.name,
        commander=incident.commander,
        began=declared or (incident.drill.start if incident.drill else incident.last_at),
        declared_at=declared,
        resolved_at=incident.when("resolved"),
        ended_at=incident.ended_at,
        last_at=incident.last_at,
        records=incident.seq,
        kept=sum(d.state == "met" for d in clocks),
        missed=sum((d.state == "met late" or d.over) + d.missed_before for d in clocks),
        due=_due(incident, found) if not incident.running and incident.open else (),
        scenario=incident.drill.scenario if incident.drill else "",
        points=incident.score.points if incident.score else None,
        rule=incident.score.rule if incident.score else 0,
    )


def _due(incident: Incident, found: list[Deadline]) -> tuple[Due, ...]:
    """The clocks that go on after the resolution, the action items as one, the soonest first."""
    due = [
        Due(label=d.label, due_at=d.due_at, started_at=d.started_at, owner=_owner(incident, d))
        for d in found
        if d.kind in ("checklist", "after") and d.live and not d.over and d.due_at is not None
    ]
    actions = [task for task in incident.tasks if task.action]
    dated = [(task.due_at, task) for task in actions if task.done_at is None and task.due_at is not None]
    if dated:
        soonest, task = min(dated, key=lambda pair: pair[0])
        done = sum(task.done_at is not None for task in actions)
        words = f"{len(actions)} action item{'' if len(actions) == 1 else 's'}{f', {done} done' if done else ''}"
        due.append(Due(label=words, due_at=soonest, started_at=task.given_at, owner=task.owner))
    return tuple(sorted(due, key=lambda one: one.due_at))


def _owner(incident: Incident, d: Deadline) -> str:
    held = incident.roles.get(d.owner)
    return held.person if held else d.owner


def state_of(due: Due, now: datetime) -> Literal["running", "due", "overdue"]:
    """How pressing it is: due in the last fifth of its span, and in the last minute of it at least."""
    if now > due.due_at:
        return "overdue"
    whole = (due.due_at - due.started_at).total_seconds() if due.started_at else 0.0
    return "due" if (due.due_at - now).total_seconds() <= max(whole / 5, 60) else "running"
