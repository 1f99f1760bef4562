"""Reading the machine, or the container, this runs in."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from warroom.host.cgroup import Cgroup
from warroom.host.disk import Disk
from warroom.host.readable import readable
from warroom.host.sample import Sample

INNER = ("lo", "veth", "docker", "br-", "virbr", "cni", "cali", "flannel", "vnet", "tap", "dummy")
"""Interfaces whose bytes stay on this machine, or pass a second one on the way out."""


class Sampler:
    """Reads the machine; CPU and network are since the sample before, the first since the sampler was made."""

    def __init__(self, mount: str = "/", root: Path = Path("/"), clock: Callable[[], float] = time.monotonic) -> None:
        import psutil

        self._ps = psutil
        self._root = root
        self._clock = clock
        self._cgroup = Cgroup(root)
        self._disk = Disk(mount, psutil.disk_usage, clock)
        self._ask_connections = True
        self._cpu_before = self._cpu_times()
        self._used_before = self._cgroup.cpu_seconds()
        self._net_before = self._net_bytes()
        self._before = clock()

    def close(self) -> None:
        """End the disk's thread."""
        self._disk.stop()

    def sample(self) -> Sample:
        """One look; takes under 1 ms, at most 50 ms where a mount is dead, and never raises."""
        at = self._clock()
        passed, self._before = at - self._before, at
        cpu_pct, cores, cpu_limited = self._cpu(passed)
        mem_pct, mem_total, mem_limited = self._memory()
        disk_pct, disk_free, disk_growth, disk_stale = self._disk.look()
        net_out, net_in = self._net(passed)
        return Sample(
            at_monotonic=at,
            cpu_pct=cpu_pct,
            cores=cores,
            cpu_limited=cpu_limited,
            load1=readable(lambda: os.getloadavg()[0]),
            mem_pct=mem_pct,
            mem_total_bytes=mem_total,
            mem_limited=mem_limited,
            disk_mount=self._disk.mount,
            disk_pct=disk_pct,
            disk_free_bytes=disk_free,
            disk_growth_bytes_s=disk_growth,
            disk_stale=disk_stale,
            net_out_bytes_s=net_out,
            net_in_bytes_s=net_in,
            tcp_open=self._tcp(),
        )

    def _cpu(self, passed: float) -> tuple[float | None, float | None, bool]:
        """Percent busy of the cores this process may use, how many those are, and whether a quota says so."""
        host = self._ps.cpu_count()
        before, self._cpu_before = self._cpu_before, self._cpu_times()
        used_before, self._used_before = self._used_before, self._cgroup.cpu_seconds()
        quota = self._cgroup.cores()
        if quota is not None and (host is None or quota < host):
            if self._used_before is None or used_before is None or passed <= 0:
                return None, quota, True
            return _percent(self._used_before - used_before, passed * quota), quota, True
        if before is None or self._cpu_before is None:
            return None, host, False
        busy, total = self._cpu_before[0] - before[0], self._cpu_before[1] - before[1]
        return _percent(busy, total), host, False

    def _cpu_times(self) -> tuple[float, float] | None:
        times = readable(self._ps.cpu_times)
        if times is None:
            return None
        total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)  # both are in user, nice
        return total - times.idle - getattr(times, "iowait", 0.0), total

    def _memory(self) -> tuple[float | None, int | None, bool]:
        """Percent in use, of how many bytes, and whether those are a container's limit."""
        host = readable(self._ps.virtual_memory)
        limit, used = self._cgroup.memory_limit(), self._cgroup.memory_used()
        if limit and used is not None and (host is None or limit < host.total):
            return _percent(used, limit), limit, True
        return (None, None, False) if host is None else (float(host.percent), int(host.total), False)

    def _net(self, passed: float) -> tuple[float | None, float | None]:
        """Bytes a second out and in, by the interfaces that lead outside."""
        before, self._net_before = self._net_before, self._net_bytes()
        if before is None or self._net_before is None or passed <= 0:
            return None, None
        out, into = self._net_before[0] - before[0], self._net_before[1] - before[1]
        return max(0, out) / passed, max(0, into) / passed

    def _net_bytes(self) -> tuple[int, int] | None:
        cards = readable(lambda: self._ps.net_io_counters(pernic=True))
        if not cards:
            return None
        outer = [card for name, card in cards.items() if not name.startswith(INNER)]
        return sum(card.bytes_sent for card in outer), sum(card.bytes_recv for card in outer)

    def _tcp(self) -> int | None:
        """Established connections of this network namespace; the kernel's own count, so a busy host costs no more."""
        count = readable(self._established)
        if count is None and self._ask_connections and not sys.platform.startswith("linux"):
            found = readable(lambda: self._ps.net_connections("tcp"))
            self._ask_connections = found is not None
            count = None if found is None else sum(each.status == "ESTABLISHED" for each in found)
        return count

    def _established(self) -> int:
        lines = (self._root / "proc/net/snmp").read_text().splitlines()
        names, values = (line.split() for line in lines if line.startswith("Tcp:"))
        return int(values[names.index("CurrEstab")])


def _percent(part: float, whole: float) -> float | None:
    return min(100.0, max(0.0, 100 * part / whole)) if whole > 0 else None
