"""What people entered, on its way to the record: each is written once, in the order in which it was entered."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from warroom.errors import JournalError, WarroomError
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.state import changed
from warroom.tui import messages as m

WAITED = timedelta(seconds=1)


class Asked(msgspec.Struct, frozen=True):
    """An intent, the stream that was open when it was asked ("" for none), and when that was.

    Somebody may look at another incident before it can be written: it belongs to the one it was asked in.
    """

    intent: Intent
    stream: str
    at: datetime | None

    def timely(self, now: datetime) -> Intent:
        """The intent, back-dated to when it was asked where it had to wait since."""
        if self.intent.at is not None or self.at is None or now - self.at < WAITED:
            return self.intent
        return changed(self.intent, at=self.at)


class Entered:
    """What waits. `write` decides and records one; Kept or NotRecorded is told of each."""

    def __init__(self, write: Callable[[Asked], list[Record]], tell: Callable[[object], object]) -> None:
        self._write = write
        self._tell = tell
        self._waiting: deque[Asked] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, asked: Asked) -> None:
        """Put it behind those that wait."""
        self._waiting.append(asked)

    def write(self) -> None:
        """Write all that wait, the oldest first; one that is refused is given back and holds nothing up.

        Raises JournalError at the first that cannot be written: it and those behind it go on waiting.
        """
        while self._waiting:
            asked = self._waiting[0]
            try:
                records = self._write(asked)
            except JournalError:
                raise
            except WarroomError as error:
                self._tell(m.NotRecorded(asked.intent, str(error), again=False))
            else:
                self._tell(m.Kept(asked.intent, records))
            self._waiting.popleft()

    def hold(self, reason: str) -> None:
        """Say of each that it waits, and why."""
        for asked in self._waiting:
            self._tell(m.NotRecorded(asked.intent, reason, again=True))
