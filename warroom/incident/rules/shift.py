"""What a shift ticks before anything has happened, and how it is handed over."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, clock, name_of, rule, text_of
from warroom.incident.rules.people import known_as, shortened
from warroom.incident.shift import LASTS, done
from warroom.incident.state import Incident, ShiftOffer

ON_DUTY = "a shift is handed over on duty, not in an incident: /handover hands over a role"


@rule.register
def _(intent: i.TickList, incident: Incident, now: datetime) -> Facts:
    if incident.declared or incident.is_drill:
        raise Refused("a list of the shift is ticked on duty, not in an incident")
    called = f"{text_of(intent.list_, 'a list')} {intent.item}"
    tick = done(incident.lists, intent.list_, intent.item, intent.text, now)
    if intent.on and tick is not None:
        raise Refused(f"{called} is ticked already, by {tick.by} at {clock(tick.at)}")
    if not intent.on and tick is None:
        raise Refused(f"{called} is not ticked in this shift")
    return [f.ListTicked(list_=intent.list_, item=intent.item, text=intent.text, on=intent.on)]


@rule.register
def _(intent: i.OfferShift, incident: Incident, now: datetime) -> Facts:
    _on_duty(incident)
    to = name_of(intent.to)
    here = incident.on_call
    if here is not None and here.person.casefold() == to.casefold():
        raise Refused(f"{here.person} has the shift already, since {clock(here.since)}")
    offer = incident.shift_offer
    if offer is not None and not offer.lapsed(now):
        raise Refused(
            f"the shift is offered to {offer.to} since {clock(offer.at)}: warroom shift withdraw takes that back"
        )
    giver = here.person if here is not None else intent.by
    if here is None and giver.casefold() == to.casefold():
        # Nobody is on call yet: the first says so alone.
        return [f.ShiftHandedOver(to=known_as(incident, to))]
    return [
        f.ShiftOffered(from_=giver, to=known_as(incident, to), until=now + LASTS, lines=intent.lines, left=intent.left)
    ]


@rule.register
def _(intent: i.AcceptShift, incident: Incident, now: datetime) -> Facts:
    offer = _made_to(intent.by, incident, now)
    return [f.ShiftHandedOver(from_=offer.from_, to=offer.to)]


@rule.register
def _(intent: i.DeclineShift, incident: Incident, now: datetime) -> Facts:
    offer = _made_to(intent.by, incident, now)
    return [f.ShiftDeclined(person=offer.to, why=text_of(intent.why, "declining the shift"))]


@rule.register
def _(_intent: i.WithdrawShift, incident: Incident, now: datetime) -> Facts:
    _on_duty(incident)
    offer = incident.shift_offer
    if offer is None:
        raise Refused(f"the shift is not offered to anybody{_since(incident)}")
    if offer.lapsed(now):
        raise Refused(_lapsed(offer))
    return [f.ShiftWithdrawn()]


def _made_to(by: str, incident: Incident, now: datetime) -> ShiftOffer:
    """The offer of the shift, where it stands and was made to `by`."""
    _on_duty(incident)
    offer = incident.shift_offer
    if offer is None:
        ended = incident.ended_offers.get(by.casefold())
        if ended is None or ended.role:
            raise Refused(f"the shift is not offered to anybody{_since(incident)}")
        why = f": {shortened(ended.why)}" if ended.why else ""
        raise Refused(f"the shift offered to {ended.to} was {ended.how} by {ended.by} at {clock(ended.at)}{why}")
    if offer.to.casefold() != by.casefold():
        raise Refused(f"the shift is offered to {offer.to}, and you are {by}")
    if offer.lapsed(now):
        raise Refused(_lapsed(offer))
    return offer


def _lapsed(offer: ShiftOffer) -> str:
    until = f" at {offer.until:%Y-%m-%d} {clock(offer.until)}" if offer.until else ""
    return f"the shift offered to {offer.to} ended{until}, unanswered: {offer.from_} keeps it"


def _since(incident: Incident) -> str:
    here = incident.on_call
    return f": {here.person} has it since {here.since:%Y-%m-%d} {clock(here.since)}" if here is not None else ""


def _on_duty(incident: Incident) -> None:
    if incident.declared or incident.is_drill:
        raise Refused(ON_DUTY)
