"""What is known and was decided, whom it hits, how often users hear."""

from warroom.incident import facts as f
from warroom.incident.breach import is_breach
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Incident, Suspect, changed, put


@fold.register
def _(fact: f.Suspected, incident: Incident, record: Record) -> Incident:
    if incident.suspect(fact.n):
        return _settle(incident, fact.n, "open")
    suspect = Suspect(fact.n, fact.text, record.at, record.seq, record.by)
    return changed(incident, suspects=(*incident.suspects, suspect))


def _settle(incident: Incident, n: int, state: str, why: str = "") -> Incident:
    suspects = tuple(changed(s, state=state, why=why) if s.n == n else s for s in incident.suspects)
    return changed(incident, suspects=suspects)


@fold.register
def _(fact: f.RuledOut, incident: Incident, _record: Record) -> Incident:
    return _settle(incident, fact.n, "ruled out", fact.why)


@fold.register
def _(fact: f.CauseFound, incident: Incident, _record: Record) -> Incident:
    return _settle(incident, fact.n, "cause")


@fold.register
def _(fact: f.ImpactSet, incident: Incident, record: Record) -> Incident:
    fields = {**incident.impact_fields, **fact.fields}
    breached = (incident.breach_at or record.at) if is_breach(fields) else None
    return changed(incident, impact=fact.text or incident.impact, impact_fields=fields, breach_at=breached)


@fold.register
def _(fact: f.Linked, incident: Incident, record: Record) -> Incident:
    return changed(incident, linked=put(incident.linked, record.seq, fact.url))


@fold.register
def _(fact: f.CadenceSet, incident: Incident, record: Record) -> Incident:
    return changed(incident, cadence=fact.seconds, cadence_since=record.at)
