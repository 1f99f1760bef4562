"""Counters over a time: how much they grew, whatever restarted in between, and quantiles of a histogram's buckets."""

import math
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from warroom.checks.result import Gap
from warroom.checks.windows import LEAST
from warroom.incident.words import say_duration

_PER_WINDOW = 60
"""Readings kept at most within the shortest window."""
_MOST_SERIES = 50_000
_Value = TypeVar("_Value")

Series = Mapping[object, float]
Histograms = Mapping[object, Mapping[float, float]]


class Grown(NamedTuple):
    """What was counted up to a moment: in all, of it errors, and observations by the upper bound of their bucket."""

    at: float
    total: float = 0.0
    errors: float = 0.0
    buckets: Mapping[float, float] = {}


class Growth:
    """Adds up what counters grew from reading to reading; one that shrank was restarted and began at zero.

    A series not seen before began at zero too, unless it came with the very first reading.
    """

    def __init__(self, longest_s: float, shortest_s: float, every_s: float) -> None:
        self._longest_s = longest_s
        self._step_s = shortest_s / _PER_WINDOW
        self._slack_s = 2 * every_s
        self._begin()

    def _begin(self) -> None:
        self._last: dict[str, dict[object, float]] = {}
        self._last_buckets: dict[object, Mapping[float, float]] = {}
        self._readings: deque[Grown] = deque()
        self._newest: Grown | None = None

    def add(self, at: float, total: Series, errors: Series, histograms: Histograms) -> None:
        """Take in a reading made at `at`, in seconds; a clock that went back begins anew."""
        if self._newest is not None and at < self._newest.at:
            self._begin()
        last = self._newest
        first = last is None
        grew = (self._grew("total", total, first), self._grew("errors", errors, first))
        buckets = dict(last.buckets) if last else {}
        for bound, count in self._grew_buckets(histograms, first).items():
            buckets[bound] = buckets.get(bound, 0.0) + count
        before = last or Grown(at)
        self._newest = Grown(at, before.total + grew[0], before.errors + grew[1], buckets)
        if not self._readings or at - self._readings[-1].at >= self._step_s:
            self._readings.append(self._newest)
        while len(self._readings) > 1 and self._readings[1].at <= at - self._longest_s:
            self._readings.popleft()

    def _grew(self, which: str, now: Series, first: bool) -> float:
        last = self._last.get(which, {})
        grown = 0.0
        for key, value in now.items():
            before = last.get(key, value if first else 0.0)
            grown += value - before if value >= before else value
        self._last[which] = _both(last, now)
        return grown

    def _grew_buckets(self, now: Histograms, first: bool) -> dict[float, float]:
        grown: dict[float, float] = {}
        for key, buckets in now.items():
            before = self._last_buckets.get(key, buckets if first else {})
            restarted = any(count < before.get(bound, 0.0) for bound, count in buckets.items())
            for bound, count in buckets.items():
                grown[bound] = grown.get(bound, 0.0) + count - (0.0 if restarted else before.get(bound, 0.0))
        self._last_buckets = _both(self._last_buckets, now)
        return grown

    def over(self, window_s: float) -> tuple[Grown, Grown] | None:
        """The readings at both ends of the last so many seconds; None before there are two."""
        newest = self._newest
        if newest is None:
            return None
        since = newest.at - window_s
        before = [one for one in self._readings if since - self._slack_s <= one.at <= since]
        inside = (one for one in self._readings if since < one.at < newest.at)
        oldest = before[-1] if before else next(inside, None)
        return (oldest, newest) if oldest is not None and oldest.at < newest.at else None

    def rate(self, window_s: float) -> float | Gap:
        """How much the counters grew a second, once half of the window has been seen."""
        ends = self.over(window_s)
        seen_s = ends[1].at - ends[0].at if ends else 0.0
        if ends is None or seen_s < window_s / 2:
            return Gap(f"is not known yet: {say_duration(round(seen_s))} of {say_duration(window_s)} seen", None)
        return (ends[1].total - ends[0].total) / seen_s

    def increase(self, window_s: float) -> float | Gap:
        """How much the counters grew in the window, by their rate."""
        rate = self.rate(window_s)
        return rate if isinstance(rate, Gap) else rate * window_s

    def error_rate(self, window_s: float) -> float | Gap:
        """The share of errors in percent among what was counted in the window, from 20 on."""
        ends = self.over(window_s)
        total = ends[1].total - ends[0].total if ends else 0.0
        if ends is None or total < LEAST:
            return _too_few(total)
        return min(100.0, 100 * (ends[1].errors - ends[0].errors) / total)

    def quantile(self, share: float, window_s: float) -> "float | Gap | Beyond":
        """The value that this share of the observations in the window does not exceed, from 20 of them on."""
        ends = self.over(window_s)
        grown = (
            {bound: count - ends[0].buckets.get(bound, 0.0) for bound, count in ends[1].buckets.items()} if ends else {}
        )
        total = grown.get(math.inf, 0.0)
        if total < LEAST:
            return _too_few(total)
        return quantile(share, grown)


class Beyond(NamedTuple):
    """A quantile that lies in the last bucket, which has no upper bound: all that is known is its lower one."""

    bound: float


def quantile(share: float, buckets: Mapping[float, float]) -> "float | Beyond":
    """Prometheus' histogram_quantile: linear within the bucket of the wanted rank; `buckets` are cumulative counts."""
    counts, most = [], 0.0
    for bound, count in sorted(buckets.items()):
        most = max(most, count)
        counts.append((bound, most))
    rank = share * most
    at = next(index for index, (_, count) in enumerate(counts) if count >= rank)
    bound, count = counts[at]
    if math.isinf(bound):
        return Beyond(counts[at - 1][0] if at else math.nan)
    if at == 0 and bound <= 0:
        return bound
    low, below = counts[at - 1] if at else (0.0, 0.0)
    return low + (bound - low) * (rank - below) / (count - below) if count > below else bound


def _both(last: dict[object, _Value], now: Mapping[object, _Value]) -> dict[object, _Value]:
    """What was seen last of every series; where names come and go for ever, of those that are there."""
    last.update(now)
    return last if len(last) <= _MOST_SERIES else dict(now)


def _too_few(count: float) -> Gap:
    return Gap(f"is not known yet: {count:.0f} of {LEAST} samples", None)
