"""The prometheus probe: a real server where one is installed, and every answer its API is documented to give."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.probes.api import Api, Clocked, serving_api
from tests.checks.probes.watching import Program, read, refused, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.failure import Failed
from warroom.checks.model import Reading
from warroom.checks.probes.prometheus import _series

API = "/api/v1/query"


def vector(*pairs: tuple[dict[str, str], str]) -> dict[str, Any]:
    result = [{"metric": labels, "value": [1_700_000_000.1, value]} for labels, value in pairs]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


def error(kind: str, said: str) -> dict[str, Any]:
    return {"status": "error", "errorType": kind, "error": said}


def against(said: object, status: str = "200 OK", headers: str = "", **keys: Any) -> Reading:
    async def run() -> Reading:
        async with serving_api() as api:
            api.says(API, said if isinstance(said, str) else json.dumps(said), status, headers)
            return await read("prometheus", **{"url": api.url, "query": "up", **keys})

    return asyncio.run(run())


ONE = vector(({"job": "api"}, "0.93"))
THREE = vector(({"job": "a"}, "1"), ({"job": "b"}, "7"), ({"job": "c"}, "NaN"))
SCALAR = {"status": "success", "data": {"resultType": "scalar", "result": [1_700_000_000, "4"]}}


@pytest.mark.parametrize(
    ("said", "keys", "state", "value", "reason"),
    [
        (ONE, {"expect": "value > 0.9"}, "up", "0.93", "value 0.93"),
        (ONE, {"expect": "value > 0.99"}, "down", "0.93", "value 0.93, wanted > 0.99"),
        (ONE, {"warn": "value > 0.99 else sev3"}, "degraded", "0.93", "value 0.93, wanted > 0.99: suggests sev3"),
        (ONE, {}, "up", "0.93", "value 0.93"),
        (SCALAR, {"expect": "value == 4"}, "up", "4", "value 4"),
        (THREE, {"expect": "max < 5"}, "down", "7", "max 7, wanted < 5"),
        (THREE, {"expect": "min > 0"}, "up", "7", "min 1"),
        (THREE, {"expect": "count == 3"}, "up", "7", "count 3"),
        (THREE, {"expect": "series[0].labels.job == b"}, "up", "7", 'series[0].labels.job "b"'),
        (THREE, {"expect": "series[1].value < 1"}, "down", "7", "series[1].value 1, wanted < 1"),
        (THREE, {}, "up", "7", "3 series, the largest 7"),
        (
            THREE,
            {"expect": "value < 5"},
            "unknown",
            "7",
            "value is not one number: 3 series came, write `max`, `min` or `count` instead",
        ),
        (
            vector(),
            {"expect": "value < 5"},
            "unknown",
            "empty",
            "the query gives no series: write `empty: 0` if that means 0",
        ),
        (
            vector(),
            {"expect": "count == 0"},
            "unknown",
            "empty",
            "the query gives no series: write `empty: 0` if that means 0",
        ),
        (vector(), {"expect": ["value < 5", "count == 0"], "empty": 0}, "up", "0", "value 0"),
        (
            vector(({}, "NaN")),
            {"expect": "count == 1"},
            "unknown",
            "NaN",
            "the query gives NaN, not a number: 0 was divided by 0, or nothing was observed",
        ),
        (
            vector(({}, "+Inf")),
            {"expect": "value < 5"},
            "unknown",
            "?",
            "value is infinite, something was divided by 0",
        ),
    ],
)
def test_an_answer_is_judged(said: object, keys: dict[str, Any], state: str, value: str, reason: str) -> None:
    reading = against(said, **keys)
    assert (reading.state, reading.value, reading.reason) == (state, value, reason)


@pytest.mark.parametrize(
    ("said", "status", "value", "reason"),
    [
        (
            error("bad_data", 'invalid parameter "query": 1:4: parse error'),
            "400 Bad Request",
            "query",
            'the query cannot be read: invalid parameter "query": 1:4: parse error',
        ),
        (
            error("execution", "many-to-many matching not allowed"),
            "422 Unprocessable Entity",
            "query",
            "the query cannot be worked out: many-to-many matching not allowed",
        ),
        (
            error("timeout", "query timed out"),
            "503 Service Unavailable",
            "503",
            "Prometheus says timeout: query timed out",
        ),
        ("Service Unavailable", "503 Service Unavailable", "503", "status 503 from Prometheus"),
        ("no", "401 Unauthorized", "401", "status 401 from Prometheus: set `bearer` or `basic`"),
        ("no", "404 Not Found", "404", "status 404 from Prometheus: no Prometheus answers there, `url` is its root"),
        ("<html>hello", "200 OK", "?", "no answer of Prometheus' API, it begins <html>hello"),
        ("[]", "200 OK", "?", "no answer of Prometheus' API, it begins []"),
        ('{"status": "success"}', "200 OK", "?", "no answer of Prometheus' API, it begins"),
        (
            {"status": "success", "data": {"resultType": "matrix", "result": []}},
            "200 OK",
            "?",
            "the query gives a range",
        ),
        (
            {"status": "success", "data": {"resultType": "string", "result": [1, "x"]}},
            "200 OK",
            "?",
            "the query gives a text",
        ),
        (
            {"status": "success", "data": {"resultType": "song", "result": []}},
            "200 OK",
            "?",
            "an answer of Prometheus' API of a kind",
        ),
        (
            {"status": "success", "data": {"resultType": "vector", "result": [{}]}},
            "200 OK",
            "?",
            "an answer of Prometheus' API that cannot",
        ),
        (
            {"status": "success", "data": {"resultType": "vector"}},
            "200 OK",
            "?",
            "an answer of Prometheus' API that cannot",
        ),
        (
            {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "histogram": [1, {}]}]}},
            "200 OK",
            "?",
            "the query gives histograms, not numbers",
        ),
    ],
)
def test_what_prometheus_cannot_say_is_unknown_in_its_own_words(
    said: object, status: str, value: str, reason: str
) -> None:
    reading = against(said, status, expect="value < 5")
    assert (reading.state, reading.value) == ("unknown", value)
    assert reading.reason.startswith(reason)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ROW = st.fixed_dictionaries({"metric": st.dictionaries(st.text(), JSON) | JSON, "value": st.tuples(JSON, JSON) | JSON})


@given(st.sampled_from(["vector", "scalar", "matrix", "string", "x"]) | JSON, st.lists(ROW | JSON, max_size=3) | JSON)
def test_whatever_comes_as_data_gives_series_or_a_sentence(kind: object, result: object) -> None:
    try:
        assert all(isinstance(one.value, float) for one in _series({"resultType": kind, "result": result}))
    except Failed as failure:
        assert failure.state == "unknown"
        assert failure.reason


def test_a_prometheus_that_is_throttled_says_for_how_long() -> None:
    reading = against("slow down", "429 Too Many Requests", "retry-after: 30\r\n", third_party=True)
    assert (reading.state, reading.retry_after_s) == ("unknown", 30.0)


def test_a_prometheus_that_is_gone_or_silent_says_nothing_of_what_it_watches() -> None:
    async def run() -> list[Reading]:
        async with serving_api() as api:
            api.silent = True
            silent = await read("prometheus", url=api.url, query="up", timeout="200ms")
        return [silent, await read("prometheus", url=f"http://127.0.0.1:{free_port()}", query="up")]

    silent, gone = asyncio.run(run())
    assert (silent.state, silent.value) == ("unknown", "timeout")
    assert silent.reason == "no answer within 200 ms: connected to 127.0.0.1, no answer came"
    assert (gone.state, gone.value) == ("unknown", "refused")


@pytest.mark.parametrize("path", ["", "/", "/api/v1/query"])
def test_the_query_is_asked_at_the_root_or_the_path_of_the_api(path: str) -> None:
    async def run() -> Api:
        async with serving_api() as api:
            api.says(API, json.dumps(ONE))
            query = 'sum by (job) (rate(m{a="b&c"}[5m])) + 1 % 2'
            assert (await read("prometheus", url=f"{api.url}{path}?tenant=a", query=query)).state == "up"
            assert api.asked("query") == query
            assert (api.asked("timeout"), api.asked("tenant")) == ("5000ms", "a")
            return api

    assert asyncio.run(run()).heads[0].startswith("GET /api/v1/query?tenant=a&query=sum+by")


def test_a_prefix_credentials_and_a_tenant_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROM_PASSWORD", "pass-987654")

    async def run() -> tuple[Reading, str]:
        async with serving_api() as api:
            api.says("/prom" + API, json.dumps(ONE))
            basic = {"username": "team", "password": "${PROM_PASSWORD}"}
            url, headers = f"{api.url}/prom/", {"X-Scope-OrgID": "team"}
            return await read("prometheus", url=url, query="up", basic=basic, headers=headers), api.heads[0]

    reading, head = asyncio.run(run())
    assert reading.state == "up"
    assert "authorization: Basic dGVhbTpwYXNzLTk4NzY1NA==\r\n" in head
    assert "x-scope-orgid: team\r\n" in head


def test_whoever_opens_the_check_sees_the_series_and_the_warnings() -> None:
    said = vector(*(({"n": str(n)}, str(n)) for n in range(14))) | {"warnings": ["some store did not answer"]}
    reading = against(said, expect="max < 99")
    assert reading.details[0] == ('{n="13"}', "13")
    assert reading.details[10:] == (("series", "and 4 more"), ("warning", "some store did not answer"))


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`query` is missing"),
        ({"query": "  "}, "`query` is PromQL"),
        ({"query": "up", "empty": float("inf")}, "`empty` is a number, such as 0"),
        ({"query": "up", "url": "x"}, "`url` must begin with http://"),
        ({"query": "up", "expect": "status == 200"}, "unknown `status`"),
        ({"query": "up", "expect": "rate(5m) < 1"}, "unknown `rate`"),
        ({"query": "up", "promql": "x"}, "unknown key `promql`"),
    ],
)
def test_keys_that_cannot_be_meant_are_refused(keys: dict[str, Any], said: str) -> None:
    assert re.search(re.escape(said), refused("prometheus", **{"url": "http://x:9090", **keys}))


def test_a_value_goes_over_its_limit_and_comes_back() -> None:
    async def run() -> list[Any]:
        async with serving_api() as api:

            async def fine() -> None:
                api.says(API, json.dumps(ONE))

            async def low() -> None:
                api.says(API, json.dumps(vector(({"job": "api"}, "0.1"))))

            keys = {"url": api.url, "query": "up", "expect": "value > 0.9"}
            return await ups_and_downs(fine, low, "prometheus", **keys)

    up, down, back = asyncio.run(run())
    assert (up.reason, down.reason, back.reason) == ("value 0.93", "value 0.1, wanted > 0.9", "value 0.93")


@asynccontextmanager
async def real(folder: Path, target: int) -> AsyncIterator[str]:
    """A Prometheus of its own that looks at a target four times a second; its URL once it is ready."""
    program = shutil.which("prometheus", path="/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        pytest.skip("prometheus is not installed")
    port = free_port()
    config = folder / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 250ms, scrape_timeout: 200ms}\n"
        f"scrape_configs: [{{job_name: shop, static_configs: [{{targets: ['127.0.0.1:{target}']}}]}}]\n"
    )
    server = Program(
        program,
        f"--config.file={config}",
        f"--storage.tsdb.path={folder}/data",
        f"--web.listen-address=127.0.0.1:{port}",
    )
    await server.start()
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(30):
            while (await read("http", url=f"{url}/-/ready")).state != "up":  # noqa: ASYNC110 - it has no other way to say
                await asyncio.sleep(0.1)
        yield url
    finally:
        await server.stop()


PAGE = 'requests_total{code="200"} 10\nrequests_total{code="500"} 2\nqueue_depth 3\n'


@pytest.mark.slow
def test_a_target_of_a_real_prometheus_goes_down_and_comes_back(tmp_path: Path) -> None:
    async def run() -> list[Any]:
        shop = Api()
        shop.says("/metrics", PAGE)
        async with real(tmp_path, shop.port) as url:
            keys = {"url": url, "query": 'up{job="shop"}', "expect": "value == 1"}
            return await ups_and_downs(shop.start, shop.stop, "prometheus", **keys)

    up, down, back = asyncio.run(run())
    assert (up.reason, down.reason, back.reason) == ("value 1", "value 0, wanted 1", "value 1")


@pytest.mark.slow
def test_the_metrics_of_a_real_prometheus_are_those_it_says_of_itself(tmp_path: Path) -> None:
    async def run() -> list[Reading]:
        async with real(tmp_path, free_port()) as url:
            requests = Clocked(
                "metrics",
                url=f"{url}/metrics",
                metric='prometheus_http_requests_total{handler="/api/v1/query"}',
                errors='{code="400"}',
                expect=["increase(1m) == 40", "error_rate(1m) == 25%"],
            )
            took = Clocked(
                "metrics",
                url=f"{url}/metrics",
                metric="prometheus_http_request_duration_seconds",
                labels='handler="/api/v1/query"',
                expect=["p95(1m) < 60s", "count > 0"],
            )
            async with requests.probes, took.probes:
                await read("prometheus", url=url, query="vector(1)")
                await requests.read()
                await took.read()
                for _ in range(30):
                    await read("prometheus", url=url, query="vector(1)")
                for _ in range(10):
                    await read("prometheus", url=url, query="oops(")
                return [await requests.read(60), await took.read(60)]

    counted, quick = asyncio.run(run())
    assert (counted.state, counted.value) == ("up", "40")
    assert [one.said for one in counted.found] == ["increase(1m) 40", "error_rate(1m) 25 %"]
    assert quick.state == "up"
    assert quick.found[1].said.startswith("p95(1m) 0.")


@pytest.mark.slow
def test_a_real_prometheus_answers_as_its_documentation_says(tmp_path: Path) -> None:
    async def run() -> dict[str, Reading]:
        shop = Api()
        shop.says("/metrics", PAGE)
        await shop.start()
        async with real(tmp_path, shop.port) as url:

            async def ask(query: str, **keys: Any) -> Reading:
                return await read("prometheus", url=url, query=query, **{"expect": "value < 100", **keys})

            async with asyncio.timeout(30):
                while (await ask("queue_depth")).state != "up":  # noqa: ASYNC110 - it has no other way to say
                    await asyncio.sleep(0.1)
            queries = {
                "one": "queue_depth",
                "several": "requests_total",
                "empty": "nothing_there",
                "nan": "0 * queue_depth / 0",
                "inf": "queue_depth / 0",
                "scalar": "scalar(queue_depth) + 1",
                "text": '"hello"',
                "range": "queue_depth[1m]",
                "unreadable": "sum(rate(queue_depth)",
                "impossible": "queue_depth * on() requests_total",
            }
            found = {name: await ask(query) for name, query in queries.items()}
            found["max"] = await ask("requests_total", expect="max < 10")
        await shop.stop()
        return found

    found = asyncio.run(run())
    said = {name: (one.state, one.reason) for name, one in found.items()}
    assert said["one"] == ("up", "value 3")
    assert said["scalar"] == ("up", "value 4")
    assert said["max"] == ("down", "max 10, wanted < 10")
    assert said["several"][1].startswith("value is not one number: 2 series came")
    assert said["empty"][1].startswith("the query gives no series")
    assert said["nan"][1].startswith("the query gives NaN")
    assert said["inf"][1].startswith("value is infinite")
    assert said["text"][1].startswith("the query gives a text")
    assert said["range"][1].startswith("the query gives a range")
    assert said["unreadable"][1].startswith("the query cannot be read: invalid parameter")
    assert said["impossible"][1].startswith("the query cannot be worked out: ")
    assert {state for name, (state, _) in said.items() if name not in ("one", "scalar", "max")} == {"unknown"}
    assert any('code="200"' in label for label, _ in found["max"].details)
