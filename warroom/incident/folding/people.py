"""Who holds what, command handed over, who was called."""

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.folding.base import fold, meet, reach
from warroom.incident.state import Call, Holding, Incident, Moment, Offer, changed, drop, put


@fold.register
def _(fact: f.RoleTaken, incident: Incident, record: Record) -> Incident:
    held = incident.roles.get(fact.role) or _taken_back(incident.left.get(fact.role), fact, record)
    filled = held.filled if held else Moment(record.at, record.seq, fact.person)
    roles = put(incident.roles, fact.role, Holding(fact.person, record.at, record.seq, filled))
    incident = meet(changed(incident, roles=roles), fact.person)
    if fact.role == "commander" and incident.declared and "acknowledged" not in incident.milestones:
        incident = reach(incident, "acknowledged", record)
    return changed(incident, offer=None) if fact.role == "commander" else incident


@fold.register
def _(fact: f.RoleReleased, incident: Incident, _record: Record) -> Incident:
    held = incident.roles.get(fact.role)
    left = put(incident.left, fact.role, held) if held else incident.left
    return changed(incident, roles=drop(incident.roles, fact.role), left=left)


def _taken_back(left: Holding | None, fact: f.RoleTaken, record: Record) -> Holding | None:
    """The holding that is in force again as it was: the same person since the same moment."""
    return left if left and (left.person, left.since) == (fact.person, record.at) else None


@fold.register
def _(fact: f.Escalated, incident: Incident, record: Record) -> Incident:
    return changed(incident, calls=put(incident.calls, fact.rung, Call(record.at, record.seq, fact.who, record.by)))


@fold.register
def _(fact: f.HandoverOffered, incident: Incident, record: Record) -> Incident:
    return meet(changed(incident, offer=Offer(fact.from_, fact.to, record.at, record.seq)), fact.to)


@fold.register(f.HandoverAccepted)
@fold.register(f.HandoverDeclined)
@fold.register(f.HandoverWithdrawn)
def _(_fact: Fact, incident: Incident, _record: Record) -> Incident:
    return changed(incident, offer=None)
