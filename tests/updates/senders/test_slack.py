"""Slack's incoming webhooks: what they document to answer, and what else may come."""

import asyncio
import ssl
from html import unescape
from typing import Any

import pytest

from tests.checks.servers import free_port
from tests.updates.senders.apis import (
    GARBAGE,
    HALF_BODY,
    HALF_HEAD,
    HTML,
    HTML_503,
    NOTHING,
    Answering,
    Request,
    drips,
    endless,
    endless_head,
    resets,
    says,
    serving,
    silent,
)
from tests.updates.senders.ways import SECRET, against, message, sent, way

HOOK: dict[str, Any] = {"kind": "slack", "url": "${HOOK}"}
PATH = f"/services/T024BE7LD/B0XK4/{SECRET}"


def test_the_words_arrive_and_ok_means_sent() -> None:
    answer, api = against(says("ok"), path=PATH, **HOOK)
    assert (answer.outcome, answer.why) == ("sent", "")
    (request,) = api.requests
    assert (request.method, request.target, api.connections) == ("POST", PATH, 1)
    assert request.headers["content-type"].startswith("application/json")
    assert unescape(request.json()["text"]) == message().text
    assert "&lt;all&gt;" in request.json()["text"]


@pytest.mark.parametrize(
    ("answered", "outcome", "why"),
    [
        (says("invalid_payload", 400), "refused", "400 `invalid_payload`: it could not read"),
        (says("no_text", 400), "refused", "400 `no_text`"),
        (says("invalid_token", 403), "refused", "403 `invalid_token`"),
        (says("action_prohibited", 403), "refused", "an administrator does not allow it"),
        (says("channel_not_found", 404), "refused", "its channel is gone"),
        (says("no_service", 404), "refused", "make a new one"),
        (says("channel_is_archived", 410), "refused", "its channel is archived"),
        (says("something_new", 418), "refused", "418 `something_new`"),
        (says("", 429, retry_after="30"), "later", "asks to wait: 429"),
        (says("rollup_error", 500), "unknown", "500 `rollup_error`"),
        (HTML_503, "unknown", "503 with a page of HTML"),
        (HTML, "unknown", "200 with a page of HTML instead of `ok`"),
        (says(""), "unknown", "200 and said nothing"),
        (says("", 302, location="https://evil.example/"), "refused", "302, it moved"),
        (NOTHING, "unknown", "closed the connection before an answer"),
        (resets, "unknown", "after the message had begun to go out"),
        (GARBAGE, "unknown", "was not HTTP"),
        (HALF_HEAD, "unknown", "closed the connection before an answer"),
        (HALF_BODY, "unknown", "broken off"),
        (endless, "unknown", "instead of `ok`"),
        (endless_head, "unknown", "was not HTTP"),
    ],
)
def test_every_answer_is_told_apart(answered: Answering, outcome: str, why: str) -> None:
    answer, api = against(answered, path=PATH, **HOOK)
    assert answer.outcome == outcome
    assert why in answer.why
    assert api.connections == 1


def test_the_time_slack_asks_for_is_handed_on() -> None:
    assert against(says("", 429, retry_after="30"), **HOOK)[0].retry_after_s == 30
    date = {"date": "Sat, 21 Nov 2026 14:00:00 GMT", "retry_after": "Sat, 21 Nov 2026 14:01:30 GMT"}
    assert against(says("", 429, **date), **HOOK)[0].retry_after_s == 90
    assert against(says("", 429), **HOOK)[0].retry_after_s is None
    assert against(says("", 429, retry_after="99999999"), **HOOK)[0].retry_after_s == 3600


@pytest.mark.parametrize("answered", [silent, drips()])
def test_no_end_in_time_is_unknown(answered: Answering) -> None:
    answer, _ = against(answered, timeout=1, **HOOK)
    assert answer.outcome == "unknown"


def test_without_a_connection_it_is_later() -> None:
    answer = sent(way({"HOOK": f"http://127.0.0.1:{free_port()}/{SECRET}"}, **HOOK))
    assert answer.outcome == "later"
    assert "connection refused by 127.0.0.1" in answer.why


def test_a_server_that_takes_no_connection_is_later() -> None:
    async def run() -> str:
        import socket

        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen(0)
            port = listening.getsockname()[1]
            fillers = [socket.socket() for _ in range(4)]
            for filler in fillers:
                filler.setblocking(False)
                filler.connect_ex(("127.0.0.1", port))
            await asyncio.sleep(0)
            try:
                answer = await way({"HOOK": f"http://127.0.0.1:{port}/"}, timeout=1, **HOOK).send(message())
            finally:
                for filler in fillers:
                    filler.close()
        assert "no connection" in answer.why
        return answer.outcome

    assert asyncio.run(run()) == "later"


def test_a_name_that_leads_nowhere_is_later() -> None:
    answer = sent(way({"HOOK": f"https://no-such-host.invalid/{SECRET}"}, **HOOK))
    assert answer.outcome == "later"


def test_more_than_slack_takes_is_refused_before_it_is_cut() -> None:
    answer, api = against(says("ok"), message(text="x" * 40_001), **HOOK)
    assert answer.outcome == "refused"
    assert not api.requests


def over_tls(tls: ssl.SSLContext) -> tuple[str, str, int]:
    async def run() -> tuple[str, str, int]:
        async with serving(says("ok"), tls) as api:
            answer = await way({"HOOK": api.url(scheme="https")}, **HOOK).send(message())
            return answer.outcome, answer.why, len(api.requests)

    return asyncio.run(run())


@pytest.mark.usefixtures("believed")
def test_it_goes_over_tls(tls: ssl.SSLContext) -> None:
    assert over_tls(tls) == ("sent", "", 1)


def test_a_certificate_nobody_vouches_for_gets_nothing(tls: ssl.SSLContext) -> None:
    outcome, why, requests = over_tls(tls)
    assert (outcome, requests) == ("later", 0)
    assert "TLS: certificate signed by itself" in why


def test_a_proxy_of_the_environment_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert against(says("ok"), **HOOK)[0].outcome == "sent"


def test_a_name_that_leads_to_metadata_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))]

    async def lookup(*_: object) -> object:
        return found

    monkeypatch.setattr("warroom.checks.net.wire.addresses", lookup)
    answer = sent(way({"HOOK": "https://rebound.example.com/"}, **HOOK))
    assert answer.outcome == "refused"
    assert "leads to 169.254.169.254, a metadata address" in answer.why


def test_given_up_from_outside_it_raises_nothing_else() -> None:
    async def run() -> None:
        came = asyncio.Event()

        async def waits(_: Request, __: asyncio.StreamWriter) -> None:
            came.set()
            await asyncio.Event().wait()

        async with serving(waits) as api:
            task = asyncio.create_task(way({"HOOK": api.url()}, **HOOK).send(message()))
            await came.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
