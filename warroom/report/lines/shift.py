"""What a shift does before anything has happened."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, because, say
from warroom.report.words import utc


@say.register
def _(fact: f.ListTicked, _r: Record, _i: Incident, _n: datetime) -> Line:
    called = f"{fact.list_} {fact.item} {fact.text}".rstrip()
    return Line("done", "tick", called) if fact.on else Line("act", "untick", f"{called}: not done")


@say.register
def _(fact: f.ShiftHandedOver, _r: Record, _i: Incident, _n: datetime) -> Line:
    if not fact.to:
        return Line("role", "hand", "the shift is handed over", "bold")
    return Line("role", "hand", f"{fact.to} has the shift{f', from {fact.from_}' if fact.from_ else ''}", "bold")


@say.register
def _(fact: f.ShiftOffered, _r: Record, _i: Incident, now: datetime) -> Line:
    until = f" until {utc(fact.until, now)}" if fact.until else ""
    left = f"; not ticked: {', '.join(fact.left)}" if fact.left else ""
    return Line("role", "shift", f"{fact.from_} offers the shift to {fact.to}{until}{left}")


@say.register
def _(fact: f.ShiftDeclined, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "shift", f"{fact.person} does not take the shift{because(fact.why)}")


@say.register
def _(_fact: f.ShiftWithdrawn, record: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "shift", f"{record.by} keeps the shift")
