"""Updates and their promises, for people and for programs."""

from datetime import datetime
from typing import Any

from warroom.incident.promised import gaps
from warroom.incident.state import Incident
from warroom.incident.update import Update
from warroom.incident.words import say_duration
from warroom.journal.record import stamp
from warroom.report.words import utc


def promises_said(incident: Incident, now: datetime) -> list[str]:
    """Each promise of a next word: when it was due, and when it was kept."""
    found = []
    for gap in gaps(incident, now):
        due = utc(gap.promised_at, now)
        if gap.kept_at is None:
            stands = f"late by {say_duration(gap.late_s)}, not kept" if gap.late_s else "not due yet"
        else:
            stands = f"kept at {utc(gap.kept_at, now)}" + (f", {say_duration(gap.late_s)} late" if gap.late_s else "")
        found.append(f"promised {due}: {stands}")
    return found


def update_data(update: Update, now: datetime) -> dict[str, Any]:
    """An update for programs."""
    return {
        "n": update.n,
        "channel": update.channel,
        "status": update.status,
        "subject": update.subject,
        "text": update.text,
        "state": update.state,
        "version": update.version,
        "by": update.by,
        "at": stamp(update.at),
        "approved_by": update.approved_by or None,
        "way": update.way or None,
        "attempts": update.attempts,
        "next_at": stamp(update.next_at) if update.next_at else None,
        "retry_at": stamp(update.retry_at) if update.retry_at else None,
        "sent_at": stamp(update.sent_at) if update.sent_at else None,
        "stale": update.stale(now),
        "unsent": update.unsent,
        "why": update.why,
        "ref": update.ref,
    }


def gap_data(incident: Incident, now: datetime) -> list[dict[str, Any]]:
    """Every promise for programs: late_s is 0 where it was kept in time."""
    return [
        {
            "channel": gap.channel or None,
            "made_at": stamp(gap.made_at),
            "promised_at": stamp(gap.promised_at),
            "kept_at": stamp(gap.kept_at) if gap.kept_at else None,
            "late_s": gap.late_s,
        }
        for gap in gaps(incident, now)
    ]
