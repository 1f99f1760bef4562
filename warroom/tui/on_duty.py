"""What happens between incidents, for the screen: whose checks may be asked, what the shift ticked, who has it."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from warroom.incident.facts import (
    CheckPaused,
    ChecksAccepted,
    ListTicked,
    Record,
    ShiftDeclined,
    ShiftHandedOver,
    ShiftOffered,
    ShiftWithdrawn,
)
from warroom.incident.state import Incident
from warroom.incident.words import DUTY
from warroom.tui import messages as m

if TYPE_CHECKING:
    from warroom.directory import Directory
    from warroom.journal.sqlite import Journal
    from warroom.room import Room

OF_SHIFT = (ShiftOffered, ShiftDeclined, ShiftWithdrawn, ShiftHandedOver)


class OnDuty:
    """Follows the duty stream on the journal's thread; `later` does a job after those that wait."""

    def __init__(
        self,
        journal: "Journal",
        directory: "Directory",
        read: "Callable[[], Room]",
        post: Callable[[object], object],
        later: Callable[[Callable[[], None]], object],
        slice_s: float,
    ) -> None:
        self._journal = journal
        self._directory = directory
        self._read = read
        self._post = post
        self._later = later
        self._slice_s = slice_s
        self.room = self.follow()

    def follow(self) -> "Room":
        """Read the stream anew, tell what stands, and hear what comes."""
        self.room = room = self._read()
        room.subscribe(self._heard)
        self._post(m.AcceptedRead(room.incident.accepted))
        self._post(m.ListsRead(room.incident.lists))
        if room.incident.on_call is not None or room.incident.shift_offer is not None:
            self._later(self.send_shift)
        return room

    def send_shift(self) -> None:
        """Tell who has the shift and what was changed since it began, once all incidents are known."""
        from warroom.shifts import shift_of

        now = self.room.now()
        if self._directory.go_on(self._slice_s):
            self._later(self.send_shift)
            return
        self._post(m.ShiftRead(shift_of(self.room.incident, self._journal, self._directory.known(), now)))

    def _heard(self, incident: Incident, records: Sequence[Record]) -> None:
        for paused in pauses(DUTY, records):
            self._post(paused)
        if any(isinstance(record.fact, ChecksAccepted) for record in records):
            self._post(m.AcceptedRead(incident.accepted))
        if any(isinstance(record.fact, ListTicked | ShiftHandedOver) for record in records):
            self._post(m.ListsRead(incident.lists))
        if any(isinstance(record.fact, OF_SHIFT) for record in records):
            self._later(self.send_shift)


def pauses(scope: str, records: Sequence[Record]) -> Iterator[m.PauseHeard]:
    """Which checks of a scope these records hold, or ask again."""
    for record in records:
        if isinstance(record.fact, CheckPaused):
            yield m.PauseHeard(scope, record.fact.check, record.fact.until)
