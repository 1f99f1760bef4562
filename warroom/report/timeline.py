"""The timeline as plain lines, for a shell and for what is copied."""

from datetime import datetime

from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines import describe, happened, late, marks
from warroom.text import visible


def as_line(record: Record, incident: Incident, now: datetime) -> str:
    """One record in one safe line, its time in UTC with the date."""
    said = describe(record, incident, now)
    behind = [*marks(record, incident), late(record, incident, now)]
    at = happened(record, incident)
    text = " ".join(filter(None, [visible(said.text), *(f"[{visible(note)}]" for note in behind if note)]))
    drill = "DRILL  " if incident.is_drill else ""
    return f"{at:%Y-%m-%d %H:%M:%S}Z #{record.seq:<4} {drill}{said.word:<8} {text}  ({visible(record.by)})"
