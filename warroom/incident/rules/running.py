"""Steps of runbooks: what begins, how it ended, what was followed, what a placeholder stands for."""

import re
from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, clock, rule, text_of
from warroom.incident.run import Run, step_key
from warroom.incident.state import Incident, changed
from warroom.playbook.model import Step

MOST_VALUE = 1000
MOST_SAID = 1000
"""Letters of what a run said last, and of why it ended."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@rule.register
def _(intent: i.StartCommand, incident: Incident, _now: datetime) -> Facts:
    return [
        f.CommandStarted(
            run=max((run.n for run in incident.runs), default=0) + 1,
            command=text_of(intent.command, "a command"),
            scenario=intent.scenario,
            step=intent.step,
            title=intent.title,
            risk=intent.risk,
            where=intent.where,
            by_what=intent.by_what,
            limit_s=intent.limit_s,
        )
    ]


@rule.register
def _(intent: i.FinishCommand, incident: Incident, _now: datetime) -> Facts:
    ended = intent.ended
    run = _run(incident, ended.run)
    if run.outcome and run.outcome != "unknown":
        since = f" at {clock(run.ended_at)}" if run.ended_at else ""
        raise Refused(f"run {run.n} has ended already{since}: {run.outcome}")
    if run.outcome == ended.outcome:
        raise Refused(f"run {run.n} has ended already, and nobody knows how")
    return [changed(ended, last=ended.last[:MOST_SAID], why=ended.why[:MOST_SAID])]


@rule.register
def _(intent: i.TickStep, incident: Incident, _now: datetime) -> Facts:
    step = _step(incident, intent.scenario, intent.step)
    text = intent.text.strip() or " ".join((step.words or step.title or step.run).split())
    known = incident.steps.get(step_key(intent.scenario, intent.step))
    said = f"step {intent.step}{f' of {intent.scenario}' if intent.scenario else ''}"
    if intent.skipped:
        why = text_of(intent.skipped, "skipping a step")
        if known and known.skipped:
            raise Refused(f"{said} is skipped already, by {known.by}: {known.skipped}")
        if known:
            raise Refused(f"{said} is done already, by {known.by} at {clock(known.at)}")
        return [f.StepTicked(scenario=intent.scenario, step=intent.step, text=text, done=False, skipped=why)]
    if intent.done and known and not known.skipped:
        raise Refused(f"{said} is done already, by {known.by} at {clock(known.at)}")
    if not intent.done and known is None:
        raise Refused(f"{said} is not done")
    return [f.StepTicked(scenario=intent.scenario, step=intent.step, text=text, done=intent.done)]


@rule.register
def _(intent: i.FillBlank, incident: Incident, _now: datetime) -> Facts:
    name, value = intent.name.strip(), intent.value.strip()
    if not name or len(name) > 60 or _CONTROL.search(name):
        raise Refused("a placeholder is called as it stands in the command: /fill <version> 1.4.2")
    if "[redacted:" in value:
        raise Refused(f"a secret is not written down: export {name.strip('$<>{} ')} in your shell and start anew")
    if _CONTROL.search(value) or len(value) > MOST_VALUE:
        raise Refused(f"what {name} stands for is one line of at most {MOST_VALUE:,} characters")
    if incident.blanks.get(name, "") == value:
        raise Refused(f"{name} is {value} already" if value else f"{name} is blank already")
    return [f.BlankFilled(name=name, value=value)]


@rule.register
def _(intent: i.PinOutput, incident: Incident, _now: datetime) -> Facts:
    run = _run(incident, intent.run)
    line = text_of(intent.line, "a line of output").strip()
    return [f.Noted(text=f"run {run.n}: {line}"), f.Pinned(seq=incident.seq + 1, pinned=True)]


def _run(incident: Incident, n: int) -> Run:
    run = incident.run(n)
    if run is None:
        raise Refused(f"no run {n}: " + (f"1 to {len(incident.runs)}" if incident.runs else "nothing was run yet"))
    return run


def _step(incident: Incident, scenario: str, n: int) -> Step:
    playbook = incident.playbook
    steps = playbook.steps_of(scenario)
    if steps is None:
        ids = ", ".join(one.id for one in playbook.scenarios) or "this playbook has none"
        raise Refused(f"no scenario {scenario}: {ids}")
    if not 1 <= n <= len(steps):
        of = f" of {scenario}" if scenario else ""
        raise Refused(f"no step {n}{of}: " + (f"1 to {len(steps)}" if steps else "there are none"))
    return steps[n - 1]
