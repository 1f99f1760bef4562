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
from warroom.host.usage import Cpu, memory

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
        self._cpu = Cpu(self._cgroup, clock)
        self._net_before = self._net_bytes()
        self._before = clock()

    def close(self) -> None:
        """End the disk's thread."""
        self._disk.stop()

    def sample(self) -> Sample:
        """One look; takes under 1 ms, at most 50 ms where a mount is dead, and never raises."""
        at = self._clock()
        passed, self._before = at - self._before, at
        cpu_pct, cores, cpu_limited = self._cpu.look()
        mem_pct, mem_total, mem_limited = memory(self._cgroup)
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
