"""Amending, striking and undoing: a mistake is corrected by a later record, never by changing an earlier one."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.erasing import LEAST, left_of, on_its_way, words_of
from warroom.incident.facts import WORDS, Fact, Record
from warroom.incident.intents import Draft
from warroom.incident.rules.gate import Facts, in_order, not_ahead, perform, permit, rule, text_of
from warroom.incident.state import Incident, Span, Tick

_WAY_OUT = {
    "hint_taken": "what was read is read",
    "drill_scored": "/reopen WHY takes it away, and the next /resolve is scored anew",
    "declared": "/cancel WHY ends it, /title and /sev correct it",
    "playbook_adopted": "/playbook reload adopts another",
    "acknowledged": "/amend N -5m moves it",
    "milestone_set": "set it again: /started, /detected",
    "impact_set": "say it anew: /impact …",
    "cadence_set": "set another: /cadence 30m WHY",
    "update_recorded": "what was told is told: another /update corrects it",
    "escalated": "who was called was called: note what was wrong",
    "task_given": "/done N ends it",
    "task_taken": "somebody else takes it: /take N",
    "task_extended": "/extend N 5m WHY changes it again",
    "check_changed": "a machine saw it: note what was wrong",
    "check_paused": "it ends by itself",
    "list_ticked": "/untick LIST N",
    "closed": "/reopen WHY",
    "cancelled": "/reopen WHY",
    "amended": "/amend again: every version is kept",
    "struck": "a struck line stays struck: write it again",
    "handover_accepted": "/handover gives command on, /ic takes it",
    "reopened": "/resolve, or /cancel WHY if it was none",
    "update_drafted": "/discard N WHY",
    "update_approved": "a newer version loses it: F2",
    "update_queued": "/discard N WHY while it is unsent",
    "update_discarded": "draft another",
    "update_superseded": "draft another",
    "blank_filled": "/fill NAME VALUE fills it in anew",
    "command_started": "what ran has run: note what was wrong",
    "command_finished": "what ran has run: note what was wrong",
    "redacted": "what is erased is gone",
    "section_written": "write it anew, or leave it to the record: /write SECTION",
    "incident_imported": "it is part of this journal now",
    "shift_handed_over": "the next hand-over gives it on: warroom shift handover",
}


@rule.register
def _(intent: i.Amend, incident: Incident, now: datetime) -> Facts:
    target = _target(intent.target, intent.seq, incident)
    if intent.moment is not None:
        not_ahead(intent.moment, now)
    if intent.text is not None and target.kind not in WORDS:
        raise Refused(
            f"line {target.seq} is an act, {target.kind}, and has no words to amend: "
            f"only its time, /amend {target.seq} -5m"
        )
    if intent.text is None and intent.moment is None:
        raise Refused(f"/amend {target.seq} needs the new words, or a time, or both")
    if isinstance(target.fact, f.MilestoneSet) and intent.moment is not None:
        raise Refused(f"line {target.seq} says when {target.fact.name} was: /{target.fact.name} TIME sets it again")
    if intent.moment is not None:
        for name in (name for name, known in incident.milestones.items() if known.seq == target.seq):
            in_order(name, intent.moment, incident)
    text = text_of(intent.text, "/amend") if intent.text is not None else None
    return [Draft(f.Amended(seq=target.seq, text=text, at=intent.moment))]


@rule.register
def _(intent: i.Strike, incident: Incident, now: datetime) -> Facts:
    target = _target(intent.target, intent.seq, incident)
    if target.kind in WORDS:
        if target.seq in incident.struck:
            raise Refused(f"line {target.seq} is struck already")
        return [f.Struck(seq=target.seq, why=text_of(intent.why, "/strike"))]
    return _inverse(target, incident, intent.why or f"line {target.seq} struck", now, intent.by)


@rule.register
def _(intent: i.Undo, incident: Incident, now: datetime) -> Facts:
    target = intent.target
    if target is None:
        raise Refused("nothing of yours from the last 60 s to undo: /strike N WHY takes back an older line")
    if target.kind in WORDS:
        if target.seq in incident.struck:
            raise Refused(f"line {target.seq} is struck already")
        return [f.Struck(seq=target.seq, why="undone")]
    return _inverse(target, incident, "undone", now, intent.by)


@rule.register
def _(intent: i.Redact, incident: Incident, _now: datetime) -> Facts:
    target = _target(intent.target, intent.seq, incident)
    why = text_of(intent.why, "--why")
    if target.seq in incident.redacted:
        raise Refused(f"line {target.seq} is erased already")
    if any(len(word) >= LEAST and word in why for word in words_of(target.fact)):
        raise Refused("--why repeats the words that are to go: say it without them")
    every = (target, *(one for one in intent.also if one.seq not in incident.redacted))
    for one in every:
        if n := on_its_way(one, incident):
            raise Refused(f"line {one.seq} is update {n}, which may still go out: /discard {n} WHY first")
    return [f.Redacted(seq=one.seq, why=why, kept=left_of(one, evidence=intent.evidence)) for one in every]


def _target(target: Record | None, seq: int, incident: Incident) -> Record:
    if target is None:
        raise Refused(f"no line {seq}: the last is {incident.seq}")
    return target


def _stale(target: Record) -> Refused:
    return Refused(f"line {target.seq} is no longer in force, so there is nothing to take back")


def _inverse(target: Record, incident: Incident, why: str, now: datetime, by: str) -> Facts:
    """The intent that takes an act back, decided as if it were asked."""
    fact: Fact = target.fact
    match fact:
        case f.Fixed():
            unfix = i.Unfix(why=why, by=by, mistaken=True)
            return _if(_stands(incident, "fixed", target), target, unfix, incident, now)
        case f.Resolved():
            reopen = i.Reopen(why=why, by=by, mistaken=True)
            return _if(_stands(incident, "resolved", target), target, reopen, incident, now)
        case f.Unfixed():
            span = _taken_by(incident.past_fixes, target)
            if span is None or "fixed" in incident.milestones:
                return _raise(target)
            permit(i.MarkFixed(), incident)
            return [Draft(f.Fixed(), span.start), *_back(incident, "monitoring")]
        case f.Reopened() if span := _taken_by(incident.past_resolutions, target):
            if "resolved" in incident.milestones:
                return _raise(target)
            permit(i.Resolve(), incident)
            in_order("resolved", span.start, incident)
            return [Draft(f.Resolved(despite=span.despite), span.start), *_back(incident, "resolved")]
        case f.SeveritySet():
            return _if(
                incident.severities[-1].seq == target.seq, target, i.SetSeverity(to=fact.from_, why=why), incident, now
            )
        case f.StatusSet():
            if incident.status_seq != target.seq or fact.to in ("resolved", "closed", "cancelled"):
                return _raise(target)
            permit(i.SetStatus(to=fact.from_), incident)
            return [f.StatusSet(from_=fact.to, to=fact.from_, why=why)]
        case f.TitleSet():
            return _if(incident.title == fact.to, target, i.SetTitle(title=fact.from_), incident, now)
        case f.RoleTaken():
            held = incident.roles.get(fact.role)
            back: i.Intent = (
                i.TakeRole(role=fact.role, person=fact.before) if fact.before else i.ReleaseRole(role=fact.role)
            )
            return _if(held is not None and held.seq == target.seq, target, back, incident, now)
        case f.RoleReleased():
            left = incident.left.get(fact.role)
            if fact.role in incident.roles or left is None:
                return _raise(target)
            permit(i.TakeRole(role=fact.role, person=fact.person), incident)
            return [Draft(f.RoleTaken(role=fact.role, person=left.person), left.since)]
        case f.ItemSet(done=False):
            before = incident.unticked.get(fact.n)
            return _tick_again(fact, before) if before and fact.n not in incident.ticks else _raise(target)
        case f.ItemSet() | f.ItemSkipped():
            tick = incident.ticks.get(fact.n)
            return _if(
                tick is not None and tick.seq == target.seq,
                target,
                i.SetItem(n=fact.n, done=False, by=by),
                incident,
                now,
            )
        case f.CriterionMet():
            return perform(i.ConfirmCriterion(n=fact.n, met=not fact.met), incident, now)
        case f.DutySet():
            back_to = not fact.done and not fact.skipped
            return perform(i.SetDuty(n=fact.n, done=back_to), incident, now)
        case f.StepTicked():
            back_to = not fact.done and not fact.skipped
            again = i.TickStep(scenario=fact.scenario, step=fact.step, text=fact.text, done=back_to)
            return perform(again, incident, now)
        case f.TaskDone():
            return perform(i.FinishTask(n=fact.n, done=not fact.done), incident, now)
        case f.RuledOut() | f.CauseFound():
            suspect = incident.suspect(fact.n)
            settled = "cause" if isinstance(fact, f.CauseFound) else "ruled out"
            if suspect is None or suspect.state != settled:
                return _raise(target)
            permit(i.Suspect(text=suspect.text), incident)
            return [f.Suspected(n=fact.n, text=suspect.text)]
        case f.Snoozed():
            permit(i.Snooze(deadline=fact.deadline, seconds=0, why=why), incident)
            return [f.Snoozed(deadline=fact.deadline, until=now, why=why)]
        case f.Pinned():
            return perform(i.Pin(seq=fact.seq, pinned=not fact.pinned), incident, now)
        case f.HandoverOffered():
            offer = incident.offers.get(fact.role)
            stands = offer is not None and offer.seq == target.seq and not offer.lapsed(now)
            return _if(stands, target, i.WithdrawHandover(role=fact.role), incident, now)
        case _:
            way = _WAY_OUT.get(target.kind, "note what was wrong")
            raise Refused(f"line {target.seq} ({target.kind}) cannot be taken back: {way}")


def _stands(incident: Incident, milestone: str, target: Record) -> bool:
    moment = incident.milestones.get(milestone)
    return moment is not None and moment.seq == target.seq


def _taken_by(spans: tuple[Span, ...], target: Record) -> Span | None:
    """The last time an anchor was taken away, if it was this record that did it."""
    return spans[-1] if spans and spans[-1].seq == target.seq else None


def _tick_again(fact: f.ItemSet, before: Tick) -> Facts:
    """The tick as it was, at its own time."""
    if before.skipped is not None:
        return [Draft(f.ItemSkipped(n=fact.n, id=fact.id, why=before.skipped), before.at)]
    return [Draft(f.ItemSet(n=fact.n, id=fact.id, done=True), before.at)]


def _back(incident: Incident, status: str) -> Facts:
    return [] if incident.status == status else [f.StatusSet(from_=incident.status, to=status)]


def _if(holds: bool, target: Record, intent: i.Intent, incident: Incident, now: datetime) -> Facts:
    return perform(intent, incident, now) if holds else _raise(target)


def _raise(target: Record) -> Facts:
    raise _stale(target)
