"""What each intent brings about, or why not: one rule an intent; `warroom.incident.decide` is the way in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import singledispatch

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines, item_done
from warroom.incident.facts import Fact
from warroom.incident.intents import Draft, Intent
from warroom.incident.state import Incident, Task, changed
from warroom.incident.words import (
    DETECTORS,
    MAX_NAME,
    MAX_TEXT,
    ROLES,
    STATUSES,
    person,
    say_duration,
)
from warroom.playbook.model import Item

AHEAD = timedelta(minutes=2)
SAID = ("started", "detected")
"""The milestones that are said; the others come of an act."""
SNOOZE_MOST = 3600.0
Facts = Sequence[Fact | Draft]

ANY_TIME = (i.Note, i.NoteChange, i.Decide, i.Link, i.Amend, i.Strike, i.Undo, i.Pin)
AFTERWARDS = (
    *ANY_TIME,
    i.SetItem,
    i.SkipItem,
    i.GiveTask,
    i.TakeTask,
    i.ExtendTask,
    i.FinishTask,
    i.Reopen,
    i.TellUsers,
    i.SetMilestone,
    i.SetImpact,
    i.ReportTransition,
    i.SetWatching,
    i.PauseCheck,
)
UNDECLARED = (i.Declare, i.StartDrill, *ANY_TIME, i.ReportTransition, i.SetWatching, i.PauseCheck, i.AdoptPlaybook)


def clock(moment: datetime) -> str:
    """A moment as sentences have it, zone written out."""
    return f"{moment:%H:%M:%S} UTC"


def text_of(words: str, what: str) -> str:
    """The words, stripped at the end; refused when empty or too long to be a line."""
    kept = words.rstrip()
    if not kept.strip():
        raise Refused(f"{what} needs words")
    if len(kept) > MAX_TEXT:
        raise Refused(
            f"{what} may have {MAX_TEXT:,} characters and this has {len(kept):,}: keep it in a file and /link it"
        )
    return kept


def name_of(word: str) -> str:
    """The bare name of a person."""
    name = person(word)
    if not name or len(name) > MAX_NAME or any(c.isspace() or not c.isprintable() for c in name):
        raise Refused(f"a name has 1 to {MAX_NAME} letters and no spaces: @anna")
    if name.lower() == "nobody":
        raise Refused("nobody is no name: /role ROLE @nobody empties a role")
    return name


def permit(intent: Intent, incident: Incident) -> None:
    """Refuse what the incident's stage does not allow."""
    if not incident.declared and not isinstance(intent, UNDECLARED):
        raise Refused("nothing is declared yet: /declare P0 TITLE")
    if incident.ended_at is not None and not isinstance(intent, AFTERWARDS):
        raise Refused(f"the incident is {incident.status} since {clock(incident.ended_at)}: /reopen WHY")


def perform(intent: Intent, incident: Incident, now: datetime) -> Facts:
    """What the rule of this intent says, where the incident's stage allows it at all."""
    permit(intent, incident)
    return rule(intent, incident, now)


def later(moment: datetime, seconds: float) -> datetime:
    """The moment that many seconds on; refused where the calendar ends."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        raise Refused(f"{say_duration(seconds)} from {moment:%Y-%m-%d} is beyond every calendar") from None


@singledispatch
def rule(intent: Intent, _incident: Incident, _now: datetime) -> Facts:
    raise Refused(f"{type(intent).__name__} has no rule")


@rule.register
def _(intent: i.Declare, incident: Incident, now: datetime) -> Facts:
    if incident.declared:
        raise Refused(
            f"this room is {incident.severity} {incident.title}: F7 goes to the lobby, /declare opens another there"
        )
    playbook = incident.playbook if incident.is_drill else intent.playbook
    level = playbook.severity(intent.severity)
    if level is None:
        raise Refused(f"no severity {intent.severity}: {', '.join(s.id for s in playbook.severities)}")
    if intent.detected is not None:
        _not_ahead(intent.detected, now, "detected at ")
    declared = f.Declared(
        title=text_of(intent.title, "a title"),
        severity=level.id,
        channel=intent.channel,
        drill=incident.is_drill,
        zone=intent.zone or playbook.zone,
    )
    made: list[Fact | Draft] = [declared]
    if incident.seq == 0:
        made.append(Draft(f.PlaybookAdopted(name=intent.playbook.name, sha256=intent.sha256, playbook=intent.playbook)))
    if intent.detected is not None:
        made.append(Draft(f.MilestoneSet(name="detected", at=intent.detected)))
    return [*made, *intent.recent]


def _not_ahead(moment: datetime, now: datetime, what: str = "") -> None:
    if moment > now + AHEAD:
        raise Refused(f"{what}{clock(moment)} has not come yet (it is {clock(now)})")


@rule.register
def _(intent: i.StartDrill, incident: Incident, _now: datetime) -> Facts:
    if incident.seq:
        raise Refused("a drill opens a stream of its own")
    return [
        f.DrillStarted(start=intent.start, speed=intent.speed, scenario=intent.scenario, seed=intent.seed),
        f.PlaybookAdopted(name=intent.playbook.name, sha256=intent.sha256, playbook=intent.playbook),
    ]


@rule.register
def _(_intent: i.Acknowledge, incident: Incident, _now: datetime) -> Facts:
    if known := incident.milestones.get("acknowledged"):
        raise Refused(f"acknowledged already, by {known.by} at {clock(known.at)}")
    return [f.Acknowledged()]


@rule.register
def _(intent: i.SetMilestone, incident: Incident, now: datetime) -> Facts:
    if intent.name not in SAID:
        raise Refused(f"{intent.name} is not said, it is done: only {' and '.join(SAID)} are set to a time")
    _not_ahead(intent.moment, now)
    if intent.by_what and intent.by_what not in DETECTORS:
        raise Refused(f"detected by {intent.by_what}? it is one of: {', '.join(DETECTORS)}")
    if incident.when(intent.name) == intent.moment and not incident.milestones[intent.name].assumed:
        raise Refused(f"{intent.name} is {clock(intent.moment)} already")
    return [Draft(f.MilestoneSet(name=intent.name, at=intent.moment, by_what=intent.by_what))]


@rule.register
def _(intent: i.SetSeverity, incident: Incident, _now: datetime) -> Facts:
    level = incident.playbook.severity(intent.to)
    if level is None:
        raise Refused(f"no severity {intent.to}: {', '.join(s.id for s in incident.playbook.severities)}")
    if level.id == incident.severity:
        last = incident.severities[-1]
        raise Refused(f"severity is {level.id} already, by {last.by} at {clock(last.at)}")
    return [f.SeveritySet(from_=incident.severity, to=level.id, why=intent.why)]


@rule.register
def _(intent: i.SetStatus, incident: Incident, now: datetime) -> Facts:
    to = intent.to.lower()
    if to not in STATUSES:
        raise Refused(f"no status {intent.to}: {', '.join(STATUSES)}")
    if to == "resolved":
        return rule(i.Resolve(by=intent.by, at=intent.at), incident, now)
    if to == "closed":
        return rule(i.Close(by=intent.by, at=intent.at), incident, now)
    if to == "cancelled":
        raise Refused("cancelling needs a reason: /cancel WHY")
    if to == incident.status:
        raise Refused(f"status is {to} already")
    if incident.status == "resolved":
        raise Refused("the incident is resolved: /reopen WHY")
    return [f.StatusSet(from_=incident.status, to=to, why=intent.why)]


def _status(incident: Incident, to: str, at: datetime | None) -> list[Fact | Draft]:
    return [] if incident.status == to else [Draft(f.StatusSet(from_=incident.status, to=to), at)]


@rule.register
def _(intent: i.MarkFixed, incident: Incident, _now: datetime) -> Facts:
    if known := incident.milestones.get("fixed"):
        raise Refused(f"fixed already, by {known.by} at {clock(known.at)}: /unfix WHY if it does not hold")
    if "resolved" in incident.milestones:
        return [f.Fixed()]
    return [f.Fixed(), *_status(incident, "monitoring", intent.at)]


@rule.register
def _(intent: i.Unfix, incident: Incident, _now: datetime) -> Facts:
    if "fixed" not in incident.milestones:
        raise Refused("nothing is marked fixed")
    if "resolved" in incident.milestones:
        raise Refused("the incident is resolved: /reopen WHY first, then /unfix WHY")
    return [f.Unfixed(why=text_of(intent.why, "/unfix")), *_status(incident, "identified", intent.at)]


@rule.register
def _(intent: i.Resolve, incident: Incident, now: datetime) -> Facts:
    if known := incident.milestones.get("resolved"):
        raise Refused(f"resolved already, by {known.by} at {clock(known.at)}: /reopen WHY if it is not over")
    made: list[Fact | Draft] = [f.Resolved()]
    if intent.fixed_at is not None:
        _not_ahead(intent.fixed_at, now, "fixed at ")
        if known := incident.milestones.get("fixed"):
            raise Refused(f"fixed already, by {known.by} at {clock(known.at)}: /resolve alone keeps that")
        made.append(Draft(f.Fixed(), intent.fixed_at))
    return [*made, *_status(incident, "resolved", intent.at)]


@rule.register
def _(intent: i.Reopen, incident: Incident, _now: datetime) -> Facts:
    if "resolved" not in incident.milestones and incident.ended_at is None:
        raise Refused(f"nothing to reopen: the incident is {incident.status}")
    return [f.Reopened(why=text_of(intent.why, "/reopen")), *_status(incident, "investigating", intent.at)]


@rule.register
def _(intent: i.Close, incident: Incident, _now: datetime) -> Facts:
    if "resolved" not in incident.milestones:
        raise Refused("not resolved yet: /resolve first, or /cancel WHY if it was none")
    return [f.Closed(), *_status(incident, "closed", intent.at)]


@rule.register
def _(intent: i.Cancel, incident: Incident, _now: datetime) -> Facts:
    return [f.Cancelled(why=text_of(intent.why, "/cancel")), *_status(incident, "cancelled", intent.at)]


@rule.register
def _(intent: i.SetTitle, incident: Incident, _now: datetime) -> Facts:
    title = text_of(intent.title, "a title").strip()
    if title == incident.title:
        raise Refused("the title is that already")
    return [f.TitleSet(from_=incident.title, to=title)]


@rule.register
def _(intent: i.TakeRole, incident: Incident, _now: datetime) -> Facts:
    known = {role.id for role in incident.playbook.roles} | set(ROLES)
    if intent.role not in known:
        raise Refused(f"no role {intent.role}: {', '.join(sorted(known))}")
    name = name_of(intent.person if person(intent.person).lower() not in ("", "me") else intent.by)
    held = incident.roles.get(intent.role)
    if held and held.person.casefold() == name.casefold():
        raise Refused(f"{held.person} is {intent.role} already, since {clock(held.since)}")
    return [f.RoleTaken(role=intent.role, person=_known_as(incident, name), before=held.person if held else "")]


def _known_as(incident: Incident, name: str) -> str:
    """One spelling a person: the one used first."""
    return next((known for known in incident.people if known.casefold() == name.casefold()), name)


@rule.register
def _(intent: i.ReleaseRole, incident: Incident, _now: datetime) -> Facts:
    held = incident.roles.get(intent.role)
    if held is None:
        raise Refused(f"nobody is {intent.role}")
    return [f.RoleReleased(role=intent.role, person=held.person)]


@rule.register
def _(intent: i.OfferHandover, incident: Incident, _now: datetime) -> Facts:
    to = name_of(intent.to)
    if not incident.commander:
        raise Refused(f"nobody holds command, so nothing can be handed over: /ic @{to}")
    if incident.offer:
        raise Refused(f"command is offered to {incident.offer.to} since {clock(incident.offer.at)}: /withdraw first")
    if incident.commander.casefold() == to.casefold():
        raise Refused(f"{incident.commander} holds command already")
    return [f.HandoverOffered(from_=incident.commander, to=_known_as(incident, to))]


@rule.register
def _(intent: i.AcceptHandover, incident: Incident, _now: datetime) -> Facts:
    offer = incident.offer
    if offer is None:
        raise Refused("no hand-over is offered: /ic @NAME takes command at once")
    if offer.to.casefold() != intent.by.casefold():
        raise Refused(f"command is offered to {offer.to}, and you are {intent.by}: /ic @{intent.by} takes it at once")
    return [
        f.HandoverAccepted(person=offer.to, read_back=intent.read_back),
        f.RoleTaken(role="commander", person=offer.to, before=incident.commander),
    ]


@rule.register
def _(intent: i.DeclineHandover, incident: Incident, _now: datetime) -> Facts:
    if incident.offer is None:
        raise Refused("no hand-over is offered")
    if incident.offer.to.casefold() != intent.by.casefold():
        raise Refused(f"command is offered to {incident.offer.to}, and you are {intent.by}: /withdraw takes it back")
    return [f.HandoverDeclined(person=intent.by, why=text_of(intent.why, "/decline"))]


@rule.register
def _(_intent: i.WithdrawHandover, incident: Incident, _now: datetime) -> Facts:
    if incident.offer is None:
        raise Refused("no hand-over is offered")
    return [f.HandoverWithdrawn()]


@rule.register
def _(intent: i.Escalate, incident: Incident, _now: datetime) -> Facts:
    ladder = incident.playbook.ladder
    n = intent.rung
    if n is None:
        n = next((n for n in range(1, len(ladder) + 1) if n not in incident.calls), 0)
    if not 1 <= n <= len(ladder):
        raise Refused(
            f"the ladder has {len(ladder)} rungs" + (", all called" if intent.rung is None and ladder else "")
        )
    if call := incident.calls.get(n):
        raise Refused(f"{call.who} was called already, by {call.by} at {clock(call.at)}")
    return [f.Escalated(rung=n, who=ladder[n - 1].who, text=intent.text)]


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
            return perform(i.Resolve(by=by, at=at), incident, now)
        case "acknowledged":
            return perform(i.Acknowledge(by=by, at=at), incident, now)
        case "hypothesis":
            raise Refused(f"item {item.n} is ticked by a suspect: /suspect WHAT IT MIGHT BE")
        case "update":
            channel, _, status = rest.partition(":")
            return [_told(incident, channel, status, "", intent.at or now)]
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
            owner=_known_as(incident, name_of(intent.owner)),
            text=text_of(intent.text, "a task").strip(),
            due_at=due,
            action=intent.action,
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
def _(intent: i.Snooze, incident: Incident, now: datetime) -> Facts:
    deadline = next((d for d in deadlines(incident, now) if d.id == intent.deadline), None)
    if deadline is None or not deadline.live:
        raise Refused(f"no clock {intent.deadline} is running")
    if intent.seconds > SNOOZE_MOST:
        raise Refused(f"a clock may be snoozed for {say_duration(SNOOZE_MOST)} at most")
    until = now + timedelta(seconds=intent.seconds)
    return [f.Snoozed(deadline=deadline.id, until=until, why=text_of(intent.why, "/snooze"))]


@rule.register
def _(intent: i.Note, _incident: Incident, _now: datetime) -> Facts:
    return [f.Noted(text=text_of(intent.text, "a note"))]


@rule.register
def _(intent: i.NoteChange, _incident: Incident, _now: datetime) -> Facts:
    return [f.ChangeNoted(text=text_of(intent.text, "/change"))]


@rule.register
def _(intent: i.Suspect, incident: Incident, _now: datetime) -> Facts:
    n = max((suspect.n for suspect in incident.suspects), default=0) + 1
    return [f.Suspected(n=n, text=text_of(intent.text, "/suspect"))]


def _suspect_state(incident: Incident, n: int, to: str) -> None:
    suspect = incident.suspect(n)
    if suspect is None:
        have = f"1 to {len(incident.suspects)}" if incident.suspects else "none yet: /suspect WHAT IT MIGHT BE"
        raise Refused(f"no suspect {n}: {have}")
    if suspect.state == to:
        raise Refused(f"suspect {n} is {to} already")


@rule.register
def _(intent: i.RuleOut, incident: Incident, _now: datetime) -> Facts:
    _suspect_state(incident, intent.n, "ruled out")
    return [f.RuledOut(n=intent.n, why=text_of(intent.why, "/rule-out"))]


@rule.register
def _(intent: i.FindCause, incident: Incident, _now: datetime) -> Facts:
    _suspect_state(incident, intent.n, "cause")
    return [f.CauseFound(n=intent.n)]


@rule.register
def _(intent: i.Decide, _incident: Incident, _now: datetime) -> Facts:
    return [f.Decided(text=text_of(intent.text, "/decide"))]


@rule.register
def _(intent: i.SetImpact, _incident: Incident, _now: datetime) -> Facts:
    if not intent.text and not intent.fields:
        raise Refused("/impact needs words: /impact users=1000 checkout refuses cards")
    return [f.ImpactSet(text=text_of(intent.text, "/impact") if intent.text else "", fields=intent.fields)]


@rule.register
def _(intent: i.Link, _incident: Incident, _now: datetime) -> Facts:
    return [f.Linked(url=text_of(intent.url, "/link"), text=intent.text)]


@rule.register
def _(intent: i.SetCadence, incident: Incident, _now: datetime) -> Facts:
    if not 60 <= intent.seconds <= 7 * 86_400:
        raise Refused("updates are promised every 1 min to 7 d")
    if incident.cadence == intent.seconds:
        raise Refused(f"updates are promised every {say_duration(intent.seconds)} already")
    return [f.CadenceSet(seconds=intent.seconds, why=text_of(intent.why, "/cadence"))]


@rule.register
def _(intent: i.Pin, incident: Incident, _now: datetime) -> Facts:
    if not 1 <= intent.seq <= incident.seq:
        raise Refused(f"no line {intent.seq}: the last is {incident.seq}")
    if intent.pinned == (intent.seq in incident.pinned):
        raise Refused(f"line {intent.seq} is {'' if intent.pinned else 'not '}pinned")
    return [f.Pinned(seq=intent.seq, pinned=intent.pinned)]


@rule.register
def _(intent: i.TellUsers, incident: Incident, now: datetime) -> Facts:
    words = text_of(intent.text, "/update")
    known = [channel.id for channel in incident.playbook.channels]
    if known and intent.channel not in (*known, "users"):
        raise Refused(f"no channel {intent.channel[:40]}: {', '.join(known)}")
    return [_told(incident, intent.channel, intent.status, words, intent.at or now)]


def _told(incident: Incident, channel: str, status: str, words: str, at: datetime) -> f.UpdateRecorded:
    level = incident.level
    limit = level.cadence if level else None
    seconds = incident.cadence or (limit.counts if limit else None)
    goes_on = incident.running and status != "resolved" and incident.playbook.reaches_users(channel)
    promised = later(at, seconds) if seconds and goes_on else None
    return f.UpdateRecorded(channel=channel, status=status, text=words, next_at=promised)


@rule.register
def _(intent: i.PauseCheck, incident: Incident, now: datetime) -> Facts:
    if not intent.check.strip():
        raise Refused("/pause needs the name of a check")
    known = incident.checks.get(intent.check)
    if intent.seconds == 0:
        if known is None or known.paused_until is None or known.paused_until <= now:
            raise Refused(f"{intent.check} is not paused")
        return [f.CheckPaused(check=intent.check, until=None, why=intent.why)]
    if not 1 <= intent.seconds <= 7 * 86_400:
        raise Refused("a check may be paused for 1 s to 7 d")
    until = now + timedelta(seconds=intent.seconds)
    if known and known.paused_until and known.paused_until >= until:
        raise Refused(f"{intent.check} is paused until {clock(known.paused_until)} already")
    return [f.CheckPaused(check=intent.check, until=until, why=text_of(intent.why, "/pause"))]


@rule.register
def _(intent: i.AdoptPlaybook, incident: Incident, _now: datetime) -> Facts:
    if intent.sha256 and intent.sha256 == incident.playbook_sha256:
        raise Refused(f"playbook {intent.playbook.name} has not changed since it was adopted")
    if incident.severity and intent.playbook.severity(incident.severity) is None:
        raise Refused(f"playbook {intent.playbook.name} has no severity {incident.severity}, which is in force")
    return [f.PlaybookAdopted(name=intent.playbook.name, sha256=intent.sha256, playbook=intent.playbook)]


@rule.register
def _(intent: i.ReportTransition, incident: Incident, _now: datetime) -> Facts:
    known = incident.checks.get(intent.change.check)
    if known.state == intent.change.to if known else intent.change.to in ("up", "unknown"):
        return []
    return [changed(intent.change, from_=known.state) if known else intent.change]


@rule.register
def _(intent: i.SetWatching, _incident: Incident, _now: datetime) -> Facts:
    if intent.on:
        return [f.WatchingStarted(terminal=intent.terminal, checks=intent.checks)]
    return [f.WatchingStopped(terminal=intent.terminal, why=intent.why)]
