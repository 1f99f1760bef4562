"""Output as it comes, for a screen: in batches at a bounded rate, the newest first where it comes too fast."""

import asyncio
import codecs
import time
from collections import deque
from collections.abc import Callable, Collection
from typing import Literal

from warroom.runbook.masking import Masker
from warroom.runbook.output import HEAD, say_size

Stream = Literal["out", "err", "gap"]
OnOutput = Callable[[float, Stream, str], None]
"""(seconds since the start, stream, lines without the last line break); "gap" says how much was left out here."""

FRAME = 24 << 10
"""Bytes a batch has at most: a batch is masked, which takes about 5 ms."""
FRAME_S = 0.1
QUIET_S = 0.5
"""Seconds after which a line that has not ended is shown: a question, a bar that grows."""
_LONG = 4096
_HELD = 512
"""Letters of a long line that wait for what follows: a secret may go on there."""


class Follower:
    """Batches of what comes; all methods belong to one loop."""

    def __init__(self, on_output: OnOutput, known: Collection[str]) -> None:
        self._on_output = on_output
        self._began = time.perf_counter()
        self._waiting: deque[tuple[Stream, bytes]] = deque()
        self._size = 0
        self._shown = 0
        self._left_out = 0
        self._lines: dict[Stream, _Lines] = {"out": _Lines(known), "err": _Lines(known)}
        self._last = -FRAME_S
        self._timer: asyncio.TimerHandle | None = None
        self._waits_for_quiet = False

    def take(self, stream: Stream, data: bytes) -> None:
        """Show it soon, or leave out what has waited longest."""
        self._waiting.append((stream, data))
        self._size += len(data)
        # The first that comes is shown whole, and evidence keeps as much.
        room = max(FRAME, HEAD - self._shown)
        while self._size > room:
            stream, first = self._waiting.popleft()
            over = min(self._size - room, len(first))
            if over < len(first):
                self._waiting.appendleft((stream, first[over:]))
            self._left_out += over
            self._size -= over
        self._wake()

    def _wake(self) -> None:
        if self._timer is not None:
            if not self._waits_for_quiet:
                return
            self._timer.cancel()
        self._waits_for_quiet = False
        due = max(0.0, self._last + FRAME_S - time.perf_counter())
        self._timer = asyncio.get_running_loop().call_later(due, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._last = time.perf_counter()
        self._show(FRAME)
        if self._waiting:
            self._wake()
        elif any(lines.begun for lines in self._lines.values()):
            self._waits_for_quiet = True
            self._timer = asyncio.get_running_loop().call_later(QUIET_S, self._in_quiet)

    def _in_quiet(self) -> None:
        self._timer = None
        self._tell(self._rest())

    async def finish(self) -> None:
        """Show what is left."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            self._show(FRAME)
            await asyncio.sleep(0)
        self._tell(self._rest())

    def _show(self, most: int) -> None:
        batch: list[tuple[Stream, str]] = []
        if self._left_out:
            batch = [*self._rest(), ("gap", f"⋯ {say_size(self._left_out)} left out here ⋯")]
            self._left_out = 0
            for lines in self._lines.values():
                lines.skip()
        while self._waiting and most > 0:
            stream, data = self._waiting.popleft()
            if len(data) > most:
                self._waiting.appendleft((stream, data[most:]))
                data = data[:most]
            most -= len(data)
            self._size -= len(data)
            self._shown += len(data)
            if said := self._lines[stream].take(data):
                batch.append((stream, said))
        self._tell(batch)

    def _rest(self) -> list[tuple[Stream, str]]:
        """The lines that have begun and not ended."""
        return [(stream, said) for stream, lines in self._lines.items() if (said := lines.rest())]

    def _tell(self, batch: list[tuple[Stream, str]]) -> None:
        seconds = time.perf_counter() - self._began
        for stream, text in _joined(batch):
            self._on_output(seconds, stream, text)


def _joined(batch: list[tuple[Stream, str]]) -> list[tuple[Stream, str]]:
    """Neighbours of one stream in one piece."""
    found: list[tuple[Stream, str]] = []
    for stream, text in batch:
        if found and found[-1][0] == stream:
            found[-1] = (stream, f"{found[-1][1]}\n{text}")
        else:
            found.append((stream, text))
    return found


class _Lines:
    """One stream taken apart into lines."""

    def __init__(self, known: Collection[str]) -> None:
        self._masker = Masker(known)
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
        self.begun = ""
        self._skips = False

    def take(self, data: bytes) -> str:
        """The lines that are whole now, safe; "" for none."""
        if self._skips:
            cut = data.find(b"\n") + 1
            if not cut:
                return ""
            self._skips = False
            data = data[cut:]
        text = self.begun + self._decoder.decode(data)
        whole, broken, self.begun = text.rpartition("\n")
        said = [self._safe(whole)] if broken else []
        if len(self.begun) > _LONG:
            at = self._masker.cut(self.begun, len(self.begun) - _HELD)
            said.append(self._masker.safe(self.begun[:at]))
            self.begun = self.begun[at:]
        return "\n".join(said)

    def rest(self) -> str:
        """What has begun and not ended."""
        text, self.begun = self.begun, ""
        return self._safe(text) if text else ""

    def skip(self) -> None:
        """Something was left out: go on with the next line that is whole."""
        self._decoder.reset()
        self._skips = True

    def _safe(self, lines: str) -> str:
        """A line that was written over and over, as bars are, is shown as it stands last."""
        if "\r" in lines:
            lines = "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines.split("\n"))
        return self._masker.safe(lines)
