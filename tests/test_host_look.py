"""The machine in full: looked at only while somebody looks, and whatever hangs holds up nothing else."""

import os
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from msgspec.structs import replace

from tests.test_host import GIB, MIB, V2, Beat, files
from warroom.host import mounts
from warroom.host.cgroup import Cgroup
from warroom.host.detail import Detailer
from warroom.host.disks import Disks, Volume
from warroom.host.look import HostLook
from warroom.host.mounts import Chosen, Mount, Space
from warroom.host.pressure import Pressure, pressures
from warroom.host.processes import Processes, Top
from warroom.host.reader import Reader, Readers


def until(holds: Callable[[], object]) -> None:
    """Wait for it, with an end."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def rests(what: Disks | HostLook, threads: int) -> None:
    """Nobody looks any more, and so many threads are left."""

    def look() -> bool:
        what.rest()
        return what.threads == threads

    until(look)


def test_a_reader_that_hangs_is_asked_once_and_says_how_long_it_is_silent() -> None:
    beat, release, asked = Beat(), threading.Event(), queue.SimpleQueue[int]()

    def read() -> str:
        asked.put(1)
        release.wait(30)
        return "here"

    reader = Reader("test", read, beat)
    reader.ask()
    asked.get(timeout=20)
    beat.seconds += 12
    reader.ask()
    assert (reader.silent_s, reader.last, asked.qsize()) == (12, None, 0)
    release.set()
    reader.wait(20)
    until(lambda: not reader.busy)
    assert (reader.silent_s, reader.last) == (0, (beat.seconds, "here"))
    reader.stop()
    reader.join(20)
    assert not reader.is_alive()


def test_what_cannot_be_read_is_told_from_what_does_not_answer() -> None:
    def denied() -> str:
        raise PermissionError

    reader = Reader("test", denied)
    reader.ask()
    reader.wait(20)
    until(lambda: not reader.busy)
    assert (reader.failed, reader.last, reader.silent_s) == (True, None, 0)
    reader.stop()


def test_readers_that_rest_end_their_threads_but_for_one_that_hangs() -> None:
    release, begun = threading.Event(), threading.Event()

    def hang() -> int:
        begun.set()
        release.wait(30)
        return 1

    readers: Readers[int] = Readers("test")
    well, dead = readers.want("well", lambda: 1), readers.want("dead", hang)
    for reader in (well, dead):
        reader.ask()
    assert begun.wait(20)
    until(lambda: not well.busy)
    readers.rest()
    well.join(20)
    assert (len(readers), readers.want("dead", hang) is dead) == (1, True)
    release.set()
    until(lambda: not dead.busy)
    readers.rest()
    dead.join(20)
    assert not dead.is_alive()


MOUNTINFO = r"""22 1 254:0 / / rw - ext4 /dev/vda rw
23 22 0:20 / /proc rw - proc proc rw
24 22 0:21 / /sys rw - sysfs sysfs rw
25 23 0:22 / /proc/acpi rw - tmpfs tmpfs ro
26 22 254:1 / /srv/with\040space rw - xfs /dev/vdb rw
27 22 254:0 /etc /mnt/again rw - ext4 /dev/vda rw
28 22 0:40 / /mnt/nfs rw - nfs4 files:/export rw
29 22 0:41 / /run rw - tmpfs tmpfs rw
30 22 0:42 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
31 22 0:43 / /home/auto rw - autofs systemd-1 rw
32 22 7:1 / /snap/core rw - squashfs /dev/loop1 ro
33 22 0:44 / /hidden rw - xfs /dev/vdc rw
34 33 0:45 / /hidden rw - cgroup2 none rw
bad line
"""


def test_what_can_fill_up_is_listed_once_by_path(tmp_path: Path) -> None:
    found = mounts.chosen(files(tmp_path, {"proc/self/mountinfo": MOUNTINFO}))
    assert [(mount.point, mount.kind) for mount in found.mounts] == [
        ("/", "ext4"),
        ("/mnt/nfs", "nfs4"),
        ("/run", "tmpfs"),
        ("/srv/with space", "xfs"),
    ]
    assert found.left_out == 0


def test_of_ten_thousand_mounts_the_weightiest_are_asked_and_the_others_counted(tmp_path: Path) -> None:
    lines = [f"{n} 1 0:{n} / /mnt/{n:05} rw - tmpfs tmpfs rw" for n in range(100, 10_100)]
    lines += ["5 1 254:0 / / rw - ext4 /dev/vda rw", "6 1 0:6 / /mnt/zz rw - nfs files:/x rw"]
    found = mounts.chosen(files(tmp_path, {"proc/self/mountinfo": "\n".join(lines)}))
    assert len(found.mounts) == mounts.MOST
    assert {"/", "/mnt/zz", "/mnt/00100"} <= {mount.point for mount in found.mounts}
    assert found.left_out == 10_002 - mounts.MOST


def test_where_the_kernel_does_not_list_mounts_psutil_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = SimpleNamespace(mountpoint="/Volumes/x", device="/dev/disk1", fstype="apfs")
    monkeypatch.setattr(psutil, "disk_partitions", lambda: [one])
    assert mounts.chosen(tmp_path) == Chosen((Mount("/Volumes/x", "/dev/disk1", "apfs"),), 0)


def test_the_space_of_a_disk_is_what_its_users_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    said = SimpleNamespace(
        f_frsize=4096, f_blocks=1000, f_bfree=380, f_bavail=180, f_files=100, f_ffree=25, f_favail=25
    )
    monkeypatch.setattr(os, "statvfs", lambda _: said)
    assert mounts.space("/") == Space(4_096_000, 737_280, 77.5, 75.0)
    said.f_files = 0
    assert mounts.space("/").inodes_pct is None


def disks_of(*points: str, read: Callable[[str], Space], clock: Callable[[], float]) -> Disks:
    return Disks(lambda: Chosen(tuple(Mount(point, "/dev/x", "ext4", point) for point in points), 3), read, clock)


def volumes(disks: Disks, ready: Callable[[dict[str, Volume]], object]) -> dict[str, Volume]:
    """What is known of each mount, once that is as wanted."""
    found: dict[str, Volume] = {}

    def look() -> object:
        disks.ask()
        found.update({volume.mount.point: volume for volume in disks.volumes()[0]})
        return ready(found)

    until(look)
    return found


def test_a_mount_that_never_answers_holds_up_no_other_and_gets_one_thread() -> None:
    beat, release = Beat(), threading.Event()

    def read(point: str) -> Space:
        if point == "/dead":
            release.wait(60)
        return Space(10 * GIB, 5 * GIB, 50.0)

    disks = disks_of("/", "/dead", read=read, clock=beat)
    try:
        volumes(disks, lambda found: "/" in found and found["/"].space)
        beat.seconds += 12
        found = volumes(disks, lambda found: "/dead" in found and found["/dead"].silent_s >= 12)
        assert (found["/dead"].space, found["/"].space) == (None, Space(10 * GIB, 5 * GIB, 50.0))
        for _ in range(3):
            rests(disks, 1)
            volumes(disks, lambda found: "/" in found and found["/"].space)
        rests(disks, 1)
    finally:
        release.set()
    rests(disks, 0)


def test_growth_and_the_time_to_full_are_known_after_ten_seconds_and_kept_while_nobody_looks() -> None:
    beat = Beat()
    disks = disks_of(
        "/", read=lambda _: Space(100 * GIB, int(10 * GIB - (beat.seconds - 1000) * MIB), 90.0), clock=beat
    )
    for _ in range(3):
        at = beat.seconds
        volumes(disks, lambda found, at=at: found and found["/"].space and told_at(disks) >= at)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        beat.seconds += 5
    [volume], left_out = disks.volumes()
    assert left_out == 3
    assert volume.growth == pytest.approx(MIB)
    assert volume.full_in_s == pytest.approx(10 * 1024 - 10)
    rests(disks, 0)
    beat.seconds += 60
    assert volumes(disks, lambda found: found and found["/"].space)["/"].growth == pytest.approx(MIB)
    disks.rest()


def told_at(disks: Disks) -> float:
    """When the newest answer came."""
    reader = disks._spaces.get("/")
    return reader.last[0] if reader and reader.last else 0.0


SOME = "some avg10=12.50 avg60=3.00 avg300=1.00 total=1\n"
PRESSURES = {
    "proc/pressure/cpu": f"{SOME}full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
    "proc/pressure/memory": f"{SOME}full avg10=7.00 avg60=0.00 avg300=0.00 total=0\n",
    "proc/pressure/io": "\nsome avg10=x\nnonsense\n",
}


def test_pressure_is_the_machines_with_the_containers_own_beside_it(tmp_path: Path) -> None:
    own = {"sys/fs/cgroup/app/web/memory.pressure": "some avg10=40.00 avg60=3.00 avg300=1.00 total=1\n"}
    own |= {"sys/fs/cgroup/app/web/cpu.pressure": SOME, "sys/fs/cgroup/app/web/io.pressure": SOME}
    root = files(tmp_path, V2 | PRESSURES | own)
    assert pressures(root, Cgroup(root)) == (
        Pressure("cpu", 12.5, 3, 1),
        Pressure("memory", 12.5, 3, 1, 7, 40),
        Pressure("io", 12.5, 3, 1),
    )


def test_a_kernel_that_counts_no_pressure_has_none(tmp_path: Path) -> None:
    assert pressures(tmp_path, Cgroup(tmp_path)) == ()


def test_a_container_that_is_held_back_and_killed_from_says_so(tmp_path: Path) -> None:
    stat = "usage_usec 1\nnr_periods 100\nnr_throttled 10\n"
    tree = V2 | {"sys/fs/cgroup/app/cpu.stat": stat, "sys/fs/cgroup/app/web/memory.events": "oom 4\noom_kill 2\n"}
    beat = Beat()
    detailer = Detailer(files(tmp_path, tree), beat)
    first = detailer.look()
    assert (first.killed, first.throttled_pct) == (2, 0)
    files(tmp_path, {"sys/fs/cgroup/app/cpu.stat": stat.replace("100", "120").replace("10\n", "15\n")})
    beat.seconds += 1
    assert detailer.look().throttled_pct == 25


def test_rates_are_since_the_look_before_unless_that_was_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {
        name: SimpleNamespace(bytes_recv=5, bytes_sent=5, errin=0, errout=0, dropin=1, dropout=1)
        for name in ("eth0", "lo", *(f"veth{n}" for n in range(20)))
    } | {"quiet": SimpleNamespace(bytes_recv=0, bytes_sent=0, errin=0, errout=0, dropin=0, dropout=0)}
    monkeypatch.setattr(psutil, "net_io_counters", lambda pernic: counted if pernic else None)
    beat = Beat()
    detailer = Detailer(clock=beat)
    assert detailer.look().cards[0].in_bytes_s is None
    counted["eth0"].bytes_recv += 3000
    beat.seconds += 2
    found = detailer.look()
    assert [card.name for card in found.cards[:2]] == ["eth0", "lo"]
    assert (found.cards[0].in_bytes_s, found.cards[0].out_bytes_s, found.cards[0].lost) == (1500, 0, 2)
    assert found.cards_left_out == 10
    beat.seconds += 600
    assert detailer.look().cards[0].in_bytes_s is None


def test_what_this_machine_does_not_tell_leaves_only_gaps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def denied(*_: object, **__: object) -> None:
        raise psutil.AccessDenied

    for name in ("cpu_times", "virtual_memory", "swap_memory", "net_io_counters", "net_if_stats", "cpu_count"):
        monkeypatch.setattr(psutil, name, denied)
    found = replace(Detailer(tmp_path).look(), load=None)
    assert all(getattr(found, name) in (None, (), 0) for name in found.__struct_fields__)


class Listed:
    """A process as psutil lists it."""

    def __init__(self, pid: int, name: str | None, cpu: float | None, rss: int | None, command: Any) -> None:
        memory = None if rss is None else SimpleNamespace(rss=rss)
        self.info = {"pid": pid, "name": name, "cpu_percent": cpu, "memory_info": memory}
        self._command = command

    def cmdline(self) -> list[str]:
        if isinstance(self._command, BaseException):
            raise self._command
        return list(self._command)


def test_processes_are_ranked_and_what_is_denied_or_gone_is_left_open() -> None:
    every = [
        Listed(1, "init", 0.0, 10, ["init"]),
        Listed(2, "busy", 90.0, 20, psutil.NoSuchProcess(2)),
        Listed(3, "big", 1.0, 3000, ["big", "--password=s3cretPass99"]),
        Listed(4, None, None, None, psutil.AccessDenied(4)),
    ]
    beat = Beat()
    top = Top(2, beat, lambda _attributes: iter(every))
    first = top.read()
    assert (first.measured, first.count, first.by_cpu[0].cpu_pct) == (False, 4, None)
    beat.seconds += 2
    found = top.read()
    assert found.measured
    assert [(one.name, one.cpu_pct) for one in found.by_cpu] == [("busy", 90.0), ("big", 1.0)]
    assert [(one.name, one.rss) for one in found.by_memory] == [("big", 3000), ("busy", 20)]
    assert found.by_cpu[0].command == ""
    assert "s3cretPass99" not in found.by_memory[0].command
    beat.seconds += 600
    assert not top.read().measured
    assert {one.name for one in Top(9, beat, lambda _attributes: iter(every)).read().by_cpu} == {
        "?",
        "init",
        "busy",
        "big",
    }


def test_this_machine_can_be_looked_at_in_full_and_nothing_runs_on_afterwards() -> None:
    look = HostLook()
    before = look.seen()
    assert (before.detail, before.volumes, before.processes, look.threads) == (None, (), None, 0)

    def whole() -> object:
        look.ask()
        seen = look.seen()
        return seen.detail and any(volume.space for volume in seen.volumes) and seen.processes

    until(whole)
    seen = look.seen()
    assert seen.detail is not None
    assert seen.detail.host_cores
    assert seen.processes is not None
    assert os.getpid() in {one.pid for one in seen.processes.by_memory} or seen.processes.count > 20
    rests(look, 0)


def test_processes_that_take_long_are_looked_at_less_often() -> None:
    beat, asked = Beat(), queue.SimpleQueue[float]()

    def slow() -> Processes:
        asked.put(beat.seconds)
        beat.seconds += 1
        return Processes((), (), 0, measured=True)

    look = HostLook(processes=slow, disks=disks_of(read=lambda _: Space(1, 1, 0), clock=beat), clock=beat)
    look.ask()
    assert asked.get(timeout=20) == 1000
    until(lambda: look.seen().processes)
    for _ in range(60):
        look.ask()
        beat.seconds += 1
    assert asked.get(timeout=20) - 1000 >= 50
    rests(look, 0)
