"""The first process of a session of its own: waiting for its end without reaping it, and telling its group."""

import asyncio
import os
import signal
import subprocess
from contextlib import suppress

POLL_S = (0.002, 0.05)
"""The first and the longest pause between two looks, where a system cannot tell of an end by itself."""


class Leader:
    """Until it is reaped its number, and so its group's, can be nobody else's. Its methods belong to one loop."""

    def __init__(self, popen: "subprocess.Popen[bytes]") -> None:
        self.popen = popen
        self.reaped = False

    async def exited(self) -> None:
        """Until it has ended, which leaves it to be reaped."""
        try:
            fd = os.pidfd_open(self.popen.pid)
        except (AttributeError, OSError):
            await self._polled()
            return
        loop = asyncio.get_running_loop()
        ended = loop.create_future()
        loop.add_reader(fd, _done, ended)
        try:
            await ended
        finally:
            loop.remove_reader(fd)
            os.close(fd)

    async def _polled(self) -> None:
        pause, longest = POLL_S
        while not self._has_ended():
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, longest)

    def _has_ended(self) -> bool:
        if self.popen.returncode is not None:
            return True
        if hasattr(os, "waitid"):
            return os.waitid(os.P_PID, self.popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return self.popen.poll() is not None

    def tell_group(self, number: int) -> None:
        """Send a signal to it and to those of its group; to nobody once it was reaped."""
        if not self.reaped:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, number)

    def reap(self, within_s: float | None = None) -> tuple[int, str]:
        """Its exit code, negative for a signal, and that signal's name. Raises TimeoutExpired."""
        code = self.popen.wait(within_s)
        self.reaped = True
        if code >= 0:
            return code, ""
        try:
            return code, signal.Signals(-code).name
        except ValueError:
            return code, f"signal {-code}"


def _done(ended: "asyncio.Future[None]") -> None:
    if not ended.done():
        ended.set_result(None)
