"""What a journal once was: whether it still holds what it held, and how one goes on where it does not."""

import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warroom.errors import Damaged, JournalError
from warroom.journal.head import OutsideHead

REMEMBER_S = 1.0


class Remembering(ABC):
    """A journal that is compared with what `outside` says it held, and tells it what it holds now.

    `gone` names another journal that stood at this place before.
    """

    def __init__(self, path: Path, outside: OutsideHead | None) -> None:
        self.path = path
        self.gone = ""
        self._outside = outside
        self._lost: tuple[str, ...] = ()
        self._undone: tuple[str, ...] = ()
        self._unsaid = True
        self._said_at = 0.0

    @property
    @abstractmethod
    def id(self) -> str:
        """The journal's own id."""

    @abstractmethod
    def heads(self) -> dict[str, tuple[int, str]]:
        """Every stream's last seq and hash."""

    @abstractmethod
    def hash_at(self, stream: str, seq: int) -> str:
        """One record's hash, "" where there is none."""

    @abstractmethod
    def unlike_made(self) -> tuple[str, ...]:
        """What is not as warroom made it in the tables and their guards, a sentence each."""

    def look_again(self) -> bool:
        """Compare with what was there before; whether there are doubts now."""
        self._undone = self.unlike_made()
        if self._outside is not None:
            self._lost = tuple(self._outside.doubts(self.id, self.heads(), self.hash_at))
            self.gone = self._outside.gone(self.id)
        return bool(self.doubts)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not here as it was before, a sentence each; where there are any nothing is written."""
        return self._lost + self._undone

    def doubted(self) -> str:
        """The doubts in one sentence that begins with what to do, "" where there are none."""
        if not self.doubts:
            return ""
        todo = (
            "put the newest copy with its -wal back, or take this one: warroom verify --accept-head WHY"
            if self._lost
            else f"warroom salvage {self.path.name} --out NEW takes what holds into a new file"
        )
        return f"{todo}. Nothing is written: {self._first_doubts()}"

    def trouble(self) -> str:
        """The same in the order of `faults`: what it is and, after the last ": ", what to do."""
        if self._lost:
            return f"older copy: {self._first_doubts()}: warroom verify --accept-head WHY, or put the newest back"
        return f"damaged: {self._first_doubts()}: warroom salvage {self.path.name} --out NEW" if self.doubts else ""

    def _first_doubts(self) -> str:
        more = f"; and {len(self.doubts) - 2} more" if len(self.doubts) > 2 else ""
        return "; ".join(self.doubts[:2]) + more

    def gone_said(self) -> str:
        """The journal that stood here before, and what to do, in the order of `faults`; "" for none."""
        return f"{self.gone}: warroom verify --accept-head WHY, or put it back" if self.gone else ""

    def once_held(self) -> dict[str, tuple[int, str]]:
        """What the outside head says of this journal, by stream: a number, and the hash it had."""
        claims = self._outside.claims(self.id) if self._outside is not None else {}
        return {stream: (seen.seq, seen.hash) for stream, seen in claims.items()}

    @contextmanager
    def accepting(self) -> Iterator[None]:
        """Take what is here for all there ever was, if the block ends well.

        Raises JournalError where that cannot be kept, Damaged where more is wrong than something missing.
        """
        if self._undone:
            raise Damaged(self.doubted())
        if self._outside is None:
            yield
            return
        before = self._outside.everything()
        if not self._outside.accept(self.id, self.heads()):
            raise JournalError(f"{self._outside.path} cannot be written: what is here was not accepted")
        self.look_again()
        try:
            yield
        except BaseException:
            self._outside.put_back(before)
            raise

    def remember(self, *, now: bool = False) -> None:
        """Tell the outside head what is here, at most once a second, or `now`; never an error of the journal."""
        if self._outside is None or self.doubts or not self._unsaid:
            return
        if now or time.monotonic() - self._said_at >= REMEMBER_S:
            with suppress(JournalError):
                self._said_at = time.monotonic()
                self._unsaid = not self._outside.keep(self.id, self.heads())
