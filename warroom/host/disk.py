"""How full a disk is and where that leads, asked so that a dead mount hangs nobody."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from warroom.host.readable import readable

TREND_S, TREND_STEP_S, TREND_LEAST_S = 600.0, 10.0, 60.0
TREND_LEAST_BYTES = 1 << 20
WAIT_S, STALE_S = 0.05, 5.0


class Disk(threading.Thread):
    """Asks how full a mount is, in a thread of its own: a dead mount hangs that thread and nothing else."""

    def __init__(self, mount: str, usage: Callable[[str], Any], clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(name="disk", daemon=True)
        self.mount = mount
        self._usage = usage
        self._clock = clock
        self._asked = threading.Event()
        self._answered = threading.Event()
        self._ended = False
        self._last: tuple[float, float, int] | None = None
        self._free: deque[tuple[float, int]] = deque(maxlen=int(TREND_S / TREND_STEP_S))
        self.start()

    def run(self) -> None:
        """Answer until stopped."""
        while self._asked.wait() and not self._ended:
            self._asked.clear()
            used = readable(lambda: self._usage(self.mount))
            if used is not None:
                self._last = (self._clock(), float(used.percent), int(used.free))
            self._answered.set()

    def stop(self) -> None:
        """End the thread, at once or when its mount answers."""
        self._ended = True
        self._asked.set()

    def look(self, wait_s: float = WAIT_S) -> tuple[float | None, int | None, float | None, bool]:
        """Percent used, bytes free, growth in bytes a second, and whether these are older than 5 s."""
        self._answered.clear()
        self._asked.set()
        self._answered.wait(wait_s)
        if self._last is None:
            return None, None, None, False
        at, percent, free = self._last
        if not self._free or at - self._free[-1][0] >= TREND_STEP_S:
            self._free.append((at, free))
        return percent, free, growth(self._free), self._clock() - at > STALE_S


def growth(free: Iterable[tuple[float, int]]) -> float | None:
    """Bytes a second by which free space shrinks, by least squares; None where that is short, small or unsteady."""
    points = list(free)
    if len(points) < 3 or points[-1][0] - points[0][0] < TREND_LEAST_S:
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
