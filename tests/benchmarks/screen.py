"""A program in a terminal of its own: every read stamped when it comes, and drawn only afterwards.

While something is timed nothing here parses, so the cost of the pretended terminal is in no figure. "Seen at" is the
stamp of the read whose drawing made it true.
"""

import fcntl
import os
import pty
import re
import selectors
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pyte

WIDTH, HEIGHT = 120, 40
WITHIN_S = 60.0

Rows = Sequence[str]
Wanted = Callable[[Rows], object]

# A shell that opens the terminal by its name gets it as its controlling one, then becomes the program: about 1 ms.
_TAKE = 'tty=$1; shift; exec "$@" <>"$tty" >&0 2>&0'

# pyte would print these as text: strings for the terminal, and the private forms of a few sequences.
_UNDRAWN = re.compile(rb"\x1b[PX^_].*?\x1b\\|\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*[mu]", re.DOTALL)

_ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>41;354;0c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\]10;\?(?:\x07|\x1b\\)"), b"\x1b]10;rgb:d8d8/d8d8/d8d8\x1b\\"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:1010/1010/1414\x1b\\"),
)


def answers(data: bytes) -> bytes:
    """What a terminal sends back to the questions in this output."""
    return b"".join(answer for asked, answer in _ANSWERS for _ in asked.findall(data))


def left_behind(raw: bytes) -> list[str]:
    """The modes this output leaves switched on that a shell does not expect."""
    modes = {1049: "alternate screen", 1000: "mouse", 1002: "mouse", 1003: "mouse", 1006: "mouse", 2004: "paste"}
    last = {int(n): how for found, how in re.findall(rb"\x1b\[\?([\d;]+)([hl])", raw) for n in found.split(b";") if n}
    on = {name for number, name in modes.items() if last.get(number) == b"h"}
    return sorted(on | ({"hidden cursor"} if last.get(25) == b"l" else set()))


class _Screen(pyte.Screen):
    """pyte does not expect these two to be private."""

    def select_graphic_rendition(self, *attributes: int, **private: Any) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)

    def report_device_status(self, mode: int, **_private: Any) -> None:
        """Answered by `answers`."""


class Program:
    """A running program: what it wrote and when, what its terminal shows, what it costs."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self._screen = _Screen(WIDTH, HEIGHT)
        self._stream = pyte.ByteStream(self._screen)
        self._rows = [""] * HEIGHT
        self._chunks: list[tuple[float, bytes]] = []
        self._drawn = 0
        self.master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
        self._before = termios.tcgetattr(self._slave)
        self.began = time.perf_counter()
        self._child = subprocess.Popen(
            ["/bin/sh", "-c", _TAKE, "sh", os.ttyname(self._slave), *argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
        self._process = psutil.Process(self._child.pid)

    # Reading and typing.

    def take(self) -> None:
        """One read, stamped."""
        with suppress(OSError):
            data = os.read(self.master, 65_536)
            self._chunks.append((time.perf_counter(), data))
            if asked := answers(data):
                os.write(self.master, asked)

    def read(self, seconds: float) -> None:
        """Read for so long."""
        read_together([self], seconds)

    def send(self, keys: str) -> float:
        """Type this at once; returns the stamp from before."""
        sent = time.perf_counter()
        os.write(self.master, keys.encode())
        return sent

    def type_paced(self, keys: str, gap_s: float) -> list[float]:
        """Type a key every `gap_s`, whatever the program does meanwhile; returns when each was sent."""
        sent: list[float] = []
        due = time.perf_counter()
        for key in keys:
            self.read(due - time.perf_counter())
            sent.append(self.send(key))
            due += gap_s
        return sent

    # What the terminal shows.

    @property
    def rows(self) -> list[str]:
        """The screen after all that was drawn so far."""
        return list(self._rows)

    @property
    def shown(self) -> str:
        return "\n".join(self._rows)

    def look(self, *wanted: Wanted) -> list[float | None]:
        """Draw what was read since the last look; the stamps at which these, one after the other, came true."""
        seen: list[float | None] = []
        while self._drawn < len(self._chunks):
            stamp, data = self._chunks[self._drawn]
            self._drawn += 1
            self._draw(data)
            while len(seen) < len(wanted) and wanted[len(seen)](self._rows):
                seen.append(stamp)
        return seen + [None] * (len(wanted) - len(seen))

    def until(self, wanted: Wanted, within_s: float = WITHIN_S) -> None:
        """Wait for it; not for timing, since it draws between the reads."""
        deadline = time.perf_counter() + within_s
        self.look()
        while not wanted(self._rows):
            if time.perf_counter() > deadline or self._child.poll() is not None:
                raise RuntimeError(f"it did not come; the screen says:\n{self.shown}")
            self.read(0.05)
            self.look()

    def _draw(self, data: bytes) -> None:
        self._stream.feed(_UNDRAWN.sub(b"", data))
        for y in self._screen.dirty:
            line = self._screen.buffer[y]
            self._rows[y] = "".join(line[x].data for x in range(WIDTH))
        self._screen.dirty.clear()

    # What it costs.

    @property
    def written(self) -> int:
        """Bytes that reached the terminal so far."""
        return sum(len(data) for _, data in self._chunks)

    def cpu_s(self) -> float:
        """Seconds of CPU of all its threads and children so far, in steps of 10 ms on Linux."""
        total = 0.0
        for process in [self._process, *self._process.children(recursive=True)]:
            with suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
        return total

    def resident_mb(self) -> float:
        """Resident memory of it and its children, in MB of 10^6 bytes."""
        family = [self._process, *self._process.children(recursive=True)]
        return sum(process.memory_info().rss for process in family) / 1e6

    def peak_mb(self) -> float:
        """The most that was ever resident of it, in MB of 10^6 bytes; what is now where the system does not tell."""
        with suppress(OSError):
            status = Path(f"/proc/{self._child.pid}/status").read_text(encoding="ascii", errors="replace")
            if found := re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE):
                return int(found[1]) * 1024 / 1e6
        return self.resident_mb()

    # The end.

    def ended(self, since: float, within_s: float = 10.0) -> float:
        """Seconds from `since` until the process was gone. Raises RuntimeError where it stays or leaves a mess."""
        while self._child.poll() is None:
            if time.perf_counter() - since > within_s:
                self.look()
                raise RuntimeError(f"it does not end; the screen says:\n{self.shown}")
            self.read(0.001)
        took = time.perf_counter() - since
        self.read(0.05)
        return took

    def left(self) -> list[str]:
        """What it left changed of the terminal, once it has ended."""
        left = left_behind(b"".join(data for _, data in self._chunks))
        return left if termios.tcgetattr(self._slave) == self._before else [*left, "line discipline"]

    def kill(self, number: signal.Signals) -> float:
        """Send a signal; returns the stamp from before."""
        sent = time.perf_counter()
        self._child.send_signal(number)
        return sent

    def close(self) -> None:
        """End it, however it is."""
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        os.close(self.master)
        os.close(self._slave)


def read_together(programs: Sequence[Program], seconds: float) -> None:
    """Read from all of them for so long."""
    deadline = time.perf_counter() + seconds
    with selectors.DefaultSelector() as waiting:
        for program in programs:
            waiting.register(program.master, selectors.EVENT_READ, program)
        while (left := deadline - time.perf_counter()) > 0:
            for key, _ in waiting.select(left):
                key.data.take()


@contextmanager
def running(argv: Sequence[str], env: Mapping[str, str], cwd: Path) -> Iterator[Program]:
    """The program in a terminal, killed at the end of the block at the latest."""
    program = Program(argv, env, cwd)
    try:
        yield program
    finally:
        program.close()


def anything(rows: Rows) -> bool:
    """Whether something stands on the screen."""
    return any(row.strip() for row in rows)
