"""The four durations an incident is judged by; what is unknown is missing, never 0."""

from datetime import datetime

import msgspec

from warroom.incident.state import Incident


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds; None where a milestone is missing. A negative span means milestones out of order."""

    detect_s: float | None
    acknowledge_s: float | None
    mitigate_s: float | None
    resolve_s: float | None
    missing: tuple[str, ...] = ()


def metrics(incident: Incident) -> Metrics:
    """What can be computed from the milestones that are known."""
    at = {name: incident.when(name) for name in ("started", "detected", "acknowledged", "fixed", "resolved")}
    return Metrics(
        detect_s=_span(at["started"], at["detected"]),
        acknowledge_s=_span(at["detected"], at["acknowledged"]),
        mitigate_s=_span(at["started"], at["fixed"]),
        resolve_s=_span(at["started"], at["resolved"]),
        missing=tuple(name for name, moment in at.items() if moment is None),
    )


def _span(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() if start and end else None
