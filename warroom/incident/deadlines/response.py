"""How soon somebody has to acknowledge."""

from datetime import datetime

from warroom.incident.deadlines.judging import dropped, judge, limit_of
from warroom.incident.deadlines.model import Deadline
from warroom.incident.force import begins, in_force, soonest
from warroom.incident.state import Incident


def response(incident: Incident, now: datetime) -> Deadline | None:
    """From when it was noticed; None before, and where no level that was in force limits it."""
    detected = incident.when("detected")
    if detected is None:
        return None
    ack = incident.milestones.get("acknowledged")
    limit = limit_of(incident, incident.severity, "response")
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
        return limit_of(incident, severity, "response") is not None

    history = in_force(incident, holds, ack.at if ack else None)
    if not history:
        return dropped(incident, base, holds)
    start = begins(history, detected, holds) or detected
    due = soonest(incident, history, start, lambda level: level.response)
    return judge(incident, base, now, started_at=start, due_at=due, done_at=ack.at if ack else None)
