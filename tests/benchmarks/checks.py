"""What checks cost: in a tight loop beside blackbox_exporter, a thousand of them as scheduled, and under the screen."""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import msgspec
import psutil

from tests.benchmarks import detecting, scheduled, tight
from tests.benchmarks.ground import WARROOM, Ground
from tests.benchmarks.idle import cost
from tests.benchmarks.keys import LINE, MARK, letters, to_paint
from tests.benchmarks.load import Origins, furnish
from tests.benchmarks.scheduled import Measured
from tests.benchmarks.screen import Program
from tests.benchmarks.table import Figure, percentile
from tests.checks.servers import free_port

MANY = 1000
TIGHT_S = 0.6
SCHEDULED_S = 1.3
LATE_MS = 20.0
KEY_MS = 25.0
CPU_PCT = 16.0
DOWN_S, FOCUS_S = 12.5, 3.5
GROWN_MB = 1.0
_HERE = Path(__file__).parent


def measure(ground: Ground) -> Iterator[Figure]:
    """The engine by itself, then the room with a thousand checks, then how soon something is down."""
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield _tight(ground)
    origins = Origins(MANY)
    try:
        yield from _scheduled(ground, origins.ports)
        yield from _with_screen(ground, origins.ports)
    finally:
        origins.close()
    yield from _detection(ground)


def _run(module: Path, *words: object) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{module.stem}", *map(str, words)],
        stdout=subprocess.PIPE,
        cwd=_HERE.parents[1],
        check=True,
    ).stdout


def _tight(ground: Ground) -> Figure:
    count = 2000 if ground.quick else 10_000
    ground.tell("checks: tight loop")
    values = {"warroom": float(_run(Path(tight.__file__), count, *ground.origins.ports))}
    if ground.with_peers and (
        program := shutil.which("prometheus-blackbox-exporter") or shutil.which("blackbox_exporter")
    ):
        ground.tell("checks: blackbox_exporter")
        values["blackbox"] = _blackbox(program, ground.origins.ports, count // 4)
    elif ground.with_peers:
        ground.missing.append("blackbox_exporter")
    return Figure(what="1,000 http checks, tight loop: CPU", unit="s", values=values, budget=TIGHT_S)


def _blackbox(program: str, ports: list[int], count: int) -> float:
    """CPU seconds blackbox_exporter uses per 1,000 probes, driven from here."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "blackbox.yml"
        config.write_text("modules: {http: {prober: http, timeout: 5s}}\n")
        running = subprocess.Popen(
            [program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            ask = [
                f"http://127.0.0.1:{port}/probe?module=http&target="
                + urllib.parse.quote(f"http://127.0.0.1:{ports[n % len(ports)]}/health")
                for n in range(count)
            ]
            _until_answered(ask[0])
            times = psutil.Process(running.pid).cpu_times()
            used = times.user + times.system
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(_read, ask))
            if not all(b"probe_success 1" in answer for answer in answers):
                raise RuntimeError("blackbox_exporter did not reach the servers")
            times = psutil.Process(running.pid).cpu_times()
            return (times.user + times.system - used) / count * 1000
        finally:
            running.terminate()
            running.wait()


def _read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return bytes(answer.read())


def _until_answered(url: str) -> None:
    deadline = time.perf_counter() + 20
    while True:
        with suppress(OSError):
            _read(url)
            return
        if time.perf_counter() > deadline:
            raise RuntimeError("blackbox_exporter does not answer")
        time.sleep(0.05)


def _scheduled(ground: Ground, ports: list[int]) -> Iterator[Figure]:
    seconds = 20 if ground.quick else 600
    ground.tell(f"checks: {MANY:,} as scheduled, {seconds} s")
    found = msgspec.json.decode(_run(Path(scheduled.__file__), seconds, *ports), type=Measured)
    if found.down:
        raise RuntimeError(f"{found.down} of {MANY} healthy checks are not up")
    yield Figure(
        what=f"{MANY:,} http checks as scheduled: CPU",
        unit="s",
        values={"warroom": found.cpu_s},
        budget=SCHEDULED_S,
    )
    yield Figure(
        what=f"{MANY:,} checks each 10 s: asked late, 99 of 100 within",
        unit="ms",
        values={"warroom": found.late_p99_ms},
        budget=LATE_MS,
    )
    yield Figure(what="TLS contexts built after the start", unit="", values={"warroom": found.contexts}, budget=0.0)
    # In seconds the last readings of each check fill up, which says nothing.
    if not ground.quick:
        yield Figure(
            what=f"{MANY:,} checks, grown in {seconds // 2} s",
            unit="MB",
            values={"warroom": found.end_mb - found.half_mb},
            budget=GROWN_MB,
        )


def _with_screen(ground: Ground, ports: list[int]) -> Iterator[Figure]:
    ground.tell(f"checks: {MANY:,} under the screen")
    home = ground.folder / "many-checks"
    furnish(home, ports, 0)
    with ground.begun(WARROOM, home) as program:
        program.until(WARROOM.ready)
        program.read(15.0)
        used = cost(program, 10.0 if ground.quick else 30.0)
        took = [ms for n in range(1 if ground.quick else 3) for ms in _line(program, n)]
    yield Figure(
        what=f"{MANY:,} checks with the screen: CPU", unit="%", values={"warroom": used.cpu_pct}, budget=CPU_PCT
    )
    yield Figure(
        what=f"{MANY:,} checks: key to paint, 95 of 100 within",
        unit="ms",
        values={"warroom": percentile(took, 95)},
        budget=KEY_MS,
    )
    yield Figure(what=f"{MANY:,} checks: resident", unit="MB", values={"warroom": used.resident_mb})


def _line(program: Program, n: int) -> list[float]:
    program.send(WARROOM.clear)
    program.read(0.3)
    return to_paint(program, letters(MARK + LINE, seed=500 + n))


def _detection(ground: Ground) -> Iterator[Figure]:
    for what, mode, budget in (
        ("refused: down at a 10 s interval, slowest", "calm", DOWN_S),
        ("refused: down in focus, slowest", "focus", FOCUS_S),
    ):
        ground.tell(f"checks: {what}")
        rounds: list[float] = msgspec.json.decode(_run(Path(detecting.__file__), "10s", mode), type=list[float])
        yield Figure(what=what, unit="s", values={"warroom": max(rounds)}, budget=budget)
