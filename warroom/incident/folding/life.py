"""An incident from its declaration to its end."""

from collections.abc import Mapping
from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.duties import owed
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold, reach
from warroom.incident.stability import anew
from warroom.incident.state import Incident, Moment, SeverityChange, Span, Tick, changed, drop, put
from warroom.playbook.model import Item


@fold.register
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


@fold.register
def _(_fact: f.Acknowledged, incident: Incident, record: Record) -> Incident:
    return incident if "acknowledged" in incident.milestones else reach(incident, "acknowledged", record)


@fold.register
def _(fact: f.MilestoneSet, incident: Incident, record: Record) -> Incident:
    moment = Moment(fact.at, record.seq, record.by, by_what=fact.by_what)
    return changed(incident, milestones=put(incident.milestones, fact.name, moment))


@fold.register
def _(fact: f.SeveritySet, incident: Incident, record: Record) -> Incident:
    change = SeverityChange(record.at, fact.to, record.seq, record.by)
    return changed(incident, severity=fact.to, severities=(*incident.severities, change))


@fold.register
def _(fact: f.StatusSet, incident: Incident, record: Record) -> Incident:
    return changed(incident, status=fact.to, status_seq=record.seq)


@fold.register
def _(_fact: f.Fixed, incident: Incident, record: Record) -> Incident:
    past, ticks = _given_back(incident.past_fixes, incident.ticks, record.at)
    kept = incident.past_fixes[len(past) :]
    seen = {**kept[0].criteria, **incident.criteria_met} if kept else incident.criteria_met
    return reach(changed(incident, past_fixes=past, ticks=ticks, criteria_met=seen), "fixed", record)


@fold.register
def _(_fact: f.Unfixed, incident: Incident, record: Record) -> Incident:
    incident, span = _take_away(incident, "fixed", record)
    if span is None:
        return incident
    # What was seen of a fix that did not hold has to be seen again.
    span = changed(span, criteria=incident.criteria_met)
    return changed(incident, past_fixes=(*incident.past_fixes, span), criteria_met={})


@fold.register
def _(fact: f.Resolved, incident: Incident, record: Record) -> Incident:
    past, ticks = _given_back(incident.past_resolutions, incident.ticks, record.at)
    kept = incident.past_resolutions[len(past) :]
    duties = {**kept[0].duties, **incident.duties_done} if kept else incident.duties_done
    resolved = changed(incident, past_resolutions=past, ticks=ticks, despite=fact.despite, duties_done=duties)
    return reach(resolved, "resolved", record)


@fold.register
def _(fact: f.CriterionMet, incident: Incident, record: Record) -> Incident:
    if not fact.met:
        return changed(incident, criteria_met=drop(incident.criteria_met, fact.n))
    tick = Tick(record.at, record.seq, record.by)
    return changed(incident, criteria_met=put(incident.criteria_met, fact.n, tick))


@fold.register
def _(_fact: f.Reopened, incident: Incident, record: Record) -> Incident:
    incident, span = _take_away(incident, "resolved", record)
    # What was scored was not the end.
    incident = changed(incident, milestones=drop(incident.milestones, "closed"), cancelled_at=None, score=None)
    if span is None:
        return incident
    # What closes it is to be done for the next end.
    closing = [one.duty.id for one in owed(incident) if one.closing]
    duties = {id_: tick for id_, tick in incident.duties_done.items() if id_ in closing}
    span = changed(span, duties=duties, despite=incident.despite)
    incident = changed(incident, duties_done=drop(incident.duties_done, *closing), despite="")
    incident = anew(incident, span.start, record.at)
    return changed(incident, past_resolutions=(*incident.past_resolutions, span))


def _take_away(incident: Incident, anchor: str, record: Record) -> tuple[Incident, Span | None]:
    """Remove a milestone; what was ticked because of it waits again, and is remembered in the span."""
    moment = incident.milestones.get(anchor)
    if moment is None:
        return incident, None
    by_id = {item.id: item for item in reversed(incident.playbook.items)}
    hung = {item.n for item in incident.playbook.items if _hangs_on(by_id, item.anchor, anchor)}
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


def _hangs_on(by_id: Mapping[str, Item], anchor: str, milestone: str) -> bool:
    """Whether an anchor is this milestone, or an item that waits for it; items that wait in a circle never do."""
    for _ in range(len(by_id) + 1):
        if anchor == milestone:
            return True
        item = by_id.get(anchor.removeprefix("item:")) if anchor.startswith("item:") else None
        if item is None:
            return False
        if item.done_by == milestone:
            return True
        anchor = item.anchor
    return False


@fold.register
def _(_fact: f.Closed, incident: Incident, record: Record) -> Incident:
    return reach(incident, "closed", record)


@fold.register
def _(_fact: f.Cancelled, incident: Incident, record: Record) -> Incident:
    return changed(incident, cancelled_at=record.at)


@fold.register
def _(fact: f.TitleSet, incident: Incident, _record: Record) -> Incident:
    return changed(incident, title=fact.to)


@fold.register
def _(fact: f.PlaybookAdopted, incident: Incident, _record: Record) -> Incident:
    return changed(incident, playbook=fact.playbook, playbook_sha256=fact.sha256)
