"""Steps of runbooks: commands that ran, words that were followed, blanks that were filled in."""

from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.report.lines.base import Line, say


@say.register
def _(fact: f.CommandStarted, _r: Record, _i: Incident, _n: datetime) -> Line:
    title = f"{fact.title}: " if fact.title else ""
    return Line("ran", "run", f"run {fact.run} begins: {title}{fact.command}")


@say.register
def _(fact: f.CommandFinished, _r: Record, incident: Incident, _n: datetime) -> Line:
    run = incident.run(fact.run)
    command = f": {run.title or run.command}" if run else ""
    return Line("ran", "ran", f"run {fact.run} {ended(fact)}{command}", "" if fact.exit == 0 else "bad")


def ended(fact: f.CommandFinished) -> str:
    """How a run ended, in a few words: "exit 0 after 0.4 s"."""
    took = f"{fact.duration_s:.1f} s" if fact.duration_s < 60 else say_duration(fact.duration_s)
    match fact.outcome:
        case "exited":
            how = f"exit {fact.exit}" if fact.exit is not None else f"ended by {fact.signal or 'a signal'}"
            said = f"{how} after {took}"
        case "unknown":
            said = "ended, and nobody knows how"
        case "not started":
            said = "could not be started"
        case _:
            said = f"{fact.outcome} after {took}"
    return f"{said}, {fact.why}" if fact.why else said


@say.register
def _(fact: f.StepTicked, _r: Record, _i: Incident, _n: datetime) -> Line:
    if fact.skipped:
        return Line("act", "skip", f"step {fact.step} of {fact.scenario} skipped: {fact.skipped}", "muted")
    said = "done" if fact.done else "not done after all"
    return Line("done" if fact.done else "act", "step", f"step {fact.step} of {fact.scenario} {said}: {fact.text}")


@say.register
def _(fact: f.BlankFilled, _r: Record, _i: Incident, _n: datetime) -> Line:
    return Line(
        "act", "blank", f"{fact.name} is {fact.value}" if fact.value else f"{fact.name} is blank again", "muted"
    )
