"""The post-mortem's draft, filled from the record in the sections of the playbook in force, or of another's."""

import msgspec

from warroom import wiring
from warroom.commands.reports import Asked
from warroom.gathering import gather
from warroom.incident.state import Incident
from warroom.report.document import Report
from warroom.report.postmortem.draft import data, document, rows
from warroom.report.postmortem.known import Known
from warroom.report.postmortem.parts import parts_of
from warroom.report.source import made_from


def make(asked: Asked) -> Report:
    """The draft of one incident; one that is open makes a draft that says so. Raises BadInput for a playbook that is
    none."""
    room = asked.house.room(asked.stream)
    incident, of = _in_sections(asked, room.incident)
    known = Known(incident, gather(asked.house.journal, room.stream), room.now())
    source = made_from(known.incident, known.now, known.incident.zone)
    made = parts_of(known)
    found = document(known, made, source)
    if of:
        found = msgspec.structs.replace(found, about=(*found.about, ("Sections of", of)))
    return Report(f"{room.stream}-postmortem", found, data(known, made), rows(known))


def _in_sections(asked: Asked, incident: Incident) -> tuple[Incident, str]:
    """The incident with the post-mortem of the playbook that was named on the line, and what that is called."""
    if not asked.house.settings.playbook_given:
        return incident, ""
    named = wiring.playbook(asked.house.settings).playbook
    if named.postmortem == incident.playbook.postmortem:
        return incident, ""
    playbook = msgspec.structs.replace(incident.playbook, postmortem=named.postmortem)
    return msgspec.structs.replace(incident, playbook=playbook), named.title or named.name
