"""Which offers of a role stand, and whom they concern."""

from datetime import datetime

from warroom.incident.state import Incident, Offer


def standing(incident: Incident, now: datetime) -> tuple[Offer, ...]:
    """The offers somebody may still answer, command before any other role; none once the incident is over."""
    if incident.ended_at is not None:
        return ()
    found = [offer for offer in incident.offers.values() if not offer.lapsed(now)]
    return tuple(sorted(found, key=lambda offer: (offer.role != "commander", offer.at, offer.role)))


def of_interest(incident: Incident, now: datetime, me: str) -> Offer | None:
    """The offer to look at first: one made to `me`, else one of mine, else any."""
    found = standing(incident, now)
    name = me.casefold()
    mine = [offer for offer in found if offer.to.casefold() == name]
    given = [offer for offer in found if offer.from_.casefold() == name]
    return next(iter((*mine, *given, *found)), None)


def role_words(role: str) -> str:
    """What is handed over: "command", or "the role comms"."""
    return "command" if role == "commander" else f"the role {role}"
