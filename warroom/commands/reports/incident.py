"""The facts of an incident in the runbooks' own YAML: who, when, whom it hit, what happened, what is left to do."""

from warroom.commands.reports import Asked
from warroom.gathering import gather
from warroom.report.document import Report
from warroom.report.incident_file import data, document, rows
from warroom.report.postmortem.known import Known
from warroom.report.source import made_from


def make(asked: Asked) -> Report:
    """One incident, open or over; what nobody recorded is null."""
    room = asked.house.room(asked.stream)
    known = Known(room.incident, gather(asked.house.journal, room.stream), room.now())
    source = made_from(known.incident, known.now, known.incident.zone)
    return Report(room.stream, document(known, source), data(known), rows(known))
