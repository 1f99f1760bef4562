"""The machine's sample: on this machine for real, in containers made of files, and on a disk that does not answer."""

import queue
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from warroom.host.cgroup import Cgroup
from warroom.host.disk import Disk, growth
from warroom.host.sample import ROWS, Sample, rows
from warroom.host.sampler import Sampler
from warroom.host.watch import HostWatch

MIB, GIB = 1 << 20, 1 << 30


class Beat:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def files(root: Path, content: dict[str, str]) -> Path:
    for name, text in content.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


MOUNT_2 = "40 31 0:38 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"
V2 = {
    "proc/self/cgroup": "0::/app/web\n",
    "proc/self/mountinfo": f"22 1 0:20 / /proc rw - proc proc rw\n{MOUNT_2}bad line\n",
    "sys/fs/cgroup/app/web/memory.max": "max\n",
    "sys/fs/cgroup/app/memory.max": f"{512 * MIB}\n",
    "sys/fs/cgroup/app/web/memory.current": f"{300 * MIB}\n",
    "sys/fs/cgroup/app/web/memory.stat": f"anon 5\ninactive_file {44 * MIB}\n",
    "sys/fs/cgroup/app/web/cpu.max": "max 100000\n",
    "sys/fs/cgroup/app/cpu.max": "50000 100000\n",
    "sys/fs/cgroup/app/web/cpu.stat": "usage_usec 2500000\nuser_usec 1\n",
}
V1 = {
    "proc/self/cgroup": "9:name=systemd:/x\n4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/\n",
    "proc/self/mountinfo": (
        "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw\n"
        "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
        "35 31 0:32 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
        "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
    ),
    "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{256 * MIB}\n",
    "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{200 * MIB}\n",
    "sys/fs/cgroup/memory/memory.stat": f"cache 1\ntotal_inactive_file {72 * MIB}\n",
    "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
    "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    "sys/fs/cgroup/cpu,cpuacct/cpuacct.usage": "2500000000\n",
}
NO_LIMIT = {
    "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
}


@pytest.mark.parametrize(
    ("tree", "limit", "used", "cores", "seconds"),
    [
        (V2, 512 * MIB, 256 * MIB, 0.5, 2.5),
        (V1, 256 * MIB, 128 * MIB, 1.5, 2.5),
        (V1 | NO_LIMIT, None, 128 * MIB, None, 2.5),
        ({**V2, "proc/self/cgroup": "0::/../elsewhere\n"}, None, None, None, None),
        ({}, None, None, None, None),
        ({"proc/self/cgroup": "nonsense\n", "proc/self/mountinfo": "- - -\n"}, None, None, None, None),
        ({**V2, "sys/fs/cgroup/app/cpu.max": "x y\n"}, 512 * MIB, 256 * MIB, None, 2.5),
    ],
)
def test_a_containers_limits_are_the_smallest_up_to_the_mount(
    tmp_path: Path,
    tree: dict[str, str],
    limit: int | None,
    used: int | None,
    cores: float | None,
    seconds: float | None,
) -> None:
    cgroup = Cgroup(files(tmp_path, tree))
    assert cgroup.memory_limit() == limit
    assert cgroup.memory_used() == used
    assert cgroup.cores() == cores
    assert cgroup.cpu_seconds() == seconds


def test_in_a_container_shares_are_of_its_limits(tmp_path: Path) -> None:
    beat = Beat()
    sampler = Sampler(root=files(tmp_path, V2), clock=beat)
    files(tmp_path, {"sys/fs/cgroup/app/web/cpu.stat": "usage_usec 2900000\n"})
    beat.seconds += 1
    sample = sampler.sample()
    sampler.close()
    assert (sample.cores, sample.cpu_limited) == (0.5, True)
    assert sample.cpu_pct == pytest.approx(80)
    assert (sample.mem_pct, sample.mem_total_bytes, sample.mem_limited) == (50, 512 * MIB, True)
    cpu, mem, *_ = rows(sample)
    assert (cpu.value, cpu.unit, cpu.note) == ("80 %", "0.5 core", "limit 0.5 core")
    assert (mem.value, mem.unit, mem.note) == ("50 %", "512 MiB", "limit 512 MiB")


def test_this_machine_is_readable() -> None:
    sampler = Sampler()
    sampler.sample()
    sum(n * n for n in range(2_000_000))
    sample = sampler.sample()
    sampler.close()
    assert sample.cpu_pct is not None
    assert 0 < sample.cpu_pct <= 100
    assert sample.cores
    assert sample.mem_pct is not None
    assert 0 < sample.mem_pct < 100
    assert sample.mem_total_bytes
    assert sample.disk_pct is not None
    assert sample.disk_free_bytes
    assert not sample.disk_stale
    assert sample.net_out_bytes_s is not None
    if Path("/proc/net/snmp").exists():
        assert sample.tcp_open is not None
    assert len(rows(sample)) == 5


def test_what_the_system_does_not_tell_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def denied(*_: object, **__: object) -> None:
        raise psutil.AccessDenied

    names = ("cpu_times", "virtual_memory", "disk_usage", "net_io_counters", "net_connections", "cpu_count")
    for name in names[:-1]:
        monkeypatch.setattr(psutil, name, denied)
    monkeypatch.setattr(psutil, "cpu_count", lambda: None)
    sampler = Sampler(root=tmp_path)
    sample = replace(sampler.sample(), load1=None)
    sampler.close()
    assert sample == Sample(at_monotonic=sample.at_monotonic)
    assert [row.value for row in rows(sample)] == ["-"] * 5
    assert {row.note for row in rows(sample)} == {"not readable"}


def test_a_dead_mount_keeps_its_last_value_and_is_marked() -> None:
    beat, alive, release = Beat(), threading.Event(), threading.Event()
    alive.set()

    def usage(_: str) -> Any:
        if not alive.is_set():
            release.wait(30)
        return SimpleNamespace(percent=42.0, free=7 * GIB)

    disk = Disk("/mnt", usage, beat)
    try:
        assert disk.look(5.0)[:2] == (42.0, 7 * GIB)
        alive.clear()
        beat.seconds += 3
        assert disk.look(0.01) == (42.0, 7 * GIB, None, False)
        beat.seconds += 3
        assert disk.look(0.01) == (42.0, 7 * GIB, None, True)
    finally:
        release.set()
        disk.stop()
        disk.join(5)
    assert not disk.is_alive()


def falling(step: Callable[[int], float], points: int = 60) -> list[tuple[float, int]]:
    return [(10.0 * n, int(100 * GIB - step(n))) for n in range(points)]


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (falling(lambda n: n * 10 * MIB), MIB),
        (falling(lambda n: n * 10 * MIB, 8), MIB),
        (falling(lambda n: n * 10 * MIB, 6), None),
        (falling(lambda n: -n * 10 * MIB), None),
        (falling(lambda _: 0), None),
        (falling(lambda n: n * 100), None),
        (falling(lambda n: (n % 2) * 100 * MIB + n * 100_000), None),
        ([], None),
    ],
)
def test_a_trend_is_long_large_and_steady_or_none(free: list[tuple[float, int]], expected: float | None) -> None:
    assert growth(free) == (None if expected is None else pytest.approx(expected, rel=0.01))


FULL = Sample(
    at_monotonic=0,
    cpu_pct=92.4,
    cores=4,
    mem_pct=71,
    mem_total_bytes=16 * GIB,
    disk_pct=88,
    disk_free_bytes=21_600 * MIB,
    disk_growth_bytes_s=float(MIB),
    net_out_bytes_s=0.4 * MIB,
    net_in_bytes_s=2.0 * MIB,
    tcp_open=412,
)


def test_rows_read_as_the_screen_shows_them() -> None:
    assert [(row.label, row.value, row.unit, row.high) for row in rows(FULL)] == [
        ("cpu", "92 %", "4 cores", True),
        ("mem", "71 %", "16 GiB", False),
        ("disk /", "88 %", "6 h left", True),
        ("net out", "0.4", "MiB/s", False),
        ("tcp", "412", "open", False),
    ]
    assert tuple(row.name for row in rows(FULL)) == ROWS


@pytest.mark.parametrize(
    ("more", "unit", "high"),
    [
        ({"disk_growth_bytes_s": None}, "no trend", False),
        ({"disk_growth_bytes_s": 0.001}, "no trend", False),
        ({"disk_growth_bytes_s": float(2 * MIB)}, "3 h left", True),
        ({"disk_free_bytes": 12 * 3600 * MIB}, "12h left", True),
        ({"disk_free_bytes": 59 * MIB}, "0 m left", True),
        ({"disk_free_bytes": 20 * 86_400 * MIB}, "20d left", False),
        ({"disk_stale": True}, "stale", False),
    ],
)
def test_a_disk_says_how_long_it_lasts(more: dict[str, Any], unit: str, high: bool) -> None:
    row = rows(replace(FULL, disk_pct=50.0, **more))[2]
    assert (row.unit, row.high) == (unit, high)


@pytest.mark.parametrize("cores", [0.5, 0.25, 1, 1.5, 4, 64, 128, 1024])
@pytest.mark.parametrize("total", [512 * MIB, 1000 * MIB, int(1.5 * GIB), 24_105 * MIB, 1 << 41])
def test_rows_fit_their_cells(cores: float, total: int) -> None:
    sample = replace(
        FULL, cores=cores, mem_total_bytes=total, net_out_bytes_s=99_999.0 * MIB, tcp_open=65_535, disk_mount="/var/lib"
    )
    for row in rows(sample):
        assert len(row.label) <= 7
        assert len(row.value) <= 5
        assert len(row.unit) <= 8


class Scripted:
    """A sampler that gives numbered samples."""

    def __init__(self) -> None:
        self.count = 0
        self.closed = threading.Event()

    def sample(self) -> Sample:
        self.count += 1
        return Sample(at_monotonic=0, cpu_pct=float(self.count))

    def close(self) -> None:
        self.closed.set()


def test_a_watch_samples_until_stopped_and_keeps_the_last_60() -> None:
    seen: queue.Queue[Sample] = queue.Queue()
    scripted = Scripted()
    watch = HostWatch(seen.put, lambda: scripted, every=0.001)
    assert watch.latest is None
    watch.start()
    for _ in range(70):
        seen.get(timeout=10)
    watch.stop()
    watch.join(10)
    assert not watch.is_alive()
    assert scripted.closed.is_set()
    assert watch.latest is not None
    assert watch.latest.cpu_pct == scripted.count
    assert watch.spark("cpu") == tuple(float(n) for n in range(scripted.count - 59, scripted.count + 1))
    assert all(watch.spark(row) == () for row in ROWS[1:])
