"""What was written when it was over, and records that came from another journal."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, say


@say.register
def _(fact: f.SectionWritten, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "section", f"{fact.section}: {fact.text or 'left to the record again'}")


@say.register
def _(fact: f.IncidentImported, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "import", f"{fact.incident}, {fact.seq} records to {fact.head[:12]}")
