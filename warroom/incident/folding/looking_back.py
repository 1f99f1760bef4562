"""What is written when it is over, and records that came from another journal."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Imported, Incident, Written, changed, drop, put


@fold.register
def _(fact: f.SectionWritten, incident: Incident, record: Record) -> Incident:
    if not fact.text.strip():
        return changed(incident, sections=drop(incident.sections, fact.section))
    version = incident.sections[fact.section].version + 1 if fact.section in incident.sections else 1
    written = Written(fact.text, record.at, record.seq, record.by, version)
    return changed(incident, sections=put(incident.sections, fact.section, written))


@fold.register
def _(fact: f.IncidentImported, incident: Incident, record: Record) -> Incident:
    came = Imported(record.at, record.seq, record.by, fact.head, fact.seq)
    return changed(incident, imported=put(incident.imported, fact.incident, came))
