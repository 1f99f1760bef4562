"""The open room's chain, walked behind it a slice at a time.

No cursor stays open between slices, since a held read would bar writing.
"""

import time

from warroom.errors import Damaged
from warroom.journal.record import GENESIS, Row
from warroom.journal.sqlite import Journal
from warroom.journal.verify import walk
from warroom.tui import messages as m

SLICE_S = 0.02
ROWS = 50


class Verifying:
    """How far the record of one stream was walked, from its first record on."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._stream = ""
        self._seq = 0
        self._hash = GENESIS

    def begin(self, stream: str) -> None:
        """Walk this one from now on."""
        self._stream, self._seq, self._hash = stream, 0, GENESIS

    def go_on(self) -> m.VerifiedTo | None:
        """Walk for SLICE_S, and some records at least; how far that went, None where there is nothing to walk.

        Raises Damaged at the first record that does not hold, and ends there.
        """
        if not self._stream:
            return None
        until = time.monotonic() + SLICE_S
        while self._stream:
            self._walk(list(self._journal.rows(self._stream, after=self._seq, limit=ROWS)))
            if time.monotonic() >= until:
                break
        return m.VerifiedTo(self._seq, whole=not self._stream) if self._seq else None

    def _walk(self, rows: list[Row]) -> None:
        for step in walk(rows, self._stream, after=self._seq, prev=self._hash):
            if step.fault is not None:
                self._stream = ""
                raise Damaged(f"damaged at #{step.fault.seq}: {step.fault.said}: warroom verify says more")
            self._seq, self._hash = step.seq, step.hash
        if len(rows) < ROWS:
            self._stream = ""
