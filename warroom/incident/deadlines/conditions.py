"""What is owed only on a condition, and what closes an incident once it is resolved."""

from datetime import datetime

import msgspec

from warroom.incident.deadlines.judging import applies, dropped, judge
from warroom.incident.deadlines.model import Deadline
from warroom.incident.duties import Owed, concerns, done, skipped
from warroom.incident.force import begins, ends, in_force
from warroom.incident.state import Incident


def condition_clock(incident: Incident, owed: Owed, now: datetime) -> Deadline | None:
    """A duty; None where it never applied, and before the resolution for what comes after it."""
    if owed.closing and "resolved" not in incident.milestones:
        return None
    duty = owed.duty
    met = done(incident, owed)
    base = Deadline(
        id=f"duty:{owed.n}",
        kind="after" if owed.closing else "condition",
        label=duty.text,
        anchor="resolved" if owed.closing else "declared",
        state="none",
        item=None if owed.closing else owed.n,
        owner=duty.owner,
        offset=duty.after.counts if duty.after else None,
        words=(duty.after.words if duty.after else "") or duty.condition,
        done_by=met[1] if met else "",
    )

    def holds(severity: str) -> bool:
        return applies(duty.severities, severity)

    if met is None and not holds(incident.severity):
        return dropped(incident, base, holds)
    anchor = incident.when(base.anchor)
    if met is None and (waived := skipped(incident, owed)):
        return msgspec.structs.replace(base, state="skipped", done_by=waived.by, started_at=anchor)
    history = in_force(incident, holds, met[0] if met else None)
    start = begins(history, anchor, holds)
    due = ends(start, duty.after) if history else None
    if met is None and due is not None and not owed.closing and _over_before(incident, due):
        return msgspec.structs.replace(base, state="dropped", started_at=start, due_at=due)
    if due is None and history and incident.breach_at is not None and concerns(incident, duty):
        # Its condition came about then, and it says no time: it is owed at once, also after a fix.
        start = due = incident.breach_at
    return judge(incident, base, now, started_at=start, due_at=due, done_at=met[0] if met else None)


def _over_before(incident: Incident, due: datetime) -> bool:
    """Whether the incident did not last so long: it was fixed first."""
    fixed = incident.when("fixed")
    return fixed is not None and fixed <= due
