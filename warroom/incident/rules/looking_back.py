"""Writing the post-mortem's sections, and taking a record over from another journal."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, rule, text_of
from warroom.incident.sections import find, sections_of
from warroom.incident.state import Incident


@rule.register
def _(intent: i.WriteSection, incident: Incident, _now: datetime) -> Facts:
    section = find(incident, intent.section)
    if section is None:
        known = ", ".join(one.id for one in sections_of(incident.playbook))
        raise Refused(f"this playbook's post-mortem has no section {intent.section}: {known}")
    before = incident.sections.get(section.id)
    if not intent.text.strip():
        if before is None:
            raise Refused(f"nobody wrote {section.id}: it is filled in from the record")
        return [f.SectionWritten(section=section.id, text="")]
    text = text_of(intent.text, f"/write {section.id}")
    if before is not None and before.text == text:
        raise Refused(f"{section.id} says so already, since #{before.seq}")
    return [f.SectionWritten(section=section.id, text=text)]


@rule.register
def _(intent: i.NoteImport, incident: Incident, _now: datetime) -> Facts:
    if incident.declared or incident.is_drill:
        raise Refused("an import is recorded on duty, not in an incident")
    before = incident.imported.get(intent.incident)
    if before is not None and before.head == intent.head:
        raise Refused(f"{intent.incident} was imported to #{intent.seq} before, #{before.seq} on duty")
    return [
        f.IncidentImported(
            incident=intent.incident, seq=intent.seq, head=intent.head, sha256=intent.sha256, file=intent.file
        )
    ]
