"""The turns of checks, and who watches them, on their way to the record: each once, in the order they came."""

from collections import deque
from collections.abc import Callable, Sequence, Sized
from itertools import islice, takewhile

import msgspec

from warroom.checks.model import Transition
from warroom.directory import Directory
from warroom.errors import JournalError, WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.incident.intents import Intent
from warroom.incident.words import DUTY
from warroom.journal.ids import new_id
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room, act_each_in_all

AT_ONCE = 100
"""Turns that share a transaction at most."""


class Turns:
    """What a machine saw and nobody typed; it waits apart from what people entered, and neither holds the other up."""

    def __init__(self, journal: Journal, live: Live, directory: Directory, room_of: Callable[[str], Room]) -> None:
        self._journal = journal
        self._live = live
        self._directory = directory
        self._room_of = room_of
        self._waiting: deque[tuple[str, Intent, str]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, scope: str, transition: Transition, holder: str) -> None:
        """Put a turn behind those that wait; it counts only while `holder` has the right to ask in `scope`."""
        self._waiting.append((scope, i.ReportTransition(id=new_id(), by="check", change=_changed(transition)), holder))

    def watching(self, scope: str, intent: i.SetWatching) -> None:
        """Put behind them that watching began or ended; once its end is written the right to ask is given up."""
        named = msgspec.structs.replace(intent, id=new_id(), by="check")
        self._waiting.append((scope, named, intent.terminal))

    def write(self) -> None:
        """Write all that wait, the oldest first: one that came later must not stand before it.

        Raises JournalError at the first that cannot be written: it and those behind it go on waiting. Raises
        WarroomError at one that has nowhere to go, such as into a stream that is not there any more: it is given up.
        """
        while self._waiting:
            scope, _, holder = self._waiting[0]
            alike = self._alike()
            try:
                self._write(scope, [intent for _, intent, _ in alike], holder)
            except WarroomError as error:
                if not isinstance(error, JournalError):
                    self._drop(alike)
                raise
            self._drop(alike)
            if any(isinstance(intent, i.SetWatching) and not intent.on for _, intent, _ in alike):
                self._live.ended(scope, holder)

    def _alike(self) -> list[tuple[str, Intent, str]]:
        """Those at the front that go into the same streams by the same right."""
        scope, _, holder = self._waiting[0]
        front = islice(self._waiting, AT_ONCE)
        return list(takewhile(lambda one: (one[0], one[2]) == (scope, holder), front))

    def _drop(self, done: Sized) -> None:
        for _ in range(len(done)):
            self._waiting.popleft()

    def _write(self, scope: str, intents: Sequence[Intent], holder: str) -> None:
        """Those of one scope in one transaction: when a thousand checks turn at once, the disk is waited for once."""
        streams = [scope] if scope != DUTY else [DUTY, *(s.id for s in self._directory.open_real())]
        rooms = [self._room_of(stream) for stream in streams]
        act_each_in_all(self._journal, rooms, intents, lambda: self._live.keeps(scope, holder))


def _changed(turn: Transition) -> CheckChanged:
    return CheckChanged(
        check=turn.check, from_=turn.from_, to=turn.to, reason=turn.reason, value=turn.value, since=turn.since
    )
