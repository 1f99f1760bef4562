"""Running a program for a check: what it says is read to a limit, and nothing of it is left running."""

import asyncio
import atexit
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, NamedTuple

from warroom.checks.local.leader import Leader
from warroom.checks.local.marked import MARK, carriers

KEPT = 1 << 20
"""Bytes of each stream that are kept."""
MOST = 64 << 20
"""Bytes after which a program is ended: reading on would take more than it could tell."""
GRACE_S = 1.0
"""Seconds a program has to put its things away before it is ended with force."""
_CHUNK = 1 << 16
_TAIL = 4096
_REAP_S = 0.5
_ROUNDS, _ROUND_S = 20, 0.01


class Flooded(Exception):
    """A program printed more than MOST bytes and was ended."""


class Said:
    """What came over one stream: its first MiB, its last 4 KiB, and how much it was."""

    def __init__(self) -> None:
        self.head = bytearray()
        self.size = 0
        self._breaks = 0
        self._tail = b""

    def take(self, data: bytes) -> None:
        """Read on."""
        self.size += len(data)
        self._breaks += data.count(b"\n")
        self._tail = (self._tail + data)[-_TAIL:]
        if room := KEPT - len(self.head):
            self.head += data[:room]

    @property
    def cut(self) -> bool:
        """Whether more came than was kept."""
        return self.size > KEPT

    @property
    def text(self) -> str:
        """What was kept, without the line breaks at its end, as a shell's `$(…)` has it."""
        return self.head.decode("utf-8", "replace").rstrip("\r\n")

    @property
    def lines(self) -> int:
        """How many lines came, kept or not."""
        return self._breaks + (self.size > 0 and not self._tail.endswith(b"\n"))

    @property
    def last_line(self) -> str:
        """The last line that holds anything."""
        lines = [line for line in self._tail.decode("utf-8", "replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else ""


class Ran(NamedTuple):
    """How a program ended: its exit code (128 and the signal's number where one ended it), the signal, how long."""

    code: int
    signal: str
    took_s: float


class _Running:
    """A program in a session of its own, with neither terminal nor input."""

    def __init__(
        self, argv: Sequence[str], cwd: str | None, environment: Mapping[str, str], out: Said, err: Said
    ) -> None:
        self._mark = secrets.token_hex(12)
        self._popen = subprocess.Popen(
            argv,
            cwd=cwd,
            env={**environment, MARK: self._mark},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self._leader = Leader(self._popen)
        self._loop = asyncio.get_running_loop()
        self._flooded: asyncio.Future[None] = self._loop.create_future()
        self._streams: dict[int, tuple[IO[bytes], Said]] = {}
        for stream, said in ((self._popen.stdout, out), (self._popen.stderr, err)):
            assert stream is not None
            fd = stream.fileno()
            self._streams[fd] = (stream, said)
            os.set_blocking(fd, False)
            self._loop.add_reader(fd, self._read, fd)

    def _read(self, fd: int) -> bool:
        """Take what is there; whether there may be more."""
        _, said = self._streams[fd]
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._close(fd)
            return False
        said.take(data)
        if said.size > MOST and not self._flooded.done():
            self._flooded.set_result(None)
        return True

    async def over(self) -> None:
        """Until it has ended, which leaves it to be reaped. Raises Flooded."""
        exits = self._loop.create_task(self._leader.exited())
        try:
            await asyncio.wait((exits, self._flooded), return_when=asyncio.FIRST_COMPLETED)
            if not exits.done():
                raise Flooded
        finally:
            exits.cancel()

    def result(self, took_s: float) -> Ran:
        """Of one that has ended: read what is left in its pipes, end the rest of its group and reap it."""
        for fd in tuple(self._streams):
            for _ in range(KEPT // _CHUNK):  # what a process that outlives it goes on printing is not waited for
                if fd not in self._streams or not self._read(fd):
                    break
        self._leader.tell_group(signal.SIGKILL)
        code, name = self._leader.reap()
        self.let_go()
        return Ran(code if code >= 0 else 128 - code, name, took_s)

    def ask_to_end(self) -> None:
        """Tell it and what it started to end."""
        self._leader.tell_group(signal.SIGTERM)

    def kill(self) -> None:
        """End it and all it started, wherever that went. Blocks for milliseconds; safe to call again."""
        self._leader.tell_group(signal.SIGKILL)
        for _ in range(_ROUNDS):
            left = carriers(self._mark)
            for pid in left:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            if not left:
                break
            time.sleep(_ROUND_S)
        if not self._leader.reaped:
            with suppress(subprocess.TimeoutExpired):
                self._leader.reap(_REAP_S)

    def let_go(self) -> None:
        """Close its pipes."""
        for fd in tuple(self._streams):
            self._close(fd)

    def _close(self, fd: int) -> None:
        stream, _ = self._streams.pop(fd)
        if not self._loop.is_closed():
            self._loop.remove_reader(fd)
        stream.close()


class Commands:
    """Runs programs, and sees to it that they end with the watch over them. All methods belong to one loop."""

    def __init__(self) -> None:
        self._ending: set[asyncio.Task[None]] = set()

    async def run(
        self, argv: Sequence[str], cwd: str | None, environment: Mapping[str, str], out: Said, err: Said
    ) -> Ran:
        """Run it to its end, what it says going to `out` and `err`; a cancellation does not wait for it to obey.

        Raises OSError or ValueError where it cannot be started, Flooded where it prints without end.
        """
        began = time.perf_counter()
        running = _Running(argv, cwd, environment, out, err)
        _running.add(running)
        try:
            await running.over()
        except BaseException as stopped:
            self._end(running, 0 if isinstance(stopped, Flooded) else GRACE_S)
            raise
        ran = running.result(time.perf_counter() - began)
        self._end(running, 0)
        return ran

    def _end(self, running: _Running, grace_s: float) -> None:
        if grace_s:
            running.ask_to_end()
        task = asyncio.get_running_loop().create_task(_ended(running, grace_s))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def aclose(self) -> None:
        """Until all that was started is gone, at most as long as GRACE_S."""
        await asyncio.gather(*self._ending, return_exceptions=True)


_running: set[_Running] = set()


async def _ended(running: _Running, grace_s: float) -> None:
    try:
        if grace_s:
            with suppress(TimeoutError, Flooded):
                async with asyncio.timeout(grace_s):
                    await running.over()
        await _in_a_thread(running.kill)
    except asyncio.CancelledError:
        running.kill()
        raise
    finally:
        running.let_go()
        _running.discard(running)


async def _in_a_thread(act: Callable[[], None]) -> None:
    try:
        await asyncio.to_thread(act)
    except RuntimeError:  # no threads begin any more once the interpreter ends
        act()


@atexit.register
def _end_all() -> None:
    """The program ends while commands run: their watch had no time left to end them."""
    for running in tuple(_running):
        running.kill()
