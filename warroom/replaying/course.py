"""When each record of an incident became known, and what there is to stop at on the way. Pure."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from warroom.incident.facts import Record
from warroom.incident.state import Incident

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_BY_MACHINES = ("check_changed", "watching_started", "watching_stopped", "update_attempted")
"""Kinds that nobody typed or did."""


class Mark(msgspec.Struct, frozen=True):
    """A milestone and the record by which it was known."""

    name: str
    seq: int


class Stretch(msgspec.Struct, frozen=True):
    """A run of records: `known_ms` is when each was known (ms since 1970 UTC, never falling), `typed` whether somebody
    did it; `marks` the milestones in it, `red` the records at which some check went down (True) or the last came up."""

    known_ms: tuple[int, ...] = ()
    typed: bytes = b""
    marks: tuple[Mark, ...] = ()
    red: tuple[tuple[int, bool], ...] = ()


def millis(at: datetime) -> int:
    """Milliseconds since 1970, UTC."""
    return (at - FIRST) // _MS


class Surveyor:
    """Looks at records in order and tells what is on the way; "known" never goes back, though clocks do."""

    def __init__(self) -> None:
        self._known_ms = 0
        self._down = False

    def look(self, passed: Iterable[tuple[Record, Incident, Incident]]) -> Stretch:
        """The stretch of these: each record with the state before and after it."""
        known: list[int] = []
        typed = bytearray()
        marks: list[Mark] = []
        red: list[tuple[int, bool]] = []
        for record, before, after in passed:
            noted = millis(record.noted_at)
            self._known_ms = max(self._known_ms, noted) if self._known_ms else noted
            known.append(self._known_ms)
            typed.append(record.kind not in _BY_MACHINES)
            if after.milestones is not before.milestones:
                marks += [Mark(name, record.seq) for name in _reached(before, after)]
            if after.checks is not before.checks:
                down = any(check.state == "down" for check in after.checks.values())
                if down is not self._down:
                    self._down = down
                    red.append((record.seq, down))
        return Stretch(tuple(known), bytes(typed), tuple(marks), tuple(red))


def _reached(before: Incident, after: Incident) -> Iterator[str]:
    for name, moment in after.milestones.items():
        known = before.milestones.get(name)
        if known is None or known.seq != moment.seq:
            yield name


class Course:
    """All of it that was read so far; records count from 1."""

    def __init__(self) -> None:
        self._known_ms = array("q")
        self._typed = bytearray()
        self.marks: list[Mark] = []
        self.red: list[tuple[int, bool]] = []

    def extend(self, stretch: Stretch) -> None:
        """What follows."""
        self._known_ms.extend(stretch.known_ms)
        self._typed += stretch.typed
        self.marks += stretch.marks
        self.red += stretch.red

    def __len__(self) -> int:
        return len(self._known_ms)

    def at(self, seq: int) -> datetime:
        """When this record was known; the nearest there is for one outside."""
        return FIRST + self._known_ms[max(1, min(seq, len(self))) - 1] * _MS

    @property
    def span_s(self) -> float:
        """Seconds from the first to the last."""
        return (self.at(len(self)) - self.at(1)).total_seconds() if len(self) else 0.0

    def share(self, at: datetime) -> float:
        """How much of the way lies before a moment, from 0 to 1."""
        whole = self.span_s
        return max(0.0, min((at - self.at(1)).total_seconds() / whole, 1.0)) if whole else 1.0

    def seq_at(self, at: datetime) -> int:
        """The last record known at a moment, the first before any was."""
        return max(1, bisect_right(self._known_ms, millis(at)))

    def next_typed(self, seq: int, step: int) -> int:
        """The next record that somebody typed or did, the one before where `step` is negative; 0 for none."""
        if step > 0:
            return self._typed.find(1, seq) + 1
        return self._typed.rfind(1, 0, max(0, seq - 1)) + 1

    def next_mark(self, seq: int, step: int) -> Mark | None:
        """The next milestone, the one before where `step` is negative."""
        if step > 0:
            return next((mark for mark in self.marks if mark.seq > seq), None)
        return next((mark for mark in reversed(self.marks) if mark.seq < seq), None)

    def named(self, name: str, seq: int = 0) -> Mark | None:
        """The milestone of this name after a record, else its first; a beginning of the name is enough."""
        fits: Callable[[Mark], bool] = lambda mark: mark.name == name  # noqa: E731  one of two readings
        if not any(map(fits, self.marks)):
            fits = lambda mark: mark.name.startswith(name)  # noqa: E731  same
        found = [mark for mark in self.marks if fits(mark)]
        return next((mark for mark in found if mark.seq > seq), found[0] if found else None)

    def reds(self) -> Iterator[tuple[datetime, datetime]]:
        """From when to when some check was down, by what was known."""
        began: datetime | None = None
        for seq, down in self.red:
            if down:
                began = self.at(seq)
            elif began is not None:
                yield began, self.at(seq)
                began = None
        if began is not None:
            yield began, self.at(len(self))
