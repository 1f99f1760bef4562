"""Reading who takes, hands over or is called."""

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent
from warroom.incident.words import ROLES

_ROLE_NAMES = {"ic": "commander", "tech": "technical", "communications": "comms"}


def commander(words: str, context: Context) -> Intent:
    name, _, rest = words.partition(" ")
    c.none(rest, "ic @NAME")
    return i.TakeRole(role="commander", person=c.name(name, context))


def role(words: str, context: Context) -> Intent:
    usage = "/role comms @bo; @nobody empties it"
    role, name = c.split(words, usage)
    role = _ROLE_NAMES.get(role.lower(), role.lower())
    known = (*ROLES, *(r.id for r in context.incident.playbook.roles))
    if role not in known:
        raise BadInput(f"no role {role}: {', '.join(dict.fromkeys(known))}")
    name = c.name(c.need(name, usage), context)
    if name.lower() in ("nobody", "-"):
        return i.ReleaseRole(role=role)
    return i.TakeRole(role=role, person=name)


def handover(words: str, context: Context) -> Intent:
    return i.OfferHandover(to=c.name(c.need(words, "/handover @kim"), context))


def escalate(words: str, context: Context) -> Intent:
    first, _, rest = words.partition(" ")
    if not first:
        return i.Escalate()
    if first.lower().removeprefix("e").isdigit():
        return i.Escalate(rung=c.number(first, "a rung", "e"), text=rest.strip())
    ladder = context.incident.playbook.ladder
    called = [n for n, rung in enumerate(ladder, 1) if words.casefold() in rung.who.casefold()]
    if len(called) != 1:
        rungs = ", ".join(f"{n} {rung.who}" for n, rung in enumerate(ladder, 1))
        raise BadInput(f"no rung {c.quoted(first)}: {rungs or 'this playbook has no ladder'}")
    return i.Escalate(rung=called[0])
