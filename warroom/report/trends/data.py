"""The metrics for scripts and spreadsheets: seconds, and an incident a row."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from warroom.incident.summary import Summary
from warroom.journal.record import stamp
from warroom.report.document import Table
from warroom.report.trends.counted import (
    SPANS,
    Counted,
    Group,
    Share,
    Wanted,
    by_month,
    by_scenario,
    by_severity,
    clocks,
    group,
    month_of,
    seconds,
    updates,
)
from warroom.report.trends.figures import METHOD

HEAD = (
    "incident", "title", "severity", "month", "declared_at", "status", "drill", "imported",
    *(f"{span}_s" for span in SPANS), "missing", "assumed", "out_of_order", "clocks_kept", "clocks_missed",
    "promises", "promises_kept", "people", "users", "revenue",
)  # fmt: skip


def data(found: Counted, wanted: Wanted, now: datetime) -> dict[str, Any]:
    """Every figure in seconds; None is not known."""
    return {
        "made_at": stamp(now),
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
        "severities": list(wanted.severities),
        "method": METHOD,
        "all": _group(group("all", found.real), now),
        "by_severity": [_group(one, now) for one in by_severity(found.real)],
        "by_month": [_group(one, now) for one in by_month(found.real)],
        "drills": [_group(one, now) for one in by_scenario(found.drills)],
        "incidents": [_incident(s, found, now) for s in (*found.real, *found.cancelled, *found.drills)],
    }


def table(found: Counted, now: datetime) -> Table:
    """An incident a row, drills and cancelled ones marked."""
    return Table(HEAD, _rows(found, now))


def _rows(found: Counted, now: datetime) -> Iterator[tuple[str, ...]]:
    for s in (*found.real, *found.cancelled, *found.drills):
        yield tuple(_cell(value) for value in _incident(s, found, now).values())


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else f"{value:.0f}" if isinstance(value, float) else str(value)


def _incident(s: Summary, found: Counted, now: datetime) -> dict[str, Any]:
    kept, told = clocks((s,), now), updates((s,))
    values = (
        s.id, s.title, s.severity, month_of(s), stamp(s.declared_at) if s.declared_at else None, s.status, s.drill,
        s.id in found.imported, *(seconds(s.spent, span) for span in SPANS), list(s.spent.missing),
        list(s.spent.assumed), list(s.spent.out_of_order), kept.kept, kept.of - kept.kept, told.of, told.kept, s.people,
        s.impact.get("users"), s.impact.get("revenue"),
    )  # fmt: skip
    return dict(zip(HEAD, values, strict=True))


def _group(one: Group, now: datetime) -> dict[str, Any]:
    return {
        "name": one.name,
        "incidents": len(one.incidents),
        "spans": {span: msgspec.structs.asdict(found) for span, found in one.spans.items()},
        "clocks": _share(clocks(one.incidents, now)),
        "updates": _share(updates(one.incidents)),
        "people": _people(one.incidents),
    }


def _people(incidents: Iterable[Summary]) -> list[int]:
    return sorted(s.people for s in incidents)


def _share(found: Share) -> dict[str, int]:
    return {"of": found.of, "kept": found.kept}
