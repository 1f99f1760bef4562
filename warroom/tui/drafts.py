"""What stands at this terminal and is no record yet, so that the next start can offer it: no end of a room loses it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from warroom.incident.moment import leading
from warroom.journal.unrecorded import Unrecorded
from warroom.secrets import mask
from warroom.text import storable
from warroom.tui.panels.timeline import Pending


class Drafts:
    """The line that is half typed, those that were found at the start, and those that could not be written."""

    def __init__(self) -> None:
        self.typed = ""
        self._typed_at: datetime | None = None
        self._found: list[Unrecorded] = []
        self._kept: list[Unrecorded] = []
        self._masked = ("", "")

    def find(self, left: Sequence[Unrecorded]) -> None:
        """What an earlier run left; it stays kept until it is entered or thrown away."""
        self._found = list(left)
        self._kept = list(left)

    def entered(self, text: str) -> None:
        """A line is on its way: if it was found it is so no longer."""
        self.typed = ""
        self._found = [draft for draft in self._found if draft.text != text]

    def give_up(self) -> None:
        """Nothing of it is wanted any more."""
        self.typed = ""
        self._found = []

    def now(self, unwritten: Iterable[Pending], at: datetime) -> list[Unrecorded] | None:
        """What is to be kept at this moment; None when that has not changed since it was last asked."""
        lines = [Unrecorded(line.at, _dated(line), line.id) for line in unwritten]
        if self.typed != self._masked[0]:
            self._masked = (self.typed, storable(mask(self.typed.strip())))
        typed = self._masked[1]
        self._typed_at = (self._typed_at or at) if typed else None
        half = [Unrecorded(self._typed_at, typed)] if self._typed_at else []
        kept = [*self._found, *lines, *half]
        if [draft.text for draft in kept] == [draft.text for draft in self._kept]:
            return None
        self._kept = kept
        return list(kept)


def _dated(line: Pending) -> str:
    """The line with the moment it speaks of: "-12m" would be another one when it is entered again."""
    return storable(f"{line.at:%Y-%m-%dT%H:%M:%SZ} {leading(line.words, line.at, '')[1]}")
