"""What one check reads from the metrics of its target: the wanted series at this moment, and what they counted."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from warroom.checks.condition import Condition
from warroom.checks.failure import unknown
from warroom.checks.result import Gap, excerpt
from warroom.checks.series.counters import Beyond, Growth
from warroom.checks.series.exposition import Reader, Sample, metrics_in, nearest_metrics
from warroom.checks.series.selector import parse
from warroom.checks.units import span

STALE_S = 300.0
"""Seconds after which Prometheus looks no further back for a sample that names its time."""
QUANTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}

_PARTS = ("_bucket", "_count", "_sum")
_NO_COUNTERS = ("gauge", "summary")


class Lines(NamedTuple):
    """The lines of an answer a check wants, and the kinds of metrics they are of."""

    samples: Sequence[Sample]
    kinds: Mapping[str, str]


class Moment(NamedTuple):
    """The wanted series of one answer: the metric they are of and what it is, whether a histogram came with them."""

    metric: str
    kind: str
    samples: Sequence[Sample]
    is_histogram: bool
    counts_errors: bool


class Scrape:
    """Reads answer after answer; a selector without a name is of the metric, and `labels` hold for all."""

    def __init__(
        self,
        metric: str,
        labels: str,
        errors: str,
        empty: float | None,
        conditions: Iterable[Condition],
        every_s: float,
    ) -> None:
        self._wanted, self._among = parse(metric, "metric"), parse(labels, "labels")
        self._bad = parse(errors, "errors") if errors else None
        self._empty = empty
        self._name = self._wanted.name
        self._base = next((self._name.removesuffix(part) for part in _PARTS if self._name.endswith(part)), self._name)
        self._windows = [one for one in conditions if one.window_s]
        spans = [one.window_s or 0.0 for one in self._windows]
        self._growth = Growth(max(spans), min(spans), every_s) if spans else None
        names = {self._name, f"{self._base}_bucket", f"{self._base}_count"}
        self._reader = Reader(names | ({self._bad.name} if self._bad and self._bad.name else set()))

    def lines(self, body: bytes, openmetrics: bool) -> Lines:
        """The lines that matter; changes nothing, so it may run in a thread. Raises Unreadable."""
        return Lines(self._reader.read(body, openmetrics), self._reader.kinds(body))

    def take(self, lines: Lines, body: bytes, now_s: float) -> Moment:
        """Count in what came. Raises Failed where the metric or the series is not there, or too old."""
        metric = self._metric(lines, body)
        of_metric = [one for one in lines.samples if one.name == metric]
        matching = [one for one in of_metric if self._takes(one.labels)]
        if not matching and self._empty is None:
            raise unknown(self._no_series(metric, len(of_metric)))
        fresh = [one for one in matching if one.at is None or now_s - one.at <= STALE_S]
        if matching and not fresh:
            newest = max(one.at or 0.0 for one in matching)
            raise unknown(f"{metric} is stale: its last sample is {span(round(now_s - newest))} old", "stale")
        histograms = self._histograms(lines.samples)
        bad = [one for one in lines.samples if self._is_bad(one, metric)]
        if self._growth is not None:
            self._growth.add(now_s, _counts(fresh), _counts(bad), histograms)
        kind = next((lines.kinds[one] for one in (metric, self._base, self._total) if one in lines.kinds), "")
        return Moment(metric, kind, fresh, bool(histograms), self._counts_errors(lines))

    @property
    def _total(self) -> str:
        """The counter's name in OpenMetrics, where only its samples end so."""
        return self._name.removesuffix("_total")

    def _metric(self, lines: Lines, body: bytes) -> str:
        """The metric that is counted: the one named, or the count of the histogram that is."""
        there = {one.name for one in lines.samples}
        if self._name in there:
            return self._name
        if f"{self._name}_count" in there:
            return f"{self._name}_count"
        if self._name in lines.kinds or self._total in lines.kinds or self._empty is not None:
            return self._name
        known = metrics_in(body)
        if not known:
            begins = excerpt(body[:400].decode("utf-8", "replace"))
            raise unknown(f"no metrics came, the answer begins {begins}" if begins else "no metrics came: it is empty")
        near = ", ".join(nearest_metrics(self._name, known))
        raise unknown(
            f"no metric {self._name} there" + (f", nearest are {near}" if near else f" among {len(known)} others")
        )

    def _no_series(self, metric: str, others: int) -> str:
        if not others:
            return f"{metric} has no series yet: write `empty: 0` if that means 0"
        asked = " ".join(filter(None, (self._wanted.text.removeprefix(self._name), self._among.text)))
        return f"none of the {others} series of {metric} is {asked}: write `empty: 0` if that means 0"

    def _takes(self, labels: Mapping[str, str]) -> bool:
        return self._wanted.takes(labels) and self._among.takes(labels)

    def _is_bad(self, sample: Sample, metric: str) -> bool:
        bad = self._bad
        if bad is None or sample.name != (bad.name or metric) or not bad.takes(sample.labels):
            return False
        return self._among.takes(sample.labels) and (bool(bad.name) or self._wanted.takes(sample.labels))

    def _counts_errors(self, lines: Lines) -> bool:
        bad = self._bad
        if bad is None or not bad.name:
            return bad is not None
        known = {one.name for one in lines.samples} | set(lines.kinds)
        return bool({bad.name, bad.name.removesuffix("_total")} & known) or self._empty is not None

    def _histograms(self, samples: Iterable[Sample]) -> dict[object, dict[float, float]]:
        found: dict[object, dict[float, float]] = {}
        for one in samples:
            if one.name == f"{self._base}_bucket" and "le" in one.labels:
                labels = {label: value for label, value in one.labels.items() if label != "le"}
                if self._takes(labels) and math.isfinite(one.value):
                    found.setdefault(tuple(labels.items()), {})[_bound(one)] = one.value
        return found

    def values(self, moment: Moment) -> dict[str, Any]:
        """What conditions may speak of at this moment."""
        numbers = [one.value for one in moment.samples]
        odd = [value for value in numbers if not math.isfinite(value)]
        if odd:
            what = "not a number" if any(map(math.isnan, odd)) else "infinite"
            gap = Gap(f"is {what} in {len(odd)} of {len(numbers)} series", None)
            return {"value": gap, "min": gap, "max": gap, "count": len(numbers)}
        if not numbers:
            return {"value": self._empty, "min": self._empty, "max": self._empty, "count": 0}
        return {"value": math.fsum(numbers), "min": min(numbers), "max": max(numbers), "count": len(numbers)}

    def windows(self, moment: Moment) -> list[tuple[str, str, float | Gap]]:
        """What the check's conditions ask over a time: the function, the window as written, and the value."""
        asked = {(one.subject, one.window): one.window_s or 0.0 for one in self._windows}
        return [(name, words, self.over(moment, name, window_s)) for (name, words), window_s in asked.items()]

    def over(self, moment: Moment, name: str, window_s: float) -> float | Gap:
        """The value of `rate`, `increase`, `error_rate` or a quantile over the last seconds, or why there is none."""
        growth = self._growth
        assert growth is not None
        if name in QUANTILES:
            return self._quantile(moment, growth, name, window_s)
        if moment.kind in _NO_COUNTERS and not moment.metric.endswith(_PARTS):
            return Gap(f"is of counters, and {moment.metric} is a {moment.kind}", None)
        if name == "rate":
            return growth.rate(window_s)
        if name == "increase":
            return growth.increase(window_s)
        if self._bad is None:
            return Gap("needs `errors`, such as '{code=~\"5..\"}'", None)
        if not moment.counts_errors:
            return Gap(f"is not known: there is no metric {self._bad.name}", None)
        return growth.error_rate(window_s)

    def _quantile(self, moment: Moment, growth: Growth, name: str, window_s: float) -> float | Gap:
        if moment.kind == "summary":
            one = f'{self._base}{{quantile="{QUANTILES[name]:g}"}}'
            return Gap(f"is of histograms, and {self._base} is a summary: look at the value of {one}", None)
        if not moment.is_histogram:
            return Gap(f"needs a histogram, and there is no {self._base}_bucket", None)
        value = growth.quantile(QUANTILES[name], window_s)
        if not isinstance(value, Beyond):
            return value
        limits = [_limit(one) for one in self._windows if one.subject == name]
        if math.isnan(value.bound):
            return Gap(f"is not known: the only bucket of {self._base} is +Inf", None)
        if all(limit <= value.bound for limit in limits):
            return math.nextafter(value.bound, math.inf)
        return Gap(f"is above {value.bound:g}, the last bucket, and how far is not known", None)


def _counts(samples: Iterable[Sample]) -> dict[object, float]:
    return {(one.name, *one.labels.items()): one.value for one in samples if math.isfinite(one.value)}


def _bound(sample: Sample) -> float:
    try:
        return float(sample.labels["le"])
    except ValueError:
        raise unknown(f"{sample.name} has a bucket up to {excerpt(sample.labels['le'])}, which is no number") from None


def _limit(condition: Condition) -> float:
    """The largest number a condition names."""
    numbers = [value for one in condition.wanted for value in (one.value, one.high) if isinstance(value, int | float)]
    return max(numbers, default=-math.inf)
