"""Reading from the journal what reports need of one incident: kinds of records, not all of them."""

import time
from array import array
from datetime import datetime
from typing import Any

from warroom.incident.facts import Amended, CheckChanged, Pinned, Record, Redacted, Struck
from warroom.journal.record import around
from warroom.journal.sqlite import Journal
from warroom.report.gathered import CORRECTIONS, SMALL, STORY, TURNING, TURNS, Gathered, Wrote

ROWS = 500
KINDS = frozenset((*TURNS, *CORRECTIONS, *TURNING, *STORY, "pinned"))


def gather(journal: Journal, stream: str) -> Gathered:
    """What a stream holds besides its state. Raises JournalError."""
    gathering = Gathering(journal, stream)
    while not gathering.go_on(1.0):
        pass
    return gathering.gathered


class Gathering:
    """One stream, read from its first record to its last and on from there, a slice at a time.

    `moments` are the times at which records happened, in seconds since 1970, by number: record n is at n - 1.
    """

    def __init__(self, journal: Journal, stream: str) -> None:
        self._journal = journal
        self.stream = stream
        self.seq = 0
        self.moments = array("d")
        self._wrote: dict[str, list[Any]] = {}
        self._turns: list[Record] = []
        self._corrections: list[Record] = []
        self._turning: list[Record] = []
        self._back_dated: list[Record] = []
        self._corrected: dict[int, Record] = {}
        self._story: dict[int, Record] = {}
        self._notes: dict[int, Record] = {}
        self._pinned: dict[int, Record] = {}

    def go_on(self, slice_s: float) -> bool:
        """Read for that long, and some records at least; whether all was read. Raises JournalError."""
        until = time.monotonic() + slice_s
        while True:
            # No cursor stays open between slices: a held read would bar writing.
            read = self._journal.envelopes(self.stream, after=self.seq, limit=ROWS)
            self._take(read)
            if len(read) < ROWS:
                return True
            if time.monotonic() >= until:
                return False

    def _take(self, read: list[tuple[int, str]]) -> None:
        """Some records: only those whose words matter are read in full."""
        wanted: list[int] = []
        late: set[int] = set()
        for seq, envelope in read:
            held = around(envelope, self.stream, seq)
            at, noted_at, kind = held.at, held.noted_at, held.kind
            self.moments.append(at.timestamp())
            self._count(held.by, noted_at)
            if at < noted_at and kind != CheckChanged.kind:
                late.add(seq)
                wanted.append(seq)
            elif kind in KINDS or (kind == "note" and seq <= SMALL):
                wanted.append(seq)
        for record in list(self._journal.records(self.stream, wanted)) if wanted else ():
            self._sort(record, late=record.seq in late)
        self.seq = read[-1][0] if read else self.seq

    def _count(self, by: str, noted_at: datetime) -> None:
        wrote = self._wrote.get(by)
        if wrote is None:
            self._wrote[by] = [1, noted_at, noted_at]
            return
        wrote[0] += 1
        if noted_at < wrote[1]:
            wrote[1] = noted_at
        elif noted_at > wrote[2]:
            wrote[2] = noted_at

    def _sort(self, record: Record, *, late: bool) -> None:
        if late:
            self._back_dated.append(record)
        if record.kind in TURNS:
            self._turns.append(record)
        if record.kind in TURNING:
            self._turning.append(record)
        if record.kind in STORY:
            self._story[record.seq] = record
        elif record.kind == "note" and record.seq <= SMALL:
            self._notes[record.seq] = record
        if record.kind in CORRECTIONS:
            self._corrections.append(record)
        match record.fact:
            case Amended(seq=seq) | Struck(seq=seq):
                self._find(seq, self._corrected)
            case Redacted(seq=seq):
                self._forget(seq)
                self._find(seq, self._corrected)
            case Pinned(seq=seq, pinned=True):
                self._find(seq, self._pinned)
            case Pinned(seq=seq):
                self._pinned.pop(seq, None)

    def _find(self, seq: int, into: dict[int, Record]) -> None:
        if seq not in into and (found := self._journal.record(self.stream, seq)):
            into[seq] = found

    def _forget(self, seq: int) -> None:
        """Its words are erased: it is held as the journal has it now, wherever it is held."""
        now = self._journal.record(self.stream, seq)
        if now is None:
            return
        for every in (self._turns, self._corrections, self._turning, self._back_dated):
            every[:] = [now if record.seq == seq else record for record in every]
        for found in (self._corrected, self._story, self._notes, self._pinned):
            if seq in found:
                found[seq] = now

    @property
    def gathered(self) -> Gathered:
        """What was read so far."""
        notes = self._notes if self.seq <= SMALL else {}
        wrote = [Wrote(by, *rest) for by, rest in self._wrote.items()]
        story = {**self._pinned, **self._story, **notes}
        return Gathered(
            turns=tuple(self._turns),
            corrections=tuple(self._corrections),
            wrote=tuple(sorted(wrote, key=lambda one: (-one.records, one.person))),
            story=tuple(story[seq] for seq in sorted(story)),
            turning=tuple(self._turning),
            back_dated=tuple(self._back_dated),
            corrected=dict(self._corrected),
        )
