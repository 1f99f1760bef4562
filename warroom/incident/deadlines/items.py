"""The checklist: each item from its anchor, ticked by hand or by the fact its `done_by` names."""

from datetime import datetime

import msgspec

from warroom.incident.deadlines.judging import applies, dropped, judge
from warroom.incident.deadlines.model import Deadline
from warroom.incident.force import begins, ends, in_force
from warroom.incident.state import CheckState, Incident
from warroom.playbook.model import Item


def item_done(incident: Incident, item: Item) -> tuple[datetime, str] | None:
    """When an item was done and by whom: by hand, or by the fact its `done_by` names."""
    tick = incident.ticks.get(item.n)
    if tick is not None and tick.skipped is None:
        return tick.at, tick.by
    return _done_by(incident, item.done_by) if item.done_by else None


def _done_by(incident: Incident, done_by: str) -> tuple[datetime, str] | None:
    name, _, rest = done_by.partition(":")
    if name == "role":
        holding = incident.roles.get(rest)
        return (holding.filled.at, holding.filled.by) if holding else None
    if name == "hypothesis":
        named = (s for s in incident.suspects if s.seq not in incident.struck)
        first = min(named, key=lambda suspect: suspect.at, default=None)
        return (first.at, first.by) if first else None
    if name == "checks":
        return _all_up(incident)
    if name == "update":
        channel, _, status = rest.partition(":")
        said = (
            told
            for told in incident.told
            if (told.channel == channel or (channel == "users" and told.to_users))
            and (not status or told.status == status)
            and not _before_reopening(incident, told.at, status)
        )
        told = min(said, key=lambda told: told.at, default=None)
        return (told.at, told.by) if told else None
    moment = incident.milestones.get(name)
    return (moment.at, moment.by) if moment else None


def _before_reopening(incident: Incident, at: datetime, status: str) -> bool:
    """A "resolved" message sent for a resolution that was taken back does not count for the next one."""
    return status == "resolved" and any(at <= span.end for span in incident.past_resolutions)


def _all_up(incident: Incident) -> tuple[datetime, str] | None:
    fixed = incident.when("fixed")
    states = [check for check in incident.checks.values() if not _held(check, incident.last_at)]
    if fixed is None or not states or any(check.state != "up" for check in states):
        return None
    return max([fixed, *(check.since for check in states if check.since)]), "check"


def _held(check: CheckState, last_at: datetime | None) -> bool:
    """Whether a check was paused when the newest record was written."""
    return check.paused_until is not None and last_at is not None and last_at < check.paused_until


def anchor_time(incident: Incident, anchor: str) -> datetime | None:
    """When the anchor happened: a milestone, or "item:ID" for an item that was done."""
    if not anchor.startswith("item:"):
        return incident.when(anchor)
    item = incident.playbook.item_by_id(anchor.removeprefix("item:"))
    done = item_done(incident, item) if item else None
    return done[0] if done else None


def _missed(incident: Incident, item: Item) -> int:
    """How often this item was missed while its anchor stood that was later taken away."""
    spans = {"fixed": incident.past_fixes, "resolved": incident.past_resolutions}.get(item.anchor, ())
    missed = 0
    for span in spans:
        history = tuple(
            change for place, change in enumerate(incident.severities) if not place or change.at <= span.end
        )
        if not history or not applies(item.severities, history[-1].severity):
            continue
        due = ends(begins(history, span.start, lambda name: applies(item.severities, name)), item.limit)
        tick = span.done.get(item.n)
        missed += due is not None and due < (tick.at if tick else span.end)
    return missed


def item_clock(incident: Incident, item: Item, now: datetime) -> Deadline | None:
    """An item; None where it never applied."""
    limit = item.limit
    base = Deadline(
        id=f"item:{item.n}",
        kind="after" if item.anchor == "resolved" else "checklist",
        label=item.label,
        anchor=item.anchor,
        state="none",
        item=item.n,
        owner=item.owner,
        offset=limit.counts if limit else None,
        words=limit.words if limit else "",
        missed_before=_missed(incident, item),
    )
    done = item_done(incident, item)
    tick = incident.ticks.get(item.n)

    def holds(severity: str) -> bool:
        return applies(item.severities, severity)

    if done is None and not holds(incident.severity):
        return dropped(incident, base, holds)
    anchor_at = anchor_time(incident, item.anchor)
    if done is None and tick is not None and tick.skipped is not None:
        return msgspec.structs.replace(base, state="skipped", done_by=tick.by, started_at=anchor_at)
    history = in_force(incident, holds, done[0] if done else None)
    start = begins(history, anchor_at, holds)
    due = ends(start, limit) if history else None
    if done:
        base = msgspec.structs.replace(base, done_by=done[1])
    return judge(incident, base, now, started_at=start, due_at=due, done_at=done[0] if done else None)
