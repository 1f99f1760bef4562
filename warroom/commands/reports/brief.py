"""The report `brief`: six lines that answer "what is happening?"."""

from warroom.commands.around import look
from warroom.commands.reports import Asked
from warroom.report.brief import brief
from warroom.report.document import Document, Facts, Report, Table
from warroom.report.source import made_from, source_data


def make(asked: Asked) -> Report:
    """The six lines of the incident that is meant."""
    house = asked.house
    room = house.room(asked.stream)
    incident, now = room.incident, room.now()
    with look(host=False) as around:
        lines = brief(incident, now, around(house, incident).views)
    zone = incident.zone or house.settings.zone
    document = Document(
        title=incident.title or incident.id,
        blocks=(Facts(tuple(lines)),),
        about=(("incident", incident.id),),
        source=made_from(incident, now, zone),
        drill=incident.is_drill,
    )
    data = {**dict(lines), "made_from": source_data(incident, now, zone), "drill": incident.is_drill}
    return Report(f"{incident.id}-brief", document, data, Table(("about", "said"), lines))
