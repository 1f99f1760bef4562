"""Who holds what, command handed over, the ladder."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, clock, name_of, rule, text_of
from warroom.incident.state import Incident
from warroom.incident.words import ROLES, person


@rule.register
def _(intent: i.TakeRole, incident: Incident, _now: datetime) -> Facts:
    known = {role.id for role in incident.playbook.roles} | set(ROLES)
    if intent.role not in known:
        raise Refused(f"no role {intent.role}: {', '.join(sorted(known))}")
    name = name_of(intent.person if person(intent.person).lower() not in ("", "me") else intent.by)
    held = incident.roles.get(intent.role)
    if held and held.person.casefold() == name.casefold():
        raise Refused(f"{held.person} is {intent.role} already, since {clock(held.since)}")
    return [f.RoleTaken(role=intent.role, person=known_as(incident, name), before=held.person if held else "")]


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
def _(intent: i.OfferHandover, incident: Incident, _now: datetime) -> Facts:
    to = name_of(intent.to)
    if not incident.commander:
        raise Refused(f"nobody holds command, so nothing can be handed over: /ic @{to}")
    if incident.offer:
        raise Refused(f"command is offered to {incident.offer.to} since {clock(incident.offer.at)}: /withdraw first")
    if incident.commander.casefold() == to.casefold():
        raise Refused(f"{incident.commander} holds command already")
    return [f.HandoverOffered(from_=incident.commander, to=known_as(incident, to))]


@rule.register
def _(intent: i.AcceptHandover, incident: Incident, _now: datetime) -> Facts:
    offer = incident.offer
    if offer is None:
        raise Refused("no hand-over is offered: /ic @NAME takes command at once")
    if offer.to.casefold() != intent.by.casefold():
        raise Refused(f"command is offered to {offer.to}, and you are {intent.by}: /ic @{intent.by} takes it at once")
    return [
        f.HandoverAccepted(person=offer.to, read_back=intent.read_back),
        f.RoleTaken(role="commander", person=offer.to, before=incident.commander),
    ]


@rule.register
def _(intent: i.DeclineHandover, incident: Incident, _now: datetime) -> Facts:
    if incident.offer is None:
        raise Refused("no hand-over is offered")
    if incident.offer.to.casefold() != intent.by.casefold():
        raise Refused(f"command is offered to {incident.offer.to}, and you are {intent.by}: /withdraw takes it back")
    return [f.HandoverDeclined(person=intent.by, why=text_of(intent.why, "/decline"))]


@rule.register
def _(_intent: i.WithdrawHandover, incident: Incident, _now: datetime) -> Facts:
    if incident.offer is None:
        raise Refused("no hand-over is offered")
    return [f.HandoverWithdrawn()]


@rule.register
def _(intent: i.Escalate, incident: Incident, _now: datetime) -> Facts:
    ladder = incident.playbook.ladder
    n = intent.rung
    if n is None:
        n = next((n for n in range(1, len(ladder) + 1) if n not in incident.calls), 0)
    if not 1 <= n <= len(ladder):
        raise Refused(
            f"the ladder has {len(ladder)} rungs" + (", all called" if intent.rung is None and ladder else "")
        )
    if call := incident.calls.get(n):
        raise Refused(f"{call.who} was called already, by {call.by} at {clock(call.at)}")
    return [f.Escalated(rung=n, who=ladder[n - 1].who, text=intent.text)]
