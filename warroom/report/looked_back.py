"""A look back in a few lines, for a chat or a ticket."""

from datetime import datetime

from warroom.incident.state import Incident
from warroom.report.review import Reached, Review, counted_from
from warroom.report.words import elapsed, plural, since, span
from warroom.text import visible

MOST_REDS = 3


def summary(incident: Incident, review: Review) -> str:
    """Title, milestones, clocks, updates, the worst checks, who, each in a line; times are UTC."""
    base = counted_from(incident)
    drill = "DRILL " if incident.is_drill else ""
    end = incident.when("resolved") or incident.ended_at
    origin = "from the declaration" if incident.declared else "from what was first"
    lasted = f", {elapsed((end - base).total_seconds())} {origin}" if base and end else ""
    day = f"{base:%Y-%m-%d %H:%M} UTC, " if base else ""
    lines = [
        f"{drill}{incident.severity} {incident.title}: {incident.status or 'not declared'}{lasted}",
        f"declared {day}{incident.id}, #1 to #{incident.seq}",
        ", ".join(_reached(one, base) for one in review.milestones if one.name != "declared"),
        _clocks(review),
        _updates(review),
        _reds(review),
    ]
    people = ", ".join(f"{one.person} {one.records}" for one in review.people[:5])
    lines.append(f"lines by {people}" if people else "")
    return "\n".join(visible(line) for line in lines if line)


def _reached(one: Reached, base: datetime | None) -> str:
    if one.at is None:
        return f"{one.name} missing"
    if one.trouble == "assumed" or base is None:
        return f"{one.name} not said"
    off = (one.at - base).total_seconds()
    return f"{one.name} {'-' if off < 0 else '+'}{span(off)}{f' ({one.trouble})' if one.trouble else ''}"


def _clocks(review: Review) -> str:
    late = f"; late: {', '.join(d.label for d in review.missed)}" if review.missed else ""
    return f"clocks kept {len(review.kept)} of {len(review.kept) + len(review.missed)}{late}"


def _updates(review: Review) -> str:
    came_due = [gap for gap in review.gaps if gap.kept_at is not None or gap.late_s]
    if not came_due:
        return ""
    return f"updates {sum(not gap.late_s for gap in came_due)} of {len(came_due)} in time"


def _reds(review: Review) -> str:
    red = [lane for lane in review.lanes if lane.down_s]
    if not red:
        return "no check was down" if review.lanes else ""
    said = ", ".join(f"{lane.check} {since(lane.down_s)} ({lane.times}x)" for lane in red[:MOST_REDS])
    more = f" and {plural(len(red) - MOST_REDS, 'check')} more" if len(red) > MOST_REDS else ""
    return f"down: {said}{more}"
