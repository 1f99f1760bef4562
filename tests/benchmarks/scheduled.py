"""Many checks as the room asks them, with conditions, states and history, in a process of its own.

`scheduled.py SECONDS PORT...` asks each every 10 s and prints, as JSON: CPU seconds per 1,000 checks, how late each
was asked, in milliseconds, resident memory at half and at the end, and the TLS contexts built after the start.
"""

import asyncio
import os
import ssl
import sys
import time
from array import array
from collections.abc import Callable
from typing import Any

import msgspec
import psutil

from tests.benchmarks.table import percentile
from warroom.checks.model import View
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.result import Result
from warroom.checks.schedule import Schedule, phase
from warroom.checks.written import make_check
from warroom.clock import SystemClock

EVERY_S = 10.0
SETTLED_S = 12.0


class Measured(msgspec.Struct, frozen=True):
    """What so many checks cost."""

    cpu_s: float
    late_p50_ms: float
    late_p99_ms: float
    asked: int
    down: int
    half_mb: float
    end_mb: float
    contexts: int


async def measured(seconds: float, ports: list[int]) -> Measured:
    """Ask for so long after everything has settled."""
    checks = [
        make_check(
            {
                "name": f"service {port}",
                "url": f"http://127.0.0.1:{port}/health",
                "expect": ["status in 200..299", "body.status == ok"],
                "warn": ["latency < 2s"],
            }
        )
        for port in ports
    ]
    loop = asyncio.get_running_loop()
    rows: dict[str, View] = {}
    late = array("d")
    places = {check.name: phase(check) for check in checks}
    began = 0.0
    contexts = _counted()
    async with Probes(SystemClock().now) as probes:

        async def probe(asked: Prepared, budget_s: float) -> Result:
            late.append(_late_s(loop.time() - began, places[asked.check.name]) * 1000)
            return await probes.probe(asked, budget_s)

        schedule = Schedule(checks, probe, probes.now, lambda view: rows.__setitem__(view.name, view), lambda _: None)
        began = loop.time()
        watching = asyncio.create_task(schedule.run())
        await asyncio.sleep(SETTLED_S)
        del late[:]
        built, used = contexts(), time.process_time()
        await asyncio.sleep(seconds / 2)
        half_mb = _resident_mb()
        await asyncio.sleep(seconds / 2)
        used = time.process_time() - used
        watching.cancel()
        await asyncio.wait([watching])
    return Measured(
        cpu_s=used / len(late) * 1000,
        late_p50_ms=percentile(late, 50),
        late_p99_ms=percentile(late, 99),
        asked=len(late),
        down=sum(view.state != "up" for view in rows.values()),
        half_mb=half_mb,
        end_mb=_resident_mb(),
        contexts=contexts() - built,
    )


def _late_s(at: float, place: float) -> float:
    """How far behind its place on the grid a check was asked."""
    return (at - place) % EVERY_S


def _counted() -> Callable[[], int]:
    """Count the TLS contexts that are built from now on."""
    count = 0
    real = ssl.SSLContext.__new__

    def counting(kind: Any, *arguments: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        return real(kind, *arguments, **named)

    ssl.SSLContext.__new__ = counting  # type: ignore[method-assign, assignment]  # counted
    return lambda: count


def _resident_mb() -> float:
    return psutil.Process(os.getpid()).memory_info().rss / 1e6


if __name__ == "__main__":
    found = asyncio.run(measured(float(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
    print(msgspec.json.encode(found).decode())  # noqa: T201  its one answer
