"""The four durations an incident is judged by; what is unknown is missing, never 0."""

from datetime import datetime

import msgspec

from warroom.incident.state import Incident


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds, never negative; None where a milestone is missing, or its end lies before its start.

    `missing` names the milestones nobody said, `out_of_order` the durations whose two ends contradict each other.
    """

    detect_s: float | None
    acknowledge_s: float | None
    mitigate_s: float | None
    resolve_s: float | None
    missing: tuple[str, ...] = ()
    out_of_order: tuple[str, ...] = ()


ENDS = {
    "detect_s": ("started", "detected"),
    "acknowledge_s": ("detected", "acknowledged"),
    "mitigate_s": ("started", "fixed"),
    "resolve_s": ("started", "resolved"),
}
"""Each duration's two milestones."""


def metrics(incident: Incident) -> Metrics:
    """What can be computed from the milestones that are known."""
    at = {name: incident.when(name) for name in ("started", "detected", "acknowledged", "fixed", "resolved")}
    spans = {name: _span(at[start], at[end]) for name, (start, end) in ENDS.items()}
    backward = tuple(name for name, span in spans.items() if span is not None and span < 0)
    known = {name: None if name in backward else span for name, span in spans.items()}
    return Metrics(
        detect_s=known["detect_s"],
        acknowledge_s=known["acknowledge_s"],
        mitigate_s=known["mitigate_s"],
        resolve_s=known["resolve_s"],
        missing=tuple(name for name, moment in at.items() if moment is None),
        out_of_order=backward,
    )


def _span(start: datetime | None, end: datetime | None) -> float | None:
    return (end - start).total_seconds() if start and end else None
