"""The host probe on this very machine: its disks, its load, and real processes that come and go."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.checks.probes.watching import now, read, refused, ups_and_downs
from warroom.checks.asking import Places, ask
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.written import make_check
from warroom.host import mounts

MIB = 1 << 20


def looked(**keys: Any) -> Reading:
    return asyncio.run(read("host", **keys))


def until(holds: Callable[[], object]) -> None:
    """Wait for it, with an end."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


class Child:
    """A real process under a name that nothing else here has."""

    def __init__(self, folder: Path, program: str = "/bin/sleep", *argv: str) -> None:
        self.name = f"nap-{os.getpid()}"
        self.file = folder / self.name
        shutil.copy(program, self.file)
        self._argv = [str(self.file), *(argv or ("600",))]
        self.running: list[subprocess.Popen[bytes]] = []

    def begin(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(self._argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        until(lambda: psutil.Process(child.pid).name() == self.name)
        self.running.append(child)
        return child

    async def start(self) -> None:
        self.begin()

    async def stop(self) -> None:
        self.end()

    def end(self) -> None:
        while self.running:
            with self.running.pop() as child:
                child.kill()

    def signal(self, number: int) -> None:
        for child in self.running:
            child.send_signal(number)


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    made = Child(tmp_path)
    yield made
    made.end()


@pytest.fixture
def burner(tmp_path: Path) -> Iterator[Child]:
    """A process that is busy for as long as it runs."""
    made = Child(tmp_path, os.path.realpath("/bin/sh"), "-c", "while :; do :; done")
    yield made
    made.end()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"path": "var"}, "`path` is a full path, like /var"),
        ({"path": "/a\0b"}, "`path` holds no zero bytes"),
        ({"pidfile": "nginx.pid"}, "`pidfile` is a full path, like /run/nginx.pid"),
        ({"process": "/run/nginx.pid"}, "`process` is a name like nginx; a file that holds its number goes under"),
        ({"process": " nginx"}, "`process` is a name like nginx"),
        ({"args": "worker"}, "`args` narrows down a `process`: name that too"),
        ({"process": "a", "args": "b", "pidfile": "/c"}, "`args` and `pidfile` cannot go together"),
        ({"process": 7}, "`process` must be text, not a whole number"),
        ({"disk": "/"}, "unknown key `disk`"),
        ({"expect": "status == 200"}, "`status == 200`: unknown `status`"),
        ({"expect": "process_age > 5"}, "`process_age > 5`: a duration needs a unit"),
        ({"expect": "cpu(5m) < 90%"}, "`cpu(5m) < 90%`: cpu is of this moment"),
        ({"expect": "p95(10m) < 1s"}, "`p95(10m) < 1s`: unknown `p95`"),
    ],
)
def test_what_cannot_be_a_host_check_is_refused_with_its_key(keys: dict[str, Any], said: str) -> None:
    assert refused("host", **keys).startswith(said)


@pytest.mark.parametrize(
    ("keys", "target"),
    [
        ({}, "this machine"),
        ({"path": "/var"}, "/var"),
        ({"process": "node", "args": "server.js", "path": "/var"}, "node server.js, /var"),
        ({"pidfile": "/run/nginx.pid"}, "/run/nginx.pid"),
    ],
)
def test_what_is_looked_at_is_told(keys: dict[str, str], target: str) -> None:
    assert Prepared(make_check({"name": "it", "kind": "host", **keys})).target == target


def test_without_a_condition_cpu_and_memory_are_shown() -> None:
    reading = looked()
    assert reading.state == "up"
    assert reading.value.endswith(" %")
    assert reading.reason.startswith("cpu ")
    assert ", memory " in reading.reason
    assert {"cpu", "memory", "swap", "load"} <= {label for label, _ in reading.details}


def test_a_threshold_that_is_crossed_is_shown_with_its_value() -> None:
    reading = looked(expect=["memory >= 0%", "memory > 100%"], warn="swap <= 100%")
    assert reading.state == "down"
    assert reading.value.endswith(" %")
    assert reading.reason.startswith("memory ")
    assert reading.reason.endswith(" %, wanted > 100%")
    assert looked(warn="cpu > 100% else P3").suggests == ("P3",)


def test_every_value_of_the_machine_can_be_known_or_says_why_not() -> None:
    subjects = ("cpu", "memory", "swap", "throttled", "pressure_cpu", "pressure_memory", "pressure_io")
    reading = looked(expect=[*(f"{each} >= 0%" for each in subjects), "load >= 0", "oom_kills >= 0"])
    assert reading.state in ("up", "unknown")
    for found in reading.found:
        assert found.ok or "is not known: this system does not" in found.said


def test_a_disk_is_judged_by_its_folder() -> None:
    reading = looked(path="/", expect=["disk <= 100%", "disk_free >= 0B", "inodes <= 100%"])
    assert (reading.state, reading.value[-2:]) == ("up", " %")
    assert [found.said.split()[0] for found in reading.found] == ["disk", "disk_free", "inodes"]
    tight = looked(path="/", expect="disk_free > 900TB")
    assert (tight.state, tight.reason.startswith("disk_free ")) == ("down", True)
    assert tight.value.split()[1] in ("MB", "GB", "TB")
    assert looked(path="/").reason.startswith("disk ")


def test_a_folder_that_is_not_there_says_nothing_of_a_disk(tmp_path: Path) -> None:
    reading = looked(path=f"{tmp_path}/none")
    assert (reading.state, reading.reason.endswith("cannot be looked at: no such file or directory")) == (
        "unknown",
        True,
    )
    if sys.platform.startswith("linux"):
        assert looked(path="/proc").reason == "/proc is not on a disk: it has no size"


def test_a_dead_mount_fails_its_own_check_and_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, release = [], threading.Event()

    def hang(point: str) -> mounts.Space:
        if point == "/dead":
            asked.append(point)
            release.wait(60)
        return mounts.Space(100, 90, 10.0)

    monkeypatch.setattr(mounts, "space", hang)
    dead = [Prepared(make_check({"name": n, "kind": "host", "path": "/dead", "timeout": "200ms"})) for n in ("a", "b")]
    well = Prepared(make_check({"name": "well", "kind": "host", "path": "/well"}))

    async def run() -> list[Reading]:
        places = Places()
        async with Probes(now) as probes:
            first = await asyncio.gather(*(ask(each, probes.probe, now, places) for each in (*dead, well)))
            again = await ask(dead[0], probes.probe, now, places)
            silent = len(asked)
            release.set()
            return [*first, again, await ask(dead[0], probes.probe, now, places)] if silent == 1 else []

    a, b, other, again, back = asyncio.run(run())
    for reading in (a, b, again):
        assert (reading.state, reading.value) == ("down", "timeout")
        assert reading.reason == "no answer within 200 ms: /dead does not answer, as a dead file server or disk does"
    assert (other.state, other.value, back.state) == ("up", "10 %", "up")


def test_a_process_is_found_by_its_name(child: Child) -> None:
    gone = looked(process=child.name)
    assert (gone.state, gone.value, gone.definite) == ("down", "gone", True)
    assert gone.reason == f"no process {child.name} runs here"
    child.begin()
    child.begin()
    both = looked(process=child.name)
    assert (both.state, both.value, both.reason) == ("up", "2", "processes 2")
    assert looked(process=child.name, expect="processes >= 3").reason == "processes 2, wanted >= 3"
    assert looked(process=child.name, args="600").state == "up"
    assert looked(process=child.name, args="601").reason == f"no process {child.name} with 601 runs here"


def test_a_condition_on_processes_takes_the_place_of_the_usual_one(child: Child) -> None:
    assert looked(process=child.name, expect="processes == 0").state == "up"
    reading = looked(process=child.name, expect="processes >= 1 else P1")
    assert (reading.state, reading.suggests) == ("down", ("P1",))
    assert reading.reason == f"no process {child.name} runs here: suggests P1"
    assert looked(process=child.name, warn="processes >= 2").state == "down"


def test_a_process_that_ended_and_waits_for_its_parent_does_not_run(child: Child) -> None:
    running = child.begin()
    running.send_signal(signal.SIGKILL)
    until(lambda: psutil.Process(running.pid).status() == psutil.STATUS_ZOMBIE)
    assert looked(process=child.name).state == "down"


def test_a_process_that_calls_itself_otherwise_is_found_by_what_it_was_started_as() -> None:
    name = f"web-{os.getpid()}"
    with subprocess.Popen([name, "600"], executable="/bin/sleep") as process:
        try:
            until(lambda: psutil.Process(process.pid).cmdline())
            assert looked(process=name).state == "up"
        finally:
            process.kill()


def test_what_a_process_uses_is_judged(child: Child) -> None:
    child.begin()
    uses = [
        "process_cpu < 50%",
        "process_memory < 100MB",
        "process_memory > 1kB",
        "process_age < 1h",
        "open_files >= 3",
    ]
    reading = looked(process=child.name, expect=uses)
    assert reading.state == "up", reading.reason
    assert all(found.ok for found in reading.found)
    assert looked(process=child.name, expect="process_age > 1h").state == "down"


def test_what_an_ended_process_uses_is_not_known(child: Child) -> None:
    reading = looked(process=child.name, expect=["processes == 0", "process_memory < 1MB"])
    assert (reading.state, reading.reason) == ("unknown", "process_memory is not known: no such process runs")
    assert looked(expect="processes > 1").reason == "processes is not known: the check names no `process`"


def test_a_process_is_found_by_the_file_that_holds_its_number(child: Child, tmp_path: Path) -> None:
    file = tmp_path / "it.pid"
    assert looked(pidfile=str(file)).reason == f"{file} is not there"
    running = child.begin()
    file.write_text(f"{running.pid}\n/var/lib/it\n")
    assert looked(pidfile=str(file)).reason == "processes 1"
    assert looked(pidfile=str(file), process=child.name).state == "up"
    other = looked(pidfile=str(file), process="nginx")
    assert (other.state, other.reason) == ("down", f"process {running.pid} of {file} is {child.name}, not nginx")
    child.end()
    assert looked(pidfile=str(file)).reason == f"process {running.pid} of {file} does not run"


@pytest.mark.parametrize("content", ["", "nginx\n", "-1\n", "0", "\0\0", "9" * 5000])
def test_a_pid_file_that_holds_no_number_says_nothing(content: str, tmp_path: Path) -> None:
    file = tmp_path / "it.pid"
    file.write_text(content)
    reading = looked(pidfile=str(file))
    assert (reading.state, reading.reason) == ("unknown", f"{file} holds no process number")


def test_a_pid_file_that_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    reading = looked(pidfile=str(tmp_path))
    assert (reading.state, reading.reason) == ("unknown", f"{tmp_path} cannot be read: is a directory")


def test_a_real_process_goes_away_and_comes_back(child: Child) -> None:
    _, down, _ = asyncio.run(ups_and_downs(child.start, child.stop, "host", process=child.name))
    assert (down.value, down.reason) == ("gone", f"no process {child.name} runs here")


def test_a_process_that_is_busy_is_seen_until_it_rests(burner: Child) -> None:
    burner.begin()

    async def rest() -> None:
        burner.signal(signal.SIGSTOP)

    async def work() -> None:
        burner.signal(signal.SIGCONT)

    keys = {"process": burner.name, "expect": "process_cpu < 5%"}
    _, down, _ = asyncio.run(ups_and_downs(rest, work, "host", **keys))
    assert down.reason.startswith("process_cpu ")
    assert down.value.endswith(" %")


GROWS = f"""
import mmap, sys
held = None
for line in sys.stdin:
    held = mmap.mmap(-1, {64 * MIB}) if line == "grow\\n" else None
    if held:
        held.write(bytes({64 * MIB}))
    print(line, end="", flush=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="gives a process its name as Linux does")
def test_a_process_that_grows_is_seen_until_it_shrinks(tmp_path: Path) -> None:
    script = tmp_path / f"grows-{os.getpid()}"
    script.write_text(f"#!{sys.executable}\n{GROWS}")
    script.chmod(0o700)
    with subprocess.Popen([script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:

        async def tell(word: str) -> None:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{word}\n".encode())
            process.stdin.flush()
            assert process.stdout.readline().decode() == f"{word}\n"

        try:
            keys = {"process": script.name, "expect": "process_memory < 48MB"}
            _, down, _ = asyncio.run(ups_and_downs(lambda: tell("shrink"), lambda: tell("grow"), "host", **keys))
        finally:
            process.kill()
    assert down.reason.startswith("process_memory ")
    assert down.value.endswith(" MB")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 4 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    argv = ["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=100", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or os.getuid() or subprocess.run(argv, check=False).returncode:
        pytest.skip("a file system can be mounted by root only, and not in every container")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    ("condition", "files", "size"),
    [("disk < 70%", 1, 3 * MIB), ("disk_free > 2MB", 1, 3 * MIB), ("inodes < 50%", 60, 0)],
)
def test_a_real_disk_that_fills_up_is_seen_until_it_is_cleared(
    condition: str, files: int, size: int, small_disk: Path
) -> None:
    async def fill() -> None:
        for n in range(files):
            (small_disk / str(n)).write_bytes(bytes(size))

    async def clear() -> None:
        for n in range(files):
            (small_disk / str(n)).unlink(missing_ok=True)

    keys = {"path": str(small_disk), "expect": condition}
    _, down, _ = asyncio.run(ups_and_downs(clear, fill, "host", **keys))
    assert down.reason.startswith(condition.split()[0])
