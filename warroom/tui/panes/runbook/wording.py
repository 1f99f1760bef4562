"""How the pane words what a step is, and what came of it."""

from datetime import datetime

from warroom.incident.run import Run
from warroom.playbook.model import Risk, Step
from warroom.playbook.risk import destroyed
from warroom.report.words import moment, span
from warroom.runbook.plan import Plan
from warroom.tui.panes.runbook.results import Result

RISKS = {"reads": "reads only", "changes": "changes things", "destroys": "destroys", "shown": "shown, not run"}


def title_of(step: Step) -> str:
    """What a step is called in a row, in one line."""
    said = step.title or step.words or step.link or step.run or "nothing is said"
    return " ".join(said.split())


def risk_of(step: Step, plan: Plan | None) -> Risk:
    """What running it would do: of the command as it would run now, where that is known."""
    if plan is None or not plan.command:
        return step.risk
    return "shown" if plan.copy_only and not (plan.endless or plan.terminal) else plan.risk


def risk_words(step: Step, plan: Plan | None = None, *, short: bool = False) -> str:
    """What a step does to the world, in words."""
    if not step.run:
        return "by hand"
    risk = risk_of(step, plan)
    if short:
        return "shown" if risk == "shown" else risk
    said = RISKS[risk]
    if risk == "shown" and plan is not None and plan.copy_only:
        return plan.copy_only
    if risk == "destroys" and (what := plan.destroys if plan is not None else destroyed(step.run, step.language)):
        said = f"destroys: {what}"
    more = ("never ends by itself",) if step.endless else ("needs a terminal",) if step.terminal else ()
    return ", ".join((said, *more))


def took(seconds: float) -> str:
    """ "0.4 s", from a minute on "02:19"."""
    return f"{seconds:.1f} s" if seconds < 60 else span(seconds)


def result_words(result: Result, now: datetime, *, here: bool = True) -> str:
    """How a step stands, in at most fourteen cells; "" where it is open. `here` says this terminal runs it."""
    run = result.run
    if run is None:
        return "" if result.state == "open" else result.state
    if not run.outcome:
        return f"{'runs' if here else 'ran'} {span(max(0.0, (now - run.at).total_seconds()))}"
    return ended_words(run)


def ended_words(run: Run) -> str:
    """ "exit 0 0.4 s", "stopped 12.0 s", "not started"."""
    match run.outcome:
        case "exited":
            how = f"exit {run.exit}" if run.exit is not None else run.signal or "a signal"
        case "not started" | "unknown":
            return run.outcome
        case _:
            how = run.outcome
    return f"{how} {took(run.duration_s)}"


def who_words(result: Result, now: datetime) -> str:
    """When, by whom, and which record; where it went wrong, why."""
    run, done = result.run, result.done
    if run is not None:
        at, by, seq = run.ended_at or run.at, run.by, run.ended_seq or run.seq
        why = "" if run.well else run.why or run.last
    elif done is not None:
        at, by, seq, why = done.at, done.by, done.seq, done.skipped
    else:
        return ""
    return f"{moment(at, now)} {by}, {why or f'#{seq}'}"
