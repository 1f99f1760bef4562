"""The checklist, tasks, and clocks that are quiet for a while."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.deadlines import anchor_time, item_done
from warroom.incident.duties import owed
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.report.lines.base import Line, because, happened, say
from warroom.report.words import span, utc


@say.register
def _(fact: f.ItemSet, record: Record, incident: Incident, _n: datetime) -> Line:
    item = incident.item(fact.n)
    label = f"{fact.n} {item.label if item else fact.id}"
    if not fact.done:
        return Line("act", "untick", f"{label}: not done")
    start = anchor_time(incident, item.anchor) if item else None
    if item is None or start is None or item_done(incident, item) is None:
        return Line("done", "tick", label)
    took = (happened(record, incident) - start).total_seconds()
    limit = f" of {span(item.limit.counts)}" if item.limit and item.limit.counts else ""
    if took < 0:
        return Line("done", "tick", f"{label}, before its clock began")
    return Line("done", "tick", f"{label}, at +{span(took)}{limit}")


@say.register
def _(fact: f.ItemSkipped, _r: Record, incident: Incident, _n: datetime) -> Line:
    item = incident.item(fact.n)
    return Line("skipped", "skip", f"{fact.n} {item.label if item else fact.id}{because(fact.why)}")


@say.register
def _(fact: f.TaskGiven, record: Record, _i: Incident, _n: datetime) -> Line:
    due = ""
    if fact.due_at and fact.action:
        due = f", due {fact.due_at:%Y-%m-%d}"
    elif fact.due_at:
        due = f" {say_duration((fact.due_at - record.at).total_seconds())}"
    priority = f", {fact.priority}" if fact.priority else ""
    return Line("do", "action" if fact.action else "do", f"{fact.n} @{fact.owner} {fact.text}{priority}{due}")


@say.register
def _(fact: f.TaskTaken, _r: Record, incident: Incident, _n: datetime) -> Line:
    return Line("do", "take", f"{fact.n} {_task_words(incident, fact.n)}: {fact.person} has it")


@say.register
def _(fact: f.TaskExtended, _r: Record, incident: Incident, now: datetime) -> Line:
    more = say_duration(fact.seconds)
    return Line(
        "do",
        "extend",
        f"{fact.n} {_task_words(incident, fact.n)}: {more} more, to {utc(fact.due_at, now)}{because(fact.why)}",
    )


@say.register
def _(fact: f.TaskDone, _r: Record, incident: Incident, _n: datetime) -> Line:
    return Line(
        "done" if fact.done else "do", "done" if fact.done else "undone", f"{fact.n} {_task_words(incident, fact.n)}"
    )


@say.register
def _(fact: f.Snoozed, _r: Record, _i: Incident, now: datetime) -> Line:
    return Line("act", "snooze", f"{fact.deadline.replace(':', ' ')} until {utc(fact.until, now)}{because(fact.why)}")


def _task_words(incident: Incident, n: int) -> str:
    task = incident.task(n)
    return task.text if task else ""


@say.register
def _(fact: f.DutySet, _r: Record, incident: Incident, _n: datetime) -> Line:
    duty = next((one.duty.text for one in owed(incident) if one.duty.id == fact.id), fact.id)
    if fact.skipped:
        return Line("skipped", "skip", f"d{fact.n} {duty}{because(fact.skipped)}")
    return Line(
        "done" if fact.done else "act", "duty", f"d{fact.n} {duty}{'' if fact.done else ': not done after all'}"
    )
