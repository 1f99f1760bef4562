"""What stands at this terminal and is no record yet, so that the next start can offer it: no end of a room loses it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from warroom.incident.moment import leading
from warroom.incident.words import MAX_TEXT
from warroom.journal.unrecorded import Unrecorded
from warroom.secrets import mask
from warroom.text import storable
from warroom.tui.underway import Sent


class Drafts:
    """The line that is half typed, those that were found at the start, and those that could not be written."""

    def __init__(self) -> None:
        self.typed = ""
        self._typed_at: datetime | None = None
        self._found: list[Unrecorded] = []
        self._kept: list[Unrecorded] = []
        self._masked = ("", "")
        self._seen = ""
        self._dated: dict[str, Unrecorded] = {}
        self.composed: tuple[Unrecorded, ...] = ()
        """Words to users that are not recorded yet."""

    def find(self, left: Sequence[Unrecorded]) -> None:
        """What an earlier run left; it stays kept until it is entered or thrown away."""
        self._found = list(left)
        self._kept = [*left, *self.composed]

    def entered(self, text: str) -> None:
        """A line is on its way: if it was found it is so no longer."""
        self.typed = ""
        self._found = [draft for draft in self._found if draft.text != text]

    def give_up(self) -> None:
        """Nothing of it is wanted any more."""
        self.typed = ""
        self._found = []

    def now(self, unwritten: Iterable[Sent], at: datetime, *, last: bool = False) -> list[Unrecorded] | None:
        """What is to be kept at this moment; None when that has not changed since it was last asked.

        A line too long to be recorded is kept once nobody has changed it since then, or when this is the `last` time.
        """
        self._dated = {line.id: self._dated.get(line.id) or _dated(line) for line in unwritten}
        typed = self._half(last=last)
        self._typed_at = (self._typed_at or at) if typed else None
        half = [Unrecorded(self._typed_at, typed)] if self._typed_at else []
        kept = [*self._found, *self._dated.values(), *self.composed, *half]
        if [draft.text for draft in kept] == [draft.text for draft in self._kept]:
            return None
        self._kept = kept
        return list(kept)

    def _half(self, *, last: bool) -> str:
        """What is half typed, without its secrets, which take a while to find in a pasted megabyte."""
        still, self._seen = self.typed == self._seen, self.typed
        if self.typed != self._masked[0] and (last or still or len(self.typed) <= MAX_TEXT):
            self._masked = (self.typed, storable(mask(self.typed.strip())))
        return self._masked[1]


def _dated(line: Sent) -> Unrecorded:
    """The line with the moment it speaks of: "-12m" would be another one when it is entered again."""
    words = storable(f"{line.at:%Y-%m-%dT%H:%M:%SZ} {leading(line.words, line.at, '')[1]}")
    return Unrecorded(line.at, words, line.recorded_as)
