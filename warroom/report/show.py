"""The state of an incident as `show --json` and `list --json` print it."""

from datetime import datetime
from typing import Any

import msgspec

from warroom.incident.deadlines import deadlines, item_done
from warroom.incident.metrics import metrics
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.incident.words import MILESTONES
from warroom.journal.record import stamp


def show(incident: Incident, now: datetime) -> dict[str, Any]:
    """Every word of the contract; times are RFC 3339 UTC, durations seconds."""
    found = deadlines(incident, now)
    by_id = {d.id: d for d in found}
    detected = incident.milestones.get("detected")
    return {
        "id": incident.id,
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status,
        "open": incident.open,
        "drill": incident.is_drill,
        "playbook": incident.playbook.name,
        "channel": incident.channel,
        **{f"{name}_at": _time(incident.when(name)) for name in MILESTONES},
        "detected_assumed": bool(detected and detected.assumed),
        "detected_by": detected.by_what if detected else "",
        "impact": {**incident.impact_fields, "text": incident.impact},
        "roles": {role: {"person": h.person, "since": stamp(h.since)} for role, h in incident.roles.items()},
        "checklist": [
            {
                "n": item.n,
                "id": item.id,
                "text": item.text,
                "done": (done := item_done(incident, item)) is not None,
                "at": _time(done[0] if done else None),
                "by": done[1] if done else None,
                "due_at": _time(by_id[f"item:{item.n}"].due_at),
                "state": by_id[f"item:{item.n}"].state,
            }
            for item in incident.playbook.items
            if f"item:{item.n}" in by_id
        ],
        "deadlines": [
            {
                "id": d.id,
                "kind": d.kind,
                "label": d.label,
                "anchor": d.anchor,
                "item": d.item,
                "owner": d.owner,
                "due_at": _time(d.due_at),
                "state": d.state,
                "remaining_s": d.remaining_s,
                "missed_before": d.missed_before,
            }
            for d in found
        ],
        "tasks": [
            {
                "n": t.n,
                "owner": t.owner,
                "text": t.text,
                "given_at": stamp(t.given_at),
                "due_at": _time(t.due_at),
                "done_at": _time(t.done_at),
                "action": t.action,
            }
            for t in incident.tasks
        ],
        "hypotheses": [
            {"n": s.n, "text": s.text, "state": s.state, "why": s.why, "struck": s.seq in incident.struck}
            for s in incident.suspects
        ],
        "links": list(incident.links),
        "checks": [
            {"name": name, "state": check.state_at(now), "since": _time(check.since), "reason": check.reason}
            for name, check in incident.checks.items()
        ],
        "metrics": msgspec.to_builtins(metrics(incident)),
        "head": {"seq": incident.seq, "hash": incident.hash},
    }


def line(summary: Summary) -> dict[str, Any]:
    """One incident of `list --json`."""
    return {
        "id": summary.id,
        "title": summary.title,
        "severity": summary.severity,
        "status": summary.status,
        "open": summary.open,
        "drill": summary.drill,
        "playbook": summary.playbook,
        "commander": summary.commander,
        "declared_at": _time(summary.declared_at),
        "resolved_at": _time(summary.resolved_at),
        "closed_at": _time(summary.ended_at),
        "records": summary.records,
    }


def _time(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
