"""How long it has to be watched and green after the fix."""

from datetime import datetime

from warroom.incident.deadlines.model import Deadline
from warroom.incident.force import plus
from warroom.incident.stability import PAUSED, stability
from warroom.incident.state import Incident
from warroom.incident.words import say_duration


def stability_clock(incident: Incident, now: datetime, unwatched_since: datetime | None) -> Deadline | None:
    """The window; None where the playbook asks for none. While it is held, `words` say why and nothing is due."""
    found = stability(incident, now, unwatched_since)
    if found is None:
        return None
    held = PAUSED.get(found.mood, "")
    state = "met" if found.through_at else "waiting" if found.since is None else "running"
    if state != "met" and (incident.ended_at is not None or "resolved" in incident.milestones):
        state = "dropped"
    running = state == "running"
    left = found.needed_s - found.counted_s
    return Deadline(
        id="stability",
        kind="stability",
        label=f"{'quiet' if found.by_clock else 'watched and green'} for {say_duration(found.needed_s)}",
        anchor="fixed",
        state=state,
        owner="technical",
        started_at=found.since,
        due_at=plus(max(now, found.since or now), left) if running and not held else None,
        done_at=found.through_at,
        offset=found.needed_s,
        words=held if running else "by the clock alone: no checks" if found.by_clock else "",
        remaining_s=left if running else None,
        snoozed_until=incident.snoozes.get("stability"),
    )
