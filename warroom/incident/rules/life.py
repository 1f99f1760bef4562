"""Declared, acknowledged, fixed, resolved, closed; severity, status and title."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import closing
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Fact
from warroom.incident.intents import Draft
from warroom.incident.rules.gate import Facts, before_the_end, clock, in_order, not_ahead, rule, text_of
from warroom.incident.state import Incident
from warroom.incident.words import DETECTORS, STATUSES

SAID = ("started", "detected")
"""The milestones that are said; the others come of an act."""


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
        not_ahead(intent.detected, now, "detected at ")
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


@rule.register
def _(_intent: i.Acknowledge, incident: Incident, _now: datetime) -> Facts:
    if known := incident.milestones.get("acknowledged"):
        raise Refused(f"acknowledged already, by {known.by} at {clock(known.at)}")
    return [f.Acknowledged()]


@rule.register
def _(intent: i.SetMilestone, incident: Incident, now: datetime) -> Facts:
    if intent.name not in SAID:
        raise Refused(f"{intent.name} is not said, it is done: only {' and '.join(SAID)} are set to a time")
    not_ahead(intent.moment, now)
    before_the_end(intent.moment, incident, f"{intent.name} at ")
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
        resolve = i.Resolve(by=intent.by, at=intent.at, unwatched_since=intent.unwatched_since, unread=intent.unread)
        return rule(resolve, incident, now)
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
def _(intent: i.MarkFixed, incident: Incident, now: datetime) -> Facts:
    if known := incident.milestones.get("fixed"):
        raise Refused(f"fixed already, by {known.by} at {clock(known.at)}: /unfix WHY if it does not hold")
    in_order("fixed", intent.at or now, incident)
    if "resolved" in incident.milestones or incident.ended_at is not None:
        return [f.Fixed()]
    return [f.Fixed(), *_status(incident, "monitoring", intent.at)]


@rule.register
def _(intent: i.Unfix, incident: Incident, _now: datetime) -> Facts:
    if "fixed" not in incident.milestones:
        raise Refused("nothing is marked fixed")
    if "resolved" in incident.milestones:
        raise Refused("the incident is resolved: /reopen WHY first, then /unfix WHY")
    why = text_of(intent.why, "/unfix")
    return [f.Unfixed(why=why, mistaken=intent.mistaken), *_status(incident, "identified", intent.at)]


@rule.register
def _(intent: i.Resolve, incident: Incident, now: datetime) -> Facts:
    if known := incident.milestones.get("resolved"):
        raise Refused(f"resolved already, by {known.by} at {clock(known.at)}: /reopen WHY if it is not over")
    fixed: list[Fact | Draft] = []
    if intent.fixed_at is not None:
        not_ahead(intent.fixed_at, now, "fixed at ")
        if known := incident.milestones.get("fixed"):
            raise Refused(f"fixed already, by {known.by} at {clock(known.at)}: /resolve alone keeps that")
        if intent.at is not None and intent.fixed_at > intent.at:
            raise Refused(f"fixed at {clock(intent.fixed_at)} is after resolved at {clock(intent.at)}")
        fixed.append(Draft(f.Fixed(), intent.fixed_at))
    if intent.at is not None:
        in_order("resolved", intent.at, incident)
    if incident.ended_at is not None:
        # It is over: what had to hold before it was is no question any more, and it stays closed.
        return [f.Resolved(despite=intent.despite), *fixed]
    moment = min(intent.at or now, now)
    supposed = closing.as_if_fixed(incident, intent.fixed_at)
    found = closing.unmet(supposed, moment, intent.unwatched_since, intent.unread)
    despite, left = _despite(found, intent.despite, "resolve")
    return [f.Resolved(despite=despite, left=left), *fixed, *_status(incident, "resolved", intent.at)]


def _despite(found: tuple[closing.Unmet, ...], why: str, verb: str) -> tuple[str, tuple[str, ...]]:
    """The reason to go on, and what it goes on in spite of; refused where something is open and nobody gave one."""
    if not found:
        return "", ()
    if not why.strip():
        raise Refused(closing.said(found, verb))
    return text_of(why, f"/{verb} anyway").strip(), tuple(one.said for one in found)


@rule.register
def _(intent: i.Reopen, incident: Incident, _now: datetime) -> Facts:
    if "resolved" not in incident.milestones and incident.ended_at is None:
        raise Refused(f"nothing to reopen: the incident is {incident.status}")
    why = text_of(intent.why, "/reopen")
    return [f.Reopened(why=why, mistaken=intent.mistaken), *_status(incident, "investigating", intent.at)]


@rule.register
def _(intent: i.Close, incident: Incident, now: datetime) -> Facts:
    if "resolved" not in incident.milestones:
        raise Refused("not resolved yet: /resolve first, or /cancel WHY if it was none")
    despite, left = _despite(closing.left_open(incident, intent.at or now), intent.despite, "close")
    return [f.Closed(despite=despite, left=left), *_status(incident, "closed", intent.at)]


@rule.register
def _(intent: i.ConfirmCriterion, incident: Incident, _now: datetime) -> Facts:
    every = closing.criteria(incident)
    if not 1 <= intent.n <= len(every):
        raise Refused(f"no criterion {intent.n}: " + (f"1 to {len(every)}" if every else "this playbook has none"))
    if "resolved" in incident.milestones:
        raise Refused("the incident is resolved: /reopen WHY if it is not over")
    if intent.met and "fixed" not in incident.milestones:
        raise Refused("nothing is fixed yet: /fix first, then what holds since is confirmed")
    tick = incident.criteria_met.get(intent.n)
    if intent.met == (tick is not None):
        raise Refused(
            f"{intent.n} is confirmed already, by {tick.by} at {clock(tick.at)}"
            if tick
            else f"{intent.n} is not confirmed"
        )
    return [f.CriterionMet(n=intent.n, text=every[intent.n - 1], met=intent.met)]


@rule.register
def _(intent: i.Cancel, incident: Incident, _now: datetime) -> Facts:
    return [f.Cancelled(why=text_of(intent.why, "/cancel")), *_status(incident, "cancelled", intent.at)]


@rule.register
def _(intent: i.SetTitle, incident: Incident, _now: datetime) -> Facts:
    title = text_of(intent.title, "a title").strip()
    if title == incident.title:
        raise Refused("the title is that already")
    return [f.TitleSet(from_=incident.title, to=title)]
