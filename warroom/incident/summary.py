"""One incident in a line."""

from datetime import datetime

import msgspec

from warroom.incident.state import Incident


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as lists show it; times are UTC."""

    id: str
    title: str = ""
    severity: str = ""
    status: str = ""
    open: bool = True
    running: bool = False
    drill: bool = False
    playbook: str = ""
    commander: str = ""
    began: datetime | None = None
    declared_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    last_at: datetime | None = None
    records: int = 0


def summarise(incident: Incident) -> Summary:
    """The line of an incident."""
    declared = incident.when("declared")
    return Summary(
        id=incident.id,
        title=incident.title,
        severity=incident.severity,
        status=incident.status,
        open=incident.open,
        running=incident.running or (incident.is_drill and incident.open and not incident.declared),
        drill=incident.is_drill,
        playbook=incident.playbook.name,
        commander=incident.commander,
        began=declared or (incident.drill.start if incident.drill else incident.last_at),
        declared_at=declared,
        resolved_at=incident.when("resolved"),
        ended_at=incident.ended_at,
        last_at=incident.last_at,
        records=incident.seq,
    )
