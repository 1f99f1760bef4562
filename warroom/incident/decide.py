"""`decide(incident, intent, now) -> drafts`: pure; what an intent brings about, or why not."""

from datetime import datetime

from warroom.incident.intents import Draft, Intent
from warroom.incident.state import Incident


def decide(incident: Incident, intent: Intent, now: datetime) -> tuple[Draft, ...]:
    """The facts this intent becomes, in order; () where it is so already and saying it again adds nothing.

    Raises Refused with one sentence: what is the case, since when, and the way out.
    """
    # No room needs the rules before somebody types.
    from warroom.incident.rules import perform
    from warroom.incident.rules.gate import not_ahead

    if intent.at is not None:
        not_ahead(intent.at, now)
    found = perform(intent, incident, now)
    return tuple(one if isinstance(one, Draft) else Draft(one, intent.at) for one in found)
