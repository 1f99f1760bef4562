"""An incident in the shape that runbooks keep in a file: id, severity, times, impact, timeline, action items.

What nobody recorded is null; nothing is reckoned from what is not there.
"""

import re
from datetime import UTC, datetime
from typing import Any

from warroom.report.document import Block, Document, Facts, Heading, Item, Items, Table
from warroom.report.postmortem.actions import items_of
from warroom.report.postmortem.known import Known
from warroom.report.postmortem.story import story

_WHOLE = re.compile(r"\d{1,3}(?:[, ]\d{3})+|\d{1,15}", re.ASCII)


def data(known: Known) -> dict[str, Any]:
    """The file: times are RFC 3339 UTC, those of the timeline HH:MM where all of them are of one day."""
    incident = known.incident
    detected = incident.milestones.get("detected")
    began = incident.when("started") or (detected.at if detected and not detected.assumed else None)
    resolved = incident.when("resolved")
    lasted = (resolved - began).total_seconds() / 60 if began and resolved and resolved >= began else None
    return {
        "incident": {
            "id": incident.id,
            "severity": known.severity or None,
            "title": incident.title or None,
            "started_at": _stamp(began),
            "detected_by": (detected.by_what if detected else "") or None,
            "resolved_at": _stamp(resolved),
            **({"drill": True} if incident.is_drill else {}),
            "impact": {
                "users_affected": _number(known.field("users")),
                "revenue_lost": known.field("revenue") or None,
                "duration_minutes": None if lasted is None else int(lasted),
            },
            "timeline": [{"time": time, "event": event} for time, event in _events(known)],
            "action_items": [task.text for task in items_of(known)],
        }
    }


def document(known: Known, source: str = "") -> Document:
    """The same for people."""
    file = data(known)["incident"]
    hit = file["impact"]
    blocks: list[Block] = [
        Heading("Impact"),
        Facts(tuple((name.replace("_", " "), _said(value)) for name, value in hit.items())),
        Heading("Timeline"),
        rows(known),
        Heading("Action items"),
        Items(tuple(Item(words) for words in file["action_items"]) or (Item("not recorded", tone="blank"),)),
    ]
    names = ("id", "severity", "started_at", "detected_by", "resolved_at")
    return Document(
        title=f"Incident: {known.incident.title or known.incident.id}",
        blocks=tuple(blocks),
        about=tuple((name.replace("_", " "), _said(file[name])) for name in names),
        source=source,
        drill=known.incident.is_drill,
    )


def rows(known: Known) -> Table:
    """The timeline, for a spreadsheet."""
    return Table(("Time (UTC)", "Event"), tuple(_events(known)), caption="What happened, in order")


def _events(known: Known) -> list[tuple[str, str]]:
    lines = story(known).lines
    days = {line.at.astimezone(UTC).date() for line in lines}
    return [(f"{line.at:%H:%M}" if len(days) < 2 else _stamp(line.at) or "", line.text) for line in lines]


def _number(words: str) -> int | str | None:
    """A whole number where it is one, else the words as they were said."""
    if _WHOLE.fullmatch(words.strip()):
        return int(re.sub(r"[, ]", "", words))
    return words or None


def _said(value: object) -> str:
    return "not recorded" if value is None else str(value)


def _stamp(at: datetime | None) -> str | None:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else None
