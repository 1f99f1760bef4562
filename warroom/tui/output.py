"""What goes to the terminal: one that is not read, such as behind a stalled ssh, must never stop the room."""

import locale
import os
import select
import sys
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO

from rich.console import Console
from textual import _compositor
from textual._compositor import ChopsUpdate
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread

BEHIND = 30
"""So many writes may wait; after them frames are left out until the terminal is read again."""
STOP_S = 1.0


class Output(WriterThread):
    """Writes in a thread of its own; asking it to write returns at once, however slow the terminal is."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__(file)
        self._encoding = getattr(file, "encoding", None) or "utf-8"
        # Textual's holds 30 and then stops whoever writes: keys, signals and records would wait for the terminal. Nor
        # a Queue without a bound: its lock may be held by the very code that a signal's handler interrupts to write.
        self._queue: SimpleQueue[str | None] = SimpleQueue()  # type: ignore[assignment]
        self._in_hand = 0

    @property
    def behind(self) -> bool:
        """Whether the terminal does not keep up."""
        return self._queue.qsize() + self._in_hand > BEHIND

    def run(self) -> None:
        """Write until stopped; to a terminal that is gone nothing more."""
        file = self._file.fileno()
        gone = False
        words: list[str | None] = []
        while None not in words:
            words = [self._queue.get()]
            with suppress(Empty):
                while words[-1] is not None:
                    words.append(self._queue.get_nowait())
            self._in_hand = len(words)
            # Past Python's own file: its lock, held by a write that never ends, would abort the program at its end.
            data = "".join(filter(None, words)).encode(self._encoding, "replace")
            try:
                while data and not gone:
                    try:
                        data = data[os.write(file, data) :]
                    except BlockingIOError:
                        # Another program on this terminal has made it so that nobody waits in a write.
                        select.select((), (file,), ())
            except OSError:
                gone = True
            self._in_hand = 0

    def stop(self) -> None:
        """Let what waits be written, for a second: who leaves should not wait for a terminal that is not read."""
        self._queue.put(None)
        self.join(STOP_S)


def never_wait() -> None:
    """Have Textual's driver write through an Output."""
    vars(linux_driver)["WriterThread"] = Output


class Narrow(ChopsUpdate):
    """An update of exactly the cells that changed; Textual's begins each piece where its widget begins."""

    def render_segments(self, console: Console) -> str:
        """What is written to the terminal."""
        found: list[str] = []
        for y, x1, x2 in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                first, last = max(x, x1), min(end, x2)
                if strip is None or first >= last:
                    continue
                if (first, last) != (x, end):
                    strip = strip.crop(first - x, last - x)
                found += (f"\x1b[{y + 1};{first + 1}H", strip.render(console))
        return "".join(found)


def draw_narrowly() -> None:
    """Have Textual's compositor update through a Narrow."""
    vars(_compositor)["ChopsUpdate"] = Narrow


def behind(driver: Driver | None) -> bool:
    """Whether this driver's terminal does not keep up."""
    writer = getattr(driver, "_writer_thread", None)
    return isinstance(writer, Output) and writer.behind


def can_show_glyphs() -> bool:
    """Whether this terminal's locale has more than ASCII; the console's font has few signs."""
    said = locale.nl_langinfo(locale.CODESET), getattr(sys.__stderr__, "encoding", "") or ""
    utf = all(name.lower().replace("-", "") == "utf8" for name in said)
    return utf and os.environ.get("TERM", "") not in ("linux", "vt100", "vt220")
