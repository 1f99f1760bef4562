"""Any words arrive as they were written, by every way."""

import asyncio
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.updates.senders.apis import Api, in_turn, says, says_json, serving
from tests.updates.senders.smtp import Mailbox, serving_mail
from tests.updates.senders.ways import SECRET, message, way
from warroom.updates.sending import Answer

WORDS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
        st.sampled_from(
            ["{text}", "{{", "}}", "${HOOK}", '"', "\\", "\n", "\n.\n", "<!channel>", "&amp;", "é", "🚨", "\u2028"]
        ),
    ),
    min_size=1,
    max_size=12,
).map("".join)
TEXTS = WORDS.filter(str.strip)


def received(text: str, subject: str, answers: list[Any], **options: Any) -> tuple[Answer, Api]:
    async def run() -> tuple[Answer, Api]:
        async with serving(in_turn(answers)) as api:
            built = way({"HOOK": api.url(), "TOKEN": SECRET}, **options)
            return await built.send(message(text=text, subject=subject)), api

    return asyncio.run(run())


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_slack_gets_them(text: str) -> None:
    answer, api = received(text, "", [says("ok")], kind="slack", url="${HOOK}")
    assert answer.outcome == "sent"
    said = api.requests[0].json()["text"]
    assert "<" not in said
    assert said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@settings(max_examples=60, deadline=None)
@given(TEXTS, WORDS)
def test_an_api_gets_them_as_json_and_as_a_form(text: str, subject: str) -> None:
    body = {"text": "{text}", "nested": [{"both": "{subject}: {text}"}]}
    answer, api = received(text, subject, [says("")], kind="http", url="${HOOK}", json=body)
    assert answer.outcome == "sent"
    assert api.requests[0].json() == {"text": text, "nested": [{"both": f"{subject}: {text}"}]}
    answer, api = received(text, subject, [says("")], kind="http", url="${HOOK}", form={"t": "{text}"})
    assert parse_qs(api.requests[0].body.decode(), keep_blank_values=True) == {"t": [text]}


@settings(max_examples=60, deadline=None)
@given(TEXTS, WORDS)
def test_pagerduty_gets_them(text: str, subject: str) -> None:
    options: dict[str, Any] = {"kind": "pagerduty", "url": "${HOOK}", "routing_key": "${TOKEN}"}
    answer, api = received(text, subject, [says_json({"status": "success"}, 202)], **options)
    assert answer.outcome == "sent"
    assert api.requests[0].json()["payload"]["custom_details"]["text"] == text


@settings(max_examples=60, deadline=None)
@given(TEXTS, WORDS)
def test_a_status_page_gets_them(text: str, subject: str) -> None:
    options: dict[str, Any] = {"kind": "statuspage", "page": "abc", "url": "${HOOK}", "token": "${TOKEN}"}
    answer, api = received(text, subject, [says_json([]), says_json({"id": "x1"}, 201)], **options)
    assert answer.outcome == "sent"
    assert api.requests[1].json()["incident"]["body"] == text


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_file_gets_them(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = Path(tmp_path_factory.getbasetemp()) / "told.json"
    file.unlink(missing_ok=True)
    built = way(kind="file", path=str(file), format="json")
    assert asyncio.run(built.send(message(text=text))).outcome == "sent"
    assert msgspec.json.decode(file.read_bytes())["text"] == text


@settings(max_examples=60, deadline=None)
@given(TEXTS, WORDS)
def test_a_mail_has_them_but_for_the_ends_of_lines(text: str, subject: str) -> None:
    box = Mailbox()

    async def run() -> Answer:
        async with serving_mail(box) as port:
            options: dict[str, Any] = {"host": "127.0.0.1", "port": port, "security": "plain", "from": "a@example.com"}
            return await way(kind="email", to=["b@example.com"], **options).send(message(text=text, subject=subject))

    assert asyncio.run(run()).outcome == "sent"
    (mail,) = box.mails()
    assert _ends(mail.get_content()) == _ends(text)
    assert {"Bcc", "Cc"}.isdisjoint(mail.keys())
    assert mail["To"] == "b@example.com"


def _ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


def test_the_escapes_of_slack_are_those_a_browser_knows() -> None:
    _, api = received("a <b> & c", "", [says("ok")], kind="slack", url="${HOOK}")
    assert unescape(api.requests[0].json()["text"]) == "a <b> & c"
