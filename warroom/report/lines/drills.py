"""What a drill is besides an incident."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, say


@say.register
def _(fact: f.DrillStarted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "drill", f"{fact.scenario}, at speed {fact.speed:g}; nothing leaves this machine", "muted")


@say.register
def _(fact: f.HintTaken, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "hint", f"{fact.n} {fact.text}", "muted")


@say.register
def _(fact: f.DrillScored, _r: Record, _i: Incident, _n: datetime) -> Line:
    passed = "passed" if fact.passed else "not passed"
    return Line("done", "score", f"{fact.points} of 100, {passed}; drill scored by rule {fact.rule}", "bold")
