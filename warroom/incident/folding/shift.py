"""What a shift does before anything has happened, and who has it."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold, meet
from warroom.incident.state import Ended, Incident, ListTick, OnCall, ShiftOffer, changed, drop, put


@fold.register
def _(fact: f.ListTicked, incident: Incident, record: Record) -> Incident:
    ticks = incident.lists.get(fact.list_, {})
    tick = ListTick(fact.text, record.at, record.seq, record.by)
    after = put(ticks, fact.item, tick) if fact.on else drop(ticks, fact.item)
    return changed(incident, lists=put(incident.lists, fact.list_, after))


@fold.register
def _(fact: f.ShiftOffered, incident: Incident, record: Record) -> Incident:
    offer = ShiftOffer(fact.from_, fact.to, record.at, record.seq, fact.until, fact.lines, fact.left)
    return meet(changed(_end(incident, "overtaken", record, fact.to), shift_offer=offer), fact.to)


@fold.register
def _(fact: f.ShiftDeclined, incident: Incident, record: Record) -> Incident:
    return _end(incident, "declined", record, fact.person, fact.why)


@fold.register
def _(_fact: f.ShiftWithdrawn, incident: Incident, record: Record) -> Incident:
    return _end(incident, "withdrawn", record, record.by)


@fold.register
def _(fact: f.ShiftHandedOver, incident: Incident, record: Record) -> Incident:
    on_call = OnCall(fact.to, record.at, record.seq, fact.from_) if fact.to else incident.on_call
    incident = _end(incident, "accepted", record, fact.to)
    return meet(changed(incident, lists={}, on_call=on_call), fact.to)


def _end(incident: Incident, how: str, record: Record, by: str, why: str = "") -> Incident:
    """The offer of the shift stands no more."""
    offer = incident.shift_offer
    if offer is None:
        return incident
    ended = Ended(offer.to, "", how, record.at, by, why)
    return changed(incident, shift_offer=None, ended_offers=put(incident.ended_offers, offer.to.casefold(), ended))
