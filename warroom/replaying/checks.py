"""The rows of the checks as the record knew them: how they turned, and no reading."""

from datetime import datetime

from warroom.checks.model import View
from warroom.incident.state import CheckState, Incident

WORDS = {"up": "up", "degraded": "slow", "down": "down", "unknown": "none", "paused": "held"}
_UP = CheckState(state="up")
"""Who begins to watch names those that are not."""


def views(incident: Incident, now: datetime) -> tuple[View, ...]:
    """A row a check, those that were asked first, in the order in which they were."""
    names = dict.fromkeys([*incident.watched.checks, *incident.checks])
    return tuple(_view(name, incident.checks.get(name, _UP), now) for name in names)


def _view(name: str, check: CheckState, now: datetime) -> View:
    state = check.state_at(now)
    if state not in WORDS:
        state = "unknown"
    word = WORDS[state]
    since = check.since if state != "paused" else None
    return View(name, "", "", state, word, "", since, check.since, check.reason)  # type: ignore[arg-type]  # it is one of WORDS
