"""The statuspage probe against pages as Atlassian documents them, those that look alike, and AWS's list of events."""

import asyncio
import json
import re
from typing import Any

import pytest

from tests.checks.probes.api import Api, Clocked, serving_api
from tests.checks.probes.watching import read, refused, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.model import Reading
from warroom.checks.probes import load
from warroom.checks.probes.statuspage import Options

SUMMARY = "/api/v2/summary.json"


def component(name: str, status: str = "operational", group: str | None = None, **more: Any) -> dict[str, Any]:
    key = name.lower().replace(" ", "")
    return {"id": f"id-{key}", "name": name, "status": status, "group_id": group, "group": False, **more}


def incident(name: str, *components: str, status: str = "investigating", **more: Any) -> dict[str, Any]:
    touched = [{"id": f"id-{one.lower().replace(' ', '')}", "name": one} for one in components]
    updates = [
        {"status": status, "body": "We found the cause.\n\nA fix follows.", "display_at": "2026-11-21T13:50:00.000Z"},
        {"status": "investigating", "body": "We are looking.", "display_at": "2026-11-21T13:31:00.000Z"},
    ]
    started = "2026-11-21T13:30:00.000Z"
    return {
        "name": name,
        "status": status,
        "started_at": started,
        "incident_updates": updates,
        "components": touched,
    } | more


def summary(
    *components: dict[str, Any], indicator: str = "none", description: str = "All Systems Operational", **more: Any
) -> str:
    return json.dumps(
        {
            "page": {"id": "p", "name": "Pay Inc", "url": "https://status.pay.example"},
            "components": components,
            "incidents": [],
            "scheduled_maintenances": [],
            "status": {"indicator": indicator, "description": description},
        }
        | more
    )


def against(body: str | bytes, status: str = "200 OK", headers: str = "", path: str = SUMMARY, **keys: Any) -> Reading:
    async def run() -> Reading:
        async with serving_api() as api:
            api.says(path, body, status, headers)
            return await read("statuspage", url=api.url + keys.pop("at", ""), **keys)

    return asyncio.run(run())


FINE = summary(component("API"), component("Dashboard"))
BROKEN = summary(
    component("API", "major_outage"),
    component("Dashboard", "degraded_performance"),
    component("Webhooks", "partial_outage"),
    component("Docs", "under_maintenance"),
    component("Mail"),
    indicator="major",
    description="Partial System Outage",
    incidents=[
        incident("Payments fail", "API", status="identified"),
        incident("Slow pages", "Dashboard"),
        incident("Over", "Mail", status="resolved"),
    ],
    scheduled_maintenances=[
        incident("New docs", "Docs", status="in_progress"),
        incident("Next week", "API", status="scheduled"),
    ],
)


@pytest.mark.parametrize(
    ("body", "keys", "state", "value", "reason"),
    [
        (FINE, {}, "up", "ok", "All Systems Operational"),
        (FINE, {"component": "API"}, "up", "ok", "API: operational"),
        (
            BROKEN,
            {},
            "degraded",
            "partial",
            "Partial System Outage: Payments fail (identified): We found the cause. A fix follows.",
        ),
        (
            BROKEN,
            {"component": "API"},
            "down",
            "outage",
            "API: major outage: Payments fail (identified): We found the cause. A fix follows.",
        ),
        (
            BROKEN,
            {"component": "dashboard"},
            "degraded",
            "poor",
            "Dashboard: degraded performance: Slow pages (investigating): We found the cause. A fix follows.",
        ),
        (BROKEN, {"component": "id-webhooks"}, "degraded", "partial", "Webhooks: partial outage"),
        (
            BROKEN,
            {"component": "Docs"},
            "degraded",
            "maint",
            "Docs: under maintenance: New docs (in progress): We found the cause. A fix follows.",
        ),
        (BROKEN, {"component": "Mail"}, "up", "ok", "Mail: operational"),
        (BROKEN, {"component": ["Mail", "Webhooks"]}, "degraded", "partial", "Webhooks: partial outage"),
        (
            BROKEN,
            {"component": ["Webhooks"], "expect": "component == operational"},
            "down",
            "partial",
            "Webhooks: partial outage",
        ),
        (
            BROKEN,
            {"component": "Webhooks", "warn": "component != major_outage"},
            "up",
            "partial",
            "Webhooks: partial outage",
        ),
        (BROKEN, {"component": "Mail", "expect": "incidents == 0"}, "up", "ok", "Mail: operational"),
        (BROKEN, {"expect": "incidents < 2"}, "down", "2", "incidents 2, wanted < 2"),
        (
            BROKEN,
            {"expect": "components.Mail == operational"},
            "degraded",
            "partial",
            "Partial System Outage: Payments fail",
        ),
        (BROKEN, {"expect": "indicator != major else sev2"}, "down", "major", "Partial System Outage: Payments fail"),
        (summary(indicator="critical", description="Major System Outage"), {}, "down", "outage", "Major System Outage"),
        (summary(indicator="minor", description="Minor"), {}, "degraded", "poor", "Minor"),
        (summary(indicator="maintenance", description="At work"), {}, "degraded", "maint", "At work"),
    ],
)
def test_a_page_is_judged(body: str, keys: dict[str, Any], state: str, value: str, reason: str) -> None:
    reading = against(body, **keys)
    assert (reading.state, reading.value) == (state, value)
    assert reading.reason.startswith(reason)
    assert "wanted" in reading.reason or len(reading.reason) <= 200


def test_a_group_and_a_name_that_is_there_twice_are_told_apart() -> None:
    body = summary(
        component("Europe", "partial_outage", group=None) | {"group": True},
        component("API", "partial_outage", "id-europe") | {"id": "e"},
        component("America") | {"group": True},
        component("API", group="id-america") | {"id": "a"},
    )
    assert against(body, component="America / API").state == "up"
    assert against(body, component="Europe / API").state == "degraded"
    assert against(body, component="API").reason.startswith("API: partial outage")
    assert against(body, component="europe").state == "degraded"


def test_whoever_opens_the_check_reads_the_incidents_and_their_latest_updates() -> None:
    reading = against(BROKEN)
    assert reading.details == (
        ("API", "major outage"),
        ("Dashboard", "degraded performance"),
        ("Docs", "under maintenance"),
        ("Webhooks", "partial outage"),
        ("incident", "Payments fail, identified since 2026-11-21 13:30 UTC"),
        ("update", "13:50 UTC: We found the cause. A fix follows."),
        ("incident", "Slow pages, investigating since 2026-11-21 13:30 UTC"),
        ("update", "13:50 UTC: We found the cause. A fix follows."),
        ("maintenance", "New docs, in progress since 2026-11-21 13:30 UTC"),
        ("update", "13:50 UTC: We found the cause. A fix follows."),
        ("page", "Partial System Outage"),
    )


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"component": "Dashbord"}, "no component `Dashbord` there, did you mean `Dashboard`?"),
        ({"component": ["API", "zzz"]}, "no component `zzz` there, it has API, Dashboard, Docs, Mail, Webhooks"),
    ],
)
def test_a_component_that_is_not_there_is_unknown_and_the_nearest_is_named(keys: dict[str, Any], reason: str) -> None:
    reading = against(BROKEN, **keys)
    assert (reading.state, reading.reason) == ("unknown", reason)


def test_words_of_look_alikes_are_understood_and_those_nobody_knows_are_unknown() -> None:
    assert against(summary(component("API", "full_outage")), component="API").state == "down"
    assert against(summary(component("API", "Degraded Performance")), component="API").state == "degraded"
    assert against(summary(indicator="operational"), expect="component == operational").state == "up"
    odd = against(summary(component("API", "wobbly")), component="API")
    assert (odd.state, odd.reason) == ("unknown", "component is in a state not known, wobbly")
    worse = against(summary(component("API", "wobbly"), component("B", "major_outage")), component=["API", "B"])
    assert worse.state == "down"


@pytest.mark.parametrize(
    ("body", "status", "headers", "reason"),
    [
        (
            "<!DOCTYPE html><html>",
            "200 OK",
            "",
            "no JSON came but a web page: `url` is a status page of Atlassian's kind",
        ),
        ("", "200 OK", "", "no JSON came: the answer is empty"),
        ("oops", "200 OK", "", "no JSON came but oops"),
        ("{}", "200 OK", "", "JSON came that is no status page's"),
        ('{"status": "ok"}', "200 OK", "", "JSON came that is no status page's"),
        ("[1, 2]", "200 OK", "", "JSON came that is no status page's"),
        (
            '{"status": {"indicator": "none"}, "components": [{"id": 1}]}',
            "200 OK",
            "",
            "JSON came that is no status page's",
        ),
        ("no", "404 Not Found", "", "status 404 from the status page: no summary.json there"),
        ("no", "502 Bad Gateway", "", "status 502 from the status page"),
        (FINE, "200 OK", "content-encoding: br\r\n", "the status page's answer cannot be read"),
    ],
)
def test_what_is_no_status_page_is_unknown(body: str, status: str, headers: str, reason: str) -> None:
    reading = against(body, status, headers)
    assert reading.state == "unknown"
    assert reading.reason.startswith(reason)


@pytest.mark.parametrize(
    ("status", "headers", "retry_after_s"),
    [
        ("429 Too Many Requests", "retry-after: 120\r\n", 120.0),
        ("429 Too Many Requests", "", 0.0),
        ("503 Service Unavailable", "retry-after: 60\r\n", 60.0),
        ("503 Service Unavailable", "", None),
        (
            "429 Too Many Requests",
            "date: Sat, 21 Nov 2026 14:00:00 GMT\r\nretry-after: Sat, 21 Nov 2026 14:01:30 GMT\r\n",
            90.0,
        ),
        ("429 Too Many Requests", "retry-after: soon\r\n", 0.0),
    ],
)
def test_a_page_that_is_asked_too_often_says_when_to_come_back(
    status: str, headers: str, retry_after_s: float | None
) -> None:
    reading = against("slow down", status, headers)
    assert (reading.state, reading.retry_after_s) == ("unknown", retry_after_s)


def test_a_page_that_is_gone_or_silent_says_nothing_of_the_third_party() -> None:
    async def run() -> list[Reading]:
        async with serving_api() as api:
            api.silent = True
            silent = await read("statuspage", url=api.url, timeout="200ms")
        return [silent, await read("statuspage", url=f"http://127.0.0.1:{free_port()}")]

    silent, gone = asyncio.run(run())
    assert (silent.state, silent.value) == ("unknown", "timeout")
    assert (gone.state, gone.value) == ("unknown", "refused")


def test_a_page_that_has_not_changed_is_not_sent_again_and_its_last_state_holds() -> None:
    async def run() -> tuple[list[Reading], Api]:
        async with serving_api() as api:
            check = Clocked("statuspage", url=api.url, component="API")
            async with check.probes:
                api.says(SUMMARY, BROKEN, headers='etag: W/"one"\r\nlast-modified: Sat, 21 Nov 2026 13:50:00 GMT\r\n')
                readings = [await check.read()]
                api.answers[SUMMARY] = b'HTTP/1.1 304 Not Modified\r\netag: W/"one"\r\n\r\n'
                readings += [await check.read(60), await check.read(60)]
                api.says(SUMMARY, FINE, headers='etag: W/"two"\r\n')
                readings.append(await check.read(60))
                api.says(SUMMARY, "", "500 Oops")
                readings.append(await check.read(180))
            return readings, api

    (first, second, third, fine, failed), api = asyncio.run(run())
    assert [one.state for one in (first, second, third, fine)] == ["down", "down", "down", "up"]
    assert third.reason == first.reason
    asked = [re.findall(r"if-none-match: (.*)\r", head) for head in api.heads]
    assert asked == [[], ['W/"one"'], ['W/"one"'], ['W/"one"'], ['W/"two"']]
    assert "if-modified-since: Sat, 21 Nov 2026 13:50:00 GMT\r\n" in api.heads[2]
    assert (failed.state, failed.details) == ("unknown", (("last read", "All Systems Operational, 3 min ago"),))


def test_a_plain_status_json_tells_the_indicator_alone() -> None:
    body = json.dumps({"page": {}, "status": {"indicator": "minor", "description": "Minor Service Outage"}})
    reading = against(body, path="/api/v2/status.json", at="/api/v2/status.json")
    assert (reading.state, reading.reason) == ("degraded", "Minor Service Outage")
    reading = against(body, path="/api/v2/status.json", at="/api/v2/status.json", component="API")
    assert (reading.state, reading.reason.split(",")[0]) == ("unknown", "this page tells its indicator alone")


def event(service: str, status: str, name: str = "Amazon EC2 (N. Virginia)", **more: Any) -> dict[str, Any]:
    log = [
        {"summary": "x", "message": "We are investigating.", "status": 1, "timestamp": 1_795_269_000},
        {"summary": "x", "message": "Launches fail\nin use1-az4.", "status": 1, "timestamp": 1_795_269_600},
    ]
    return {
        "date": "1795269000",
        "service": service,
        "service_name": name,
        "region_name": "N. Virginia",
        "status": status,
        "summary": "Increased error rates",
        "event_log": log,
    } | more


EVENTS = json.dumps([event("ec2-us-east-1", "3"), event("s3-eu-west-1", "0", "Amazon S3 (Ireland)")])
ENDED = json.dumps([event("ec2-us-east-1", "0")])


@pytest.mark.parametrize(
    ("body", "component", "state", "reason"),
    [
        (
            EVENTS,
            "ec2-us-east-1",
            "down",
            "ec2-us-east-1: major outage: Amazon EC2 (N. Virginia): Increased error rates (open)",
        ),
        (EVENTS, "us-east-1", "down", "ec2-us-east-1: major outage"),
        (EVENTS, "s3-eu-west-1", "up", "s3-eu-west-1: operational"),
        (EVENTS, "rds-eu-west-1", "up", "rds-eu-west-1: operational"),
        (
            EVENTS,
            "",
            "down",
            "1 open events: Amazon EC2 (N. Virginia): Increased error rates (open): Launches fail in use1-az4.",
        ),
        (ENDED, "", "up", "no open events"),
        ("[]", "", "up", "no open events"),
        (json.dumps([event("ec2-us-east-1", "1")]), "us-east-1", "degraded", "ec2-us-east-1: degraded performance"),
        (json.dumps([event("ec2-us-east-1", "9")]), "us-east-1", "unknown", "component is in a state not known, 9"),
        (
            EVENTS,
            "Amazon Ec",
            "unknown",
            "`Amazon Ec` is neither a region like us-east-1 nor a service like ec2-us-east-1",
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_list_of_open_events_of_aws_is_read(
    body: str, component: str, state: str, reason: str, encoding: str
) -> None:
    path = "/public/currentevents"
    reading = against(body.encode(encoding), path=path, at=path, component=component)
    assert reading.state == state
    assert reading.reason.startswith(reason)


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://status.pay.example", "https://status.pay.example/api/v2/summary.json"),
        ("https://status.pay.example/", "https://status.pay.example/api/v2/summary.json"),
        ("https://status.pay.example/eu/#now", "https://status.pay.example/eu/api/v2/summary.json"),
        ("https://status.pay.example/api/v2/status.json", "https://status.pay.example/api/v2/status.json"),
        ("https://status.aws.amazon.com/", "https://health.aws.amazon.com/public/currentevents"),
        ("https://health.aws.amazon.com/health/status", "https://health.aws.amazon.com/public/currentevents"),
    ],
)
def test_the_address_of_a_page_leads_to_what_machines_read(url: str, api: str) -> None:
    assert Options(url=url).api == api


def test_a_page_that_moved_is_followed() -> None:
    async def run() -> Reading:
        async with serving_api() as old, serving_api() as new:
            old.says(SUMMARY, "", "301 Moved Permanently", f"location: {new.url}{SUMMARY}\r\n")
            new.says(SUMMARY, FINE)
            return await read("statuspage", url=old.url)

    assert asyncio.run(run()).state == "up"


def test_other_peoples_pages_are_asked_once_a_minute_and_backed_off_from() -> None:
    check = Clocked("statuspage", url="https://status.pay.example")
    assert (check.asked.check.every, check.asked.least_every, check.asked.backs_off) == (60.0, 30.0, True)
    assert "`every` must be at least 30 s" in refused("statuspage", url="https://x.example", every="10s")
    assert issubclass(load("statuspage").Options, Options)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"url": "status.pay.example"}, "`url` must begin with http://"),
        ({"component": [" "]}, "`component` is the name of a component, or a list of them"),
        ({"component": 7}, "`component` must be text or a list"),
        ({"components": "API"}, "unknown key `components`, did you mean `component`?"),
        ({"expect": "status == 200"}, "unknown `status`"),
    ],
)
def test_keys_that_cannot_be_meant_are_refused(keys: dict[str, Any], said: str) -> None:
    assert re.search(re.escape(said), refused("statuspage", **{"url": "https://status.pay.example", **keys}))


def test_a_third_party_breaks_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Options, "least_every", 0.0)  # a page of our own may be asked as often as we like

    async def run() -> list[Any]:
        async with serving_api() as api:

            async def fine() -> None:
                api.says(SUMMARY, FINE, headers='etag: "fine"\r\n')

            async def broken() -> None:
                api.says(SUMMARY, BROKEN, headers='etag: "broken"\r\n')

            return await ups_and_downs(fine, broken, "statuspage", url=api.url, component="API")

    up, down, back = asyncio.run(run())
    assert (up.reason, back.reason) == ("API: operational", "API: operational")
    assert (down.value, down.reason.split(" (")[0]) == ("outage", "API: major outage: Payments fail")
