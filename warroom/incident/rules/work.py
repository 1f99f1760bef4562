"""The checklist, tasks, and clocks that may be quiet for a while."""

from datetime import datetime, timedelta

from warroom.errors import Refused
from warroom.incident import duties
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import SNOOZED_AT_MOST_S, deadlines, item_done
from warroom.incident.rules.gate import Facts, clock, later, name_of, perform, rule, text_of
from warroom.incident.rules.people import known_as
from warroom.incident.rules.updates import told
from warroom.incident.state import Incident, Task
from warroom.incident.words import say_duration
from warroom.playbook.model import Item


def _item(incident: Incident, n: int) -> Item:
    item = incident.item(n)
    if item is None:
        numbers = [known.n for known in incident.playbook.items]
        span = f"{min(numbers)} to {max(numbers)}" if numbers else "none, this playbook has no checklist"
        raise Refused(f"no item {n}: {span}")
    return item


@rule.register
def _(intent: i.SetItem, incident: Incident, now: datetime) -> Facts:
    item = _item(incident, intent.n)
    done = item_done(incident, item)
    if intent.done:
        if done:
            raise Refused(f"item {item.n} is done already, by {done[1]} at {clock(done[0])}")
        return _tick(intent, item, incident, now)
    tick = incident.ticks.get(item.n)
    if tick is not None:
        return [f.ItemSet(n=item.n, id=item.id, done=False)]
    if done is None:
        raise Refused(f"item {item.n} is not done")
    return _untick(intent, item, incident, now)


def _tick(intent: i.SetItem, item: Item, incident: Incident, now: datetime) -> Facts:
    name, _, rest = (item.done_by or "").partition(":")
    by, at = intent.by, intent.at
    match name:
        case "role":
            return perform(i.TakeRole(role=rest, person=intent.by, by=by, at=at), incident, now)
        case "fixed":
            return perform(i.MarkFixed(by=by, at=at), incident, now)
        case "resolved":
            gone, unread = intent.unwatched_since, intent.unread
            return perform(i.Resolve(by=by, at=at, unwatched_since=gone, unread=unread), incident, now)
        case "acknowledged":
            return perform(i.Acknowledge(by=by, at=at), incident, now)
        case "hypothesis":
            raise Refused(f"item {item.n} is ticked by a suspect: /suspect WHAT IT MIGHT BE")
        case "update":
            channel, _, status = rest.partition(":")
            return [told(incident, channel, status, "", intent.at or now)]
        case _:
            return [f.ItemSet(n=item.n, id=item.id, done=True)]


def _untick(intent: i.SetItem, item: Item, incident: Incident, now: datetime) -> Facts:
    name, _, rest = (item.done_by or "").partition(":")
    by, at = intent.by, intent.at
    why = f"item {item.n} unticked"
    match name:
        case "role":
            return perform(i.ReleaseRole(role=rest, by=by, at=at), incident, now)
        case "fixed":
            return perform(i.Unfix(why=why, by=by, at=at), incident, now)
        case "resolved":
            return perform(i.Reopen(why=why, by=by, at=at), incident, now)
        case "acknowledged":
            raise Refused(f"item {item.n} was ticked by whoever acknowledged: /amend N -5m moves its time")
        case "hypothesis":
            raise Refused(f"item {item.n} was ticked by a suspect: /strike its line takes it back")
        case "update":
            raise Refused(f"item {item.n} was ticked by an update: what was told is told; another /update corrects it")
        case _:
            raise Refused(f"item {item.n} is ticked by the checks")


@rule.register
def _(intent: i.SkipItem, incident: Incident, _now: datetime) -> Facts:
    item = _item(incident, intent.n)
    tick = incident.ticks.get(item.n)
    if tick is not None and tick.skipped is not None:
        raise Refused(f"item {item.n} is skipped already, by {tick.by}: {tick.skipped}")
    if done := item_done(incident, item):
        raise Refused(f"item {item.n} is done already, by {done[1]} at {clock(done[0])}")
    return [f.ItemSkipped(n=item.n, id=item.id, why=text_of(intent.why, "/skip"))]


@rule.register
def _(intent: i.GiveTask, incident: Incident, now: datetime) -> Facts:
    given = intent.at or now
    due = intent.due_at
    if due is None and intent.seconds is not None:
        due = later(given, intent.seconds)
    return [
        f.TaskGiven(
            n=max((task.n for task in incident.tasks), default=0) + 1,
            owner=known_as(incident, name_of(intent.owner)),
            text=text_of(intent.text, "a task").strip(),
            due_at=due,
            action=intent.action,
            priority=intent.priority,
        )
    ]


def _task(incident: Incident, n: int) -> Task:
    task = incident.task(n)
    if task is None:
        raise Refused(f"no task {n}: " + (f"1 to {len(incident.tasks)}" if incident.tasks else "none was given yet"))
    return task


@rule.register
def _(intent: i.TakeTask, incident: Incident, _now: datetime) -> Facts:
    task = _task(incident, intent.n)
    if task.done_at:
        raise Refused(f"task {task.n} is done since {clock(task.done_at)}")
    if task.taken_at and task.owner.casefold() == intent.by.casefold():
        raise Refused(f"task {task.n} is yours already, since {clock(task.taken_at)}")
    return [f.TaskTaken(n=task.n, person=intent.by)]


@rule.register
def _(intent: i.ExtendTask, incident: Incident, now: datetime) -> Facts:
    task = _task(incident, intent.n)
    if task.done_at:
        raise Refused(f"task {task.n} is done since {clock(task.done_at)}")
    start = max(task.due_at or now, now)
    due = later(start, intent.seconds)
    return [f.TaskExtended(n=task.n, due_at=due, seconds=intent.seconds, why=text_of(intent.why, "/extend"))]


@rule.register
def _(intent: i.FinishTask, incident: Incident, _now: datetime) -> Facts:
    task = _task(incident, intent.n)
    if intent.done == (task.done_at is not None):
        raise Refused(f"task {task.n} is " + (f"done since {clock(task.done_at)}" if task.done_at else "not done"))
    return [f.TaskDone(n=task.n, done=intent.done)]


@rule.register
def _(intent: i.SetDuty, incident: Incident, _now: datetime) -> Facts:
    one = _duty(incident, intent.n)
    called = f"d{one.n} {one.duty.text}"
    before, waived = duties.done(incident, one), duties.skipped(incident, one)
    if intent.skipped:
        if waived is not None:
            raise Refused(f"d{one.n} is skipped already, by {waived.by}: {waived.skipped}")
        if before:
            raise Refused(f"d{one.n} is done already, by {before[1]} at {clock(before[0])}")
        return [f.DutySet(n=one.n, id=one.duty.id, done=False, skipped=text_of(intent.skipped, "/skip"))]
    if intent.done and before:
        raise Refused(f"d{one.n} is done already, by {before[1]} at {clock(before[0])}")
    if not intent.done and one.duty.id not in incident.duties_done:
        said = "done by an update: what was told is told" if before else "not done"
        raise Refused(f"{called} is {said}")
    return [f.DutySet(n=one.n, id=one.duty.id, done=intent.done)]


def _duty(incident: Incident, n: int) -> duties.Owed:
    one = duties.find(incident, n)
    if one is None:
        raise Refused(f"no duty d{n}: d1 to d{len(duties.owed(incident))}")
    if one.closing and "resolved" not in incident.milestones:
        raise Refused(f"d{n} {one.duty.text}: only once it is resolved")
    return one


@rule.register
def _(intent: i.Snooze, incident: Incident, now: datetime) -> Facts:
    deadline = next((d for d in deadlines(incident, now) if intent.deadline in (d.id, d.kind)), None)
    if deadline is None or not deadline.live:
        raise Refused(f"no clock {intent.deadline} is running")
    if intent.seconds > SNOOZED_AT_MOST_S:
        raise Refused(f"a clock may be snoozed for {say_duration(SNOOZED_AT_MOST_S)} at most")
    until = now + timedelta(seconds=intent.seconds)
    return [f.Snoozed(deadline=deadline.id, until=until, why=text_of(intent.why, "/snooze"))]
