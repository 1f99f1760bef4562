"""What is owed on a condition, numbered d1, d2… in the playbook's order, then what closes an incident."""

import re
from datetime import datetime
from typing import NamedTuple

from warroom.incident.breach import is_breach
from warroom.incident.state import Incident, Tick
from warroom.playbook.model import Duty, Item

_CLOSING = (
    (Duty(id="all_clear", text="users and the team have the all-clear", owner="comms"), r"all.?clear"),
    (
        Duty(id="stand_down", text="everybody who was called in stands down", owner="commander"),
        r"st(?:and|ood).{0,6}down|sent home",
    ),
    (
        Duty(id="archive_channel", text="the incident's channel is archived", owner="scribe"),
        r"archiv\w*.{0,40}channel|channel.{0,40}(?:archiv|closed)",
    ),
)
_POSTMORTEM = r"post.?mortem|retrospective|\breview"
_OF_DATA = re.compile(r"\b(?:data|security|legal|privacy|breach\w*)\b", re.IGNORECASE)


class Owed(NamedTuple):
    """A duty under its number; `closing` where warroom asks for it once the incident is resolved."""

    n: int
    duty: Duty
    closing: bool = False


def owed(incident: Incident) -> tuple[Owed, ...]:
    """All of them; the numbers stay whatever the incident goes through."""
    playbook = incident.playbook
    known = {duty.id for duty in playbook.duties}
    closing = [duty for duty, words in _CLOSING if duty.id not in known and not _said(playbook.items, words, duty)]
    within = playbook.postmortem.within
    after = tuple(item for item in playbook.items if item.anchor == "resolved")
    if within is not None and "postmortem" not in known and not _said(after, _POSTMORTEM):
        held = "the post-mortem is held"
        severities = playbook.postmortem.severities
        closing.append(Duty(id="postmortem", text=held, after=within, owner="commander", severities=severities))
    numbered = enumerate((*playbook.duties, *closing), 1)
    return tuple(Owed(n, duty, n > len(playbook.duties)) for n, duty in numbered)


def _told_resolved(item: Item) -> bool:
    return (item.done_by or "").startswith("update:") and (item.done_by or "").endswith(":resolved")


def _said(items: tuple[Item, ...], words: str, duty: Duty | None = None) -> bool:
    """Whether the playbook's own items speak of it."""
    if duty is not None and duty.id == "all_clear" and any(_told_resolved(item) for item in items):
        return True
    return any(
        re.search(words, f"{item.id} {item.short} {item.text}".replace("_", " "), re.IGNORECASE) for item in items
    )


def find(incident: Incident, n: int) -> Owed | None:
    """The duty with this number."""
    return next((one for one in owed(incident) if one.n == n), None)


def done(incident: Incident, one: Owed) -> tuple[datetime, str] | None:
    """When a duty was done and by whom: by hand, or by an update on its channel."""
    tick = incident.duties_done.get(one.duty.id)
    if tick is not None and tick.skipped is None:
        return tick.at, tick.by
    return told(incident, one)


def told(incident: Incident, one: Owed) -> tuple[datetime, str] | None:
    """The first update that does it: on its channel after declaring, for the all-clear one that says resolved."""
    if one.closing and one.duty.id == "all_clear":
        reopened = max((span.end for span in incident.past_resolutions), default=None)
        said = [t for t in incident.told if t.status == "resolved" and (reopened is None or t.at > reopened)]
    elif one.duty.channel:
        declared = incident.when("declared")
        said = [t for t in incident.told if t.channel == one.duty.channel and declared and t.at >= declared]
    else:
        return None
    first = min((t for t in said if t.seq not in incident.struck), key=lambda t: (t.at, t.seq), default=None)
    return (first.at, first.by) if first else None


def skipped(incident: Incident, one: Owed) -> Tick | None:
    """The tick of a duty that was waived."""
    tick = incident.duties_done.get(one.duty.id)
    return tick if tick is not None and tick.skipped is not None else None


def concerns(incident: Incident, duty: Duty) -> bool:
    """Whether the impact, data=breach or the like, speaks of what this duty is about."""
    return is_breach(incident.impact_fields) and bool(_OF_DATA.search(f"{duty.id} {duty.text} {duty.condition}"))
