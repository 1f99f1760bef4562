"""What every line shares: its parts, and the table of kinds."""

from datetime import datetime
from functools import singledispatch

import msgspec

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.state import Incident


class Line(msgspec.Struct, frozen=True):
    """`sign` names a row of the glyph table, `word` stands beside it, `tone` is bad, bold, muted or "" for plain."""

    sign: str
    word: str
    text: str
    tone: str = ""


@singledispatch
def say(_fact: Fact, record: Record, _incident: Incident, _now: datetime) -> Line:
    return Line("act", word_of(record.kind), "")


def because(why: str) -> str:
    return f": {why}" if why else ""


def word_of(kind: str) -> str:
    return kind.replace("_", " ")[:8].rstrip()


@say.register
def _(fact: f.Unknown, record: Record, _i: Incident, _n: datetime) -> Line:
    said = ", ".join(f"{key} {value}" for key, value in list(fact.data.items())[:6])
    return Line("act", word_of(record.kind), f"{said} (written by a newer warroom)", "muted")


@say.register
def _(_fact: f.Erased, record: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", word_of(record.kind), "erased", "muted")


def happened(record: Record, incident: Incident) -> datetime:
    """When it happened, as last amended."""
    amended = incident.amended.get(record.seq)
    return amended.at if amended and amended.at else record.at
