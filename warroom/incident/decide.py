"""`decide(incident, intent, now) -> drafts`: pure; what an intent brings about, or why not."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident.intents import Draft, Intent
from warroom.incident.rules import AHEAD, clock, perform
from warroom.incident.state import Incident


def decide(incident: Incident, intent: Intent, now: datetime) -> tuple[Draft, ...]:
    """The facts this intent becomes, in order; () where it is so already and saying it again adds nothing.

    Raises Refused with one sentence: what is the case, since when, and the way out.
    """
    if intent.at is not None and intent.at > now + AHEAD:
        raise Refused(f"{clock(intent.at)} has not come yet (it is {clock(now)}): a time may be at most 2 min ahead")
    found = perform(intent, incident, now)
    return tuple(one if isinstance(one, Draft) else Draft(one, intent.at) for one in found)
