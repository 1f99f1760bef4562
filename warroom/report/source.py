"""Which record a report was made from, and when: what stands at its end."""

from datetime import UTC, datetime
from typing import Any

from warroom.incident.moment import zone_of
from warroom.incident.state import Incident
from warroom.journal.record import stamp


def made_from(incident: Incident, now: datetime, zone: str = "") -> str:
    """ "Made from ID to #12, head 9f…, at 2026-11-22 00:20:11 UTC (01:20:11 Europe/Berlin)."."""
    made = made_at(now, zone or incident.zone)
    at = f"{made[:-1]} by the drill's clock." if incident.is_drill else made
    return f"Made from {incident.id} to #{incident.seq}, head {incident.hash}, {at}"


def made_at(now: datetime, zone: str = "") -> str:
    """The moment in UTC and in `zone`, for a report that has no single record behind it."""
    there = zone_of(zone)
    local = "" if there is UTC else f" ({now.astimezone(there):%Y-%m-%d %H:%M:%S} {zone})"
    return f"at {now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC{local}."


def source_data(incident: Incident, now: datetime, zone: str = "") -> dict[str, Any]:
    """The same for scripts."""
    return {
        "incident": incident.id,
        "seq": incident.seq,
        "hash": incident.hash,
        "made_at": stamp(now),
        "zone": zone or incident.zone or "UTC",
        "drill": incident.is_drill,
    }
