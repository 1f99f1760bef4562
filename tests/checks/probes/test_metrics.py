"""The metrics probe against pages of metrics: values, windows, and everything that makes them unknown."""

import asyncio
import gzip
import re
from typing import Any

import pytest

from tests.checks.probes.api import Api, Clocked, serving_api
from tests.checks.probes.watching import read, refused, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.model import Reading
from warroom.checks.probes import metrics

PAGE = """# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{code="200",path="/"} 900
http_requests_total{code="404",path="/"} 60
http_requests_total{code="500",path="/"} 40
# TYPE queue_depth gauge
queue_depth{queue="mail"} 12
queue_depth{queue="pay"} 3.5
# TYPE odd gauge
odd{a="1"} NaN
odd{a="2"} 1
# TYPE huge gauge
huge +Inf
# TYPE lazy_total counter
# TYPE took_seconds summary
took_seconds{quantile="0.95"} 0.2
took_seconds_sum 9
took_seconds_count 45
"""


SUMMARY = 'p95(5m) is of histograms, and took_seconds is a summary: look at the value of took_seconds{quantile="0.95"}'


def against(page: str | bytes, status: str = "200 OK", headers: str = "", **keys: Any) -> Reading:
    async def run() -> Reading:
        async with serving_api() as api:
            api.says("/metrics", page, status, headers)
            return await read("metrics", url=f"{api.url}/metrics", **keys)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("keys", "state", "value", "reason"),
    [
        ({"metric": "queue_depth", "expect": "value < 20"}, "up", "15.5", "value 15.5"),
        ({"metric": "queue_depth", "expect": "value < 10"}, "down", "15.5", "value 15.5, wanted < 10"),
        ({"metric": "queue_depth", "warn": "max < 10"}, "degraded", "12", "max 12, wanted < 10"),
        ({"metric": "queue_depth", "expect": "min > 3"}, "up", "15.5", "min 3.5"),
        ({"metric": "queue_depth", "expect": "count == 2"}, "up", "15.5", "count 2"),
        ({"metric": 'queue_depth{queue="pay"}', "expect": "value == 3.5"}, "up", "3.5", "value 3.5"),
        ({"metric": "queue_depth", "labels": 'queue!~"p.*"', "expect": "value == 12"}, "up", "12", "value 12"),
        (
            {"metric": 'http_requests_total{code=~"4..|5.."}', "expect": "value < 50"},
            "down",
            "100",
            "value 100, wanted < 50",
        ),
        ({"metric": "took_seconds_count", "expect": "value == 45"}, "up", "45", "value 45"),
        (
            {"metric": 'took_seconds{quantile="0.95"}', "expect": "value < 0.1"},
            "down",
            "0.2",
            "value 0.2, wanted < 0.1",
        ),
        ({"metric": "lazy_total", "empty": 0, "expect": "value == 0"}, "up", "0", "value 0"),
        ({"metric": 'queue_depth{queue="x"}', "empty": 0, "expect": "count == 0"}, "up", "0", "count 0"),
        ({"metric": "odd", "expect": "value < 5"}, "unknown", "?", "value is not a number in 1 of 2 series"),
        ({"metric": "huge", "expect": "value < 5"}, "unknown", "?", "value is infinite in 1 of 1 series"),
        ({"metric": 'odd{a="2"}', "expect": "value < 5"}, "up", "1", "value 1"),
    ],
)
def test_a_metric_is_judged(keys: dict[str, Any], state: str, value: str, reason: str) -> None:
    reading = against(PAGE, **keys)
    assert (reading.state, reading.value, reading.reason) == (state, value, reason)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"metric": "http_request_total"}, "no metric http_request_total there, nearest are http_requests_total"),
        ({"metric": "zzz"}, "no metric zzz there among 7 others"),
        ({"metric": "lazy_total"}, "lazy_total has no series yet: write `empty: 0` if that means 0"),
        (
            {"metric": 'queue_depth{queue="x"}', "labels": 'a="b"'},
            'none of the 2 series of queue_depth is {queue="x"} a="b": write `empty: 0` if that means 0',
        ),
    ],
)
def test_a_metric_that_is_not_there_is_unknown_and_the_nearest_are_named(keys: dict[str, Any], reason: str) -> None:
    reading = against(PAGE, expect="value < 5", **keys)
    assert (reading.state, reading.value) == ("unknown", "?")
    assert reading.reason.startswith(reason)


@pytest.mark.parametrize(
    ("page", "status", "headers", "state", "reason"),
    [
        ("oops", "500 Internal Server Error", "", "down", "status 500 where metrics were wanted"),
        ("no", "401 Unauthorized", "", "unknown", "status 401 where metrics were wanted: set `bearer` or `basic`"),
        ("no", "404 Not Found", "", "unknown", "status 404 where metrics were wanted: look at `url`"),
        ("", "302 Found", "location: /login\r\n", "unknown", "status 302 where metrics were wanted"),
        (
            "<!doctype html><title>Hi</title>",
            "200 OK",
            "",
            "unknown",
            "no metrics came, the answer begins <!doctype html>",
        ),
        ("", "200 OK", "", "unknown", "no metrics came: it is empty"),
        ('queue_depth{queue="pay} 3', "200 OK", "", "unknown", "the metrics cannot be read: this line cannot be read"),
        (b"\x00\xff\xfe", "200 OK", "", "unknown", "no metrics came, the answer begins"),
        ("x", "200 OK", "content-encoding: br\r\n", "unknown", "the metrics cannot be read, they came as br"),
    ],
)
def test_what_comes_instead_of_metrics_is_said(
    page: str | bytes, status: str, headers: str, state: str, reason: str
) -> None:
    reading = against(page, status, headers, metric="queue_depth", expect="value < 5")
    assert reading.state == state
    assert reading.reason.startswith(reason)


def test_metrics_that_come_zipped_are_read() -> None:
    reading = against(gzip.compress(PAGE.encode()), headers="content-encoding: gzip\r\n", metric="queue_depth")
    assert (reading.state, reading.value) == ("up", "15.5")


def test_a_page_of_two_mebibytes_is_read_and_one_without_end_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    big = "\n".join(f'filler{{a="{n}"}} 1' for n in range(120_000)) + "\nqueue_depth 3\n"
    assert len(big) > 2 << 20
    assert against(big, metric="queue_depth", expect="value == 3").state == "up"
    monkeypatch.setattr(metrics, "CAP", 1 << 20)
    assert against(big, metric="queue_depth").reason.startswith("more than 1 MiB of metrics")


def test_a_sample_that_names_a_time_long_ago_is_stale() -> None:
    async def run() -> list[Reading]:
        async with serving_api() as api:
            check = Clocked("metrics", url=f"{api.url}/metrics", metric="m", expect="value == 1")
            async with check.probes:
                at_ms = int(check.at.timestamp() * 1000)
                api.says("/metrics", f"m 1 {at_ms}\n")
                seen = [await check.read(10)]
                api.says("/metrics", f'm{{a="b"}} 8 {at_ms}\nm 1\n')
                return [*seen, await check.read(600), await stale(api, check, at_ms)]

    async def stale(api: Api, check: Clocked, at_ms: int) -> Reading:
        api.says("/metrics", f"m {1} {at_ms / 1000}\n", headers="content-type: application/openmetrics-text\r\n")
        return await check.read(110)

    fresh, one_fresh, old = asyncio.run(run())
    assert (fresh.state, one_fresh.state) == ("up", "up")
    assert (old.state, old.value, old.reason) == ("unknown", "stale", "m is stale: its last sample is 12 min old")


def page(requests: int, errors: int, fast: int = 0, slow: int = 0, very_slow: int = 0) -> str:
    """A counter and a histogram; the series of errors is there from the first error on."""
    bad = f'requests_total{{code="503"}} {errors}\n' if errors else ""
    return (
        f'# TYPE requests_total counter\nrequests_total{{code="200"}} {requests}\n{bad}'
        f'# TYPE took_seconds histogram\ntook_seconds_bucket{{le="0.1"}} {fast}\n'
        f'took_seconds_bucket{{le="1.0"}} {fast + slow}\ntook_seconds_bucket{{le="+Inf"}} {fast + slow + very_slow}\n'
        f"took_seconds_count {fast + slow + very_slow}\ntook_seconds_sum 1\n"
    )


def watched(pages: list[str], every_s: float = 30.0, **keys: Any) -> list[Reading]:
    async def run() -> list[Reading]:
        async with serving_api() as api:
            check = Clocked("metrics", url=f"{api.url}/metrics", every=every_s, **keys)
            readings = []
            async with check.probes:
                for text in pages:
                    api.says("/metrics", text)
                    readings.append(await check.read(every_s))
            return readings

    return asyncio.run(run())


def test_the_rate_of_a_counter_is_known_after_half_the_window() -> None:
    pages = [page(100 + 60 * n, 0) for n in range(5)]
    first, second, *_, last = watched(pages, metric="requests_total", expect="rate(2m) < 1.5")
    assert (first.state, first.reason) == ("unknown", "rate(2m) is not known yet: 0 s of 2 min seen")
    assert (second.state, second.reason) == ("unknown", "rate(2m) is not known yet: 30 s of 2 min seen")
    assert (last.state, last.value, last.reason) == ("down", "2", "rate(2m) 2, wanted < 1.5")


def test_the_increase_of_a_counter_lives_through_a_restart() -> None:
    pages = [page(n, 0) for n in (1000, 1010, 1020, 5, 15)]
    *_, last = watched(pages, metric="requests_total", expect="increase(2m) < 100")
    assert (last.state, last.reason) == ("up", "increase(2m) 35")


def test_the_share_of_errors_is_that_of_the_series_named_and_needs_twenty_requests() -> None:
    pages = [page(100, 0), page(109, 1), page(190, 10)]
    keys: dict[str, Any] = {
        "metric": "requests_total",
        "errors": '{code=~"5.."}',
        "expect": "error_rate(5m) < 5% else sev2",
    }
    first, few, many = watched(pages, **keys)
    assert first.reason == "error_rate(5m) is not known yet: 0 of 20 samples"
    assert (few.state, few.value, few.reason) == ("unknown", "?", "error_rate(5m) is not known yet: 10 of 20 samples")
    assert (many.state, many.value) == ("down", "10 %")
    assert many.reason == "error_rate(5m) 10 %, wanted < 5%: suggests sev2"
    assert many.suggests == ("sev2",)


def test_errors_may_be_a_metric_of_their_own() -> None:
    pages = ["hits_total 100\nfails_total 5\n", "hits_total 200\nfails_total 6\n"]
    _, last = watched(pages, metric="hits_total", errors="fails_total", expect="error_rate(5m) < 5%")
    assert (last.state, last.reason) == ("up", "error_rate(5m) 1 %")
    _, last = watched(pages, metric="hits_total", errors="oops_total", expect="error_rate(5m) < 5%")
    assert (last.state, last.reason) == ("unknown", "error_rate(5m) is not known: there is no metric oops_total")


def test_a_quantile_is_of_the_observations_in_the_window() -> None:
    pages = [page(1, 0, fast=10_000), page(1, 0, fast=10_010, slow=5), page(1, 0, fast=10_050, slow=50)]
    keys: dict[str, Any] = {"metric": "took_seconds", "expect": "p95(5m) < 800ms", "warn": "p50(5m) < 0.1"}
    first, few, many = watched(pages, **keys)
    assert first.reason == "p95(5m) is not known yet: 0 of 20 samples"
    assert few.reason == "p95(5m) is not known yet: 15 of 20 samples"
    assert (many.state, many.value, many.reason) == ("down", "0.91", "p95(5m) 0.91, wanted < 800ms")
    assert dict(many.details)["p50(5m)"] == "0.1"
    assert {one.condition for one in many.found} == {"p95(5m) < 800ms"}


def test_a_quantile_in_the_last_bucket_fails_limits_below_it_and_is_unknown_for_others() -> None:
    pages = [page(1, 0), page(1, 0, very_slow=30)]
    _, below = watched(pages, metric="took_seconds", expect="p95(5m) <= 1")
    assert (below.state, below.reason) == ("down", "p95(5m) 1, wanted <= 1")
    _, above = watched(pages, metric="took_seconds", expect="p95(5m) < 2s")
    assert above.state == "unknown"
    assert above.reason == "p95(5m) is above 1, the last bucket, and how far is not known"


def test_a_histogram_named_by_its_own_name_counts_its_observations() -> None:
    pages = [page(1, 0, fast=60 * n) for n in range(5)]
    *_, last = watched(pages, metric="took_seconds", expect=["rate(2m) < 10", "value > 0"])
    assert (last.state, last.reason) == ("up", "value 240")
    assert ("rate(2m)", "2") in last.details


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"metric": "queue_depth", "expect": "rate(5m) < 1"}, "rate(5m) is of counters, and queue_depth is a gauge"),
        (
            {"metric": "queue_depth", "expect": "p95(5m) < 1"},
            "p95(5m) needs a histogram, and there is no queue_depth_bucket",
        ),
        (
            {"metric": "took_seconds", "expect": "p95(5m) < 1"},
            SUMMARY,
        ),
        (
            {"metric": "http_requests_total", "expect": "error_rate(5m) < 1%"},
            "error_rate(5m) needs `errors`, such as '{code=~\"5..\"}'",
        ),
    ],
)
def test_a_window_that_cannot_be_is_said(keys: dict[str, Any], reason: str) -> None:
    reading = against(PAGE, **keys)
    assert (reading.state, reading.reason) == ("unknown", reason)


def test_whoever_opens_the_check_sees_the_largest_series() -> None:
    text = "".join(f'm{{n="{n}"}} {n}\n' for n in range(15))
    reading = against(text, metric="m")
    assert reading.details[0] == ('{n="14"}', "14")
    assert reading.details[-1] == ("m", "and 5 more series")
    assert len(reading.details) == 11


def test_credentials_are_sent_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "tok-123456789")

    async def run() -> tuple[Reading, str]:
        async with serving_api() as api:
            reading = await read("metrics", url=f"{api.url}/metrics", metric="m", bearer="${METRICS_TOKEN}")
            return reading, api.heads[0]

    reading, head = asyncio.run(run())
    assert "authorization: Bearer tok-123456789\r\n" in head
    assert "accept: text/plain;version=0.0.4" in head
    assert "tok-" not in str(reading)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`metric` is missing"),
        ({"metric": '{a="b"}'}, "`metric` begins with a metric's name"),
        ({"metric": "m{a=b}"}, "`metric`: cannot read `a=b`"),
        ({"metric": "m", "labels": 'n{a="b"}'}, "`labels` are matchers alone"),
        ({"metric": "m", "errors": '{code=~"("}'}, "`errors`: the pattern `(` cannot be read"),
        ({"metric": "m", "empty": "no"}, "`empty` must be a number"),
        ({"metric": "m", "empty": float("nan")}, "`empty` is a number, such as 0"),
        ({"metric": "m", "url": "ftp://x/"}, "`url` must begin with http://"),
        ({"metric": "m", "bearer": "abc"}, "`bearer` is a secret and comes from the environment"),
        ({"metric": "m", "metrics": "n"}, "unknown key `metrics`, did you mean `metric`?"),
        ({"metric": "m", "expect": "status == 200"}, "unknown `status`"),
        ({"metric": "m", "expect": "value(5m) < 1"}, "value is of this moment"),
    ],
)
def test_keys_that_cannot_be_meant_are_refused(keys: dict[str, Any], said: str) -> None:
    assert re.search(re.escape(said), refused("metrics", **{"url": "http://x/metrics", **keys}))


def test_nobody_there_is_down() -> None:
    port = free_port()
    reading = asyncio.run(read("metrics", url=f"http://127.0.0.1:{port}/metrics", metric="m"))
    assert (reading.state, reading.value) == ("down", "refused")


def test_a_target_goes_down_and_comes_back() -> None:
    async def run() -> list[Any]:
        api = Api()
        api.says("/metrics", PAGE)
        keys = {"url": f"{api.url}/metrics", "metric": "queue_depth", "expect": "value < 20"}
        return await ups_and_downs(api.start, api.stop, "metrics", **keys)

    up, down, back = asyncio.run(run())
    assert (up.reason, down.value, back.reason) == ("value 15.5", "refused", "value 15.5")


def test_a_value_goes_over_its_limit_and_comes_back() -> None:
    async def run() -> list[Any]:
        async with serving_api() as api:
            api.says("/metrics", PAGE)

            async def fine() -> None:
                api.says("/metrics", "queue_depth 3\n")

            async def full() -> None:
                api.says("/metrics", "queue_depth 300\n")

            keys = {"url": f"{api.url}/metrics", "metric": "queue_depth", "expect": "value < 20"}
            return await ups_and_downs(fine, full, "metrics", **keys)

    up, down, back = asyncio.run(run())
    assert (up.to, down.reason, back.to) == ("up", "value 300, wanted < 20", "up")
