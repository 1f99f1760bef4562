"""How full a disk is and where that leads, asked so that a dead mount hangs nobody."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from warroom.host.reader import Reader

TREND_S, TREND_STEP_S, TREND_LEAST_S = 600.0, 10.0, 60.0
TREND_LEAST_BYTES = 1 << 20
WAIT_S, STALE_S = 0.05, 5.0


class Disk(Reader[Any]):
    """Asks how full a mount is, in a thread of its own: a dead mount hangs that thread and nothing else."""

    def __init__(self, mount: str, usage: Callable[[str], Any], clock: Callable[[], float] = time.monotonic) -> None:
        self.mount = mount
        self._free: deque[tuple[float, int]] = deque(maxlen=int(TREND_S / TREND_STEP_S))
        super().__init__("disk", lambda: usage(mount), clock)

    def look(self, wait_s: float = WAIT_S) -> tuple[float | None, int | None, float | None, bool]:
        """Percent used, bytes free, growth in bytes a second, and whether these are older than 5 s."""
        self.ask()
        self.wait(wait_s)
        if self.last is None:
            return None, None, None, False
        at, used = self.last
        percent, free = float(used.percent), int(used.free)
        if not self._free or at - self._free[-1][0] >= TREND_STEP_S:
            self._free.append((at, free))
        return percent, free, growth(self._free), self._clock() - at > STALE_S


def growth(free: Iterable[tuple[float, int]], least_s: float = TREND_LEAST_S) -> float | None:
    """Bytes a second by which free space shrinks, by least squares; None where that is short, small or unsteady."""
    points = list(free)
    if len(points) < 3 or points[-1][0] - points[0][0] < least_s:
        return None
    at_mean = sum(at for at, _ in points) / len(points)
    free_mean = sum(size for _, size in points) / len(points)
    spread = sum((at - at_mean) ** 2 for at, _ in points)
    noise = sum((size - free_mean) ** 2 for _, size in points)
    together = sum((at - at_mean) * (size - free_mean) for at, size in points)
    slope = together / spread
    shrunk = -slope * (points[-1][0] - points[0][0])
    if shrunk < TREND_LEAST_BYTES or together**2 < 0.25 * spread * noise:
        return None
    return -slope
