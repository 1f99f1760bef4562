"""A role that is offered and waits for an answer."""

from datetime import datetime

from warroom.incident.deadlines.judging import judge
from warroom.incident.deadlines.model import Deadline
from warroom.incident.offered import role_words, standing
from warroom.incident.state import Incident, Offer


def handovers(incident: Incident, now: datetime) -> list[Deadline]:
    """One for each offer that may still be answered; unanswered it lapses, and nobody is late."""
    return [_clock(incident, offer, now) for offer in standing(incident, now)]


def _clock(incident: Incident, offer: Offer, now: datetime) -> Deadline:
    base = Deadline(
        id=f"handover:{offer.role}",
        kind="handover",
        label=f"{offer.to} to take {role_words(offer.role)}",
        anchor="offered",
        state="none",
        owner=offer.to,
        offset=(offer.until - offer.at).total_seconds() if offer.until else None,
    )
    return judge(incident, base, now, started_at=offer.at, due_at=offer.until, done_at=None)
