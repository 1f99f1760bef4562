"""Lines from a pipe, as many at a time as are there: those that share a commit cost one sync together."""

import os
import queue
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from warroom.commands.speak import let_go, put

SHARED_S = 0.02
AHEAD = 5000


class Line(msgspec.Struct, frozen=True):
    """A line that holds words, and its number in the input from 1."""

    number: int
    text: str


class Batch:
    """The line that is there, and those that come while its commit is prepared."""

    def __init__(self, first: Line, waiting: "queue.Queue[Line | None]") -> None:
        self.taken = [first]
        self.last = False
        self._waiting = waiting

    def lines(self) -> Iterator[Line]:
        """The lines, each among the `taken` once it is handed out; never waits, ends after SHARED_S."""
        until = time.monotonic() + SHARED_S
        yield self.taken[0]
        while time.monotonic() < until:
            try:
                line = self._waiting.get_nowait()
            except queue.Empty:
                return
            if line is None:
                self.last = True
                return
            self.taken.append(line)
            yield line


def batches(source: BinaryIO) -> Iterator[Batch]:
    """The input until its end, a batch whenever a line is there."""
    waiting: queue.Queue[Line | None] = queue.Queue(AHEAD)
    threading.Thread(target=_read, args=(source, waiting), name="stdin", daemon=True).start()
    while (line := waiting.get()) is not None:
        batch = Batch(line, waiting)
        yield batch
        if batch.last:
            return


def _read(source: BinaryIO, waiting: "queue.Queue[Line | None]") -> None:
    try:
        for number, raw in enumerate(_raw(source), 1):
            text = raw.decode("utf-8", "backslashreplace").rstrip("\r\n")
            if text.strip():
                waiting.put(Line(number, text))
    finally:
        waiting.put(None)


def _raw(source: BinaryIO) -> Iterator[bytes]:
    """Its lines, read past Python's own buffer where there is a file below: a thread that waits in it bars the exit."""
    try:
        fd = source.fileno()
    except OSError:
        yield from source
        return
    held: list[bytes] = []
    while data := os.read(fd, 65_536):
        first, *others = data.split(b"\n")
        held.append(first)
        for other in others:
            yield b"".join(held)
            held = [other]
    yield b"".join(held)


def acknowledge(numbers: Iterable[int]) -> None:
    """Print #SEQ for each; when nobody reads any more the lines that follow are recorded all the same."""
    try:
        put("".join(f"#{seq}\n" for seq in numbers), now=True)
    except BrokenPipeError:
        let_go(sys.stdout)
