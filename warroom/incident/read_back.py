"""What somebody says who takes over, against what is so: the severity and the clock that is next."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from warroom.errors import BadInput
from warroom.incident.arguments import deadline_id
from warroom.incident.deadlines import Deadline, by_urgency, deadlines
from warroom.incident.moment import zone_of
from warroom.incident.state import Incident, Offer, changed
from warroom.incident.words import parse_duration

JUST_NOW = timedelta(seconds=60)
"""Somebody who read the brief a minute ago read it right."""
HOW = "/accept SEVERITY CLOCK, the clock by its sign, words or time; none where none runs"
_FILLER = frozenset(
    ("the", "a", "an", "to", "of", "in", "at", "by", "is", "next", "clock", "and", "due", "until", "utc", "for", "late")
)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?z?", re.IGNORECASE)
_LEFT = re.compile(r"\b(?:in|late)\s+(?:\d+\s*[a-z]+\s*|\d+:\d\d\s*)+", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;]+")
_PLAIN = re.compile(r"[\w@:.-]+")


class Next(msgspec.Struct, frozen=True):
    """The clock that is next at some moment; `id` "" where none runs."""

    id: str = ""
    label: str = ""
    due_at: datetime | None = None
    owner: str = ""


def missing(said: str, incident: Incident, offer: Offer, now: datetime) -> str:
    """What is missing or wrong in what was read back, without saying what would be right; "" where it is right."""
    severity, rest = _severity(said, incident)
    if not severity and not rest:
        return "severity and next clock are to be read back"
    faults = []
    if not severity:
        faults.append("the severity is missing")
    elif severity.casefold() not in _names(incident):
        faults.append("not the severity in force")
    if not rest:
        faults.append("the next clock is missing")
    elif not any(_meant(rest, one, incident) for one in _candidates(incident, offer, now)):
        faults.append("not the next clock")
    return " and ".join(faults)


def next_clock(incident: Incident, now: datetime) -> Next:
    """The clock that matters most now, but for those that hand-overs themselves run against."""
    return next_clocks(incident, now)[0]


def next_clocks(incident: Incident, now: datetime) -> list[Next]:
    """The same, with those that are due at the very same moment; where none runs, the one that says so."""
    found = [d for d in by_urgency(deadlines(incident, now), now) if d.kind != "handover"]
    return [_next(d) for d in found if d.due_at == found[0].due_at] or [Next()]


def right_words(incident: Incident, now: datetime) -> str:
    """What would be taken now: for whoever tries whether an offer could be accepted, never shown."""
    clock = next_clock(incident, now)
    due = f"{clock.due_at:%H:%M:%S}" if clock.due_at else "none"
    return f"{incident.severity} {due}"


def _next(d: Deadline) -> Next:
    return Next(d.id, d.label, d.due_at, d.owner)


def _names(incident: Incident) -> set[str]:
    level = incident.level
    return {incident.severity.casefold(), *({level.name.casefold()} if level and level.name else ())}


def _severity(said: str, incident: Incident) -> tuple[str, str]:
    """The word that names a level of the playbook, and what else was said."""
    known = {incident.severity.casefold()}
    for level in incident.playbook.severities:
        known |= {level.id.casefold(), *({level.name.casefold()} if level.name else ())}
    words = [word.strip(":.") or word for word in _WORD.findall(said)]
    place = next((n for n, word in enumerate(words) if word.casefold() in known), None)
    if place is None:
        return "", " ".join(words)
    return words[place], " ".join(words[:place] + words[place + 1 :])


def _candidates(incident: Incident, offer: Offer, now: datetime) -> Iterable[Next]:
    """The clock that is next, that was it within the last minute, and that was it when the offer was made."""
    brief = offer.brief
    yield from next_clocks(incident, now)
    yield from next_clocks(_as_it_was(incident, now - JUST_NOW), now - JUST_NOW)
    if brief.clock_id or brief.clocks or brief.lines:
        yield Next(brief.clock_id, brief.clock_label, brief.clock_due)


def _as_it_was(incident: Incident, then: datetime) -> Incident:
    """The state without what ended a clock since: ticks, updates, calls, tasks done."""
    return changed(
        incident,
        ticks={n: tick for n, tick in incident.ticks.items() if tick.at <= then},
        told=tuple(told for told in incident.told if told.at <= then),
        calls={n: call for n, call in incident.calls.items() if call.at <= then},
        tasks=tuple(
            changed(task, done_at=None) if task.done_at and task.done_at > then else task for task in incident.tasks
        ),
        snoozes={name: until for name, until in incident.snoozes.items() if until > then},
        milestones={
            name: moment
            for name, moment in incident.milestones.items()
            if moment.at <= then or name in ("started", "detected", "declared")
        },
    )


def _meant(said: str, clock: Next, incident: Incident) -> bool:
    """Whether all that was said of a clock fits this one, and something in it names it."""
    if not clock.id:
        return said.casefold() in ("none", "no clock", "nothing")
    named = False
    for word in _WORD.findall(_LEFT.sub(" ", said)):
        low = word.casefold().lstrip("#@")
        if low in _FILLER:
            continue
        if not (_is_sign(low, clock) or _is_time(low, clock, incident) or _is_word(low, clock, incident)):
            return False
        named = True
    return named


def _is_sign(word: str, clock: Next) -> bool:
    try:
        return deadline_id(word) == clock.id
    except BadInput:
        return False


def _is_time(word: str, clock: Next, incident: Incident) -> bool:
    """The due time to the minute, or to the second: in UTC, or in the incident's own zone."""
    match = _TIME.fullmatch(word)
    if match is None or clock.due_at is None:
        return False
    said = (int(match[1]), int(match[2]), *([int(match[3])] if match[3] else []))
    due = (clock.due_at, clock.due_at.astimezone(zone_of(incident.zone)))
    return any((at.hour, at.minute, at.second)[: len(said)] == said for at in due)


def _is_word(word: str, clock: Next, incident: Incident) -> bool:
    """A word of its label, or whose it is."""
    held = incident.roles.get(clock.owner)
    whose = {clock.owner.casefold(), held.person.casefold() if held else ""}
    label = {part.strip(":.,").casefold() for part in _PLAIN.findall(clock.label)}
    return len(word) > 1 and (word.strip(":.") in label or word in whose) and parse_duration(word) is None
