"""Which channel and which status are written for next."""

from warroom.incident.state import Incident
from warroom.incident.words import STAGES


def channels(incident: Incident) -> tuple[str, ...]:
    """The playbook's channels, then those only its templates name; "users" where it has none."""
    named = [one.id for one in incident.playbook.channels]
    named += [one.channel.lower() for one in incident.playbook.templates if one.channel and not named]
    return tuple(dict.fromkeys(named)) or ("users",)


def first_channel(incident: Incident, me: str) -> str:
    """Where somebody writes first: an open draft, one's own before others'; else where users were told last."""
    known = channels(incident)
    drafts = sorted((one for one in incident.updates if one.open), key=lambda one: (one.by == me, one.seq))
    if drafts:
        return drafts[-1].channel
    last = incident.last_told
    if last is not None and last.channel in known:
        return last.channel
    return next((name for name in known if incident.playbook.reaches_users(name)), known[0])


def following(known: tuple[str, ...], here: str) -> str:
    """The one after this, round and round."""
    return known[(known.index(here) + 1) % len(known)] if here in known else known[0]


def following_status(here: str) -> str:
    """The next stage of an incident."""
    return following(STAGES, here)
