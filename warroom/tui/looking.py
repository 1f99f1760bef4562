"""Looking through the open room's record for the screen: windows, searches, who wrote what, how checks turned.

All of it is on the journal's thread, a slice at a time between its other jobs; what is newer ends what is older.
"""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from warroom.journal.sqlite import Journal
from warroom.room import Room
from warroom.tui import messages as m

if TYPE_CHECKING:
    from warroom.gathering import Gathering
    from warroom.report.matching import Filter
    from warroom.tui.finding import Finding
    from warroom.tui.studying import Study
    from warroom.tui.turned import Turned

TELL_EVERY_S = 0.5


class Looking:
    """`room` is the open one, `scope` whose checks are shown; `later` does a job after those that wait."""

    def __init__(
        self,
        journal: Journal,
        room: Callable[[], Room | None],
        scope: Callable[[], str],
        post: Callable[[object], object],
        later: Callable[[Callable[[], None]], object],
    ) -> None:
        self._journal = journal
        self._room = room
        self._scope = scope
        self._post = post
        self._later = later
        self._finding: dict[str, Finding] = {}
        self._study: Study | None = None
        self._gathering: Gathering | None = None
        self._begun_at = self._told_at = 0.0
        self._turned: Turned | None = None

    def begin_anew(self) -> None:
        """Another room is open: what was looked for in the last one is not looked for any more."""
        self._finding.clear()
        self._study = None
        self._gathering = None

    def window(self, seqs: Sequence[int]) -> None:
        """These records."""
        room = self._room()
        if room is None:
            return
        if isinstance(seqs, range):
            records = list(self._journal.read(room.stream, after=seqs.start - 1, limit=len(seqs)))
        else:
            records = [one for seq in seqs for one in self._journal.read(room.stream, after=seq - 1, limit=1)]
        self._post(m.WindowRead(room.stream, records))

    def find(self, wanted: "Filter", purpose: str) -> None:
        """The records that match."""
        from warroom.tui.finding import Finding

        if room := self._room():
            self._finding[purpose] = Finding(self._journal, room.stream, wanted, purpose)
            self._find_on(purpose, self._finding[purpose])

    def _find_on(self, purpose: str, finding: "Finding") -> None:
        room = self._room()
        if room is None or self._finding.get(purpose) is not finding:
            return
        found = finding.go_on(room.incident, room.now())
        self._post(found)
        if not found.whole:
            self._later(lambda: self._find_on(purpose, finding))

    def study(self) -> None:
        """Who wrote how much, what ticked items, or what came since."""
        from warroom.tui.studying import Study

        room = self._room()
        if room is None:
            return
        if self._study is None or self._study.stream != room.stream:
            self._study = Study(self._journal, room.stream)
        read = self._study.go_on()
        self._post(read)
        if not read.whole:
            self._later(self.study)

    def review(self) -> None:
        """What a look back needs, or what came since."""
        from warroom.gathering import Gathering
        from warroom.tui.studying import SLICE_S

        room = self._room()
        if room is None:
            return
        if self._gathering is None or self._gathering.stream != room.stream:
            self._gathering = Gathering(self._journal, room.stream)
            self._begun_at = self._told_at = time.monotonic()
        gathering = self._gathering
        whole = gathering.go_on(SLICE_S)
        now = time.monotonic()
        left_s = (now - self._begun_at) * (room.incident.seq / max(1, gathering.seq) - 1)
        # Each time it is told the screen draws it all anew, and the reading waits: of a long record only now and then,
        # and not just before it is whole.
        if whole or min(now - self._told_at, left_s) >= TELL_EVERY_S:
            self._told_at = now
            of = gathering.seq if whole else max(room.incident.seq, gathering.seq + 1)
            self._post(m.ReviewRead(room.stream, gathering.seq, of, gathering.gathered, gathering.moments[:]))
        if not whole:
            self._later(self.review)

    def record(self, seq: int) -> None:
        """One record of the open room."""
        room = self._room()
        if room is not None and (found := self._journal.record(room.stream, seq)) is not None:
            self._post(m.RecordRead(room.stream, found))

    def turns(self, after: int) -> None:
        """How the checks that are shown turned since this record."""
        from warroom.tui.turned import Turned

        self._turned = Turned(self._journal, self._scope(), after)
        self._turns_on(self._turned)

    def _turns_on(self, turned: "Turned") -> None:
        if self._turned is not turned:
            return
        found = turned.go_on()
        self._post(found)
        if not found.whole:
            self._later(lambda: self._turns_on(turned))
