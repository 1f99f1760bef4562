"""Which records a timeline lists: all of a stream, or those that a filter found; and where a search hit."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice

from warroom.report.matching import Filter


class Listing:
    """Places 0.. of the rows, and the number of the record in each."""

    def __init__(self) -> None:
        self.count = 0
        self.wanted: Filter | None = None
        self.whole = True
        self._seqs: list[int] = []

    def enter(self, count: int) -> None:
        """Another stream, of so many records."""
        self.count = count
        self.narrow(None)

    def narrow(self, wanted: Filter | None) -> None:
        """List only what matches, which is added as it is found; None lists all."""
        self.wanted = wanted
        self.whole = wanted is None
        self._seqs = []

    def add(self, seqs: Iterable[int], *, whole: bool) -> None:
        """Records that match, in order; `whole` once all were looked at."""
        last = self._seqs[-1] if self._seqs else 0
        self._seqs += [seq for seq in seqs if seq > last]
        self.whole = self.whole or whole

    def __len__(self) -> int:
        return self.count if self.wanted is None else len(self._seqs)

    def seq(self, place: int) -> int:
        """The number of the record in this place; 0 where there is none."""
        if not 0 <= place < len(self):
            return 0
        return place + 1 if self.wanted is None else self._seqs[place]

    def place(self, seq: int) -> int:
        """Where this record stands, or the next one after it that is listed."""
        return seq - 1 if self.wanted is None else bisect_left(self._seqs, seq)

    def some(self, first: int, count: int) -> Sequence[int]:
        """The numbers of the records in these places."""
        if self.wanted is None:
            return range(max(1, first + 1), min(self.count, first + count) + 1)
        return list(islice(self._seqs, max(0, first), max(0, first + count)))


class Hits:
    """What a search found, in order."""

    def __init__(self) -> None:
        self.wanted: Filter | None = None
        self.whole = False
        self.gone_to = False
        self.seqs: list[int] = []

    def begin(self, wanted: Filter | None) -> None:
        """Search for something else; None ends it."""
        self.wanted, self.whole, self.gone_to, self.seqs = wanted, False, False, []

    def add(self, seqs: Iterable[int], *, whole: bool) -> None:
        """Hits in order; `whole` once all were looked at."""
        last = self.seqs[-1] if self.seqs else 0
        self.seqs += [seq for seq in seqs if seq > last]
        self.whole = self.whole or whole

    def after(self, seq: int, step: int) -> int:
        """The next hit after this record, before it where `step` is negative; round the end. 0 without any."""
        if not self.seqs:
            return 0
        place = bisect_right(self.seqs, seq) if step > 0 else bisect_left(self.seqs, seq) - 1
        return self.seqs[place % len(self.seqs)]

    def number(self, seq: int) -> int:
        """Which hit this record is, from 1; 0 where it is none."""
        place = bisect_left(self.seqs, seq)
        return place + 1 if place < len(self.seqs) and self.seqs[place] == seq else 0
