"""A command of a runbook that was run."""

from datetime import datetime

import msgspec


class Run(msgspec.Struct, frozen=True):
    """One run, by its number; `outcome` "" while nobody knows how it ended."""

    n: int
    command: str
    scenario: str
    step: int
    title: str
    risk: str
    where: str
    by_what: str
    at: datetime
    seq: int
    by: str
    limit_s: float | None = None
    outcome: str = ""
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
    ended_at: datetime | None = None
    ended_seq: int = 0

    @property
    def well(self) -> bool:
        """Whether it came to its own end and said so."""
        return self.outcome == "exited" and self.exit == 0


class StepDone(msgspec.Struct, frozen=True):
    """A step in words that was followed, or skipped for a reason."""

    at: datetime
    seq: int
    by: str
    text: str = ""
    skipped: str = ""


def step_key(scenario: str, step: int) -> str:
    """What a step is kept under: its scenario's id and its place from 1."""
    return f"{scenario}/{step}"
