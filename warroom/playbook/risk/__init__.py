"""What a command of a runbook does, as far as its words tell. Pure and careful: the unknown changes things."""

import msgspec

from warroom.playbook.model import Risk, Step
from warroom.playbook.risk.destroys import destroyed_by
from warroom.playbook.risk.ends import needs_terminal, never_ends
from warroom.playbook.risk.placeholders import placeholders_in
from warroom.playbook.risk.reads import only_reads
from warroom.playbook.risk.shell import SHELLS, taken_apart
from warroom.playbook.risk.sql import sql_risk

__all__ = [
    "destroyed",
    "endless_of",
    "judged",
    "placeholders_of",
    "risk_of",
    "runs_in_a_shell",
    "sql_risk",
    "terminal_of",
]


def runs_in_a_shell(language: str) -> bool:
    """Whether text in this language of a fence is meant for a shell; no language is."""
    return language.strip().casefold() in SHELLS


def risk_of(command: str, language: str = "") -> Risk:
    """ "reads": known to change nothing and to end; "destroys": known to take something away; "shown": never run."""
    if not runs_in_a_shell(language) or not command.strip():
        return "shown"
    script = taken_apart(command, language)
    if only_reads(script):
        return "reads"
    return "destroys" if destroyed_by(command, script) else "changes"


def destroyed(command: str, language: str = "") -> str:
    """What a command takes away, in a few words, whatever its language; "" where nothing is known of it."""
    if not runs_in_a_shell(language):
        return "deletes data or ends sessions" if sql_risk(command) == "destroys" else ""
    script = taken_apart(command, language)
    return "" if only_reads(script) else destroyed_by(command, script)


def endless_of(command: str, language: str = "") -> bool:
    """Whether a command goes on until it is stopped: --follow, top, a bare psql, ping without a count."""
    return runs_in_a_shell(language) and never_ends(command, taken_apart(command, language))


def terminal_of(command: str, language: str = "") -> bool:
    """Whether a command needs a keyboard and a screen: vim, ssh, a bare psql."""
    return runs_in_a_shell(language) and needs_terminal(taken_apart(command, language))


def placeholders_of(command: str) -> tuple[str, ...]:
    """What has to be filled in before a command can be run, each once, in order, as it stands in it."""
    return placeholders_in(command)


def judged(step: Step) -> Step:
    """The step with what its command tells of itself: risk, placeholders, whether it ends, whether it needs a terminal.

    A step without a command is left as it is.
    """
    if not step.run:
        return step
    return msgspec.structs.replace(
        step,
        risk=risk_of(step.run, step.language),
        placeholders=placeholders_of(step.run),
        endless=endless_of(step.run, step.language),
        terminal=terminal_of(step.run, step.language),
    )
