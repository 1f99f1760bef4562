"""The general HTTP sender: a chat, and a team's own status page by POST and PATCH."""

import asyncio
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.updates.senders.apis import (
    GARBAGE,
    HTML_503,
    NOTHING,
    Answering,
    Api,
    in_turn,
    says,
    says_json,
    serving,
    silent,
)
from tests.updates.senders.ways import MESSAGE, SECRET, against, message, way
from warroom.errors import BadInput
from warroom.updates.sending import Answer

CHAT: dict[str, Any] = {"kind": "http", "url": "${HOOK}"}
PAGE: dict[str, Any] = {
    **CHAT,
    "url": "${HOOK}/posts",
    "bearer": "${TOKEN}",
    "headers": {"idempotency-key": "{key}"},
    "json": {"title": "{title}", "state": "{status}", "body": "{text}", "tags": ["{severity}", 1, True, None]},
    "then": {"method": "PATCH", "url": "${HOOK}/posts/{ref}"},
    "states": {"resolved": {"json": {"state": "closed", "body": "{text}"}}},
    "ref": "data.id",
    "safe_to_repeat": True,
}


def told(answer: Answering, *steps: dict[str, Any], **options: Any) -> tuple[list[Answer], Api]:
    async def run() -> tuple[list[Answer], Api]:
        answers: list[Answer] = []
        async with serving(answer) as api:
            built = way({"HOOK": api.url("/api"), "TOKEN": SECRET}, **options)
            ref = ""
            for n, step in enumerate(steps):
                answers.append(await built.send(message(ref=ref, first=n == 0, **step)))
                ref = answers[-1].ref or ref
        return answers, api

    return asyncio.run(run())


def test_without_a_body_of_its_own_the_words_go_as_text() -> None:
    answer, api = against(says("", 202), **CHAT)
    assert answer.outcome == "sent"
    assert api.requests[0].json() == {"text": MESSAGE.text}
    assert api.requests[0].method == "POST"


def test_a_page_is_posted_once_and_patched_afterwards() -> None:
    answered = says_json({"data": {"id": 4711}}, 201)
    steps = [{}, {"status": "identified"}, {"status": "resolved", "text": "Over."}]
    answers, api = told(answered, *steps, **PAGE)
    assert [(answer.outcome, answer.ref) for answer in answers] == [("sent", "4711")] * 3
    assert [(r.method, r.target) for r in api.requests] == [
        ("POST", "/api/posts"),
        ("PATCH", "/api/posts/4711"),
        ("PATCH", "/api/posts/4711"),
    ]
    first, second, last = api.requests
    assert first.json() == {
        "title": "Checkout down",
        "state": "investigating",
        "body": MESSAGE.text,
        "tags": ["P0", 1, True, None],
    }
    assert first.headers["authorization"] == f"Bearer {SECRET}"
    assert first.headers["idempotency-key"] == MESSAGE.key
    assert second.json()["state"] == "identified"
    assert last.json() == {"state": "closed", "body": "Over."}


def test_an_answer_that_names_nothing_is_sent_and_the_next_begins_anew() -> None:
    answers, api = told(says_json({}, 201), {}, {"status": "identified"}, **PAGE)
    assert [answer.outcome for answer in answers] == ["sent", "sent"]
    assert "names no `data.id`" in answers[0].why
    assert [request.method for request in api.requests] == ["POST", "POST"]


def test_what_the_other_side_calls_it_cannot_lead_elsewhere() -> None:
    answered = in_turn([says_json({"data": {"id": "../../admin?x=1#"}}, 201), says_json({}, 200)])
    _, api = told(answered, {}, {}, **PAGE)
    assert api.requests[1].target == "/api/posts/..%2F..%2Fadmin%3Fx%3D1%23"
    answer, api = against(says_json({}), message(ref="..", first=False), **PAGE)
    assert (answer.outcome, api.requests) == ("refused", [])


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [
        (says("1", 200), "sent"),
        (says("", 204), "sent"),
        (says("", 301, location="https://elsewhere.example/"), "refused"),
        (says("", 302, location="https://elsewhere.example/posts/7"), "unknown"),
        (says("", 303, location="https://elsewhere.example/posts/7"), "unknown"),
        (says("", 308, location="https://elsewhere.example/"), "refused"),
        (says("no", 400), "refused"),
        (says("no", 401), "refused"),
        (says("", 408), "unknown"),
        (says("", 429, retry_after="7"), "later"),
        (says("", 500), "unknown"),
        (HTML_503, "unknown"),
        (NOTHING, "unknown"),
        (GARBAGE, "unknown"),
        (silent, "unknown"),
    ],
)
def test_every_answer_is_told_apart(answered: Answering, outcome: str) -> None:
    answer, api = against(answered, timeout=1, **CHAT)
    assert answer.outcome == outcome
    assert api.connections == 1


def test_an_api_may_say_which_answers_mean_later() -> None:
    options: dict[str, Any] = {**CHAT, "later": [429, 503], "expect": [200]}
    assert against(HTML_503, **options)[0].outcome == "later"
    assert against(says("", 202), **options)[0].outcome == "unknown"
    # A connector of Teams answers 200 to what it did not deliver.
    said = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429"
    teams: dict[str, Any] = {**CHAT, "later_text": "HTTP error 429"}
    assert against(says(said), **teams)[0].outcome == "later"
    assert against(says("1"), **teams)[0].outcome == "sent"


def test_a_form_and_plain_words_arrive_as_they_are() -> None:
    _, api = against(says(""), **CHAT, form={"message": "{text}", "to": "a&b"})
    assert parse_qs(api.requests[0].body.decode()) == {"message": [MESSAGE.text], "to": ["a&b"]}
    _, api = against(says(""), **CHAT, text="{severity}: {text}")
    assert api.requests[0].body.decode() == f"P0: {MESSAGE.text}"
    assert api.requests[0].headers["content-type"] == "text/plain; charset=utf-8"


def test_words_are_no_template_and_braces_of_a_secret_stay() -> None:
    async def run() -> Api:
        async with serving(says("")) as api:
            built = way({"HOOK": api.url(), "PART": "a{text}b}}"}, **CHAT, headers={"x-part": "${PART}"})
            await built.send(message(text="{status} ${HOOK} {{x}}"))
        return api

    (request,) = asyncio.run(run()).requests
    assert request.json() == {"text": "{status} ${HOOK} {{x}}"}
    assert request.headers["x-part"] == "a{text}b}}"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"url": "ftp://a/"}, "`url` must be a URL"),
        ({"url": "http://status.example.com/"}, "`url` must begin with https://"),
        ({"url": "http://169.254.169.254/latest"}, "metadata address"),
        ({"url": "https://[::ffff:a9fe:a9fe]/"}, "metadata address"),
        ({"url": "https://anna:pw@example.com/"}, "write url: ${NAME} and export NAME"),
        ({"url": "https://anna@example.com/"}, "holds a name or password"),
        ({"json": {"a": "{txt}"}}, "nothing fills `{txt}`, did you mean `text`?"),
        ({"json": {}, "form": {}}, "of json, form, text a request has one"),
        ({"headers": {"x-words": "{text}"}}, "may hold what no header may"),
        ({"text": "{}", "headers": {"Content-Type": "application/json"}}, "write `json`"),
        ({"states": {"solved": {}}}, "no status `solved`, did you mean `resolved`?"),
        ({"expect": ["2xx"]}, "`2xx` is no status"),
        ({"method": "GET"}, "`GET` is none of"),
        ({"timeout": "1h"}, "`timeout` must be 1s to 120s"),
        ({"bearer": "abc"}, "`bearer` is a secret"),
        ({"headers": {"authorization": "Bearer abcdefgh12345678"}}, "this looks like a secret"),
        ({"url": "https://hooks.slack.com/services/T024BE7LD/B0XK4/7Jx9ZkVb2mW4rNsAqPz"}, "this looks like a secret"),
        ({"uri": "x"}, "unknown key `uri`"),
    ],
)
def test_what_cannot_be_used_is_told_where_it_stands(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=r"^warroom\.yaml:1: senders\.ops") as told:
        way(**{"kind": "http", "url": "https://example.com/", **options})
    assert said in str(told.value)
