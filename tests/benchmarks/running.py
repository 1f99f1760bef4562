"""What a runbook's command costs that prints a gigabyte: how fast it is read and hashed, in how much memory."""

import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.ground import Ground
from tests.benchmarks.table import Figure, median

SIZE = 1_000_000_000
RESIDENT_MB = 150.0
LATE_MS = 50.0
TIMES = 3


def measure(ground: Ground) -> Iterator[Figure]:
    """In a process of its own, followed as a screen does."""
    size, times = (SIZE // 4, 1) if ground.quick else (SIZE, TIMES)
    ground.tell(f"running: {size / 1e9:g} GB of output, {times} times")
    found: list[tuple[float, ...]] = []
    for _ in range(times):
        argv = [sys.executable, "-m", "tests.benchmarks.flood", str(size), str(ground.home())]
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
        found.append(tuple(map(float, done.stdout.split())))
    took, peak, late = (median(column) for column in zip(*found, strict=True))
    what = f"{size / 1e9:g} GB of a command's output"
    yield Figure(what=f"{what}: MB read and hashed", unit="/s", values={"warroom": size / 1e6 / took})
    yield Figure(what=f"{what}: peak resident", unit="MB", values={"warroom": peak}, budget=RESIDENT_MB)
    yield Figure(what=f"{what}: loop late, p95", unit="ms", values={"warroom": late}, budget=LATE_MS)
