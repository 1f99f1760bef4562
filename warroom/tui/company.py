"""Who else is in the room, and what stands unrecorded at this terminal: the journal thread keeps both beside it."""

import os
import time
from collections.abc import Callable, Sequence

from warroom.journal.live import HERE_S, Live
from warroom.journal.presence import Present
from warroom.journal.sqlite import Journal
from warroom.journal.unrecorded import Unrecorded
from warroom.tui import messages as m

STEP_S = 15.0
"""How exactly it is told for how long a terminal said nothing."""


class Company:
    """This terminal among the others of a journal."""

    def __init__(self, journal: Journal, live: Live, terminal: str, tell: Callable[[object], object]) -> None:
        self._journal = journal
        self._live = live
        self._key = f"{terminal or 'no terminal'}:{os.urandom(3).hex()}:{os.getpid()}"
        self._tell = tell
        self._name = ""
        self._stream = ""
        self._others: tuple[str, ...] | None = None
        self._present: tuple[Present, ...] = ()
        self._due = 0.0

    def sit(self, name: str) -> None:
        """Somebody is known to sit here: what they left unrecorded elsewhere is theirs to have back."""
        self._name = name
        self._due = 0.0
        # Before they are taken: whoever starts at the same moment has to see that somebody has them.
        self._live.be_here(self._key, name, self._stream)
        kept = self._live.take_drafts(self._key, name)
        left = [draft for draft in kept if not (draft.intent and self._journal.known(draft.intent))]
        if left:
            self._tell(m.DraftsFound(left))

    def look_at(self, stream: str) -> None:
        """The room this terminal shows now, "" for the lobby."""
        self._stream, self._others = stream, None
        self._due = 0.0

    def tend(self, *, changed: bool) -> None:
        """Say that we are here before it lapses, and tell who else is, where that changed."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + HERE_S / 2.5
            self._live.be_here(self._key, self._name, self._stream)
        elif not changed:
            return
        others = self._live.here(self._stream, besides=self._key) if self._stream else ()
        present = tuple(one._replace(silent_s=one.silent_s // STEP_S * STEP_S) for one in self._live.present())
        if (others, present) != (self._others, self._present):
            self._others, self._present = others, present
            self._tell(m.CompanyRead(self._stream, others, present))

    def keep(self, drafts: Sequence[Unrecorded]) -> None:
        """What stands unrecorded here now."""
        self._live.keep_drafts(self._key, self._name, drafts)

    def go(self) -> None:
        """Be here no longer."""
        self._live.leave(self._key)
