"""All incidents of a journal in a line each, and which one a verb without `--incident` means."""

from collections.abc import Sequence
from contextlib import suppress

import msgspec

from warroom.clock import Clock
from warroom.errors import BadInput, NotHere
from warroom.incident.state import Incident
from warroom.incident.summary import Summary, summarise
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room


class Directory:
    """Keeps the summaries fresh; folds only streams that grew."""

    def __init__(self, journal: Journal, live: Live, clock: Clock) -> None:
        self.journal = journal
        self.live = live
        self.clock = clock
        self._known: dict[str, tuple[int, str, Summary]] = {}
        self._states: dict[str, Incident] = {}

    def look(self) -> list[Summary]:
        """Every incident and drill, newest first."""
        if not self._known:
            for stream, (seq, hash_, packed) in self.live.summaries().items():
                with suppress(msgspec.MsgspecError):
                    self._known[stream] = (seq, hash_, msgspec.msgpack.decode(packed, type=Summary))
        heads = self.journal.heads()
        for stream, (seq, hash_) in heads.items():
            known = self._known.get(stream)
            if stream == DUTY or (known is not None and known[:2] == (seq, hash_)):
                continue
            self._fold(stream)
        found = [self._known[stream][2] for stream in heads if stream in self._known]
        return sorted(found, key=lambda s: (s.began or self.clock.now(), s.id), reverse=True)

    def _fold(self, stream: str) -> None:
        incident = Room(self.journal, self.live, self.clock, stream).incident
        summary = summarise(incident)
        self._known[stream] = (incident.seq, incident.hash, summary)
        self._states[stream] = incident
        self.live.keep(incident)
        self.live.keep_summary(stream, incident.seq, incident.hash, msgspec.msgpack.encode(summary))

    def states(self, streams: Sequence[str]) -> dict[str, Incident]:
        """The folded state of these incidents; the others' are let go."""
        for stream in streams:
            if stream not in self._states:
                self._fold(stream)
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
        every = self.look()
        if named:
            return self._named(named, every)
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
        every = self.look()
        if named:
            return self._named(named, every)
        if any(s.open and not s.drill for s in every):
            return self.choose()
        if not every:
            raise NotHere("the journal holds no incident yet: warroom declare P0 TITLE opens one")
        return next((s.id for s in every if s.drill and s.running), every[0].id)

    def _named(self, named: str, every: Sequence[Summary]) -> str:
        found = [s for s in every if s.id == named] or [s for s in every if named in s.id]
        found = [s for s in found if s.running] or found
        if len(found) == 1 or (found and all(s.drill for s in found)):
            return found[0].id
        if found:
            raise BadInput(f"{named} fits several incidents: {', '.join(s.id for s in found[:5])}")
        raise NotHere(f"no incident {named}: warroom list shows them")
