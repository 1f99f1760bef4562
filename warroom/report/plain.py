"""What the screen shows, as sentences for ears and pipes: a fact a line."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from warroom.checks.model import View
from warroom.host.sample import Row
from warroom.incident.called import unanswered
from warroom.incident.closing import unread
from warroom.incident.deadlines import Deadline
from warroom.incident.offered import role_words, standing
from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.journal.presence import Present
from warroom.journal.record import stamp
from warroom.report.needs import unanswered_said
from warroom.report.words import plural, utc
from warroom.text import visible

RED = ("down", "degraded")
STATES = {"degraded": "slow", "unknown": "no reading", "paused": "held"}


class Around(msgspec.Struct, frozen=True):
    """What the record does not hold: the readings, while somebody asks the checks, who is here, and the host's rows."""

    views: tuple[View, ...] = ()
    asked_by: str = ""
    present: tuple[Present, ...] = ()
    hostname: str = ""
    host: tuple[Row, ...] = ()
    zone: str = ""
    on_call: str = ""
    unwatched_since: datetime | None = None

    def unread(self, incident: Incident) -> tuple[str, ...]:
        """The checks that never gave a reading."""
        return unread(incident, ((view.name, view.state) for view in self.views))


ALONE = Around()
"""Nothing is known beside the record."""


class Seen(NamedTuple):
    """A check as it is known now; `soft` is a change under way, such as "failing 1/3"; `gone` is not asked any more."""

    name: str
    state: str
    since: datetime | None
    reason: str
    value: str = ""
    soft: str = ""
    word: str = ""
    gone: bool = False


def no_longer_asked(check: str, incident: Incident, views: Sequence[View]) -> bool:
    """Whether somebody asks the checks and this one, which the record has, is none of them any more."""
    return incident.open and bool(views) and all(view.name != check for view in views)


def seen(incident: Incident, views: Sequence[View], now: datetime, listed: Sequence[str] = ()) -> list[Seen]:
    """The checks: as last asked where somebody asks them, else as the record has them; `listed` are to be asked."""
    asked = {v.name: Seen(v.name, v.state, v.since, v.reason, v.value, v.soft, v.word) for v in views}
    recorded = {
        name: Seen(name, check.state_at(now), check.since, check.reason, gone=no_longer_asked(name, incident, views))
        for name, check in incident.checks.items()
    }
    silent = {name: Seen(name, "unknown", None, "not asked yet") for name in listed}
    return list((silent | recorded | asked).values())


def check_said(check: Seen, now: datetime) -> str:
    """One check in a sentence."""
    state = check.word if check.state == "degraded" and check.word else STATES.get(check.state, check.state)
    held = ""
    if check.since is not None:
        lasts = max(0.0, (now - check.since).total_seconds())
        held = f" for {say_duration(lasts)}, since {utc(check.since, now)}"
    value = f", reads {check.value}" if check.value else ""
    reason = f": {check.reason}" if check.reason and check.state != "up" else ""
    soft = f"; {check.soft.replace('/', ' of ')}" if check.soft else ""
    gone = ", no longer asked" if check.gone else ""
    return visible(f"{check.name}: {state}{held}{value}{reason}{soft}{gone}")


def clock_said(d: Deadline, incident: Incident, now: datetime) -> str:
    """One clock in a sentence: what, how it stands, until when, whose it is."""
    whose = _whose(d, incident) if d.live else ""
    missed = f", missed {plural(d.missed_before, 'time')} before" if d.missed_before else ""
    return visible(f"{name_of(d)}: {_stands(d, now)}{missed}{whose}")


def name_of(d: Deadline) -> str:
    """What a clock is called: "item 5, fix in place"."""
    return d.label if d.kind in ("response", "cadence", "mark", "stability") else f"{d.id.replace(':', ' ')}, {d.label}"


def _stands(d: Deadline, now: datetime) -> str:
    due = f"due {utc(d.due_at, now)}" if d.due_at else ""
    left = say_duration(d.remaining_s) if d.remaining_s is not None else ""
    snoozed = f", snoozed until {utc(d.snoozed_until, now)}" if d.snoozed_until and d.snoozed_until > now else ""
    match d.state:
        case "running":
            return f"{left} left, {due or d.words}{snoozed}"
        case "due" if d.remaining_s is None:
            return f"to be looked at now: {d.words}{snoozed}"
        case "due":
            return f"due soon, {left} left, {due}{snoozed}"
        case "overdue":
            return f"missed, was {due}" if d.over else f"late by {left}, was {due}{snoozed}"
        case "met" | "met late":
            took = (d.done_at - d.started_at).total_seconds() if d.done_at and d.started_at else 0.0
            when = f"after {say_duration(took)}" if took >= 0 else "before its clock began"
            by = f", by {d.done_by}" if d.done_by else ""
            return f"done {'late, ' if d.state == 'met late' else ''}{when}{by}"
        case "waiting":
            limit = f", then {say_duration(d.offset)}" if d.offset is not None else ""
            return f"waits for {d.anchor.removeprefix('item:')}{limit}"
        case "skipped":
            return f"skipped by {d.done_by}" if d.done_by else "skipped"
        case "dropped":
            return "does not apply any more"
    return f"{d.words}, not counted down" if d.words else "no limit"


def _whose(d: Deadline, incident: Incident) -> str:
    if not d.owner:
        return ""
    held = incident.roles.get(d.owner)
    if held is not None:
        return f", for {held.person}"
    known = {role.id for role in incident.playbook.roles} | {"commander"}
    return f", for {d.owner}, which nobody is" if d.owner in known else f", for {d.owner}"


def roles_said(incident: Incident, now: datetime) -> list[str]:
    """Who holds what since when, and which needed role nobody holds."""
    needed = incident.needed_roles or ("commander",)
    found = [f"{role}: {held.person}, since {utc(held.since, now)}" for role, held in incident.roles.items()]
    if incident.running:
        found += [f"{role}: nobody, and one is needed" for role in needed if role not in incident.roles]
    found += [
        f"{role_words(offer.role)} is offered by {offer.from_} to {offer.to}, who has not accepted"
        for offer in standing(incident, now)
    ]
    found += [unanswered_said(one, now) for one in unanswered(incident, now)]
    return [visible(line) for line in found]


def here_said(present: Iterable[Present], stream: str) -> list[str]:
    """Who has this room open, and where."""
    found = [one for one in present if one.stream == stream]
    return [
        visible(f"{one.name} at {one.terminal.removeprefix('/dev/') or 'no terminal'}")
        + (f", silent for {say_duration(one.silent_s)}" if one.silent_s >= 15 else "")
        for one in found
    ]


def told_said(incident: Incident, now: datetime) -> str:
    """The last words to users."""
    last = incident.last_told
    if last is None:
        return "users were told nothing yet"
    status = f", {last.status}" if last.status else ""
    return visible(
        f"users were told by {last.channel}{status} at {utc(last.at, now)} by {last.by}: {_words(last.text)}"
    )


def _words(text: str) -> str:
    return text or "by hand"


def clock_data(d: Deadline) -> dict[str, Any]:
    """A clock for programs, as `show --json` has it."""
    return {
        "id": d.id,
        "kind": d.kind,
        "label": d.label,
        "anchor": d.anchor,
        "item": d.item,
        "owner": d.owner,
        "due_at": stamp(d.due_at) if d.due_at else None,
        "state": d.state,
        "remaining_s": d.remaining_s,
        "missed_before": d.missed_before,
        "words": d.words,
    }


def check_data(check: Seen) -> dict[str, Any]:
    """A check for programs."""
    return {
        "name": check.name,
        "state": check.state,
        "since": stamp(check.since) if check.since else None,
        "reason": check.reason,
        "value": check.value,
    }
