"""When users are to hear again."""

from datetime import datetime

from warroom.incident.deadlines.judging import judge
from warroom.incident.deadlines.model import Deadline
from warroom.incident.force import plus, soonest
from warroom.incident.state import Incident


def cadence(incident: Incident, now: datetime) -> Deadline | None:
    """From the last update sent, as promised or as the severity asks; None where nothing is promised."""
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
    return judge(incident, base, now, started_at=start, due_at=due, done_at=None)
