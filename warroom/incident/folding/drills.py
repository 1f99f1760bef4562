"""What a drill is besides an incident."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Incident, changed


@fold.register
def _(fact: f.DrillStarted, incident: Incident, _record: Record) -> Incident:
    return changed(incident, drill=fact, is_drill=True)


@fold.register
def _(fact: f.HintTaken, incident: Incident, _record: Record) -> Incident:
    return changed(incident, hints=max(incident.hints, fact.n))


@fold.register
def _(fact: f.DrillScored, incident: Incident, _record: Record) -> Incident:
    return changed(incident, score=fact)
