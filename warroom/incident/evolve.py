"""`evolve(incident, record) -> Incident`: pure, total, the only way state changes."""

from datetime import datetime
from functools import singledispatch

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.state import (
    Accepted,
    Amendment,
    Call,
    CheckState,
    Holding,
    Incident,
    ListTick,
    Moment,
    Offer,
    SeverityChange,
    Span,
    Suspect,
    Task,
    Tick,
    Told,
    changed,
    drop,
    put,
    remember,
)


def evolve(incident: Incident, record: Record) -> Incident:
    """The state after this record. Never raises: a fact that makes no sense here folds to its place alone."""
    after = _apply(record.fact, incident, record)
    return changed(
        after,
        id=record.stream,
        seq=record.seq,
        hash=record.hash,
        people=_with_person(after.people, record.by),
        back_dated=after.back_dated + record.back_dated,
        last_at=record.noted_at,
    )


def _with_person(people: tuple[str, ...], name: str) -> tuple[str, ...]:
    return people if not name or name == "check" or name in people else (*people, name)


def _meet(incident: Incident, name: str) -> Incident:
    return changed(incident, people=_with_person(incident.people, name))


def _reach(incident: Incident, name: str, record: Record) -> Incident:
    return changed(incident, milestones=put(incident.milestones, name, Moment(record.at, record.seq, record.by)))


@singledispatch
def _apply(_fact: Fact, incident: Incident, _record: Record) -> Incident:
    return incident


@_apply.register
def _(fact: f.Declared, incident: Incident, record: Record) -> Incident:
    moment = Moment(record.at, record.seq, record.by)
    milestones = {"detected": changed(moment, assumed=True), **incident.milestones, "declared": moment}
    return changed(
        incident,
        title=fact.title,
        severity=fact.severity,
        severities=(SeverityChange(record.at, fact.severity, record.seq, record.by),),
        status="investigating",
        status_seq=record.seq,
        channel=fact.channel,
        zone=fact.zone,
        is_drill=fact.drill or incident.is_drill,
        milestones=milestones,
    )


@_apply.register
def _(fact: f.DrillStarted, incident: Incident, _record: Record) -> Incident:
    return changed(incident, drill=fact, is_drill=True)


@_apply.register
def _(fact: f.HintTaken, incident: Incident, _record: Record) -> Incident:
    return changed(incident, hints=max(incident.hints, fact.n))


@_apply.register
def _(fact: f.DrillScored, incident: Incident, _record: Record) -> Incident:
    return changed(incident, score=fact)


@_apply.register
def _(_fact: f.Acknowledged, incident: Incident, record: Record) -> Incident:
    return incident if "acknowledged" in incident.milestones else _reach(incident, "acknowledged", record)


@_apply.register
def _(fact: f.MilestoneSet, incident: Incident, record: Record) -> Incident:
    moment = Moment(fact.at, record.seq, record.by, by_what=fact.by_what)
    return changed(incident, milestones=put(incident.milestones, fact.name, moment))


@_apply.register
def _(fact: f.SeveritySet, incident: Incident, record: Record) -> Incident:
    change = SeverityChange(record.at, fact.to, record.seq, record.by)
    return changed(incident, severity=fact.to, severities=(*incident.severities, change))


@_apply.register
def _(fact: f.StatusSet, incident: Incident, record: Record) -> Incident:
    return changed(incident, status=fact.to, status_seq=record.seq)


@_apply.register
def _(_fact: f.Fixed, incident: Incident, record: Record) -> Incident:
    past, ticks = _given_back(incident.past_fixes, incident.ticks, record.at)
    return _reach(changed(incident, past_fixes=past, ticks=ticks), "fixed", record)


@_apply.register
def _(_fact: f.Unfixed, incident: Incident, record: Record) -> Incident:
    incident, span = _take_away(incident, "fixed", record)
    return changed(incident, past_fixes=(*incident.past_fixes, span)) if span else incident


@_apply.register
def _(_fact: f.Resolved, incident: Incident, record: Record) -> Incident:
    past, ticks = _given_back(incident.past_resolutions, incident.ticks, record.at)
    return _reach(changed(incident, past_resolutions=past, ticks=ticks), "resolved", record)


@_apply.register
def _(_fact: f.Reopened, incident: Incident, record: Record) -> Incident:
    incident, span = _take_away(incident, "resolved", record)
    # What was scored was not the end.
    incident = changed(incident, milestones=drop(incident.milestones, "closed"), cancelled_at=None, score=None)
    return changed(incident, past_resolutions=(*incident.past_resolutions, span)) if span else incident


def _take_away(incident: Incident, anchor: str, record: Record) -> tuple[Incident, Span | None]:
    """Remove a milestone; what was ticked because of it waits again, and is remembered in the span."""
    moment = incident.milestones.get(anchor)
    if moment is None:
        return incident, None
    hung = {item.n for item in incident.playbook.items if _hangs_on(incident, item.anchor, anchor)}
    done = {n: tick for n, tick in incident.ticks.items() if n in hung and tick.skipped is None}
    kept = {n: tick for n, tick in incident.ticks.items() if n not in done}
    after = changed(incident, milestones=drop(incident.milestones, anchor), ticks=kept)
    return after, Span(moment.at, record.at, record.seq, done)


def _given_back(
    spans: tuple[Span, ...], ticks: dict[int, Tick], at: datetime
) -> tuple[tuple[Span, ...], dict[int, Tick]]:
    """An anchor back at the very moment it had before was never gone: what was ticked because of it is ticked."""
    if not spans or spans[-1].start != at:
        return spans, ticks
    return spans[:-1], {**spans[-1].done, **ticks}


def _hangs_on(incident: Incident, anchor: str, milestone: str, depth: int = 0) -> bool:
    if anchor == milestone:
        return True
    item = incident.playbook.item_by_id(anchor.removeprefix("item:")) if anchor.startswith("item:") else None
    if item is None or depth > len(incident.playbook.items):
        return False
    return item.done_by == milestone or _hangs_on(incident, item.anchor, milestone, depth + 1)


@_apply.register
def _(_fact: f.Closed, incident: Incident, record: Record) -> Incident:
    return _reach(incident, "closed", record)


@_apply.register
def _(_fact: f.Cancelled, incident: Incident, record: Record) -> Incident:
    return changed(incident, cancelled_at=record.at)


@_apply.register
def _(fact: f.TitleSet, incident: Incident, _record: Record) -> Incident:
    return changed(incident, title=fact.to)


@_apply.register
def _(fact: f.RoleTaken, incident: Incident, record: Record) -> Incident:
    held = incident.roles.get(fact.role) or _taken_back(incident.left.get(fact.role), fact, record)
    filled = held.filled if held else Moment(record.at, record.seq, fact.person)
    roles = put(incident.roles, fact.role, Holding(fact.person, record.at, record.seq, filled))
    incident = _meet(changed(incident, roles=roles), fact.person)
    if fact.role == "commander" and incident.declared and "acknowledged" not in incident.milestones:
        incident = _reach(incident, "acknowledged", record)
    return changed(incident, offer=None) if fact.role == "commander" else incident


@_apply.register
def _(fact: f.RoleReleased, incident: Incident, _record: Record) -> Incident:
    held = incident.roles.get(fact.role)
    left = put(incident.left, fact.role, held) if held else incident.left
    return changed(incident, roles=drop(incident.roles, fact.role), left=left)


def _taken_back(left: Holding | None, fact: f.RoleTaken, record: Record) -> Holding | None:
    """The holding that is in force again as it was: the same person since the same moment."""
    return left if left and (left.person, left.since) == (fact.person, record.at) else None


@_apply.register
def _(fact: f.ItemSet, incident: Incident, record: Record) -> Incident:
    if fact.done:
        return changed(incident, ticks=put(incident.ticks, fact.n, Tick(record.at, record.seq, record.by)))
    tick = incident.ticks.get(fact.n)
    unticked = put(incident.unticked, fact.n, tick) if tick else incident.unticked
    return changed(incident, ticks=drop(incident.ticks, fact.n), unticked=unticked)


@_apply.register
def _(fact: f.ItemSkipped, incident: Incident, record: Record) -> Incident:
    tick = Tick(record.at, record.seq, record.by, skipped=fact.why)
    return changed(incident, ticks=put(incident.ticks, fact.n, tick))


@_apply.register
def _(fact: f.Suspected, incident: Incident, record: Record) -> Incident:
    if incident.suspect(fact.n):
        return _settle(incident, fact.n, "open")
    suspect = Suspect(fact.n, fact.text, record.at, record.seq, record.by)
    return changed(incident, suspects=(*incident.suspects, suspect))


def _settle(incident: Incident, n: int, state: str, why: str = "") -> Incident:
    suspects = tuple(changed(s, state=state, why=why) if s.n == n else s for s in incident.suspects)
    return changed(incident, suspects=suspects)


@_apply.register
def _(fact: f.RuledOut, incident: Incident, _record: Record) -> Incident:
    return _settle(incident, fact.n, "ruled out", fact.why)


@_apply.register
def _(fact: f.CauseFound, incident: Incident, _record: Record) -> Incident:
    return _settle(incident, fact.n, "cause")


@_apply.register
def _(fact: f.ImpactSet, incident: Incident, _record: Record) -> Incident:
    return changed(
        incident, impact=fact.text or incident.impact, impact_fields={**incident.impact_fields, **fact.fields}
    )


@_apply.register
def _(fact: f.Linked, incident: Incident, _record: Record) -> Incident:
    return changed(incident, links=(*incident.links, fact.url))


@_apply.register
def _(fact: f.CadenceSet, incident: Incident, record: Record) -> Incident:
    return changed(incident, cadence=fact.seconds, cadence_since=record.at)


@_apply.register
def _(fact: f.TaskGiven, incident: Incident, record: Record) -> Incident:
    task = Task(fact.n, fact.owner, fact.text, record.at, record.seq, record.by, fact.due_at, fact.action)
    return _meet(changed(incident, tasks=(*incident.tasks, task)), fact.owner)


def _task(incident: Incident, n: int, **fields: object) -> Incident:
    return changed(incident, tasks=tuple(changed(t, **fields) if t.n == n else t for t in incident.tasks))


@_apply.register
def _(fact: f.TaskTaken, incident: Incident, record: Record) -> Incident:
    return _meet(_task(incident, fact.n, owner=fact.person, taken_at=record.at), fact.person)


@_apply.register
def _(fact: f.TaskExtended, incident: Incident, _record: Record) -> Incident:
    return _task(incident, fact.n, due_at=fact.due_at)


@_apply.register
def _(fact: f.TaskDone, incident: Incident, record: Record) -> Incident:
    return _task(incident, fact.n, done_at=record.at if fact.done else None)


@_apply.register
def _(fact: f.Snoozed, incident: Incident, _record: Record) -> Incident:
    return changed(incident, snoozes=put(incident.snoozes, fact.deadline, fact.until))


@_apply.register
def _(fact: f.UpdateRecorded, incident: Incident, record: Record) -> Incident:
    told = Told(
        fact.channel,
        fact.status,
        fact.text,
        record.at,
        record.seq,
        record.by,
        fact.next_at,
        incident.playbook.reaches_users(fact.channel),
    )
    return changed(incident, told=(*incident.told, told))


@_apply.register
def _(fact: f.Escalated, incident: Incident, record: Record) -> Incident:
    return changed(incident, calls=put(incident.calls, fact.rung, Call(record.at, record.seq, fact.who, record.by)))


@_apply.register
def _(fact: f.PlaybookAdopted, incident: Incident, _record: Record) -> Incident:
    return changed(incident, playbook=fact.playbook, playbook_sha256=fact.sha256)


@_apply.register
def _(fact: f.HandoverOffered, incident: Incident, record: Record) -> Incident:
    return _meet(changed(incident, offer=Offer(fact.from_, fact.to, record.at, record.seq)), fact.to)


@_apply.register(f.HandoverAccepted)
@_apply.register(f.HandoverDeclined)
@_apply.register(f.HandoverWithdrawn)
def _(_fact: Fact, incident: Incident, _record: Record) -> Incident:
    return changed(incident, offer=None)


@_apply.register
def _(fact: f.CheckChanged, incident: Incident, record: Record) -> Incident:
    known = remember(incident.checks.get(fact.check), fact, record.at, incident.when("declared"))
    return changed(incident, checks=put(incident.checks, fact.check, known))


@_apply.register
def _(fact: f.CheckPaused, incident: Incident, _record: Record) -> Incident:
    known = changed(incident.checks.get(fact.check, CheckState()), paused_until=fact.until)
    return changed(incident, checks=put(incident.checks, fact.check, known))


@_apply.register
def _(fact: f.ChecksAccepted, incident: Incident, record: Record) -> Incident:
    accepted = Accepted(fact.name, fact.sha256, record.by, record.at, fact.digest)
    return changed(incident, accepted=put(incident.accepted, fact.sha256, accepted))


@_apply.register
def _(fact: f.ListTicked, incident: Incident, record: Record) -> Incident:
    ticks = incident.lists.get(fact.list_, {})
    tick = ListTick(fact.text, record.at, record.seq, record.by)
    after = put(ticks, fact.item, tick) if fact.on else drop(ticks, fact.item)
    return changed(incident, lists=put(incident.lists, fact.list_, after))


@_apply.register
def _(_fact: f.ShiftHandedOver, incident: Incident, _record: Record) -> Incident:
    return changed(incident, lists={})


@_apply.register
def _(fact: f.Struck, incident: Incident, _record: Record) -> Incident:
    return changed(incident, struck=put(incident.struck, fact.seq, fact.why))


@_apply.register
def _(fact: f.Pinned, incident: Incident, _record: Record) -> Incident:
    others = tuple(seq for seq in incident.pinned if seq != fact.seq)
    return changed(incident, pinned=(*others, fact.seq) if fact.pinned else others)


@_apply.register
def _(fact: f.Redacted, incident: Incident, _record: Record) -> Incident:
    return changed(incident, redacted=(*incident.redacted, fact.seq))


@_apply.register
def _(fact: f.Amended, incident: Incident, _record: Record) -> Incident:
    before = incident.amended.get(fact.seq, Amendment(version=1))
    newest = Amendment(
        before.version + 1,
        fact.text if fact.text is not None else before.text,
        fact.at or before.at,
    )
    incident = changed(incident, amended=put(incident.amended, fact.seq, newest))
    if fact.text is not None:
        suspects = tuple(changed(s, text=fact.text) if s.seq == fact.seq else s for s in incident.suspects)
        incident = changed(incident, suspects=suspects)
    return _move(incident, fact.seq, fact.at) if fact.at else incident


def _move(incident: Incident, seq: int, at: datetime) -> Incident:
    """Whatever record `seq` brought about happened at another time; what hangs on it follows."""
    return changed(
        incident,
        milestones={
            name: changed(moment, at=at) if moment.seq == seq else moment
            for name, moment in incident.milestones.items()
        },
        severities=tuple(changed(s, at=at) if s.seq == seq else s for s in incident.severities),
        roles={role: _put_on(held, seq, at) for role, held in incident.roles.items()},
        ticks={n: changed(tick, at=at) if tick.seq == seq else tick for n, tick in incident.ticks.items()},
        suspects=tuple(changed(s, at=at) if s.seq == seq else s for s in incident.suspects),
        tasks=tuple(changed(t, given_at=at) if t.seq == seq else t for t in incident.tasks),
        told=tuple(changed(t, at=at) if t.seq == seq else t for t in incident.told),
        calls={n: changed(call, at=at) if call.seq == seq else call for n, call in incident.calls.items()},
    )


def _put_on(held: Holding, seq: int, at: datetime) -> Holding:
    filled = changed(held.filled, at=at) if held.filled.seq == seq else held.filled
    return changed(held, since=at if held.seq == seq else held.since, filled=filled)
