"""What a host check counts between its readings, in containers made of files, by a clock that moves when told."""

import sys
from pathlib import Path

import pytest

from tests.test_host import V1, V2, Beat, files
from warroom.checks.local.machine import Machine
from warroom.checks.result import Gap

STAT = "sys/fs/cgroup/app/web/cpu.stat"
EVENTS = "sys/fs/cgroup/app/web/memory.events"
STALLS = "some avg10={} avg60=0.50 avg300=0.10 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"


def test_cpu_is_of_the_time_since_the_look_before_and_of_the_quota(tmp_path: Path) -> None:
    beat = Beat()
    seen = Machine(files(tmp_path, V2), beat)
    files(tmp_path, {STAT: "usage_usec 3500000\n"})
    beat.seconds += 4
    assert seen.look()["cpu"] == 50
    files(tmp_path, {STAT: "usage_usec 3750000\n"})
    beat.seconds += 1
    assert seen.look()["cpu"] == 50
    assert seen.look()["memory"] == 50


def test_a_count_of_a_blink_or_of_a_long_pause_is_not_worth_telling(tmp_path: Path) -> None:
    beat = Beat()
    seen = Machine(files(tmp_path, V2), beat)
    assert not seen.counts_for(35)
    beat.seconds += 0.2
    assert seen.counts_for(35)
    beat.seconds += 35
    assert not seen.counts_for(35)
    seen.begin()
    beat.seconds += 30
    assert seen.counts_for(35)


def test_throttling_is_of_the_periods_since_the_look_before(tmp_path: Path) -> None:
    def counted(periods: int, held: int) -> dict[str, str]:
        return {STAT: f"usage_usec 1\nnr_periods {periods}\nnr_throttled {held}\n"}

    seen = Machine(files(tmp_path, V2 | counted(1000, 400)), Beat())
    files(tmp_path, counted(1100, 425))
    assert seen.look()["throttled"] == 25
    assert seen.look()["throttled"] == 0


def test_without_a_quota_nothing_is_throttled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    free = V2 | {"sys/fs/cgroup/app/cpu.max": "max 100000\n"}
    assert Machine(files(tmp_path, free), Beat()).look()["throttled"] == 0
    monkeypatch.setattr(sys, "platform", "darwin")
    assert isinstance(Machine(tmp_path, Beat()).look()["throttled"], Gap)


def test_a_process_ended_for_want_of_memory_is_told_for_ten_minutes(tmp_path: Path) -> None:
    beat = Beat()
    seen = Machine(files(tmp_path, V2 | {EVENTS: "oom 9\noom_kill 7\n"}), beat)
    assert seen.look()["oom_kills"] == 0
    files(tmp_path, {EVENTS: "oom_kill 9\n"})
    beat.seconds += 60
    assert seen.look()["oom_kills"] == 2
    files(tmp_path, {EVENTS: "oom_kill 10\n"})
    beat.seconds += 590
    assert seen.look()["oom_kills"] == 3
    beat.seconds += 20
    assert seen.look()["oom_kills"] == 1
    beat.seconds += 600
    assert seen.look()["oom_kills"] == 0


def test_outside_of_a_container_the_machine_counts_them(tmp_path: Path) -> None:
    seen = Machine(files(tmp_path, {"proc/vmstat": "nr_free_pages 5\noom_kill 3\n"}), Beat())
    assert seen.look()["oom_kills"] == 0
    files(tmp_path, {"proc/vmstat": "nr_free_pages 5\noom_kill 4\n"})
    assert seen.look()["oom_kills"] == 1


def test_pressure_is_the_containers_own_where_it_has_another(tmp_path: Path) -> None:
    stalls = {"proc/pressure/cpu": STALLS.format("12.50"), "proc/pressure/io": STALLS.format("1.00")}
    own = {"sys/fs/cgroup/app/web/cpu.pressure": STALLS.format("40.00")}
    seen = Machine(files(tmp_path, V2 | stalls | own), Beat()).look()
    assert (seen["pressure_cpu"], seen["pressure_io"]) == (40, 1)
    assert seen["pressure_memory"] == Gap("is not known: this system does not count pressure stalls", None)


def test_what_a_system_does_not_tell_is_a_gap_and_no_number(tmp_path: Path) -> None:
    seen = Machine(files(tmp_path, V1), Beat()).look()
    assert seen["oom_kills"] == Gap("is not known: this system does not tell", None)
