"""A record as one line of the timeline: sign, word, sentence. Text is raw; whoever shows it makes it safe.

A module's functions join the table when it is imported, so all of them are imported here.
"""

from datetime import datetime

import msgspec

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.state import Incident
from warroom.report.lines import (
    corrections,
    drills,
    knowing,
    life,
    looking_back,
    people,
    running,
    shift,
    updates,
    watching,
    work,
)
from warroom.report.lines.base import Line, happened, say
from warroom.report.words import utc

__all__ = [
    "Line",
    "corrections",
    "describe",
    "drills",
    "happened",
    "knowing",
    "late",
    "life",
    "looking_back",
    "marks",
    "people",
    "running",
    "shift",
    "updates",
    "watching",
    "work",
]


def describe(record: Record, incident: Incident, now: datetime) -> Line:
    """What the timeline says of a record, in its newest version."""
    amended = incident.amended.get(record.seq)
    fact = _reworded(record.fact, amended.text) if amended and amended.text is not None else record.fact
    line = say(fact, record, incident, now)
    if record.seq in incident.struck:
        return msgspec.structs.replace(line, tone="struck")
    return line


def _reworded(fact: Fact, words: str) -> Fact:
    match fact:
        case f.Noted() | f.ChangeNoted() | f.Decided() | f.Suspected():
            return msgspec.structs.replace(fact, text=words)
        case f.Linked():
            return msgspec.structs.replace(fact, url=words, text="")
    return fact


def marks(record: Record, incident: Incident) -> list[str]:
    """What stands behind the sentence: the version, struck, pinned; the time of noting apart."""
    found: list[str] = []
    if amended := incident.amended.get(record.seq):
        found.append(f"v{amended.version}")
    if record.seq in incident.struck:
        found.append(f"struck: {incident.struck[record.seq]}" if incident.struck[record.seq] else "struck")
    if record.seq in incident.pinned:
        found.append("pinned")
    return found


def late(record: Record, incident: Incident, now: datetime) -> str:
    """ "noted 14:39:44" for what was written later than it happened, else ""."""
    amended = incident.amended.get(record.seq)
    moved = amended is not None and amended.at is not None
    return f"noted {utc(record.noted_at, now)}" if record.back_dated or moved else ""
