"""Data in the wrong hands: legal and security are called, and whom the playbook names for that."""

import re

from warroom.incident.state import Incident
from warroom.playbook.model import Contact, Playbook

WORDS = ("breach", "breached", "lost", "loss", "stolen", "leak", "leaked", "exposed")
NOBODY = "call legal and security: the playbook names nobody"
_NAMED = re.compile(r"\b(legal|security|privacy|infosec|ciso|dpo|data protection|counsel|lawyers?)\b", re.IGNORECASE)
_NO = re.compile(r"\b(no|not|none|without)\b", re.IGNORECASE)


def is_breach(fields: dict[str, str]) -> bool:
    """Whether an impact says that data got away: data=breach, lost, stolen, leaked, exposed."""
    said = fields.get("data", "")
    words = re.split(r"[^a-z]+", said.casefold())
    return any(word in WORDS for word in words) and not _NO.search(said)


def contacts(playbook: Playbook) -> tuple[Contact, ...]:
    """Whom the playbook names for legal, security or privacy."""
    return tuple(one for one in playbook.contacts if _NAMED.search(f"{one.name} {one.role}"))


def to_call(incident: Incident) -> tuple[Contact, ...]:
    """Whom the breach obliges to call and nobody called yet."""
    if not is_breach(incident.impact_fields):
        return ()
    called = {*incident.called, *(call.who.casefold() for call in incident.calls.values())}
    return tuple(one for one in contacts(incident.playbook) if one.name.casefold() not in called)


def needs(incident: Incident) -> str:
    """What a breach still asks for, in words; "" for nothing."""
    if not is_breach(incident.impact_fields):
        return ""
    if not contacts(incident.playbook):
        known = any(_NAMED.search(name) for name in incident.called)
        return "" if known else NOBODY
    return f"call {names(left)}" if (left := to_call(incident)) else ""


def names(found: tuple[Contact, ...]) -> str:
    """Who, each with how to reach them."""
    return ", ".join(f"{one.name} ({one.how})" if one.how else one.name for one in found)
