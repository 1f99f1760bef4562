"""Signs of life on stderr, on a terminal only, and only when a work takes longer than a second."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from threading import Event, Thread

from warroom.report.words import number

QUIET_S = 1.0
STEP_S = 0.2


def passing(words: str) -> None:
    """In the place of what stood in the line; "" leaves it empty."""
    with suppress(OSError):
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()


class Progress:
    """How far a work is that tells it by itself."""

    def __init__(self) -> None:
        self._next = time.monotonic() + QUIET_S
        self._shown = False

    def __call__(self, doing: str, share: float) -> None:
        """Show it, if it is time to; `share` goes from 0 to 1."""
        now = time.monotonic()
        if now >= self._next and sys.stderr.isatty():
            self._next = now + STEP_S
            self._shown = True
            passing(f"{doing} {share:4.0%}")

    def end(self) -> None:
        """Wipe the line."""
        if self._shown:
            passing("")


class Waiting:
    """`doing` is shown with how much was written, until it is closed; `shown` False keeps it away from other output."""

    def __init__(self, doing: str, *, shown: bool = True) -> None:
        self._doing = doing
        self._written = 0
        self._read = ""
        self._over = Event()
        self._thread: Thread | None = None
        if shown and sys.stderr.isatty():
            self._thread = Thread(target=self._run, name="waiting", daemon=True)
            self._thread.start()

    def through(self, chunks: Iterable[str]) -> Iterator[str]:
        """The chunks, counted."""
        for chunk in chunks:
            self._written += len(chunk)
            yield chunk

    def reads(self, done: int, every: int) -> None:
        """So many of so many incidents were read."""
        self._read = f", incident {number(done)} of {number(every)} is read" if done < every else ""

    def close(self) -> None:
        """Wipe the line."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        wait = QUIET_S
        while not self._over.wait(wait):
            wait = STEP_S
            size = f", {number(self._written // 1000)} kB" if self._written else ""
            passing(f"{self._doing}{self._read}{size}")
        if wait == STEP_S:
            passing("")
