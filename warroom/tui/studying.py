"""What panes tell of an incident's whole record: who wrote how much, and what was done to roles and items.

Read once behind the screen, a slice at a time; what comes later is added.
"""

import time
from datetime import datetime

from warroom.incident import facts as f
from warroom.incident.facts import Record
from warroom.journal.sqlite import Journal
from warroom.report.answers import is_answer
from warroom.tui import messages as m

SLICE_S = 0.02
ROWS = 200
TURNS = (
    f.ItemSet,
    f.ItemSkipped,
    f.RoleTaken,
    f.RoleReleased,
    f.Acknowledged,
    f.Fixed,
    f.Unfixed,
    f.Resolved,
    f.Reopened,
    f.Suspected,
    f.UpdateRecorded,
)
"""What ticks an item of a checklist, or takes the tick away."""


class Study:
    """One stream, read from its first record to its last."""

    def __init__(self, journal: Journal, stream: str) -> None:
        self._journal = journal
        self.stream = stream
        self._seq = 0
        self._wrote: dict[str, tuple[int, datetime]] = {}
        self._turns: list[Record] = []
        self._answers: list[Record] = []

    def go_on(self) -> m.Studied:
        """Read for SLICE_S, and some records at least. Raises JournalError."""
        until = time.monotonic() + SLICE_S
        while True:
            records = list(self._journal.read(self.stream, after=self._seq, limit=ROWS))
            for record in records:
                lines, last = self._wrote.get(record.by, (0, record.noted_at))
                self._wrote[record.by] = (lines + 1, max(last, record.noted_at))
            self._turns += [record for record in records if isinstance(record.fact, TURNS)]
            self._answers += [record for record in records if is_answer(record.fact)]
            self._seq = records[-1].seq if records else self._seq
            whole = len(records) < ROWS
            if whole or time.monotonic() >= until:
                return m.Studied(
                    self.stream, self._seq, dict(self._wrote), tuple(self._turns), whole, tuple(self._answers)
                )
