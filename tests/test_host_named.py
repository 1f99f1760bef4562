"""What the processes of one name use, by a clock that moves when told, and what somebody else's process keeps back."""

import os
from pathlib import Path

import psutil
import pytest

from tests.test_host import V1, V2, Beat, files
from warroom.host.cgroup import Cgroup
from warroom.host.named import Named
from warroom.host.usage import Cpu, CpuUse, memory

SYSTEM = type(vars(psutil.Process())["_proc"])
"""What asks this system, below what psutil caches."""


def me(tmp_path: Path, beat: Beat, *, files: bool = False) -> Named:
    pidfile = tmp_path / "me.pid"
    pidfile.write_text(str(os.getpid()))
    return Named("", pidfile=str(pidfile), files=files, fresh_s=35, clock=beat)


def test_the_use_of_cpu_is_of_the_time_since_the_look_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beat = Beat()
    spent = [10.0]
    times = psutil.Process().cpu_times()
    monkeypatch.setattr(SYSTEM, "cpu_times", lambda _: times._replace(user=spent[0], system=1.0))
    named = me(tmp_path, beat)
    assert not named.counts
    assert named.read().cpu_pct is None
    beat.seconds, spent[0] = beat.seconds + 10, 25.0
    assert named.counts
    assert named.read().cpu_pct == 150
    beat.seconds += 60
    assert (named.counts, named.read().cpu_pct) == (False, None)
    beat.seconds += 0.01
    assert (named.counts, named.read().cpu_pct) == (False, None)


def test_what_is_kept_back_is_not_known_and_the_process_runs_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: object) -> None:
        raise psutil.AccessDenied

    for name in ("cpu_times", "memory_info", "num_fds"):
        monkeypatch.setattr(SYSTEM, name, denied)
    beat = Beat()
    named = me(tmp_path, beat, files=True)
    named.read()
    beat.seconds += 10
    seen = named.read()
    assert (seen.count, seen.cpu_pct, seen.rss, seen.open_files) == (1, None, None, None)
    assert seen.began_at == psutil.Process().create_time()


def test_open_files_are_counted_only_where_they_are_asked_for(tmp_path: Path) -> None:
    assert me(tmp_path, Beat()).read().open_files is None
    assert (me(tmp_path, Beat(), files=True).read().open_files or 0) >= 3


@pytest.mark.parametrize(
    ("tree", "stat", "cores"),
    [
        (V2, {"sys/fs/cgroup/app/web/cpu.stat": "usage_usec 3500000\n"}, 0.5),
        (V1, {"sys/fs/cgroup/cpu,cpuacct/cpuacct.usage": "3500000000\n"}, 1.5),
    ],
)
def test_in_a_container_cpu_and_memory_are_shares_of_its_limits(
    tree: dict[str, str], stat: dict[str, str], cores: float, tmp_path: Path
) -> None:
    beat = Beat()
    cgroup = Cgroup(files(tmp_path, tree))
    cpu = Cpu(cgroup, beat)
    files(tmp_path, stat)
    beat.seconds += 4
    host = psutil.cpu_count() or 1
    if host > cores:
        assert cpu.look() == CpuUse(100 / (4 * cores), cores, True)
    assert memory(cgroup).limited
    assert memory(cgroup).pct == 50
