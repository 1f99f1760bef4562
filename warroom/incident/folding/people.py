"""Who holds what, command handed over, who was called."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold, meet, reach
from warroom.incident.state import Call, Ended, Holding, Incident, Moment, Offer, changed, drop, put


@fold.register
def _(fact: f.RoleTaken, incident: Incident, record: Record) -> Incident:
    held = incident.roles.get(fact.role) or _taken_back(incident.left.get(fact.role), fact, record)
    filled = held.filled if held else Moment(record.at, record.seq, fact.person)
    roles = put(incident.roles, fact.role, Holding(fact.person, record.at, record.seq, filled))
    incident = meet(changed(incident, roles=roles), fact.person)
    if fact.role == "commander" and incident.declared and "acknowledged" not in incident.milestones:
        incident = reach(incident, "acknowledged", record)
    return _end(incident, fact.role, "overtaken", record, by=fact.person)


@fold.register
def _(fact: f.RoleReleased, incident: Incident, record: Record) -> Incident:
    held = incident.roles.get(fact.role)
    left = put(incident.left, fact.role, changed(held, until=record.at)) if held else incident.left
    return changed(incident, roles=drop(incident.roles, fact.role), left=left)


def _taken_back(left: Holding | None, fact: f.RoleTaken, record: Record) -> Holding | None:
    """The holding that is in force again as it was: the same person since the same moment."""
    return left if left and (left.person, left.since) == (fact.person, record.at) else None


@fold.register
def _(fact: f.Escalated, incident: Incident, record: Record) -> Incident:
    """The first call counts for the clock; later ones say how often, and whether an answer came."""
    name = fact.who.casefold()
    known = incident.calls.get(fact.rung) if fact.rung else incident.called.get(name)
    if known is None:
        known = Call(record.at, record.seq, fact.who, record.by, fact.how, fact.text, times=0)
    # An answer alone is no other call.
    again = known.times > 0 and fact.acknowledged is not None and not fact.how
    call = changed(
        known,
        how=fact.how or known.how,
        text=fact.text or known.text,
        times=known.times if again else known.times + 1,
        acknowledged=known.acknowledged if fact.acknowledged is None else fact.acknowledged,
        acknowledged_at=record.at if fact.acknowledged else known.acknowledged_at,
        last_at=known.last_at if again else record.at,
    )
    if fact.rung:
        return changed(incident, calls=put(incident.calls, fact.rung, call))
    return changed(incident, called=put(incident.called, name, call))


@fold.register
def _(fact: f.HandoverOffered, incident: Incident, record: Record) -> Incident:
    incident = _end(incident, fact.role, "overtaken", record, by=fact.to)
    offer = Offer(fact.from_, fact.to, record.at, record.seq, fact.role, fact.until, fact.brief, record.hash)
    return meet(changed(incident, offers=put(incident.offers, fact.role, offer)), fact.to)


@fold.register
def _(fact: f.HandoverAccepted, incident: Incident, record: Record) -> Incident:
    return _end(incident, fact.role, "accepted", record, by=fact.person)


@fold.register
def _(fact: f.HandoverDeclined, incident: Incident, record: Record) -> Incident:
    return _end(incident, fact.role, "declined", record, by=fact.person, why=fact.why)


@fold.register
def _(fact: f.HandoverWithdrawn, incident: Incident, record: Record) -> Incident:
    return _end(incident, fact.role, "withdrawn", record, by=record.by)


def _end(incident: Incident, role: str, how: str, record: Record, *, by: str, why: str = "") -> Incident:
    """The offer of a role stands no more; whom it was made to can be told what became of it."""
    offer = incident.offers.get(role)
    if offer is None:
        return incident
    ended = Ended(offer.to, role, how, record.at, by, why)
    return changed(
        incident,
        offers=drop(incident.offers, role),
        ended_offers=put(incident.ended_offers, offer.to.casefold(), ended),
    )
