"""Http checks as fast as they go, in a process of its own: `tight.py COUNT PORT...` prints CPU seconds per 1,000."""

import asyncio
import sys
import time

from warroom.checks.asking import Places, ask
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.written import make_check
from warroom.clock import SystemClock

WARM = 5


def prepared(port: int) -> Prepared:
    """A check with three conditions, as people write them."""
    raw = {
        "name": f"service {port}",
        "url": f"http://127.0.0.1:{port}/health",
        "expect": ["status in 200..299", "body.status == ok"],
        "warn": ["latency < 2s"],
    }
    return Prepared(make_check(raw))


async def measured(count: int, ports: list[int]) -> float:
    """CPU seconds of this process per 1,000 checks, connections kept."""
    places, checks = Places(), [prepared(port) for port in ports]
    async with Probes(SystemClock().now) as probes:

        async def often(asked: Prepared, times: int) -> None:
            for _ in range(times):
                reading = await ask(asked, probes.probe, probes.now, places)
                if reading.state != "up":
                    raise RuntimeError(reading.reason)

        await asyncio.gather(*(often(asked, WARM) for asked in checks))
        began = time.process_time()
        await asyncio.gather(*(often(asked, count // len(checks)) for asked in checks))
        return (time.process_time() - began) / (count // len(checks) * len(checks)) * 1000


if __name__ == "__main__":
    print(asyncio.run(measured(int(sys.argv[1]), [int(port) for port in sys.argv[2:]])))  # noqa: T201  its one answer
