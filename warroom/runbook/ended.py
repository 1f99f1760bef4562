"""How a run ended, as the record will say it."""

import msgspec

from warroom.incident.facts import CommandFinished
from warroom.runbook.fence import Fence


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome and figures of `CommandFinished`; `fence` is what the next command of the fence begins with."""

    outcome: str = "exited"
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
    fence: Fence = Fence()

    def fact(self, run: int) -> CommandFinished:
        """The fact for run number `run`."""
        said = {name: getattr(self, name) for name in self.__struct_fields__ if name != "fence"}
        return CommandFinished(run=run, **said)
