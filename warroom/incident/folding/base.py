"""What all folding shares: the table of kinds, people, milestones."""

from functools import singledispatch

from warroom.incident.facts import Fact, Record
from warroom.incident.state import Incident, Moment, changed, put
from warroom.incident.words import MACHINES


def with_person(people: tuple[str, ...], name: str) -> tuple[str, ...]:
    return people if not name or name in MACHINES or name in people else (*people, name)


def meet(incident: Incident, name: str) -> Incident:
    return changed(incident, people=with_person(incident.people, name))


def reach(incident: Incident, name: str, record: Record) -> Incident:
    return changed(incident, milestones=put(incident.milestones, name, Moment(record.at, record.seq, record.by)))


@singledispatch
def fold(_fact: Fact, incident: Incident, _record: Record) -> Incident:
    return incident
