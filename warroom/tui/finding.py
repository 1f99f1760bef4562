"""Which records of the open stream match, looked for behind the screen a slice at a time."""

import time
from datetime import datetime

from warroom.incident.state import Incident
from warroom.journal.sqlite import Journal
from warroom.report.matching import Filter
from warroom.tui import messages as m

SLICE_S = 0.02
ROWS = 200


class Finding:
    """One search: from the first record to the last that was there when it began, or came since."""

    def __init__(self, journal: Journal, stream: str, wanted: Filter, purpose: str) -> None:
        self._journal = journal
        self._stream = stream
        self._wanted = wanted
        self._purpose = purpose
        self._seq = 0

    def go_on(self, incident: Incident, now: datetime) -> m.LinesFound:
        """Look for SLICE_S, and at some records at least. Raises JournalError."""
        until = time.monotonic() + SLICE_S
        seqs: list[int] = []
        while True:
            records = list(self._journal.read(self._stream, after=self._seq, limit=ROWS))
            seqs += [record.seq for record in records if self._wanted.match(record, incident, now)]
            self._seq = records[-1].seq if records else self._seq
            whole = len(records) < ROWS
            if whole or time.monotonic() >= until:
                return m.LinesFound(self._stream, self._purpose, self._wanted, seqs, whole)
