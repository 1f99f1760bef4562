"""What a shift does before anything has happened."""

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.folding.base import fold, meet
from warroom.incident.state import Incident, ListTick, OnCall, ShiftOffer, changed, drop, put


@fold.register
def _(fact: f.ListTicked, incident: Incident, record: Record) -> Incident:
    ticks = incident.lists.get(fact.list_, {})
    tick = ListTick(fact.text, record.at, record.seq, record.by)
    after = put(ticks, fact.item, tick) if fact.on else drop(ticks, fact.item)
    return changed(incident, lists=put(incident.lists, fact.list_, after))


@fold.register
def _(fact: f.ShiftOffered, incident: Incident, record: Record) -> Incident:
    offer = ShiftOffer(fact.from_, fact.to, record.at, record.seq, fact.until, fact.lines, fact.left)
    return meet(changed(incident, shift_offer=offer), fact.to)


@fold.register(f.ShiftDeclined)
@fold.register(f.ShiftWithdrawn)
def _(_fact: Fact, incident: Incident, _record: Record) -> Incident:
    return changed(incident, shift_offer=None)


@fold.register
def _(fact: f.ShiftHandedOver, incident: Incident, record: Record) -> Incident:
    on_call = OnCall(fact.to, record.at, record.seq, fact.from_) if fact.to else incident.on_call
    return changed(incident, lists={}, shift_offer=None, on_call=on_call)
