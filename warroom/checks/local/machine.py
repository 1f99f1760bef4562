"""What a host check keeps from reading to reading, and how it reads what may hang without hanging itself."""

import asyncio
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from warroom.checks.failure import unknown
from warroom.checks.result import Gap
from warroom.host.cgroup import Cgroup
from warroom.host.pressure import pressures
from warroom.host.readable import readable
from warroom.host.reader import Reader
from warroom.host.usage import Cpu, memory

LEAST_S = 0.1
"""Seconds below which what was counted says nothing."""
KILLS_S = 600.0
"""How long a process ended for want of memory is told."""
_PAUSES = (0.001, 0.05)

Read = TypeVar("Read")


class Machine:
    """Looks at the machine, or the container this runs in; shares are of the time since the look before."""

    def __init__(self, root: Path = Path("/"), clock: Callable[[], float] = time.monotonic) -> None:
        self._root = root
        self._clock = clock
        self._cgroup = Cgroup(root)
        self._kills: deque[tuple[float, int]] = deque()
        self._killed: int | None = None
        self.begin()

    def begin(self) -> None:
        """Count from here."""
        self._at = self._clock()
        self._cpu = Cpu(self._cgroup, self._clock)
        self._held = self._cgroup.throttled()

    def counts_for(self, longest_s: float) -> bool:
        """Whether what was counted is of a time worth telling: neither a blink nor a long pause."""
        return LEAST_S <= self._clock() - self._at <= longest_s

    def look(self) -> dict[str, float | Gap]:
        """The values of a host check by subject; takes under 1 ms and reads nothing that could hang."""
        now = self._clock()
        self._at = now
        return {
            "cpu": _known(self._cpu.look().pct),
            "memory": _known(memory(self._cgroup).pct),
            "swap": _known(_swap_pct()),
            "load": _known(_load()),
            "throttled": self._throttled(),
            "oom_kills": self._oom_kills(now),
            **self._pressures(),
        }

    def _pressures(self) -> dict[str, float | Gap]:
        found = readable(lambda: pressures(self._root, self._cgroup)) or ()
        said = {one.of: one.some10 if one.own10 is None else one.own10 for one in found}
        missing = Gap("is not known: this system does not count pressure stalls", None)
        return {f"pressure_{of}": said.get(of, missing) for of in ("cpu", "memory", "io")}

    def _throttled(self) -> float | Gap:
        """Percent of the periods since the look before in which the quota stopped this container."""
        before, self._held = self._held, self._cgroup.throttled()
        if self._held is None:
            return 0.0 if sys.platform.startswith("linux") and self._cgroup.cores() is None else _known(None)
        if before is None or self._held[0] <= before[0]:
            return 0.0
        return 100 * (self._held[1] - before[1]) / (self._held[0] - before[0])

    def _oom_kills(self, now: float) -> float | Gap:
        """How many processes were ended for want of memory while this was looked at, within KILLS_S."""
        before = self._killed
        self._killed = self._cgroup.killed()
        if self._killed is None:
            self._killed = readable(lambda: _killed_on_host(self._root))
        if self._killed is None:
            return _known(None)
        if before is not None and self._killed > before:
            self._kills.append((now, self._killed - before))
        while self._kills and now - self._kills[0][0] > KILLS_S:
            self._kills.popleft()
        return sum(count for _, count in self._kills)


class Answers(Generic[Read]):
    """What one thread reads, waited for without holding up the loop; a read that hangs keeps its thread."""

    def __init__(self, name: str, read: Callable[[], Read]) -> None:
        self._name = name
        self._reader: Reader[Read] = Reader(name, read)

    async def fresh(self, silent: str) -> Read:
        """The next answer, also to a question before this one; `silent` is told where it does not come in time."""
        pause, longest = _PAUSES
        try:
            self._reader.ask()
            while self._reader.busy:
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
        except asyncio.CancelledError as ended:
            ended.add_note(silent)
            raise
        if self._reader.failed or self._reader.last is None:
            raise unknown(f"{self._name} could not be read")
        return self._reader.last[1]

    async def aclose(self) -> None:
        """End the thread, or let it end when it has its answer."""
        self._reader.stop()


def _known(value: float | None) -> float | Gap:
    return Gap("is not known: this system does not tell", None) if value is None else value


def _load() -> float | None:
    """Processes that run or wait to, per core, over the last minute."""
    import psutil

    load, cores = readable(os.getloadavg), readable(psutil.cpu_count)
    return round(load[0] / cores, 2) if load is not None and cores else None


def _swap_pct() -> float | None:
    import psutil

    swap = readable(psutil.swap_memory)
    return None if swap is None else float(swap.percent)


def _killed_on_host(root: Path) -> int:
    fields = dict(line.split() for line in (root / "proc/vmstat").read_text("ascii").splitlines())
    return int(fields["oom_kill"])
