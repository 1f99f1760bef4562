"""What speaks against a draft at the moment somebody approves or sends it."""

from datetime import datetime

from warroom.incident.state import Incident
from warroom.incident.update import OPEN
from warroom.updates.lint import against, lint


def faults(incident: Incident, n: int | None, now: datetime) -> tuple[str, ...]:
    """What must be changed in update `n`, or in the only draft there is: a few words each."""
    found = [one for one in incident.updates if (one.n == n if n is not None else one.state in OPEN)]
    if len(found) != 1:
        return ()
    draft = found[0]
    subject = draft.subject or None
    held = against(incident, draft.channel, draft.status, now, next_at=draft.next_at, subject=subject)
    return tuple(dict.fromkeys(fault.title for fault in lint(draft.text, held).must_change))
