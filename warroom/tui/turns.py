"""The turns of checks on their way to the record: each is written once, in the order in which they were seen."""

from collections import deque
from collections.abc import Callable

from warroom.checks.model import Transition
from warroom.directory import Directory
from warroom.errors import JournalError, WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room, act_in_all


class Turns:
    """What a machine saw and nobody typed; it waits apart from what people entered, and neither holds the other up."""

    def __init__(self, journal: Journal, live: Live, directory: Directory, room_of: Callable[[str], Room]) -> None:
        self._journal = journal
        self._live = live
        self._directory = directory
        self._room_of = room_of
        self._waiting: deque[tuple[str, Transition, str]] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, scope: str, transition: Transition, holder: str) -> None:
        """Put a turn behind those that wait; it counts only while `holder` has the right to ask in `scope`."""
        self._waiting.append((scope, transition, holder))

    def write(self) -> None:
        """Write all that wait, the oldest first: one that came later must not stand before it.

        Raises JournalError at the first that cannot be written: it and those behind it go on waiting. Raises
        WarroomError at one that has nowhere to go, such as into a stream that is not there any more: it is given up.
        """
        while self._waiting:
            try:
                self._write(*self._waiting[0])
            except WarroomError as error:
                if not isinstance(error, JournalError):
                    self._waiting.popleft()
                raise
            self._waiting.popleft()

    def _write(self, scope: str, transition: Transition, holder: str) -> None:
        change = CheckChanged(
            check=transition.check,
            from_=transition.from_,
            to=transition.to,
            reason=transition.reason,
            value=transition.value,
            since=transition.since,
        )
        streams = [scope] if scope != DUTY else [DUTY, *(s.id for s in self._directory.open_real())]
        rooms = [self._room_of(stream) for stream in streams]
        intent = i.ReportTransition(by="check", change=change)
        act_in_all(self._journal, rooms, intent, lambda: self._live.keeps(scope, holder))
