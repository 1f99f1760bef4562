"""What was told to whom."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.state import Incident, Told, changed


@fold.register
def _(fact: f.UpdateRecorded, incident: Incident, record: Record) -> Incident:
    told = Told(
        fact.channel,
        fact.status,
        fact.text,
        record.at,
        record.seq,
        record.by,
        fact.next_at,
        incident.playbook.reaches_users(fact.channel),
    )
    return changed(incident, told=(*incident.told, told))
