"""The processes that use most, by CPU and by memory."""

import time
from collections.abc import Callable
from heapq import nlargest
from typing import Any

import msgspec

from warroom.host.readable import readable
from warroom.secrets import mask

MOST = 20
FRESH_S = 15.0
LONGEST = 300


class Process(msgspec.Struct, frozen=True):
    """A process: CPU in percent of one core since the look before (None: not known yet), resident bytes, command."""

    pid: int
    name: str
    cpu_pct: float | None = None
    rss: int | None = None
    command: str = ""


class Processes(msgspec.Struct, frozen=True):
    """Those with most CPU, those with most memory, how many there are, and whether the CPU shares are known yet."""

    by_cpu: tuple[Process, ...]
    by_memory: tuple[Process, ...]
    count: int
    measured: bool


class Top:
    """Looks through all processes; CPU is since the look before, so the first one knows none."""

    def __init__(
        self, most: int = MOST, clock: Callable[[], float] = time.monotonic, all_of: Callable[..., Any] | None = None
    ) -> None:
        self._most = most
        self._clock = clock
        self._all_of = all_of
        self._before: float | None = None

    def read(self) -> Processes:
        """One look: 6 ms with 100 processes. Those that vanish while it lasts are left out; what is denied is None."""
        if self._all_of is None:
            import psutil

            self._all_of = psutil.process_iter
        now = self._clock()
        measured = self._before is not None and now - self._before <= FRESH_S
        found = [
            (process, _process(process.info, measured))
            for process in self._all_of(["pid", "name", "cpu_percent", "memory_info"])
        ]
        self._before = now
        by_cpu = nlargest(self._most, found, key=lambda one: (one[1].cpu_pct or 0.0, one[1].rss or 0))
        by_memory = nlargest(self._most, found, key=lambda one: (one[1].rss or 0, one[1].cpu_pct or 0.0))
        commands = {one.pid: _command(process) for process, one in (*by_cpu, *by_memory)}
        return Processes(
            by_cpu=tuple(msgspec.structs.replace(one, command=commands[one.pid]) for _, one in by_cpu),
            by_memory=tuple(msgspec.structs.replace(one, command=commands[one.pid]) for _, one in by_memory),
            count=len(found),
            measured=measured,
        )


def _process(info: dict[str, Any], measured: bool) -> Process:
    memory, cpu = info["memory_info"], info["cpu_percent"]
    return Process(
        pid=info["pid"],
        name=info["name"] or "?",
        cpu_pct=float(cpu) if measured and cpu is not None else None,
        rss=None if memory is None else int(memory.rss),
    )


def _command(process: Any) -> str:
    """How it was started, as far as a row could show it; passwords are given so, so they are masked."""
    words = readable(process.cmdline)
    return mask(" ".join(words)[:LONGEST]) if words else ""
