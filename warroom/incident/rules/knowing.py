"""What is written down: words, suspects, impact and cadence."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, rule, text_of
from warroom.incident.state import Incident
from warroom.incident.words import say_duration


@rule.register
def _(intent: i.Note, _incident: Incident, _now: datetime) -> Facts:
    return [f.Noted(text=text_of(intent.text, "a note"))]


@rule.register
def _(intent: i.NoteChange, _incident: Incident, _now: datetime) -> Facts:
    return [f.ChangeNoted(text=text_of(intent.text, "/change"))]


@rule.register
def _(intent: i.Suspect, incident: Incident, _now: datetime) -> Facts:
    n = max((suspect.n for suspect in incident.suspects), default=0) + 1
    return [f.Suspected(n=n, text=text_of(intent.text, "/suspect"))]


def _suspect_state(incident: Incident, n: int, to: str) -> None:
    suspect = incident.suspect(n)
    if suspect is None:
        have = f"1 to {len(incident.suspects)}" if incident.suspects else "none yet: /suspect WHAT IT MIGHT BE"
        raise Refused(f"no suspect {n}: {have}")
    if suspect.state == to:
        raise Refused(f"suspect {n} is {to} already")


@rule.register
def _(intent: i.RuleOut, incident: Incident, _now: datetime) -> Facts:
    _suspect_state(incident, intent.n, "ruled out")
    return [f.RuledOut(n=intent.n, why=text_of(intent.why, "/rule-out"))]


@rule.register
def _(intent: i.FindCause, incident: Incident, _now: datetime) -> Facts:
    _suspect_state(incident, intent.n, "cause")
    return [f.CauseFound(n=intent.n)]


@rule.register
def _(intent: i.Decide, _incident: Incident, _now: datetime) -> Facts:
    return [f.Decided(text=text_of(intent.text, "/decide"))]


@rule.register
def _(intent: i.SetImpact, _incident: Incident, _now: datetime) -> Facts:
    if not intent.text and not intent.fields:
        raise Refused("/impact needs words: /impact users=1000 checkout refuses cards")
    return [f.ImpactSet(text=text_of(intent.text, "/impact") if intent.text else "", fields=intent.fields)]


@rule.register
def _(intent: i.Link, _incident: Incident, _now: datetime) -> Facts:
    return [f.Linked(url=text_of(intent.url, "/link"), text=intent.text)]


@rule.register
def _(intent: i.SetCadence, incident: Incident, _now: datetime) -> Facts:
    if not 60 <= intent.seconds <= 7 * 86_400:
        raise Refused("updates are promised every 1 min to 7 d")
    if incident.cadence == intent.seconds:
        raise Refused(f"updates are promised every {say_duration(intent.seconds)} already")
    return [f.CadenceSet(seconds=intent.seconds, why=text_of(intent.why, "/cadence"))]


@rule.register
def _(intent: i.Pin, incident: Incident, _now: datetime) -> Facts:
    if not 1 <= intent.seq <= incident.seq:
        raise Refused(f"no line {intent.seq}: the last is {incident.seq}")
    if intent.pinned == (intent.seq in incident.pinned):
        raise Refused(f"line {intent.seq} is {'' if intent.pinned else 'not '}pinned")
    return [f.Pinned(seq=intent.seq, pinned=intent.pinned)]
