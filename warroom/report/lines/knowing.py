"""What is known and was decided, whom it hits, how often users hear."""

from datetime import datetime

from warroom.incident import breach
from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.report.lines.base import Line, because, say


@say.register
def _(fact: f.Noted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("note", "note", fact.text)


@say.register
def _(fact: f.ChangeNoted, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("note", "change", fact.text)


@say.register
def _(fact: f.Suspected, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("suspect", "suspect", f"{fact.n} {fact.text}")


@say.register
def _(fact: f.RuledOut, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("ruled_out", "rule-out", f"{fact.n} {fact.why}")


@say.register
def _(fact: f.CauseFound, _r: Record, incident: Incident, _n: datetime) -> Line:
    suspect = incident.suspect(fact.n)
    return Line("done", "cause", f"{fact.n} {suspect.text if suspect else ''}".rstrip(), "bold")


@say.register
def _(fact: f.Decided, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("decide", "decide", fact.text, "bold")


@say.register
def _(fact: f.ImpactSet, _r: Record, incident: Incident, _n: datetime) -> Line:
    said = " ".join([*(f"{key}={value}" for key, value in fact.fields.items()), fact.text]).strip()
    if breach.is_breach(fact.fields):
        whom = breach.names(breach.contacts(incident.playbook))
        return Line("act", "impact", f"{said}: {f'call {whom}' if whom else breach.NOBODY}", "bad")
    return Line("act", "impact", said)


@say.register
def _(fact: f.Linked, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("note", "link", f"{fact.url} {fact.text}".strip())


@say.register
def _(fact: f.CadenceSet, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line("act", "cadence", f"users hear from us every {say_duration(fact.seconds)}{because(fact.why)}")
