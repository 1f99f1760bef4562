"""The open room's record for a replay, on the journal's thread: walked once in slices, any state of it on demand."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from warroom.incident.facts import Record
from warroom.tui import messages as m

if TYPE_CHECKING:
    from warroom.journal.sqlite import Journal
    from warroom.replaying.walk import Walk

TAIL = 200
"""Records that come with a state that was jumped to: more than a screen shows."""


class Rewinding:
    """`later` does a job after those that wait, so that what is live goes on between two slices."""

    def __init__(
        self,
        journal: "Journal",
        post: Callable[[object], object],
        later: Callable[[Callable[[], None]], object],
    ) -> None:
        self._journal = journal
        self._post = post
        self._later = later
        self._walk: Walk | None = None

    def begin(self, stream: str, until: int) -> None:
        """Walk a stream to this record."""
        from warroom.replaying.walk import Walk

        self._walk = Walk(self._journal, stream, until)
        self._go_on(self._walk)

    def end(self) -> None:
        """Let go of it."""
        self._walk = None

    def _go_on(self, walk: "Walk") -> None:
        if walk is not self._walk:
            return
        stretch = walk.go_on()
        self._post(m.CourseRead(walk.stream, stretch, walk.whole))
        if not walk.whole:
            self._later(lambda: self._go_on(walk))

    def show(self, asked: int, seq: int, after: int, wanted: Callable[[], bool]) -> None:
        """The state at a record that was walked by, while it is `wanted`; `after` is the one shown now, 0 for none."""
        walk = self._walk
        if walk is None or not wanted():
            return
        incident = walk.state(seq)
        begin = after if after <= seq <= after + TAIL else max(0, seq - TAIL)
        records: list[Record] = []
        limit = min(incident.seq + 1, walk.until) - begin
        if limit > 0:
            records = list(self._journal.read(walk.stream, after=begin, limit=limit))
        following = records.pop() if records and records[-1].seq > incident.seq else None
        self._post(m.Rewound(walk.stream, asked, incident, begin, records, following))
