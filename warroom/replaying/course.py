"""When each record of an incident became known, and what there is to stop at on the way. Pure."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

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
    did it and `by` in whose name; `marks` the milestones in it, `red` the records at which some check went down (True)
    or the last came up."""

    known_ms: tuple[int, ...] = ()
    typed: bytes = b""
    by: tuple[str, ...] = ()
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
        by: list[str] = []
        marks: list[Mark] = []
        red: list[tuple[int, bool]] = []
        for record, before, after in passed:
            noted = millis(record.noted_at)
            self._known_ms = max(self._known_ms, noted) if self._known_ms else noted
            known.append(self._known_ms)
            typed.append(record.kind not in _BY_MACHINES)
            by.append(record.by)
            if after.milestones is not before.milestones:
                marks += [Mark(name, record.seq) for name in _reached(before, after)]
            if after.checks is not before.checks:
                down = any(check.state == "down" for check in after.checks.values())
                if down is not self._down:
                    self._down = down
                    red.append((record.seq, down))
        return Stretch(tuple(known), bytes(typed), tuple(by), tuple(marks), tuple(red))


def _reached(before: Incident, after: Incident) -> Iterator[str]:
    for name, moment in after.milestones.items():
        known = before.milestones.get(name)
        if known is None or known.seq != moment.seq:
            yield name


def _longest(gaps: Sequence[int]) -> int:
    """The length that no gap may exceed, so that none is more than a twelfth of all; of few, more."""
    parts = min(12.0, len(gaps) / 2)
    ordered = sorted(gaps)
    sums = list(accumulate(ordered, initial=0))
    longest = sums[-1]
    for _ in range(60):
        shorter = bisect_right(ordered, longest)
        fits = int((sums[shorter] + longest * (len(ordered) - shorter)) / max(1.0, parts))
        if fits >= longest:
            break
        longest = fits
    return max(1, longest)


class Course:
    """All of it that was read so far; records count from 1."""

    def __init__(self) -> None:
        self._known_ms = array("q")
        self._typed = bytearray()
        self._names: dict[str, int] = {}
        self._by = array("I")
        self.marks: list[Mark] = []
        self.red: list[tuple[int, bool]] = []
        self._way: array[int] | None = None

    def extend(self, stretch: Stretch) -> None:
        """What follows."""
        self._way = None
        self._known_ms.extend(stretch.known_ms)
        self._typed += stretch.typed
        self._by.extend(self._names.setdefault(name, len(self._names)) for name in stretch.by)
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
        """How much of the way lies before a moment, from 0 to 1; a long silence is shortened, or it would be all."""
        way, now = self._measured(), millis(at)
        n = bisect_right(self._known_ms, now) - 1
        if n < 0 or not way[-1]:
            return 0.0 if n < 0 else 1.0
        after = way[n + 1] if n + 1 < len(way) else way[n]
        return min(way[n] + (now - self._known_ms[n]), after) / way[-1]

    def moment(self, share: float) -> datetime:
        """The moment at this share of the way; of a silence that was shortened its beginning, or its end."""
        way = self._measured()
        along = max(0.0, min(share, 1.0)) * way[-1]
        n = max(0, bisect_right(way, along) - 1)
        return FIRST + (self._known_ms[n] + int(along - way[n])) * _MS

    def _measured(self) -> "array[int]":
        """How far along each record lies, ms: as time goes, but no silence is longer than a part of the whole."""
        if self._way is None:
            gaps = [after - before for before, after in pairwise(self._known_ms)]
            longest = _longest(gaps)
            self._way = array("q", accumulate((min(gap, longest) for gap in gaps), initial=0))
        return self._way

    def seq_at(self, at: datetime) -> int:
        """The last record known at a moment, the first before any was."""
        return max(1, bisect_right(self._known_ms, millis(at)))

    def wrote(self, seq: int) -> dict[str, tuple[int, datetime]]:
        """How many of the records up to this one each name has, and when the last of them was known."""
        last = {n: place for place, n in enumerate(self._by[:seq], 1)}
        counts, names = Counter(self._by[:seq]), list(self._names)
        return {names[n]: (count, self.at(last[n])) for n, count in counts.items()}

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
