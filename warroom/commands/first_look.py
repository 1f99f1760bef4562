"""How far reading many incidents has come, on a terminal's stderr, where it takes longer than a second."""

import sys
import time

from warroom.commands.waiting import QUIET_S, STEP_S, passing
from warroom.report.words import number


class FirstLook:
    """Hears how many of how many incidents were read; after an upgrade that is all of them, once."""

    def __init__(self) -> None:
        self._begun: float | None = None
        self._said_at: float | None = None

    def told(self, done: int, every: int) -> None:
        """Say it now and then, and wipe it at the end."""
        if not sys.stderr.isatty():
            return
        now = time.monotonic()
        self._begun = now if self._begun is None else self._begun
        if done >= every:
            if self._said_at is not None:
                passing("")
            self._begun = self._said_at = None
        elif now - self._begun >= QUIET_S and (self._said_at is None or now - self._said_at >= STEP_S):
            self._said_at = now
            passing(f"incident {number(done)} of {number(every)} is read, once after an upgrade")
