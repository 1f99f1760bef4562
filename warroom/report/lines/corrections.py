"""What was written and is now said otherwise, marked or erased."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, because, say
from warroom.report.words import utc


@say.register
def _(fact: f.Amended, _r: Record, _i: Incident, now: datetime) -> Line:
    at = f"happened at {utc(fact.at, now)}" if fact.at else ""
    return Line("act", "amend", ", ".join(filter(None, [f"#{fact.seq}", at, fact.text])))


@say.register
def _(fact: f.Struck, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "strike", f"#{fact.seq}{because(fact.why)}")


@say.register
def _(fact: f.Pinned, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "pin" if fact.pinned else "unpin", f"#{fact.seq}")


@say.register
def _(fact: f.Redacted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "redact", f"#{fact.seq}{because(fact.why)}")
