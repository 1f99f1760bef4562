"""Steps of runbooks: commands that ran, words that were followed, blanks that were filled in."""

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.incident.folding.base import fold
from warroom.incident.run import Run, StepDone, step_key
from warroom.incident.state import Incident, changed, drop, put


@fold.register
def _(fact: f.CommandStarted, incident: Incident, record: Record) -> Incident:
    run = Run(
        fact.run,
        fact.command,
        fact.scenario,
        fact.step,
        fact.title,
        fact.risk,
        fact.where,
        fact.by_what,
        record.at,
        record.seq,
        record.by,
        fact.limit_s,
    )
    return changed(incident, runs=(*incident.runs, run))


@fold.register
def _(fact: f.CommandFinished, incident: Incident, record: Record) -> Incident:
    ended = {
        "outcome": fact.outcome,
        "exit": fact.exit,
        "signal": fact.signal,
        "duration_s": fact.duration_s,
        "sha256": fact.sha256,
        "size": fact.size,
        "lines": fact.lines,
        "kept": fact.kept,
        "evidence": fact.evidence,
        "last": fact.last,
        "why": fact.why,
        "ended_at": record.at,
        "ended_seq": record.seq,
    }
    place, runs = fact.run - 1, incident.runs
    # As a rule it stands at its place, and there may be thousands.
    if 0 <= place < len(runs) and runs[place].n == fact.run:
        return changed(incident, runs=(*runs[:place], changed(runs[place], **ended), *runs[place + 1 :]))
    return changed(incident, runs=tuple(changed(run, **ended) if run.n == fact.run else run for run in runs))


@fold.register
def _(fact: f.StepTicked, incident: Incident, record: Record) -> Incident:
    key = step_key(fact.scenario, fact.step)
    if not fact.done and not fact.skipped:
        return changed(incident, steps=drop(incident.steps, key))
    done = StepDone(record.at, record.seq, record.by, fact.text, fact.skipped)
    return changed(incident, steps=put(incident.steps, key, done))


@fold.register
def _(fact: f.BlankFilled, incident: Incident, _record: Record) -> Incident:
    if not fact.value:
        return changed(incident, blanks=drop(incident.blanks, fact.name))
    return changed(incident, blanks=put(incident.blanks, fact.name, fact.value))
