"""How the checks of a stream turned, looked for behind the screen a slice at a time, newest first."""

import time

from warroom.incident.facts import Record
from warroom.journal.sqlite import Journal
from warroom.report.turned import tells
from warroom.tui import messages as m

SLICE_S = 0.02
ROWS = 200
MOST = 600


class Turned:
    """One walk: from the stream's end back to `after`, or until MOST were found."""

    def __init__(self, journal: Journal, stream: str, after: int) -> None:
        self._journal = journal
        self._stream = stream
        self._after = after
        self._head = self._below = journal.head(stream)[0]
        self._found = 0

    def go_on(self) -> m.TurnsRead:
        """Look for SLICE_S, and at some records at least. Raises JournalError."""
        until = time.monotonic() + SLICE_S
        told: list[Record] = []
        while self._below > self._after and self._found + len(told) < MOST:
            above = max(self._after, self._below - ROWS)
            records = self._journal.read(self._stream, after=above, limit=self._below - above)
            told = [*(record for record in records if tells(record)), *told]
            self._below = above
            if time.monotonic() >= until:
                break
        self._found += len(told)
        whole = self._below <= self._after or self._found >= MOST
        return m.TurnsRead(self._stream, told, self._head, whole)
