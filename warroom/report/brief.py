"""Six lines that answer "what is happening?"."""

from collections.abc import Sequence
from datetime import datetime

from warroom.checks.model import View
from warroom.incident.deadlines import by_urgency, deadlines
from warroom.incident.state import Incident, Task
from warroom.report.needs import needs
from warroom.report.offers import Offered, offers
from warroom.report.plain import no_longer_asked
from warroom.report.unsent import unsent
from warroom.report.words import elapsed, plural, since, span, utc


def brief(incident: Incident, now: datetime, views: Sequence[View] = ()) -> list[tuple[str, str]]:
    """(what it is about, the sentence) for conditions, actions, needs, clock, told and people.

    `views` are the readings, where somebody asks the checks.
    """
    offered = offers(incident, views, now)
    fits = [one.said for one in offered if one.about == "likely"][:1]
    return [
        ("conditions", "; ".join([_conditions(incident, now, views), *fits])),
        ("actions", _actions(incident, now)),
        ("needs", _needs(incident, offered, now)),
        ("next clock", _clock(incident, now)),
        ("told", "; ".join([_told(incident, now), *_unsent(incident, now)])),
        ("people", _people(incident)),
    ]


def _conditions(incident: Incident, now: datetime, views: Sequence[View]) -> str:
    if not incident.declared:
        start = "DRILL runs" if incident.is_drill else "nothing is open"
        return f"{start}, nothing is declared yet{_red(incident, now, views)}"
    began = incident.when("started") or incident.when("declared") or now
    end = incident.when("resolved") or incident.ended_at or now
    drill = "DRILL " if incident.is_drill else ""
    impact = f"; hits {incident.impact}" if incident.impact else ""
    fields = "".join(f", {key} {value}" for key, value in incident.impact_fields.items())
    lasts = elapsed((end - began).total_seconds())
    state = f"{drill}{incident.severity} {incident.title}, {incident.status.upper()}, {lasts}"
    return f"{state}{impact}{fields}{_red(incident, now, views)}"


def _red(incident: Incident, now: datetime, views: Sequence[View]) -> str:
    checks = {name: check for name, check in incident.checks.items() if not no_longer_asked(name, incident, views)}
    if not checks:
        return ""
    bad = [(name, c) for name, c in checks.items() if c.state in ("down", "degraded")]
    if not bad:
        silent = [name for name, c in checks.items() if c.state != "up"]
        return f"; no reading of {', '.join(silent[:3])}" if silent else "; all checks up"
    worst = ", ".join(
        f"{name} {'slow' if c.state == 'degraded' else c.state}"
        + (f" for {since((now - c.since).total_seconds())}" if c.since else "")
        for name, c in bad[:3]
    )
    return f"; {worst}" + (f" and {len(bad) - 3} more" if len(bad) > 3 else "")


def _actions(incident: Incident, now: datetime) -> str:
    running = [t for t in incident.tasks if t.done_at is None and not t.action]
    runs = [f"{run.by} runs {run.title or run.command}" for run in incident.runs if not run.outcome]
    doing = ", ".join([*runs[:3], *(f"{t.owner}: {t.text}{_left(t, now)}" for t in running[:3])])
    suspects = [s for s in incident.suspects if s.seq not in incident.struck]
    cause = next((s.text for s in suspects if s.state == "cause"), "")
    opened = ", ".join(s.text for s in suspects if s.state == "open")
    ruled = ", ".join(s.text for s in suspects if s.state == "ruled out")
    parts = [
        doing or "nobody has a time-box",
        f"cause: {cause}" if cause else (f"suspect: {opened}" if opened else "no suspect"),
        f"ruled out: {ruled}" if ruled else "",
    ]
    return "; ".join(filter(None, parts))


def _left(task: Task, now: datetime) -> str:
    """How long a task has, at most its whole time; "" where nothing limits it."""
    if task.due_at is None:
        return ""
    left = (task.due_at - max(now, task.given_at)).total_seconds()
    return f" ({'in' if left >= 0 else 'late'} {span(left)})"


def _needs(incident: Incident, offered: Sequence[Offered], now: datetime) -> str:
    parts = needs(incident, now)
    late = [f"{t.owner}: {t.text}" for t in incident.tasks if t.done_at is None and t.action]
    if late:
        parts.append(f"{plural(len(late), 'action item')} open")
    parts += [f"{one.said} ({one.line})" for one in offered if one.about in ("detected", "unfix")]
    parts += [one.said for one in offered if one.about == "severity"]
    return "; ".join(parts) or "nothing"


def _clock(incident: Incident, now: datetime) -> str:
    found = by_urgency(deadlines(incident, now), now)
    if not found:
        return "no clock runs"
    first = found[0]
    left = first.remaining_s or 0
    more = sum(d.state == "overdue" for d in found) - (first.state == "overdue")
    due = utc(first.due_at, now) if first.due_at else ""
    said = f"{first.label} {'in' if left >= 0 else 'late'} {span(left)} ({due})"
    return said + (f", {more} more late" if more else "")


def _told(incident: Incident, now: datetime) -> str:
    last = incident.last_told
    if last is None:
        return "users were told nothing yet"
    promise = f"; next promised {utc(last.next_at, now)}" if last.next_at else ""
    return f"{last.channel} at {utc(last.at, now)} by {last.by}: {last.text or 'by hand'}{promise}"


def _unsent(incident: Incident, now: datetime) -> list[str]:
    found = unsent(incident, now)
    return [f"{len(found)} unsent: {found[0].said}"] if found else []


def _people(incident: Incident) -> str:
    held = [f"{role} {holding.person}" for role, holding in incident.roles.items()]
    return ", ".join(held) or "nobody holds a role"
