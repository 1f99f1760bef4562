"""Every ten minutes the deputy asks where the incident stands."""

from datetime import datetime, timedelta

from warroom.incident.deadlines.model import Deadline
from warroom.incident.force import plus
from warroom.incident.state import Incident

EVERY = timedelta(minutes=10)


def mark(incident: Incident, now: datetime) -> Deadline | None:
    """The next one; None while nothing runs. Nobody is ever late for it."""
    declared = incident.when("declared")
    if declared is None or not incident.running:
        return None
    now = max(now, declared)
    due = plus(now - (now - declared) % EVERY, EVERY.total_seconds())
    return Deadline(
        id="mark",
        kind="mark",
        label="10-minute mark: where are we?",
        anchor="declared",
        state="running",
        owner="deputy" if "deputy" in incident.roles else "commander",
        started_at=declared,
        due_at=due,
        offset=EVERY.total_seconds(),
        words="every 10 min",
        remaining_s=(due - now).total_seconds(),
        snoozed_until=incident.snoozes.get("mark"),
    )
