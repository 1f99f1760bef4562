"""The ladder: who is called at which minute, unless it is fixed by then."""

from datetime import datetime

from warroom.incident.deadlines.judging import applies, dropped, judge
from warroom.incident.deadlines.model import Deadline
from warroom.incident.force import begins, ends, in_force
from warroom.incident.state import Incident


def rung_clock(incident: Incident, n: int, now: datetime) -> Deadline | None:
    """The nth rung, from 1; None where it never applied."""
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
        return applies(rung.severities, severity)

    over = "fixed" in incident.milestones or not incident.running
    if call is None and (over or not holds(incident.severity)):
        return dropped(incident, base, holds)
    history = in_force(incident, holds, call.at if call else None)
    start = begins(history, declared, holds)
    due = ends(start, rung.after) if history else None
    return judge(incident, base, now, started_at=start, due_at=due, done_at=call.at if call else None)
