"""What a shift does before anything has happened."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Incident, ListTick, changed, drop, put


@fold.register
def _(fact: f.ListTicked, incident: Incident, record: Record) -> Incident:
    ticks = incident.lists.get(fact.list_, {})
    tick = ListTick(fact.text, record.at, record.seq, record.by)
    after = put(ticks, fact.item, tick) if fact.on else drop(ticks, fact.item)
    return changed(incident, lists=put(incident.lists, fact.list_, after))


@fold.register
def _(_fact: f.ShiftHandedOver, incident: Incident, _record: Record) -> Incident:
    return changed(incident, lists={})
