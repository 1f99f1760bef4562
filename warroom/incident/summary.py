"""One incident in a line."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.deadlines.signs import sign_of
from warroom.incident.metrics import metrics
from warroom.incident.promised import gaps
from warroom.incident.state import Incident, Task
from warroom.incident.words import MILESTONES

CLOCKS = ("response", "checklist", "after", "rung")
"""The kinds of deadline that a playbook sets."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What still has a clock once the incident is resolved: until when, and who has to do it; `signs` name the work."""

    label: str
    due_at: datetime
    started_at: datetime | None = None
    owner: str = ""
    signs: tuple[str, ...] = ()


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident leaves to do, done or not: an action item, or after-work of the playbook; `sign` is as typed."""

    sign: str
    text: str
    action: bool = False
    owner: str = ""
    priority: str = ""
    given_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str = ""
    dropped: bool = False


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """How long an incident's four spans took, in seconds; None where it is not known.

    `missing` are milestones that a later one shows to have been passed, `assumed` those nobody said, `out_of_order`
    spans that would end before they begin.
    """

    detect_s: float | None = None
    acknowledge_s: float | None = None
    mitigate_s: float | None = None
    resolve_s: float | None = None
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    out_of_order: tuple[str, ...] = ()


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as lists show it and metrics count it; times are UTC.

    `kept` and `missed` count the playbook's clocks that ended, `due` are those that do not end with the incident. A
    drill that was scored has its `points`, and the `rule` they were given by. `told` counts promises of a next word
    that came due, `told_in_time` those of them that were kept. `rank` is the severity's place in its playbook, 0 the
    worst. What was `imported` is nobody's to run here.
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
    imported: bool = False
    rank: int = 0
    spent: Spent = Spent()
    told: int = 0
    told_in_time: int = 0
    people: int = 0
    impact: dict[str, str] = {}
    unsent: int = 0
    work: tuple[Work, ...] = ()


def summarise(incident: Incident) -> Summary:
    """The line of an incident; it holds until the next record, whatever the time."""
    declared = incident.when("declared")
    found = deadlines(incident, incident.last_at) if incident.last_at is not None else []
    clocks = [d for d in found if d.kind in CLOCKS and (d.due_at is not None or d.missed_before)]
    promised = gaps(incident, incident.last_at) if incident.last_at is not None and incident.declared else []
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
        due=_due(incident, found) if not incident.running and incident.cancelled_at is None else (),
        scenario=incident.drill.scenario if incident.drill else "",
        points=incident.score.points if incident.score else None,
        rule=incident.score.rule if incident.score else 0,
        rank=incident.playbook.rank(incident.severity),
        spent=_spent(incident),
        told=sum(gap.kept_at is not None or gap.late_s > 0 for gap in promised),
        told_in_time=sum(gap.kept_at is not None and gap.late_s == 0 for gap in promised),
        people=len(incident.people),
        impact=incident.impact_fields,
        unsent=len(incident.unsent),
        work=tuple(_work(incident, found)),
    )


def _spent(incident: Incident) -> Spent:
    found = metrics(incident)
    reached = [name for name in MILESTONES if name in incident.milestones]
    passed = MILESTONES[: MILESTONES.index(reached[-1])] if reached else ()
    return Spent(
        detect_s=found.detect_s,
        acknowledge_s=found.acknowledge_s,
        mitigate_s=found.mitigate_s,
        resolve_s=found.resolve_s,
        missing=tuple(name for name in found.missing if name in passed),
        assumed=tuple(name for name, moment in incident.milestones.items() if moment.assumed),
        out_of_order=found.out_of_order,
    )


def _work(incident: Incident, found: list[Deadline]) -> Iterator[Work]:
    """The action items, and the clocks that go on after the resolution once there is one."""
    for task in incident.tasks:
        if task.action:
            yield _action(task, dropped=incident.cancelled_at is not None)
    if incident.when("resolved") is None:
        return
    for d in found:
        if d.kind == "after" and d.state != "waiting":
            yield Work(
                sign=sign_of(d.id),
                text=d.label,
                owner=_owner(incident, d),
                given_at=d.started_at,
                due_at=d.due_at,
                done_at=d.done_at,
                done_by=d.done_by,
                dropped=d.state in ("skipped", "dropped") or d.over,
            )


def _action(task: Task, *, dropped: bool) -> Work:
    return Work(
        sign=f"t{task.n}",
        text=task.text,
        action=True,
        owner=task.owner,
        priority=task.priority,
        given_at=task.given_at,
        due_at=task.due_at,
        done_at=task.done_at,
        dropped=dropped and task.done_at is None,
    )


def _due(incident: Incident, found: list[Deadline]) -> tuple[Due, ...]:
    """The clocks that go on after the resolution, the action items as one, the soonest first.

    Action items go on when an incident is closed.
    """
    due = [
        Due(label=d.label, due_at=d.due_at, started_at=d.started_at, owner=_owner(incident, d), signs=(sign_of(d.id),))
        for d in found
        if d.kind in ("checklist", "after") and d.live and not d.over and d.due_at is not None
    ]
    actions = [task for task in incident.tasks if task.action]
    dated = [(task.due_at, task) for task in actions if task.done_at is None and task.due_at is not None]
    if dated:
        soonest, task = min(dated, key=lambda pair: pair[0])
        done = sum(task.done_at is not None for task in actions)
        words = f"{len(actions)} action item{'' if len(actions) == 1 else 's'}{f', {done} done' if done else ''}"
        signs = tuple(f"t{one.n}" for one in actions if one.done_at is None)
        due.append(Due(label=words, due_at=soonest, started_at=task.given_at, owner=task.owner, signs=signs))
    return tuple(sorted(due, key=lambda one: one.due_at))


def _owner(incident: Incident, d: Deadline) -> str:
    held = incident.roles.get(d.owner)
    return held.person if held else d.owner


def standing(work: Work, now: datetime) -> Literal["overdue", "due", "open", "done", "dropped"]:
    """How a piece of work stands; "due" as `state_of` has it, "open" where there is time or no date."""
    if work.done_at is not None:
        return "done"
    if work.dropped or work.due_at is None:
        return "dropped" if work.dropped else "open"
    state = state_of(Due(label=work.text, due_at=work.due_at, started_at=work.given_at), now)
    return "open" if state == "running" else state


def state_of(due: Due, now: datetime) -> Literal["running", "due", "overdue"]:
    """How pressing it is: due in the last fifth of its span, and in the last minute of it at least."""
    if now > due.due_at:
        return "overdue"
    whole = (due.due_at - due.started_at).total_seconds() if due.started_at else 0.0
    return "due" if (due.due_at - now).total_seconds() <= max(whole / 5, 60) else "running"
