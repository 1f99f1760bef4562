"""`evolve(incident, record) -> Incident`: pure, total, the only way state changes."""

from warroom.incident.facts import Record
from warroom.incident.folding import fold, with_person
from warroom.incident.state import Incident, changed


def evolve(incident: Incident, record: Record) -> Incident:
    """The state after this record. Never raises: a fact that makes no sense here folds to its place alone."""
    after = fold(record.fact, incident, record)
    return changed(
        after,
        id=record.stream,
        seq=record.seq,
        hash=record.hash,
        people=with_person(after.people, record.by),
        back_dated=after.back_dated + record.back_dated,
        last_at=record.noted_at,
    )
