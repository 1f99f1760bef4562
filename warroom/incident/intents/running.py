"""Steps of runbooks: what is to run, how it ended, what was followed."""

from warroom.incident.facts import CommandFinished
from warroom.incident.intents.base import Intent


class StartCommand(Intent, frozen=True, kw_only=True):
    """A command is about to start; the record comes first. `limit_s` None where nothing ends it but itself."""

    command: str
    scenario: str = ""
    step: int = 0
    title: str = ""
    risk: str = ""
    where: str = ""
    by_what: str = "shell"
    limit_s: float | None = None


class FinishCommand(Intent, frozen=True, kw_only=True):
    """How a run ended; asked by the terminal that ran it."""

    ended: CommandFinished


class TickStep(Intent, frozen=True, kw_only=True):
    """A step in words was followed, was not, or was skipped for a reason."""

    scenario: str
    step: int
    text: str = ""
    done: bool = True
    skipped: str = ""


class FillBlank(Intent, frozen=True, kw_only=True):
    """What a placeholder stands for in this incident; "" forgets it."""

    name: str
    value: str


class PinOutput(Intent, frozen=True, kw_only=True):
    """A line of a run's output as a note that is pinned."""

    run: int
    line: str
