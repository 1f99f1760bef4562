"""Who holds what, command handed over, the ladder."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.offered import role_words, standing
from warroom.incident.read_back import HOW, missing
from warroom.incident.rules.gate import Facts, clock, name_of, rule, text_of
from warroom.incident.state import Call, Ended, Incident, Offer
from warroom.incident.words import ROLES, person

LAPSES = timedelta(minutes=10)
"""An offer that nobody answers ends by itself after this long."""
MOST_WHY = 160
MOST_READ_BACK = 400
"""Characters of what is read back."""


@rule.register
def _(intent: i.TakeRole, incident: Incident, _now: datetime) -> Facts:
    known_role(intent.role, incident)
    name = name_of(intent.person if person(intent.person).lower() not in ("", "me") else intent.by)
    held = incident.roles.get(intent.role)
    if held and held.person.casefold() == name.casefold():
        raise Refused(f"{held.person} is {intent.role} already, since {clock(held.since)}")
    if held and intent.seen is not None and held.person != intent.seen:
        since = clock(held.since)
        raise Refused(f"{held.person} is {intent.role} since {since}, just before you: ask again to take it")
    return [f.RoleTaken(role=intent.role, person=known_as(incident, name), before=held.person if held else "")]


def known_role(role: str, incident: Incident) -> None:
    """Refuse a role that nobody has heard of."""
    known = {one.id for one in incident.playbook.roles} | set(ROLES)
    if role not in known:
        raise Refused(f"no role {role}: {', '.join(sorted(known))}")


def known_as(incident: Incident, name: str) -> str:
    """One spelling a person: the one used first."""
    return next((known for known in incident.people if known.casefold() == name.casefold()), name)


@rule.register
def _(intent: i.ReleaseRole, incident: Incident, _now: datetime) -> Facts:
    held = incident.roles.get(intent.role)
    if held is None:
        raise Refused(f"nobody is {intent.role}")
    return [f.RoleReleased(role=intent.role, person=held.person)]


@rule.register
def _(intent: i.OfferHandover, incident: Incident, now: datetime) -> Facts:
    to, role = name_of(intent.to), intent.role
    known_role(role, incident)
    held = incident.roles.get(role)
    if held is None:
        nobody = "nobody holds command" if role == "commander" else f"nobody is {role}"
        way = f"/ic @{to}" if role == "commander" else f"/role {role} @{to}"
        raise Refused(f"{nobody}, so nothing can be handed over: {way}")
    offer = incident.offers.get(role)
    if offer is not None and not offer.lapsed(now):
        raise Refused(f"{role_words(role)} is offered to {offer.to} since {clock(offer.at)}: /withdraw first")
    if held.person.casefold() == to.casefold():
        holds = "holds command" if role == "commander" else f"is {role}"
        raise Refused(f"{held.person} {holds} already")
    return [
        f.HandoverOffered(
            from_=held.person, to=known_as(incident, to), role=role, until=now + LAPSES, brief=intent.brief
        )
    ]


@rule.register
def _(intent: i.AcceptHandover, incident: Incident, now: datetime) -> Facts:
    offer = _made_to(intent.by, intent.role, incident, now, "accept")
    said = " ".join((intent.read_back or "").split())
    if len(said) > MOST_READ_BACK:
        raise Refused(f"a read-back is short: {HOW}")
    if fault := missing(said, incident, offer, now):
        raise Refused(f"{fault}: {HOW}")
    held = incident.roles.get(offer.role)
    return [
        f.HandoverAccepted(person=offer.to, role=offer.role, read_back=said),
        f.RoleTaken(role=offer.role, person=offer.to, before=held.person if held else ""),
    ]


@rule.register
def _(intent: i.DeclineHandover, incident: Incident, now: datetime) -> Facts:
    offer = _made_to(intent.by, intent.role, incident, now, "decline")
    return [f.HandoverDeclined(person=offer.to, role=offer.role, why=text_of(intent.why, "/decline"))]


@rule.register
def _(intent: i.WithdrawHandover, incident: Incident, now: datetime) -> Facts:
    found = [one for one in standing(incident, now) if intent.role in ("", one.role)]
    given = [one for one in found if one.from_.casefold() == intent.by.casefold()]
    if not found:
        lapsed = [one for one in incident.offers.values() if intent.role in ("", one.role)]
        raise Refused(_lapsed(lapsed[0]) if lapsed else "no hand-over is offered")
    offer = _the_one(given or found, "withdraw")
    return [f.HandoverWithdrawn(role=offer.role)]


def _made_to(by: str, role: str, incident: Incident, now: datetime, verb: str) -> Offer:
    """The one offer that stands and was made to `by`; refused with what happened since where there is none."""
    found = standing(incident, now)
    mine = [one for one in found if one.to.casefold() == by.casefold() and role in ("", one.role)]
    if mine:
        return _the_one(mine, verb)
    since = _what_became(by, role, incident, now)
    if not found:
        raise Refused(since or "no hand-over is offered: /ic @NAME takes command at once")
    other = next((one for one in found if one.role == role), found[0])
    offered = f"{role_words(other.role)} is offered to {other.to}, and you are {by}"
    if verb == "decline":
        raise Refused(f"{offered}: /withdraw takes it back")
    way = f"/ic @{by}" if other.role == "commander" else f"/role {other.role} @{by}"
    raise Refused(since or f"{offered}: {way} takes it at once")


def _the_one(found: Sequence[Offer], verb: str) -> Offer:
    if len(found) > 1:
        ways = " or ".join(f"/{verb} {one.role}" for one in found)
        raise Refused(f"{' and '.join(role_words(one.role) for one in found)} are offered: {ways}")
    return found[0]


def _what_became(by: str, role: str, incident: Incident, now: datetime) -> str:
    """What happened to the last offer made to somebody, "" where none was made."""
    name = by.casefold()
    for one in incident.offers.values():
        if one.to.casefold() == name and role in ("", one.role) and one.lapsed(now):
            return _lapsed(one)
    ended = incident.ended_offers.get(name)
    return _ended(ended) if ended is not None and role in ("", ended.role) else ""


def _lapsed(offer: Offer) -> str:
    until = f" at {clock(offer.until)}" if offer.until else ""
    return (
        f"the offer of {role_words(offer.role)} to {offer.to} ended{until}, unanswered: "
        f"{offer.from_} keeps it, /handover @{offer.to} offers it anew"
    )


def _ended(ended: Ended) -> str:
    what = f"the offer of {role_words(ended.role)} to {ended.to}"
    match ended.how:
        case "withdrawn":
            return f"{what} was withdrawn by {ended.by} at {clock(ended.at)}"
        case "declined":
            return f"{ended.to} declined {role_words(ended.role)} at {clock(ended.at)}: {shortened(ended.why)}"
        case "accepted":
            return f"{ended.to} accepted {role_words(ended.role)} at {clock(ended.at)} already"
    return f"{what} ended at {clock(ended.at)}: {ended.by} has it now, or was offered it"


def shortened(why: str) -> str:
    """A reason as a sentence can hold it; the record has all of it."""
    return why if len(why) <= MOST_WHY else f"{why[: MOST_WHY - 1]}…"


@rule.register
def _(intent: i.Escalate, incident: Incident, _now: datetime) -> Facts:
    ladder = incident.playbook.ladder
    how, text = (text_of(said, "/escalate").strip() if said.strip() else "" for said in (intent.how, intent.text))
    if intent.rung is None and intent.who:
        who = text_of(intent.who, "whom you called")
        _once(incident.called.get(who.casefold()), intent, f"@{who}")
        return [f.Escalated(rung=0, who=who, text=text, how=how, acknowledged=intent.acknowledged)]
    n = intent.rung
    if n is None:
        n = next((n for n in range(1, len(ladder) + 1) if n not in incident.calls), 0)
    if not 1 <= n <= len(ladder):
        raise Refused(
            f"the ladder has {len(ladder)} rungs" + (", all called" if intent.rung is None and ladder else "")
        )
    _once(incident.calls.get(n), intent, str(n))
    return [f.Escalated(rung=n, who=ladder[n - 1].who, text=text, how=how, acknowledged=intent.acknowledged)]


def _once(call: Call | None, intent: i.Escalate, named: str) -> None:
    """Refuse a call that says nothing new: an answer is new, another way, and another try after none came."""
    if call is None or (intent.acknowledged is not None and intent.acknowledged != call.acknowledged):
        return
    if call.acknowledged and call.acknowledged_at:
        raise Refused(f"{call.who} answered already, at {clock(call.acknowledged_at)}")
    if not intent.how and call.acknowledged is None:
        raise Refused(
            f"{call.who} was called already, by {call.by} at {clock(call.at)}: "
            f"/escalate {named} answered, or no answer, or by phone"
        )
