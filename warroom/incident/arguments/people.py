"""Reading who takes, hands over or is called."""

import re

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent
from warroom.incident.words import ROLES, person

_ROLE_NAMES = {"ic": "commander", "command": "commander", "tech": "technical", "communications": "comms"}
_ANSWERED = re.compile(r"(?P<no>no answer|not answered|unanswered|no reply)\b|(?P<yes>answered|acknowledged)\b", re.I)


def commander(words: str, context: Context) -> Intent:
    name, _, rest = words.partition(" ")
    c.none(rest, "ic @NAME")
    return i.TakeRole(role="commander", person=c.name(name, context))


def role(words: str, context: Context) -> Intent:
    usage = "/role comms @bo; @nobody empties it"
    role, name = c.split(words, usage)
    role = _known_role(role, context)
    name = c.name(c.need(name, usage), context)
    if name.lower() in ("nobody", "-"):
        return i.ReleaseRole(role=role)
    return i.TakeRole(role=role, person=name)


def _known_role(word: str, context: Context) -> str:
    role = _ROLE_NAMES.get(word.lower(), word.lower())
    known = _roles(context)
    if role not in known:
        raise BadInput(f"no role {role}: {', '.join(dict.fromkeys(known))}")
    return role


def _roles(context: Context) -> tuple[str, ...]:
    return (*ROLES, *(r.id for r in context.incident.playbook.roles))


def handover(words: str, context: Context) -> Intent:
    """Command, or the role behind the name; where no room is open, the shift."""
    usage = "/handover @kim, or /handover @kim comms"
    whole = c.need(words, usage)
    if _is_known(whole, context):
        name, role = whole, ""
    else:
        name, _, role = whole.partition(" ")
    name, role = c.name(name, context), role.strip()
    if context.shift:
        if role:
            raise BadInput("a shift has no roles: /handover @kim")
        return i.OfferShift(to=name)
    return i.OfferHandover(to=name, role=_known_role(role, context)) if role else i.OfferHandover(to=name)


def _is_known(words: str, context: Context) -> bool:
    known = {name.casefold() for name in (*context.people, *context.incident.people)}
    return person(words).casefold() in known


def accept(words: str, context: Context) -> Intent:
    """What is read back; before it the role, where several are offered."""
    if context.shift:
        c.none(words, "accept")
        return i.AcceptShift()
    role, said = _offered_role(words, context)
    return i.AcceptHandover(read_back=said or None, role=role)


def decline(words: str, context: Context) -> Intent:
    usage = "/decline WHY"
    if context.shift:
        return i.DeclineShift(why=c.need(words, usage))
    role, why = _offered_role(words, context)
    return i.DeclineHandover(why=c.need(why if role and why else words, usage), role=role if why else "")


def withdraw(words: str, context: Context) -> Intent:
    if context.shift:
        c.none(words, "withdraw")
        return i.WithdrawShift()
    role, rest = _offered_role(words, context)
    c.none(rest, "withdraw")
    return i.WithdrawHandover(role=role)


def _offered_role(words: str, context: Context) -> tuple[str, str]:
    """The role that is named first, if it is offered, and what follows it."""
    first, _, rest = words.partition(" ")
    role = _ROLE_NAMES.get(first.lower(), first.lower())
    return (role, rest.strip()) if role in context.incident.offers else ("", words.strip())


def escalate(words: str, context: Context) -> Intent:
    """Whom: a rung by number or words, or anybody by @name; then how, whether an answer came, and why."""
    first, _, rest = words.partition(" ")
    if not first or first.lower() == "by" or _ANSWERED.match(words):
        return _call(None, "", words)
    if first.lower().removeprefix("e").isdigit():
        return _call(c.number(first, "a rung", "e"), "", rest)
    ladder = context.incident.playbook.ladder
    who, more = _somebody(words, context)
    if who:
        rung = next((n for n, one in enumerate(ladder, 1) if one.who.casefold() == who.casefold()), None)
        return _call(rung, "" if rung else who, more)
    named, more = _split_how(words)
    called = [n for n, rung in enumerate(ladder, 1) if named.casefold() in rung.who.casefold()]
    if len(called) != 1:
        rungs = ", ".join(f"{n} {rung.who}" for n, rung in enumerate(ladder, 1))
        raise BadInput(f"no rung {c.quoted(first)}: {rungs or 'this playbook has no ladder'}; or anybody: @NAME")
    return _call(called[0], "", more)


def _somebody(words: str, context: Context) -> tuple[str, str]:
    """Who is called by name, and what follows: a contact or rung in full, else one word behind an @."""
    bare = words.removeprefix("@")
    playbook = context.incident.playbook
    known = (*(one.name for one in playbook.contacts), *(rung.who for rung in playbook.ladder))
    for name in sorted(known, key=len, reverse=True):
        if name and bare.casefold().startswith(name.casefold()) and not bare[len(name) : len(name) + 1].isalnum():
            return name, bare[len(name) :].strip()
    if not words.startswith("@"):
        return "", words
    name, _, more = words.partition(" ")
    return c.name(c.need(person(name), "/escalate @anna by phone"), context), more


def _split_how(words: str) -> tuple[str, str]:
    """The name of a rung, and what begins with how it was called or whether an answer came."""
    match = re.search(r"\s(?=by\s|no answer\b|answered\b|unanswered\b|not answered\b)", words, re.IGNORECASE)
    return (words[: match.start()], words[match.end() :]) if match else (words, "")


def _call(rung: int | None, who: str, words: str) -> Intent:
    rest, how, acknowledged = words.strip(), "", None
    for _ in range(2):
        if not how and (match := re.match(r"by\s+(\S+)\s*", rest, re.IGNORECASE)):
            how, rest = match[1].rstrip(",").lower(), rest[match.end() :].lstrip(", ")
        if acknowledged is None and (match := _ANSWERED.match(rest)):
            acknowledged, rest = bool(match["yes"]), rest[match.end() :].lstrip(",: ")
    return i.Escalate(rung=rung, who=who, text=rest.strip(), how=how, acknowledged=acknowledged)
