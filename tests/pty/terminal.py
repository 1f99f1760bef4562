"""A pseudo-terminal: a program started in it, what it drew read with pyte, keys typed, and always a deadline."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyte

import warroom

WITHIN_S = 30.0
QUIT = "\x11"
_MARKS = ("Mn", "Me")
HOME = Path(warroom.__file__).parents[1]
# The child makes the terminal its controlling one, then becomes the program.
_TAKE = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"


class _Screen(pyte.Screen):
    """A screen that reads on where pyte would not: at two private sequences, and at marks that take no cell."""

    def draw(self, data: str) -> None:
        """Without the marks of no width, at which pyte leaves the rest of a line out."""
        super().draw("".join(c for c in data if unicodedata.combining(c) or unicodedata.category(c) not in _MARKS))

    def select_graphic_rendition(self, *attributes: int, **private: Any) -> None:
        if not private:
            super().select_graphic_rendition(*attributes)

    def report_device_status(self, mode: int, **_private: Any) -> None:
        """Nobody answers."""


class Terminal:
    """A running program and its screen."""

    def __init__(self, argv: Sequence[str], env: dict[str, str], cwd: Path, size: tuple[int, int]) -> None:
        width, height = size
        self._screen = _Screen(width, height)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = b""
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.child = subprocess.Popen(
            [sys.executable, "-c", _TAKE, *argv],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )

    @property
    def rows(self) -> list[str]:
        return ["".join(cell.data for cell in row) for row in self.cells]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def cells(self) -> list[list[Any]]:
        """Every cell of the screen with its colours, a list a row."""
        width, height = self._screen.columns, self._screen.lines
        return [[self._screen.buffer[y][x] for x in range(width)] for y in range(height)]

    def pump(self, seconds: float = 0.02) -> bool:
        """Read what the program wrote; False when nothing came."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65_536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def until(self, true: Callable[[], object], within_s: float = WITHIN_S) -> None:
        """Wait for it, reading all the while; show the screen where it does not come."""
        deadline = time.monotonic() + within_s
        while not true():
            assert time.monotonic() < deadline, f"not so after {within_s} s, the screen says:\n{self.text}"
            came = self.pump()
            while came and self.pump(0):
                pass
            assert came or self.child.poll() is None or true(), f"it has ended and said:\n{self.text}"

    def opened(self) -> None:
        """Wait until an incident's room is on the screen."""
        self.shows("timeline ─", "declare  P0", "F1 help")

    def shows(self, *words: str, within_s: float = WITHIN_S) -> None:
        """Wait until the screen says all of this."""
        self.until(lambda: (text := self.text) and all(word in text for word in words), within_s)

    def type(self, words: str) -> None:
        """Send keys as a terminal does: one packet."""
        os.write(self.master, words.encode("utf-8", "surrogateescape"))

    def line(self, words: str) -> None:
        self.type(f"{words}\r")

    def resize(self, width: int, height: int) -> None:
        """What a terminal does when its window changes; the system sends SIGWINCH."""
        self._screen.resize(height, width)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def kill(self, number: signal.Signals) -> None:
        os.kill(self.child.pid, number)

    def ended(self, within_s: float = WITHIN_S) -> int:
        """The exit code once it has ended, and all it wrote has been read; 128 + n for a signal nobody caught."""
        self.until(lambda: self.child.poll() is not None, within_s)
        while self.pump(0.05):
            pass
        code = self.child.returncode
        return code if code >= 0 else 128 - code

    def leave(self) -> None:
        """Quit by the key for it; it ends well."""
        self.type(QUIT)
        code = self.ended()
        assert code == 0, f"it ended with {code} and said:\n{self.text}"

    @property
    def after(self) -> bytes:
        """What was written since the alternate screen was left: it stays on the shell's."""
        return self.raw[self.raw.rindex(b"\x1b[?1049l") :]

    def mode(self, number: int) -> str:
        """The last thing said of a private mode: "h" on, "l" off, "" never mentioned."""
        found = re.findall(rb"\x1b\[\?(?:\d+;)*%d(?:;\d+)*([hl])" % number, self.raw)
        return found[-1].decode() if found else ""

    def restored(self) -> None:
        """The terminal is as it was found: own screen, cursor, mouse, paste and line discipline."""
        assert self.mode(1049) == "l", "still on the alternate screen"
        assert self.mode(25) == "h", "the cursor is hidden"
        assert {self.mode(mouse) for mouse in (1000, 1002, 1003, 1006, 1015)} <= {"l", ""}, "the mouse is still taken"
        assert self.mode(2004) == "l", "pastes are still bracketed"
        assert termios.tcgetattr(self.slave) == self.before, "the line discipline is changed"

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        for fd in (self.master, self.slave):
            with suppress(OSError):
                os.close(fd)


def environment(home: Path, more: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """A user's with nothing of this machine in it."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "PYTHONPATH": str(HOME),
        "WARROOM_JOURNAL": str(home / "journal.sqlite"),
        "WARROOM_AS": "anna",
        **more,
    }


@contextmanager
def terminal(
    home: Path,
    *words: str,
    size: tuple[int, int] = (120, 40),
    module: str = "warroom",
    more: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Terminal]:
    """`warroom WORDS` in a terminal of its own, killed at the end of the block at the latest."""
    running = Terminal([sys.executable, "-m", module, *words], environment(home, more), home, size)
    try:
        yield running
    finally:
        running.close()


@contextmanager
def visit(home: Path, *words: str, size: tuple[int, int] = (120, 40)) -> Iterator[Terminal]:
    """The room of the home's incident once it is there; after the block it is left and hands the terminal back."""
    with terminal(home, *words, size=size) as room:
        room.opened()
        yield room
        room.leave()
        room.restored()


def shell(
    home: Path, *words: str, input_: bytes = b"", more: Mapping[str, str] = MappingProxyType({})
) -> "subprocess.CompletedProcess[bytes]":
    """`warroom WORDS` in another process, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "warroom", *words],
        input=input_,
        capture_output=True,
        env=environment(home, more),
        cwd=home,
        timeout=WITHIN_S,
        check=False,
    )
