"""What a run has written, as far as the screen keeps it: its first lines and its last, however much there is."""

from collections import deque
from collections.abc import Iterable
from itertools import islice
from threading import Lock
from typing import NamedTuple

HEAD, TAIL = 500, 2_000
"""Lines that are kept of the beginning and of the end."""
LONGEST = 2_000
"""Characters that are kept of a line."""


class Line(NamedTuple):
    """A line of output: its number from 1, the seconds after which it came, its stream; text is raw.

    `stream` is out, err, or gap for a line that tells what the engine left out.
    """

    n: int
    after_s: float
    stream: str
    text: str


class Streamed:
    """Lines as they come. One thread puts them in while another looks; memory is bounded."""

    def __init__(self) -> None:
        self._head: list[Line] = []
        self._tail: deque[Line] = deque(maxlen=TAIL)
        self._count = 0
        self._lock = Lock()

    def put(self, lines: Iterable[tuple[float, str, str]]) -> None:
        """Add lines: seconds, stream, text."""
        with self._lock:
            for after_s, stream, text in lines:
                self._count += 1
                line = Line(self._count, after_s, stream, text[:LONGEST])
                if len(self._head) < HEAD:
                    self._head.append(line)
                else:
                    self._tail.append(line)

    @property
    def count(self) -> int:
        """All lines that came, kept or not."""
        return self._count

    @property
    def kept(self) -> int:
        """The lines that can be looked at."""
        return len(self._head) + len(self._tail)

    @property
    def left_out(self) -> int:
        """The lines in the middle that are not kept."""
        return self._count - self.kept

    def lines(self, first: int, most: int) -> list[Line]:
        """At most `most` of the kept lines, from the `first` on, which is counted from 0."""
        with self._lock:
            found = self._head[first : first + most]
            begin = max(0, first - len(self._head))
            if most > len(found):
                found += islice(self._tail, begin, begin + most - len(found))
            return found

    def find(self, words: str, after: int, step: int) -> int | None:
        """The place of the next kept line after `after` that has these words, before it where `step` is negative."""
        low = words.casefold()
        places = [n for n, line in enumerate(self.lines(0, HEAD + TAIL)) if low in line.text.casefold()]
        if step > 0:
            return next((n for n in places if n > after), places[0] if places else None)
        return next((n for n in reversed(places) if n < after), places[-1] if places else None)
