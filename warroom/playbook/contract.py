"""A playbook for programs: the model itself, in the words of the contract. Limits are {seconds, calendar, words}."""

from collections.abc import Iterable
from typing import Any

import msgspec

from warroom.playbook.model import Item, Playbook, Rung, Severity, Step

Plain = dict[str, Any]


def as_contract(playbook: Playbook) -> Plain:
    """Everything it says, as `warroom playbook show NAME --json` prints it; what nobody said is null or empty."""
    return {
        "name": playbook.name,
        "title": playbook.title,
        "format": playbook.format,
        "zone": playbook.zone,
        "severities": [_severity(level) for level in playbook.severities],
        "escalation": [_rung(n, rung) for n, rung in enumerate(playbook.ladder, start=1)],
        "checklist": [_item(item) for item in playbook.items],
        "roles": _all(playbook.roles),
        "phases": _all(playbook.phases),
        "questions": _all(playbook.questions),
        "duties": [_renamed(_plain(duty), owner="role") for duty in playbook.duties],
        "channels": _all(playbook.channels),
        "channel_name": playbook.channel_name,
        "templates": _all(playbook.templates),
        "scenarios": [_plain(one) | {"steps": [_step(step) for step in one.steps]} for one in playbook.scenarios],
        "steps": [_step(step) for step in playbook.steps],
        "resolution": _plain(playbook.resolution),
        "postmortem": _plain(playbook.postmortem),
        "lists": _all(playbook.lists),
        "metrics": list(playbook.metrics),
        "principles": list(playbook.principles),
        "prevention": list(playbook.prevention),
        "contacts": _all(playbook.contacts),
        "links": _all(playbook.links),
        "checks": _all(playbook.checks),
        "proposed": _all(playbook.proposed),
        "left": _all(playbook.left),
    }


def _all(pieces: Iterable[msgspec.Struct]) -> list[Plain]:
    return [_plain(piece) for piece in pieces]


def _plain(piece: msgspec.Struct) -> Plain:
    """By its own names; every one is there."""
    return {name: _value(value) for name, value in msgspec.structs.asdict(piece).items()}


def _value(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return _plain(value)
    return [_value(one) for one in value] if isinstance(value, tuple) else value


def _renamed(said: Plain, **names: str) -> Plain:
    return {names.get(name, name): value for name, value in said.items()}


def _severity(level: Severity) -> Plain:
    return _renamed(_plain(level), response="respond_within", cadence="update_every", escalate="escalate_within")


def _rung(n: int, rung: Rung) -> Plain:
    return {"n": n} | _plain(rung)


def _item(item: Item) -> Plain:
    said = _renamed(_plain(item), limit="within", owner="role")
    first = ("n", "id", "text", "anchor", "within", "severities", "role")
    return {name: said[name] for name in first} | {name: value for name, value in said.items() if name not in first}


def _step(step: Step) -> Plain:
    """A step without a command has no risk; what is only shown is a `snippet`, so that `run` is always a command."""
    found = _plain(step) | ({} if step.run else {"risk": None})
    if step.run and not step.is_command:
        found = {("snippet" if key == "run" else key): value for key, value in found.items()}
    return found
