"""What speaks against a draft at the moment somebody approves or sends it."""

from datetime import datetime

from warroom.incident.state import Incident
from warroom.incident.update import OPEN, Update
from warroom.updates.lint import against, lint


def version(incident: Incident, n: int | None) -> int | None:
    """The version of update `n`, or of the only draft there is; None where there is none."""
    draft = _meant(incident, n)
    return draft.version if draft is not None else None


def faults(incident: Incident, n: int | None, now: datetime) -> tuple[str, ...]:
    """What must be changed in update `n`, or in the only draft there is: a few words each."""
    draft = _meant(incident, n)
    if draft is None:
        return ()
    subject = draft.subject or None
    held = against(incident, draft.channel, draft.status, now, next_at=draft.next_at, subject=subject)
    return tuple(dict.fromkeys(fault.title for fault in lint(draft.text, held).must_change))


def _meant(incident: Incident, n: int | None) -> Update | None:
    found = [one for one in incident.updates if (one.n == n if n is not None else one.state in OPEN)]
    return found[0] if len(found) == 1 else None
