"""A program that is run for its user: in a session of its own, without input, and ended with all it started."""

import asyncio
import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from warroom.checks.local.leader import POLL_S, Leader
from warroom.checks.local.marked import MARK, carriers

if TYPE_CHECKING:
    import psutil

_CHUNK = 256 << 10
_PIPE = 1 << 20
_ROUNDS, _ROUND_S = 20, 0.01
_CARRY = 1 << 20

Take = Callable[[Literal["out", "err"], bytes], None]


class Process:
    """A program that has begun; what it says goes to `take`. All methods belong to one loop.

    Raises OSError or ValueError where it cannot be started. `tells` is the fd by which a shell tells what it leaves,
    see `pipe_for`.
    """

    def __init__(
        self, argv: Sequence[str], cwd: str, environ: Mapping[str, str], mark: str, take: Take, tells: "Tells | None"
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._take = take
        self._mark = mark
        self._tells = tells
        self._children: list[psutil.Process] = []
        self._drained = self._loop.create_future()
        pipes = [os.pipe(), os.pipe()]
        try:
            self._popen = subprocess.Popen(
                argv,
                cwd=cwd,
                env={**environ, MARK: mark},
                stdin=subprocess.DEVNULL,
                stdout=pipes[0][1],
                stderr=pipes[1][1],
                pass_fds=[tells.writes] if tells else [],
                start_new_session=True,
            )
        except BaseException:
            for fd, _ in pipes:
                os.close(fd)
            raise
        finally:
            for _, fd in pipes:
                os.close(fd)
        self._leader = Leader(self._popen)
        self._open: dict[int, Literal["out", "err"]] = {pipes[0][0]: "out", pipes[1][0]: "err"}
        for fd in self._open:
            os.set_blocking(fd, False)
            if hasattr(fcntl, "F_SETPIPE_SZ"):
                with suppress(OSError):  # more than this user may have
                    fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE)
            self._loop.add_reader(fd, self._read, fd)
        if tells:
            tells.listen()

    def _read(self, fd: int) -> bool:
        """Take what is there; whether there may be more."""
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._close(fd)
            return False
        self._take(self._open[fd], data)
        return True

    def _close(self, fd: int) -> None:
        self._loop.remove_reader(fd)
        self._open.pop(fd, None)
        os.close(fd)
        if not self._open and not self._drained.done():
            self._drained.set_result(None)

    async def exited(self) -> None:
        """Until it has ended, which leaves it to be reaped."""
        await self._leader.exited()

    async def drained(self, within_s: float) -> None:
        """Until nobody holds its output any more, at most so long."""
        if self._open:
            await asyncio.wait((self._drained,), timeout=within_s)

    async def end(self, grace_s: float) -> bool:
        """Tell it and all it started to end; force what has not after the grace. Whether force was needed."""
        self._children = _children_of(self._popen.pid)
        self._leader.tell_group(signal.SIGTERM)
        self._tell_all(signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await self.exited()
                pause, longest = POLL_S
                while self._others():
                    await asyncio.sleep(pause)
                    pause = min(pause * 1.5, longest)
                return False
        await asyncio.to_thread(self.kill)
        return True

    def kill(self) -> None:
        """End it and all it started by force, wherever that went. Blocks for milliseconds; safe to call again."""
        self._leader.tell_group(signal.SIGKILL)
        for _ in range(_ROUNDS):
            if not self._tell_all(signal.SIGKILL):
                return
            time.sleep(_ROUND_S)

    def _others(self) -> list[int]:
        """What it started and is still there, wherever that went."""
        known = [one.pid for one in self._children if _lives(one)]
        return list(dict.fromkeys([*carriers(self._mark), *known]))

    def _tell_all(self, number: int) -> bool:
        """Send it to all of them; whether there were any."""
        others = self._others()
        for pid in others:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        return bool(others)

    def left(self) -> list[int]:
        """What it started and left running."""
        return self._others()

    def reap(self) -> tuple[int | None, str]:
        """Its exit code, or the signal that ended it; of one that has ended. Its pipes are emptied first."""
        for fd in tuple(self._open):
            for _ in range(64):  # what goes on printing is not waited for
                if fd not in self._open or not self._read(fd):
                    break
        code, name = self._leader.reap()
        return (code, "") if code >= 0 else (None, name)

    def let_go(self, *, reading_on: bool = False) -> None:
        """Close its pipes; or read on into nothing, for what it left running: closed they would end it."""
        for fd in tuple(self._open):
            if reading_on:
                self._loop.remove_reader(fd)
                del self._open[fd]
                threading.Thread(target=_drain, args=(fd,), name="drain", daemon=True).start()
            else:
                self._close(fd)
        if self._tells:
            self._tells.close()


def _children_of(pid: int) -> "list[psutil.Process]":
    """What came of it: a child with an environment of its own carries no mark, but is known while its parents live."""
    import psutil

    with suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def _lives(process: "psutil.Process") -> bool:
    import psutil

    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _drain(fd: int) -> None:
    os.set_blocking(fd, True)
    with suppress(OSError):
        while os.read(fd, _CHUNK):
            pass
    os.close(fd)


class Tells:
    """A pipe by which a shell tells at its end what it leaves to the next one."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._reads, self.writes = os.pipe()
        os.set_blocking(self._reads, False)
        self.said = bytearray()

    def listen(self) -> None:
        """The program has begun, and its end of the pipe is its own."""
        os.close(self.writes)
        self.writes = -1
        self._loop.add_reader(self._reads, self._read)

    def _read(self) -> bool:
        try:
            data = os.read(self._reads, _CHUNK)
        except BlockingIOError:
            return False
        if data and len(self.said) < _CARRY:
            self.said += data
        if not data:
            self._loop.remove_reader(self._reads)
        return bool(data)

    def close(self) -> None:
        """Read what is left and close; safe to call again."""
        if self.writes >= 0:
            os.close(self.writes)
            self.writes = -1
        if self._reads >= 0:
            with suppress(OSError):
                while self._read():
                    pass
            self._loop.remove_reader(self._reads)
            os.close(self._reads)
            self._reads = -1
