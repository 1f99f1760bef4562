"""A Prometheus or OpenMetrics endpoint: one metric at this moment, and what it counted over the last minutes."""

import asyncio
import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from warroom.checks.probes import Probes
from warroom.checks.result import Gap, Result, excerpt
from warroom.checks.units import Unit
from warroom.checks.web.asks import HttpOptions

if TYPE_CHECKING:
    from warroom.checks.prepared import Prepared
    from warroom.checks.series.scrape import Moment, Scrape
    from warroom.checks.web.fetch import Answer, Request

CAP = 5 << 20
TOP = 10
"""Series told to whoever opens the check."""

_IN_LOOP = 256 << 10
"""Bytes that are read at once; more of them in a thread."""
_ACCEPT = {"accept": "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1"}
_HINTS = {401: ": set `bearer` or `basic`", 403: ": not let in", 404: ": look at `url`"}


class Options(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a metrics check; `empty` is the value where no series is there, which is unknown otherwise."""

    needs: ClassVar[tuple[str, ...]] = (*HttpOptions.needs, "warroom.checks.series.scrape", "warroom.checks.cells")
    subjects: ClassVar[Mapping[str, Unit]] = {
        "value": "number",
        "min": "number",
        "max": "number",
        "count": "number",
        "latency": "duration",
    }
    windows: ClassVar[Mapping[str, Unit]] = {
        "rate": "number",
        "increase": "number",
        "error_rate": "share",
        "p50": "tree",
        "p90": "tree",
        "p95": "tree",
        "p99": "tree",
    }
    counts_readings: ClassVar[bool] = False

    metric: str
    """The name of the series to read."""
    labels: str = ""
    """Labels the series must have, such as code="500"."""
    errors: str = ""
    """Labels of the series that count as errors, for `error_rate`."""
    empty: float | None = None
    """The value where no series is there, which is unknown otherwise."""

    def __post_init__(self) -> None:
        from warroom.checks.series.selector import parse

        super().__post_init__()
        if not parse(self.metric, "metric").name:
            raise ValueError("`metric` begins with a metric's name, like `http_requests_total`")
        if parse(self.labels, "labels").name:
            raise ValueError("`labels` are matchers alone, like '{code=~\"5..\"}': the name stands in `metric`")
        parse(self.errors, "errors")
        if self.empty is not None and not math.isfinite(self.empty):
            raise ValueError("`empty` is a number, such as 0")


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Fetch the metrics and read the wanted ones; what is missing, stale or no number is unknown."""
    from warroom.checks.failure import unknown
    from warroom.checks.series.exposition import Unreadable
    from warroom.checks.web.fetch import fetch

    if "scrape" not in asked.kept:
        asked.kept["request"], asked.kept["scrape"] = _made(asked)
    scrape: Scrape = asked.kept["scrape"]
    answer = await fetch(asked.kept["request"], probes)
    body = _body(answer)
    read = partial(scrape.lines, body, "openmetrics" in answer.headers.get("content-type", ""))
    try:
        lines = read() if len(body) <= _IN_LOOP else await asyncio.to_thread(read)
    except Unreadable as wrong:
        raise unknown(f"the metrics cannot be read: {wrong}") from None
    return _result(scrape, scrape.take(lines, body, probes.now().timestamp()), answer)


def _made(asked: "Prepared") -> "tuple[Request, Scrape]":
    from warroom.checks.series.scrape import Scrape

    options: Options = asked.options
    conditions = (*asked.expect, *asked.warn)
    scrape = Scrape(options.metric, options.labels, options.errors, options.empty, conditions, asked.check.every)
    return options.asking(options.url, headers=_ACCEPT, cap=CAP), scrape


def _body(answer: "Answer") -> bytes:
    """The metrics. Raises Failed for what came instead of them; only the target's own errors are its fault."""
    from warroom.checks.failure import Failed, unknown

    if answer.status != 200:
        reason = f"status {answer.status} where metrics were wanted{_HINTS.get(answer.status, '')}"
        broken = answer.status >= 500
        raise Failed(
            str(answer.status),
            reason,
            state="down" if broken else "unknown",
            definite=broken,
            retry_after_s=answer.retry_after_s,
        )
    body, cut = answer.unzipped()
    if body is None:
        raise unknown(f"the metrics cannot be read, they came as {excerpt(answer.headers['content-encoding'])}")
    if cut:
        raise unknown(f"more than {CAP >> 20} MiB of metrics: name an endpoint with fewer")
    return body


def _result(scrape: "Scrape", moment: "Moment", answer: "Answer") -> Result:
    from warroom.checks.cells import number_in_cells
    from warroom.checks.series.exposition import series

    values = scrape.values(moment)
    windows = scrape.windows(moment)
    name, _, led = windows[0] if windows else ("", "", values["value"])
    shown = number_in_cells(led) if isinstance(led, int | float) else "?"
    top = sorted(moment.samples, key=lambda one: -one.value if math.isfinite(one.value) else -math.inf)
    details = [(series(one.labels) or moment.metric, f"{one.value:.6g}") for one in top[:TOP]]
    if len(top) > TOP:
        details.append((moment.metric, f"and {len(top) - TOP} more series"))
    for function, words, value in windows:
        details.append((f"{function}({words})", value.said if isinstance(value, Gap) else f"{value:.6g}"))
    return Result(
        latency_s=answer.latency_s,
        phases=answer.phases,
        shown=f"{shown} %" if name == "error_rate" and shown != "?" else shown,
        details=details,
        window=partial(scrape.over, moment),
        **values,
    )
