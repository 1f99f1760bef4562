"""Looking through all incidents behind the screen: filling the index when nothing else is to be done, searching it,
and finding past incidents that are like the open one. On the journal's thread, a slice at a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

from warroom.clock import Clock
from warroom.errors import BadInput, NotHere, WarroomError
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.report.found import Found
from warroom.report.query import Query, asked
from warroom.report.similar import Similar
from warroom.room import Room
from warroom.searching import Searching
from warroom.tui import messages as m

START_S = 1.5
"""After which the index is filled unasked: the first frames need the machine."""
AGAIN_S = 0.5
"""How often an answer is given again while there is more to look through."""
LOOK_S = 0.5
"""How often it is looked what was written: of a thousand incidents that takes a while."""
ALIKE_S = 5.0
"""How often it is looked anew which incidents are like the open one."""


class Recalling:
    """`room` is the open one; `later` does a job after those that wait."""

    def __init__(
        self,
        journal: Journal,
        live: Live,
        clock: Clock,
        room: Callable[[], Room | None],
        post: Callable[[object], object],
        later: Callable[[Callable[[], None]], object],
    ) -> None:
        self._journal = journal
        self._live = live
        self._clock = clock
        self._room = room
        self._post = post
        self._later = later
        self._searching: Searching | None = None
        self._cannot = ""
        self._start_at = time.monotonic() + START_S
        self._looked = -1
        self._look_at = 0.0
        self._done = False
        self._search = 0
        self._alike: tuple[str, int] = ("", 0)
        self._alike_at = 0.0

    def tend(self, changed: int) -> None:
        """Go on a little; `changed` is another number after somebody wrote."""
        if time.monotonic() < self._start_at:
            return
        with suppress(WarroomError):
            soon = changed != self._looked and time.monotonic() < self._look_at
            self._fill(self._looked if soon else changed)
            if self._done:
                self._look_for_alike()

    def close(self) -> None:
        """Close the index."""
        if self._searching is not None:
            self._searching.close()

    def _opened(self) -> Searching:
        """Raises NotHere where nothing can be searched, every time."""
        if self._cannot:
            raise NotHere(self._cannot)
        if self._searching is None:
            try:
                self._searching = Searching(self._journal, self._live, self._clock)
            except NotHere as error:
                self._cannot = str(error)
                raise
        return self._searching

    def _fill(self, changed: int) -> None:
        filling = self._opened().filling
        if changed != self._looked:
            filling.look()
            self._looked, self._done = changed, False
            self._look_at = time.monotonic() + LOOK_S
        if not self._done:
            self._done = filling.go_on()

    # Searching.

    def search(self, text: str, zone: str, newest: Callable[[], str]) -> None:
        """Find lines of all incidents; answered with SearchFound, again while there is more to look through, as long
        as `newest` says that this is what is looked for."""
        if newest() != text:
            return
        self._search += 1
        try:
            query = asked(text, self._now(), zone)
            self._opened()
        except (BadInput, NotHere) as error:
            self._post(m.SearchFound(text, Found(), str(error)))
            return
        with suppress(WarroomError):
            self._fill(self._journal.changed())
        self._answer(text, query)
        if not self._done:
            number, at = self._search, time.monotonic() + AGAIN_S
            self._later(lambda: self._go_on(text, query, newest, number, at))

    def _go_on(self, text: str, query: Query, newest: Callable[[], str], number: int, at: float) -> None:
        if newest() != text or number != self._search:
            return
        with suppress(WarroomError):
            self._fill(self._looked)
        if self._done or time.monotonic() >= at:
            self._answer(text, query)
            at = time.monotonic() + AGAIN_S
        if not self._done:
            self._later(lambda: self._go_on(text, query, newest, number, at))

    def _answer(self, text: str, query: Query) -> None:
        self._post(m.SearchFound(text, self._opened().find(query), ""))

    def elsewhere(self, text: str, zone: str) -> None:
        """How many other incidents have what was looked for in the open one; answered with FoundElsewhere."""
        room = self._room()
        if room is None:
            return
        with suppress(WarroomError):
            self._fill(self._journal.changed())
            count = self._opened().elsewhere(asked(text, self._now(), zone), room.stream)
            self._post(m.FoundElsewhere(room.stream, text, count))

    def _now(self) -> datetime:
        return self._clock.now()

    # Alike.

    def similar(self) -> None:
        """Look at once which incidents are like the open one; answered with SimilarRead."""
        self._alike_at, self._alike = 0.0, ("", 0)
        with suppress(WarroomError):
            self._fill(self._journal.changed())
            self._look_for_alike()

    def _look_for_alike(self) -> None:
        room, now = self._room(), time.monotonic()
        if room is None or (room.stream, room.incident.seq) == self._alike:
            return
        if room.stream == self._alike[0] and now < self._alike_at:
            return
        self._alike, self._alike_at = (room.stream, room.incident.seq), now + ALIKE_S
        steps = self._opened().comparing(room.stream, room.incident)
        self._later(lambda: self._compare(room.stream, steps))

    def _compare(self, stream: str, steps: Iterator[tuple[Similar, ...] | None]) -> None:
        with suppress(WarroomError):
            found = next(steps, ())
            if found is None:
                self._later(lambda: self._compare(stream, steps))
            else:
                self._post(m.SimilarRead(stream, found))
