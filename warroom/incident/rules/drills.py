"""A drill begun, a hint taken, the score: what only a drill has."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, clock, rule, text_of
from warroom.incident.state import Incident


@rule.register
def _(intent: i.StartDrill, incident: Incident, _now: datetime) -> Facts:
    if incident.seq:
        raise Refused("a drill opens a stream of its own")
    return [
        f.DrillStarted(start=intent.start, speed=intent.speed, scenario=intent.scenario, seed=intent.seed),
        f.PlaybookAdopted(name=intent.playbook.name, sha256=intent.sha256, playbook=intent.playbook),
    ]


def _must_be_drill(incident: Incident, what: str) -> None:
    if not incident.is_drill:
        raise Refused(f"{what} belongs to a drill, and this is none: warroom drill starts one")


@rule.register
def _(intent: i.TakeHint, incident: Incident, _now: datetime) -> Facts:
    _must_be_drill(incident, "a hint")
    if resolved := incident.when("resolved"):
        raise Refused(f"the drill is resolved since {clock(resolved)}: there is nothing left to hint at")
    if intent.n <= incident.hints:
        raise Refused(f"hint {intent.n} was taken already: /drill hint takes the next")
    if intent.n != incident.hints + 1:
        raise Refused(f"hint {incident.hints + 1} comes first: /drill hint takes it")
    return [f.HintTaken(n=intent.n, text=text_of(intent.text, "a hint"))]


@rule.register
def _(intent: i.ScoreDrill, incident: Incident, _now: datetime) -> Facts:
    _must_be_drill(incident, "a score")
    if "resolved" not in incident.milestones and incident.ended_at is None:
        raise Refused("a drill is scored once it is resolved: /resolve, or /cancel WHY gives it up")
    if incident.score is not None:
        raise Refused(f"the drill is scored already: {incident.score.points} of 100")
    return [intent.score]
