"""A template with what the record knows in the places it names; what nobody said stays a blank that can be seen."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from warroom.incident.deadlines import deadlines
from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.playbook.fields import FIELDS

_NAMED = re.compile(r"(?<!\{)\{([A-Za-z][\w-]{0,39})\}(?!\})")
_ROLES = ("commander", "deputy", "technical", "comms", "scribe", "liaison")
_MILESTONES = ("started", "detected", "declared", "fixed", "resolved")


class Filled(NamedTuple):
    """The words, and the names that nobody has said anything for yet."""

    text: str
    blanks: tuple[str, ...]


def fill(text: str, incident: Incident, now: datetime) -> Filled:
    """Put the record's words in place of `{name}`; a blank reads "[what users notice …]"."""
    blanks: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        name = found[1]
        said = _FILL[name](incident, now) if name in _FILL else ""
        if said:
            return said
        blanks[name] = None
        return f"[{FIELDS.get(name, name)}]"

    return Filled(_NAMED.sub(value, text), tuple(blanks))


def _at(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else ""


def _next_update(incident: Incident, now: datetime) -> str:
    """When the next word is promised: what is written now starts the clock anew."""
    every = incident.cadence_s
    if every:
        return f"{(now + timedelta(seconds=every)).astimezone(UTC):%H:%M} UTC"
    due = next((d.due_at for d in deadlines(incident, now) if d.kind == "cadence" and d.due_at), None)
    return f"{due.astimezone(UTC):%H:%M} UTC" if due else ""


def _update_every(incident: Incident) -> str:
    level = incident.level
    if incident.cadence:
        return say_duration(incident.cadence)
    return level.cadence.words if level and level.cadence else ""


def _duration(incident: Incident, now: datetime) -> str:
    begin = incident.when("started") or incident.when("detected") or incident.when("declared")
    return say_duration(((incident.when("resolved") or now) - begin).total_seconds()) if begin else ""


def _actions(incident: Incident) -> str:
    doing = (task for task in incident.tasks if task.done_at is None and not task.action)
    return "; ".join(f"{task.text} ({task.owner})" if task.owner else task.text for task in doing)


def _follow_ups(incident: Incident) -> str:
    open_ = (task for task in incident.tasks if task.action and task.done_at is None)
    return "\n".join(f"- {task.text}" + (f" ({task.owner})" if task.owner else "") for task in open_)


def _cause(incident: Incident) -> str:
    found = [suspect.text for suspect in incident.suspects if suspect.state == "cause"]
    return found[0] if found else "; ".join(one.text for one in incident.suspects if one.state == "open")


def _timeline(incident: Incident) -> str:
    known = [(at, name) for name in _MILESTONES if (at := incident.when(name)) is not None]
    return "\n".join(f"{at.astimezone(UTC):%H:%M} UTC {name}" for at, name in sorted(known))


def _holder(role: str) -> Callable[[Incident, datetime], str]:
    return lambda incident, _now: incident.roles[role].person if role in incident.roles else ""


def _milestone(name: str) -> Callable[[Incident, datetime], str]:
    return lambda incident, _now: _at(incident.when(name))


def _severity_name(incident: Incident) -> str:
    return incident.level.name if incident.level else ""


_FILL: dict[str, Callable[[Incident, datetime], str]] = {
    "title": lambda incident, _: incident.title,
    "id": lambda incident, _: incident.id,
    "severity": lambda incident, _: incident.severity,
    "severity_name": lambda incident, _: _severity_name(incident),
    "status": lambda incident, _: incident.status,
    "impact": lambda incident, _: incident.impact,
    "users": lambda incident, _: incident.impact_fields.get("users", ""),
    "data": lambda incident, _: incident.impact_fields.get("data", ""),
    "revenue": lambda incident, _: incident.impact_fields.get("revenue", ""),
    "duration": _duration,
    "next_update": _next_update,
    "update_every": lambda incident, _: _update_every(incident),
    "channel": lambda incident, _: incident.channel,
    "actions": lambda incident, _: _actions(incident),
    "timeline": lambda incident, _: _timeline(incident),
    "cause": lambda incident, _: _cause(incident),
    "follow_ups": lambda incident, _: _follow_ups(incident),
    "link": lambda incident, _: incident.links[-1] if incident.links else "",
    "now": lambda _, now: _at(now),
    "date": lambda _, now: f"{now.astimezone(UTC):%Y-%m-%d}",
    "time": lambda _, now: f"{now.astimezone(UTC):%H:%M} UTC",
    **{role: _holder(role) for role in _ROLES},
    **{name: _milestone(name) for name in _MILESTONES},
}
