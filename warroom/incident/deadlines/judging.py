"""What judging a countdown shares, whatever its kind: its state, when it stopped counting, whether it applies."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from warroom.incident.deadlines.model import Deadline
from warroom.incident.state import Incident
from warroom.playbook.model import Limit


def applies(severities: tuple[str, ...], severity: str) -> bool:
    return not severities or severity in severities


def dropped(incident: Incident, base: Deadline, holds: Callable[[str], bool]) -> Deadline | None:
    """A duty that does not apply: dropped where it once did, else nothing at all."""
    ever = any(holds(change.severity) for change in incident.severities)
    return msgspec.structs.replace(base, state="dropped") if ever else None


def judge(
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
    if d.kind in ("response", "checklist", "condition") and d.anchor in _BEFORE_THE_END:
        return incident.when("resolved") or incident.ended_at
    if d.kind == "task" and (task := incident.task(d.item or 0)) and task.action:
        # An action item outlives the incident that it comes of.
        return incident.cancelled_at
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


def limit_of(incident: Incident, severity: str, field: str) -> Limit | None:
    level = incident.playbook.severity(severity)
    limit: Limit | None = getattr(level, field) if level else None
    return limit
