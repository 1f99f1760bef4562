"""Steps of runbooks: commands that ran, words that were followed, blanks that were filled in."""

from typing import Literal

from warroom.incident.facts.base import Fact


class CommandStarted(Fact, frozen=True, kw_only=True):
    """Written before the process starts. `run` numbers it in the incident; `step` is its place in the scenario, from 1.

    `command` is what runs, with secrets masked; `where` the directory, `by_what` a shell, psql or a wrapper.
    """

    kind = "command_started"
    run: int
    command: str
    scenario: str = ""
    step: int = 0
    title: str = ""
    risk: str = ""
    where: str = ""
    by_what: str = "shell"
    limit_s: float | None = None


class CommandFinished(Fact, frozen=True, kw_only=True):
    """How a run ended; `exit` is None where a signal ended it, or nobody knows what.

    `sha256` is that of all `size` bytes of its output, of which `evidence` keeps `kept`; `last` are its last words.
    """

    kind = "command_finished"
    run: int
    outcome: Literal["exited", "stopped", "timed out", "not started", "unknown"] = "exited"
    exit: int | None = None
    signal: str = ""
    duration_s: float = 0.0
    sha256: str = ""
    size: int = 0
    lines: int = 0
    kept: int = 0
    evidence: str = ""
    last: str = ""
    why: str = ""


class StepTicked(Fact, frozen=True, kw_only=True):
    """A step in words was followed; `text` are its words then. Skipped where `skipped` says why."""

    kind = "step_ticked"
    scenario: str
    step: int
    text: str = ""
    done: bool = True
    skipped: str = ""


class BlankFilled(Fact, frozen=True, kw_only=True):
    """What a placeholder of the runbook stands for in this incident; "" forgets it."""

    kind = "blank_filled"
    name: str
    value: str
