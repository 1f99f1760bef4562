"""What checks did, which are held or allowed."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Accepted, CheckState, Incident, changed, put, remember


@fold.register
def _(fact: f.CheckChanged, incident: Incident, record: Record) -> Incident:
    known = remember(incident.checks.get(fact.check), fact, record.at, incident.when("declared"))
    return changed(incident, checks=put(incident.checks, fact.check, known))


@fold.register
def _(fact: f.CheckPaused, incident: Incident, _record: Record) -> Incident:
    known = changed(incident.checks.get(fact.check, CheckState()), paused_until=fact.until)
    return changed(incident, checks=put(incident.checks, fact.check, known))


@fold.register
def _(fact: f.ChecksAccepted, incident: Incident, record: Record) -> Incident:
    accepted = Accepted(fact.name, fact.sha256, record.by, record.at, fact.digest)
    return changed(incident, accepted=put(incident.accepted, fact.sha256, accepted))
