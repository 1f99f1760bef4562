"""Who holds what, command handed over, who was called."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.offered import role_words
from warroom.incident.state import Incident
from warroom.report.lines.base import Line, because, say
from warroom.report.words import utc


@say.register
def _(fact: f.RoleTaken, _r: Record, _i: Incident, _n: datetime) -> Line:
    before = f", was {fact.before}" if fact.before else ""
    return Line("role", "role", f"{fact.role} is {fact.person}{before}")


@say.register
def _(fact: f.RoleReleased, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "role", f"{fact.role} is nobody, was {fact.person}", "bad" if fact.role == "commander" else "")


@say.register
def _(fact: f.Escalated, _r: Record, _i: Incident, _n: datetime) -> Line:
    who = f"{fact.rung} {fact.who}" if fact.rung else fact.who
    how = f" by {fact.how}" if fact.how else ""
    answered = {None: "", True: ", answered", False: ", no answer"}[fact.acknowledged]
    return Line("sev", "escalate", f"{who} called{how}{answered}{because(fact.text)}", "bold")


@say.register
def _(fact: f.HandoverOffered, _r: Record, _i: Incident, now: datetime) -> Line:
    until = f" until {utc(fact.until, now)}" if fact.until else ""
    return Line("role", "hand", f"{fact.from_} offers {role_words(fact.role)} to {fact.to}{until}", "bold")


@say.register
def _(fact: f.HandoverAccepted, _r: Record, _i: Incident, _n: datetime) -> Line:
    read = f", reading back {fact.read_back}" if fact.read_back else ""
    return Line("role", "accept", f"{fact.person} accepts {role_words(fact.role)}{read}", "bold")


@say.register
def _(fact: f.HandoverDeclined, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "decline", f"{fact.person} declines {role_words(fact.role)}{because(fact.why)}")


@say.register
def _(fact: f.HandoverWithdrawn, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("role", "withdraw", f"the offer of {role_words(fact.role)} is withdrawn")
