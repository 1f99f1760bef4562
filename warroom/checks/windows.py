"""What a check answered over the last minutes: percentiles of its latency, and the share of its failures."""

import math
import time
from collections import deque
from collections.abc import Callable, Iterable

from warroom.checks.result import Gap
from warroom.checks.units import Unit

LEAST = 20
"""Samples below which a window says nothing."""
FUNCTIONS: dict[str, Unit] = {
    "p50": "duration",
    "p90": "duration",
    "p95": "duration",
    "p99": "duration",
    "error_rate": "share",
}
_MOST = 100_000
"""Samples kept at most, whatever the window."""

Window = Callable[[str, float], float | Gap]
"""A function's value over so many seconds, by its name."""


class History:
    """The samples of one check, as far back as its longest window; a failure counts as a latency without end."""

    def __init__(self, longest_s: float, monotonic: Callable[[], float] | None = None) -> None:
        self._longest_s = longest_s
        self._monotonic = monotonic or time.monotonic
        self._samples: deque[tuple[float, float]] = deque(maxlen=_MOST)

    def seed(self, past: Iterable[tuple[float, float | None]]) -> None:
        """Samples from before this history began, oldest first: how many seconds ago, and the latency (None: none)."""
        now = self._monotonic()
        earlier = [(now - ago, math.inf if took is None else took) for ago, took in past if 0 <= ago <= self._longest_s]
        self._samples.extendleft(reversed(earlier))

    def add(self, latency_s: float | None) -> None:
        """A sample of this moment; None is a failure. Those beyond the longest window are forgotten."""
        if not self._longest_s:
            return
        now = self._monotonic()
        self._samples.append((now, math.inf if latency_s is None else latency_s))
        while self._samples and self._samples[0][0] < now - self._longest_s:
            self._samples.popleft()

    def take_back(self) -> None:
        """Forget the newest sample: it turned out to say nothing about the check."""
        if self._samples:
            self._samples.pop()

    def over(self, name: str, window_s: float) -> float | Gap:
        """The value of one of FUNCTIONS over the last seconds, or the Gap that says how many samples there are."""
        since = self._monotonic() - window_s
        took = [took for at, took in self._samples if at >= since]
        if len(took) < LEAST:
            return Gap(f"is not known yet: {len(took)} of {LEAST} samples", None)
        if name == "error_rate":
            return 100 * sum(map(math.isinf, took)) / len(took)
        return percentile(took, int(name[1:]))


def percentile(values: Iterable[float], percent: int) -> float:
    """The smallest value that so many percent of them do not exceed (nearest rank); `values` is not empty."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
