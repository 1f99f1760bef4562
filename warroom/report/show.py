"""The state of an incident as `show --json` and `list --json` print it."""

from datetime import datetime
from typing import Any

import msgspec

from warroom.incident.closing import gate
from warroom.incident.deadlines import deadlines, item_done
from warroom.incident.metrics import metrics
from warroom.incident.offered import standing
from warroom.incident.state import EMPTY, Incident, Offer, Told
from warroom.incident.summary import Summary
from warroom.incident.words import MILESTONES
from warroom.journal.record import stamp
from warroom.report.offers import offers, scenarios
from warroom.report.plain import ALONE, Around, check_data, clock_data, seen
from warroom.report.updates import gap_data, update_data


def show(incident: Incident, now: datetime, around: Around = ALONE) -> dict[str, Any]:
    """Every word of the contract; times are RFC 3339 UTC, durations seconds.

    `checks` are as recorded, `readings` as somebody asks them now.
    """
    found = deadlines(incident, now, unwatched_since=around.unwatched_since)
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
        "deadlines": [clock_data(d) for d in found],
        "gate": [
            msgspec.to_builtins(one) for one in gate(incident, now, around.unwatched_since, around.unread(incident))
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
                "priority": t.priority,
            }
            for t in incident.tasks
        ],
        "hypotheses": [
            {"n": s.n, "text": s.text, "state": s.state, "why": s.why, "struck": s.seq in incident.struck}
            for s in incident.suspects
        ],
        "links": list(incident.links),
        "pinned": list(incident.pinned),
        "told": _told(incident.last_told),
        "updates": [update_data(one, now) for one in sorted(incident.updates, key=lambda one: one.n)],
        "unsent": len(incident.unsent),
        "promises": gap_data(incident, now),
        "offer": _offer(next(iter(standing(incident, now)), None)),
        "offers": [one._asdict() for one in offers(incident, around.views, now)],
        "likely": [
            {"id": one.id, "title": one.title, "severity": one.severity, "symptoms": list(one.symptoms)}
            for one in scenarios(incident, around.views, now)
        ],
        "checks": [
            {"name": name, "state": check.state_at(now), "since": _time(check.since), "reason": check.reason}
            for name, check in incident.checks.items()
        ],
        "readings": [{**check_data(one), "word": one.word, "soft": one.soft} for one in seen(EMPTY, around.views, now)],
        "asked_by": around.asked_by,
        "on_call": around.on_call,
        "here": [
            {"name": one.name, "terminal": one.terminal, "silent_s": round(one.silent_s)}
            for one in around.present
            if one.stream == incident.id
        ],
        "metrics": msgspec.to_builtins(metrics(incident)),
        "head": {"seq": incident.seq, "hash": incident.hash},
    }


def _told(last: Told | None) -> dict[str, Any] | None:
    if last is None:
        return None
    return {
        "channel": last.channel,
        "status": last.status,
        "text": last.text,
        "at": stamp(last.at),
        "by": last.by,
        "next_at": _time(last.next_at),
    }


def _offer(offer: Offer | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    until = _time(offer.until)
    return {"from": offer.from_, "to": offer.to, "role": offer.role, "at": stamp(offer.at), "until": until}


def line(summary: Summary) -> dict[str, Any]:
    """One incident of `list --json`."""
    return {
        "id": summary.id,
        "title": summary.title,
        "severity": summary.severity,
        "status": summary.status,
        "open": summary.open,
        "imported": summary.imported,
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
