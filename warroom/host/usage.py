"""How much of the CPU and memory it may use this machine, or the container this runs in, does use."""

import time
from collections.abc import Callable
from typing import NamedTuple

from warroom.host.cgroup import Cgroup
from warroom.host.readable import readable


class CpuUse(NamedTuple):
    """Percent busy of the cores this process may use (None: not known), how many those are, whether a quota says so."""

    pct: float | None
    cores: float | None
    limited: bool


class MemoryUse(NamedTuple):
    """Percent in use, of how many bytes (None: not known), and whether those are a container's limit."""

    pct: float | None
    total: int | None
    limited: bool


class Cpu:
    """Looks at the CPU; each look is of the time since the one before, the first since this was made."""

    def __init__(self, cgroup: Cgroup, clock: Callable[[], float] = time.monotonic) -> None:
        import psutil

        self._ps = psutil
        self._cgroup = cgroup
        self._clock = clock
        self._times = self._times_now()
        self._used = cgroup.cpu_seconds()
        self._at = clock()

    def look(self) -> CpuUse:
        """One look; never raises."""
        before, used_before, at_before = self._times, self._used, self._at
        self._times, self._used, self._at = self._times_now(), self._cgroup.cpu_seconds(), self._clock()
        host, quota = readable(self._ps.cpu_count), self._cgroup.cores()
        if quota is not None and (host is None or quota < host):
            passed = self._at - at_before
            if self._used is None or used_before is None or passed <= 0:
                return CpuUse(None, quota, True)
            return CpuUse(percent(self._used - used_before, passed * quota), quota, True)
        if before is None or self._times is None:
            return CpuUse(None, host, False)
        return CpuUse(percent(self._times[0] - before[0], self._times[1] - before[1]), host, False)

    def _times_now(self) -> tuple[float, float] | None:
        times = readable(self._ps.cpu_times)
        if times is None:
            return None
        total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)  # both are in user, nice
        return total - times.idle - getattr(times, "iowait", 0.0), total


def memory(cgroup: Cgroup) -> MemoryUse:
    """Memory now; never raises."""
    import psutil

    host = readable(psutil.virtual_memory)
    limit, used = cgroup.memory_limit(), cgroup.memory_used()
    if limit and used is not None and (host is None or limit < host.total):
        return MemoryUse(percent(used, limit), limit, True)
    return MemoryUse(None, None, False) if host is None else MemoryUse(float(host.percent), int(host.total), False)


def percent(part: float, whole: float) -> float | None:
    """The part in percent of the whole, 0 to 100; None of nothing."""
    return min(100.0, max(0.0, 100 * part / whole)) if whole > 0 else None
