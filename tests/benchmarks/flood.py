"""One run of a command that prints so many bytes, followed as a screen does: `flood.py BYTES FOLDER`.

Prints seconds, this process's peak resident in MB, and the 95th percentile of how late its loop was, in ms.
"""

import asyncio
import os
import resource
import sys
import time
from pathlib import Path

from tests.benchmarks.table import percentile
from warroom.playbook.model import Playbook, Step
from warroom.playbook.risk import judged
from warroom.runbook.evidence import Evidence
from warroom.runbook.plan import plan_of
from warroom.runbook.runner import run

LINE = "2026-11-21T14:30:07Z INFO request 4711 from 10.0.0.7 took 12 ms path=/api/v1/orders/4711"
TICK_S = 0.005


async def flooded(size: int, folder: Path) -> tuple[float, float]:
    """Seconds, and how late the loop was."""
    step = judged(Step(run=f"yes '{LINE}' | head -c {size}"))
    plan = plan_of(Playbook(name="flood", steps=(step,)), "", 1, {}, os.environ, str(folder))
    late: list[float] = []

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK_S)
            late.append(time.perf_counter() - began - TICK_S)

    ticking = asyncio.get_running_loop().create_task(tick())
    began = time.perf_counter()
    ended = await run(plan, Evidence(folder / "journal"), lambda *_: None, os.environ, asyncio.Event())
    took = time.perf_counter() - began
    ticking.cancel()
    if ended.size != size or ended.exit != 0:
        raise RuntimeError(f"{ended.size} bytes came, exit {ended.exit}")
    return took, percentile(late, 95) * 1000


if __name__ == "__main__":
    took, late = asyncio.run(flooded(int(sys.argv[1]), Path(sys.argv[2])))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(took, peak / 1e6, late)  # noqa: T201  its one answer
