"""The checklist, tasks, and clocks that are quiet for a while."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold, meet
from warroom.incident.state import Incident, Task, Tick, changed, drop, put


@fold.register
def _(fact: f.ItemSet, incident: Incident, record: Record) -> Incident:
    if fact.done:
        return changed(incident, ticks=put(incident.ticks, fact.n, Tick(record.at, record.seq, record.by)))
    tick = incident.ticks.get(fact.n)
    unticked = put(incident.unticked, fact.n, tick) if tick else incident.unticked
    return changed(incident, ticks=drop(incident.ticks, fact.n), unticked=unticked)


@fold.register
def _(fact: f.ItemSkipped, incident: Incident, record: Record) -> Incident:
    tick = Tick(record.at, record.seq, record.by, skipped=fact.why)
    return changed(incident, ticks=put(incident.ticks, fact.n, tick))


@fold.register
def _(fact: f.TaskGiven, incident: Incident, record: Record) -> Incident:
    task = Task(
        fact.n, fact.owner, fact.text, record.at, record.seq, record.by, fact.due_at, fact.action, fact.priority
    )
    return meet(changed(incident, tasks=(*incident.tasks, task)), fact.owner)


def _task(incident: Incident, n: int, **fields: object) -> Incident:
    return changed(incident, tasks=tuple(changed(t, **fields) if t.n == n else t for t in incident.tasks))


@fold.register
def _(fact: f.TaskTaken, incident: Incident, record: Record) -> Incident:
    return meet(_task(incident, fact.n, owner=fact.person, taken_at=record.at), fact.person)


@fold.register
def _(fact: f.TaskExtended, incident: Incident, _record: Record) -> Incident:
    task = incident.task(fact.n)
    return _task(incident, fact.n, due_at=fact.due_at, extended=task.extended + 1 if task else 0)


@fold.register
def _(fact: f.TaskDone, incident: Incident, record: Record) -> Incident:
    return _task(incident, fact.n, done_at=record.at if fact.done else None)


@fold.register
def _(fact: f.DutySet, incident: Incident, record: Record) -> Incident:
    if not fact.done and not fact.skipped:
        return changed(incident, duties_done=drop(incident.duties_done, fact.id))
    tick = Tick(record.at, record.seq, record.by, fact.skipped or None)
    return changed(incident, duties_done=put(incident.duties_done, fact.id, tick))


@fold.register
def _(fact: f.Snoozed, incident: Incident, _record: Record) -> Incident:
    return changed(incident, snoozes=put(incident.snoozes, fact.deadline, fact.until))
