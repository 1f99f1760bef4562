"""Every countdown of an incident, derived from its state and the time: nothing here is ever stored.

A Deadline is an anchor plus an offset. Response, checklist item, update cadence, ladder rung, task and after-work are
one type; only how the anchor and the limit are found differs.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from warroom.incident.force import begins, ends, in_force, plus, soonest
from warroom.incident.state import CheckState, Incident
from warroom.playbook.model import Item, Limit

STATES = ("waiting", "running", "due", "overdue", "met", "met late", "skipped", "dropped", "none")
LIVE = ("running", "due", "overdue")
SNOOZED_AT_MOST_S = 3600.0


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """One countdown at one moment; `offset` is in seconds, `remaining_s` negative once overdue.

    It never shows more left than its whole length: before a clock that was set back has come to `started_at` again,
    nothing has elapsed.

    `over` marks a duty of the incident itself that was missed and that nobody need hurry for any more.
    """

    id: str
    kind: str
    label: str
    anchor: str
    state: str
    item: int | None = None
    owner: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str = ""
    offset: float | None = None
    words: str = ""
    remaining_s: float | None = None
    snoozed_until: datetime | None = None
    missed_before: int = 0
    over: bool = False

    @property
    def live(self) -> bool:
        """Whether it counts now."""
        return self.state in LIVE


def deadlines(incident: Incident, now: datetime) -> list[Deadline]:
    """All of them: response, items in the playbook's order, cadence, rungs, tasks."""
    if not incident.declared:
        return [_task(incident, n, now) for n in range(len(incident.tasks))]
    found = [_response(incident, now)]
    found += [_item(incident, item, now) for item in incident.playbook.items]
    found.append(_cadence(incident, now))
    found += [_rung(incident, n, now) for n in range(1, len(incident.playbook.ladder) + 1)]
    found += [_task(incident, n, now) for n in range(len(incident.tasks))]
    return [deadline for deadline in found if deadline is not None]


def by_urgency(found: list[Deadline], now: datetime) -> list[Deadline]:
    """Those that count, the one longest late first, then the next to break; snoozed ones last."""
    counting = [d for d in found if d.live and d.due_at is not None and not d.over]
    return sorted(
        counting,
        key=lambda d: (_snoozed(d, now), d.due_at or now, d.id),
    )


def _snoozed(d: Deadline, now: datetime) -> bool:
    """Whether it is snoozed now; an end further off than a snooze can last is no word of this clock's."""
    left = (d.snoozed_until - now).total_seconds() if d.snoozed_until else 0.0
    return 0 < left <= SNOOZED_AT_MOST_S


def _applies(severities: tuple[str, ...], severity: str) -> bool:
    return not severities or severity in severities


def _dropped(incident: Incident, base: Deadline, holds: Callable[[str], bool]) -> Deadline | None:
    """A duty that does not apply: dropped where it once did, else nothing at all."""
    ever = any(holds(change.severity) for change in incident.severities)
    return msgspec.structs.replace(base, state="dropped") if ever else None


def _judge(
    incident: Incident,
    base: Deadline,
    now: datetime,
    *,
    started_at: datetime | None,
    due_at: datetime | None,
    done_at: datetime | None,
) -> Deadline:
    """The deadline with its state: what every kind shares."""
    made = msgspec.structs.replace(
        base,
        started_at=started_at,
        due_at=due_at,
        done_at=done_at,
        snoozed_until=incident.snoozes.get(base.id),
    )
    # Nothing elapses before the start: it lies ahead where the clock was set back since it was written.
    now = max(now, started_at) if started_at else now
    ended = _ended(incident, made)
    made = msgspec.structs.replace(made, state=_state(incident, made, now, ended))
    if due_at is None or not made.live:
        return made
    left = (due_at - min(now, ended or now)).total_seconds()
    return msgspec.structs.replace(made, remaining_s=left, over=ended is not None and made.state == "overdue")


_BEFORE_THE_END = ("started", "detected", "declared", "acknowledged")


def _ended(incident: Incident, d: Deadline) -> datetime | None:
    """When a duty stopped counting: what had to be done while it burned, with the resolution; the rest with the end."""
    if d.kind in ("response", "checklist") and d.anchor in _BEFORE_THE_END:
        return incident.when("resolved") or incident.ended_at
    return incident.ended_at


def _state(incident: Incident, d: Deadline, now: datetime, ended: datetime | None) -> str:
    if d.done_at is not None:
        return "met late" if d.due_at is not None and d.done_at > d.due_at else "met"
    if ended is not None and (d.due_at is None or d.due_at >= ended):
        return "dropped"
    if d.started_at is None:
        return "waiting"
    if d.due_at is None:
        return "none"
    if now > d.due_at:
        return "overdue"
    window = (d.due_at - d.started_at).total_seconds() / 5
    window = min(max(window, 60), 600) if "resolved" not in incident.milestones else max(window, 60)
    return "due" if (d.due_at - now).total_seconds() <= window else "running"


def _response(incident: Incident, now: datetime) -> Deadline | None:
    detected = incident.when("detected")
    if detected is None:
        return None
    ack = incident.milestones.get("acknowledged")
    limit = _limit_of(incident, incident.severity, "response")
    base = Deadline(
        id="response",
        kind="response",
        label="response: acknowledge",
        anchor="detected",
        state="none",
        owner="commander",
        offset=limit.counts if limit else None,
        words=limit.words if limit else "",
        done_by=ack.by if ack else "",
    )

    def holds(severity: str) -> bool:
        return _limit_of(incident, severity, "response") is not None

    history = in_force(incident, holds, ack.at if ack else None)
    if not history:
        return _dropped(incident, base, holds)
    start = begins(history, detected, holds) or detected
    due = soonest(incident, history, start, lambda level: level.response)
    return _judge(incident, base, now, started_at=start, due_at=due, done_at=ack.at if ack else None)


def _limit_of(incident: Incident, severity: str, field: str) -> Limit | None:
    level = incident.playbook.severity(severity)
    limit: Limit | None = getattr(level, field) if level else None
    return limit


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
        if not history or not _applies(item.severities, history[-1].severity):
            continue
        due = ends(begins(history, span.start, lambda name: _applies(item.severities, name)), item.limit)
        tick = span.done.get(item.n)
        missed += due is not None and due < (tick.at if tick else span.end)
    return missed


def _item(incident: Incident, item: Item, now: datetime) -> Deadline | None:
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
        return _applies(item.severities, severity)

    if done is None and not holds(incident.severity):
        return _dropped(incident, base, holds)
    anchor_at = anchor_time(incident, item.anchor)
    if done is None and tick is not None and tick.skipped is not None:
        return msgspec.structs.replace(base, state="skipped", done_by=tick.by, started_at=anchor_at)
    history = in_force(incident, holds, done[0] if done else None)
    start = begins(history, anchor_at, holds)
    due = ends(start, limit) if history else None
    if done:
        base = msgspec.structs.replace(base, done_by=done[1])
    return _judge(incident, base, now, started_at=start, due_at=due, done_at=done[0] if done else None)


def _cadence(incident: Incident, now: datetime) -> Deadline | None:
    if not incident.running:
        return None
    level = incident.level
    limit = level.cadence if level else None
    last = incident.last_spoken
    start = last.at if last else incident.when("declared")
    if start is None or (limit is None and incident.cadence is None and not (last and last.next_at)):
        return None
    due: datetime | None
    promised = last.next_at if last else None
    if incident.cadence is not None:
        since = incident.cadence_since or start
        kept = promised if last is not None and since <= last.at else None
        due = kept or max(plus(start, incident.cadence), since)
    else:
        shortest = soonest(incident, incident.severities, start, lambda level: level.cadence)
        due = min(filter(None, [promised, shortest]), default=None)
    base = Deadline(
        id="cadence",
        kind="cadence",
        label="next update to users",
        anchor="update" if last else "declared",
        state="none",
        owner="comms",
        offset=incident.cadence or (limit.counts if limit else None),
        words=limit.words if limit else "",
    )
    return _judge(incident, base, now, started_at=start, due_at=due, done_at=None)


def _rung(incident: Incident, n: int, now: datetime) -> Deadline | None:
    rung = incident.playbook.ladder[n - 1]
    declared = incident.when("declared")
    call = incident.calls.get(n)
    base = Deadline(
        id=f"rung:{n}",
        kind="rung",
        label=f"escalate: {rung.who}",
        anchor="declared",
        state="none",
        item=n,
        owner="commander",
        offset=rung.after.counts,
        words=rung.after.words,
        done_by=call.by if call else "",
    )

    def holds(severity: str) -> bool:
        return _applies(rung.severities, severity)

    over = "fixed" in incident.milestones or not incident.running
    if call is None and (over or not holds(incident.severity)):
        return _dropped(incident, base, holds)
    history = in_force(incident, holds, call.at if call else None)
    start = begins(history, declared, holds)
    due = ends(start, rung.after) if history else None
    return _judge(incident, base, now, started_at=start, due_at=due, done_at=call.at if call else None)


def _task(incident: Incident, place: int, now: datetime) -> Deadline:
    task = incident.tasks[place]
    base = Deadline(
        id=f"task:{task.n}",
        kind="task",
        label=task.text,
        anchor="given",
        state="none",
        item=task.n,
        owner=task.owner,
        offset=(task.due_at - task.given_at).total_seconds() if task.due_at else None,
        done_by=task.owner if task.done_at else "",
    )
    return _judge(incident, base, now, started_at=task.given_at, due_at=task.due_at, done_at=task.done_at)
