"""All incidents of a journal in a line each, and which one a verb without `--incident` means."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec

from warroom.clock import Clock
from warroom.errors import BadInput, NotHere
from warroom.incident.state import Incident
from warroom.incident.summary import Summary, summarise
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import WORTH_KEEPING, Room


class Directory:
    """Keeps the summaries fresh; folds only streams that grew. `told` hears how many of how many were folded."""

    def __init__(self, journal: Journal, live: Live, clock: Clock) -> None:
        self.journal = journal
        self.live = live
        self.clock = clock
        self.told: Callable[[int, int], object] = lambda _done, _every: None
        self._known: dict[str, tuple[int, str, Summary]] = {}
        self._states: dict[str, Incident] = {}

    def look(self) -> list[Summary]:
        """Every incident and drill, newest first."""
        self.go_on()
        return self.known()

    def known(self) -> list[Summary]:
        """Those of them that were folded, as they were then, newest first."""
        found = [summary for _, _, summary in self._known.values()]
        return sorted(found, key=lambda s: (s.began or self.clock.now(), s.id), reverse=True)

    def go_on(self, at_most_s: float | None = None) -> int:
        """Fold streams that grew, the newest first, at least one; returns how many are left when the time is over."""
        grown = self._grown()
        until = time.monotonic() + at_most_s if at_most_s is not None else None
        for n, stream in enumerate(grown, 1):
            self._fold(stream)
            self.told(n, len(grown))
            if until is not None and time.monotonic() >= until:
                return len(grown) - n
        return 0

    def _grown(self) -> list[str]:
        if not self._known:
            for stream, (seq, hash_, packed) in self.live.summaries().items():
                with suppress(msgspec.MsgspecError):
                    self._known[stream] = (seq, hash_, msgspec.msgpack.decode(packed, type=Summary))
        heads = self.journal.heads()
        for gone in self._known.keys() - heads.keys():
            del self._known[gone]
        grown = [stream for stream in heads if stream != DUTY and self._at(stream) != heads[stream]]
        return sorted(grown, reverse=True)

    def _at(self, stream: str) -> tuple[int, str] | None:
        known = self._known.get(stream)
        return known[:2] if known is not None else None

    def _fold(self, stream: str) -> Incident:
        incident = Room(self.journal, self.live, self.clock, stream).incident
        summary = summarise(incident)
        if self.journal.imported(stream) is not None:
            # Whatever it was when it was exported, nobody runs it here.
            summary = msgspec.structs.replace(summary, imported=True, open=False, running=False, due=())
        self._known[stream] = (incident.seq, incident.hash, summary)
        self._states.pop(stream, None)
        if summary.open and summary.running:
            self._states[stream] = incident
        if summary.open or incident.seq >= WORTH_KEEPING:
            self.live.keep(incident)
        self.live.keep_summary(stream, incident.seq, incident.hash, msgspec.msgpack.encode(summary))
        return incident

    def states(self, streams: Sequence[str]) -> dict[str, Incident]:
        """The folded state of these incidents; the others' are let go."""
        for stream in streams:
            if stream not in self._states:
                self._states[stream] = self._fold(stream)
        self._states = {stream: self._states[stream] for stream in streams}
        return dict(self._states)

    def open_real(self) -> list[Summary]:
        """Open incidents that are no drills, newest first."""
        return [s for s in self.look() if s.open and not s.drill]

    def choose(self, named: str = "") -> str:
        """The stream a verb speaks to.

        The named one; else the only running real incident; else the latest resolved one that is not closed; a drill
        only when nothing real is open. Raises NotHere for none, BadInput with their ids for several.
        """
        if named:
            return self._named(named)
        every = self.look()
        real = [s for s in every if s.open and not s.drill]
        running = [s for s in real if s.running]
        resolved = sorted(real, key=lambda s: (s.resolved_at is not None, s.resolved_at), reverse=True)
        if len(running) > 1:
            raise BadInput(f"several incidents are open, say which with --incident: {', '.join(s.id for s in running)}")
        chosen = (running or resolved or [s for s in every if s.open and s.drill])[:1]
        if not chosen:
            raise NotHere("no incident is open: warroom declare P0 TITLE opens one")
        return chosen[0].id

    def latest(self, named: str = "") -> str:
        """The stream a report speaks of: the named one, an open real one, a drill that runs, else the newest of all."""
        if named:
            return self._named(named)
        every = self.look()
        if any(s.open and not s.drill for s in every):
            return self.choose()
        if not every:
            raise NotHere("the journal holds no incident yet: warroom declare P0 TITLE opens one")
        return next((s.id for s in every if s.drill and s.running), every[0].id)

    def _named(self, named: str) -> str:
        if named != DUTY and self.journal.head(named)[0]:
            return named
        found = [s for s in self.look() if named in s.id]
        found = [s for s in found if s.running] or found
        if len(found) == 1 or (found and all(s.drill for s in found)):
            return found[0].id
        if found:
            raise BadInput(f"{named} fits several incidents: {', '.join(s.id for s in found[:5])}")
        raise NotHere(f"no incident {named}: warroom list shows them")
