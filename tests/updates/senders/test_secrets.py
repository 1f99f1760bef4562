"""What nobody may read: where it may come from, and that it never comes back."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.updates.senders.apis import Answering, Request, resets, says, says_json, serving, silent
from tests.updates.senders.ways import MESSAGE, SECRET, message, sent, way
from warroom.errors import BadInput
from warroom.updates.sending import Answer, Message

KINDS: dict[str, dict[str, Any]] = {
    "slack": {"kind": "slack", "url": "${HOOK}"},
    "http": {"kind": "http", "url": "${HOOK}", "bearer": "${TOKEN}", "headers": {"x-part": "${TOKEN}"}},
    "statuspage": {"kind": "statuspage", "page": "abc", "url": "${HOOK}", "token": "${TOKEN}"},
    "pagerduty": {"kind": "pagerduty", "url": "${HOOK}", "routing_key": "${TOKEN}"},
}


def echoes(status: int) -> Answering:
    """Everything that was said comes back, as some gateways do in their errors."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        said = f"{request.target} {request.headers} {request.body.decode()}"
        for one in (said, said[::-1]):
            await says_json({"error": one, "message": SECRET, "id": SECRET}, status)(request, writer)

    return answer


ANSWERS: list[Callable[..., Any]] = [
    *(echoes(status) for status in (200, 201, 202, 302, 400, 401, 404, 422, 429, 500, 503)),
    says(f"<html>{SECRET}</html>", 500),
    says(SECRET, 400),
    says(f"no_such_hook {SECRET} " * 500, 404),
    silent,
    resets,
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answered", ANSWERS)
def test_a_secret_never_comes_back(kind: str, answered: Answering, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    planted = {"TOKEN": SECRET}

    async def run() -> tuple[Any, Answer]:
        async with serving(answered) as api:
            planted["HOOK"] = api.url(f"/services/T024BE7LD/{SECRET}?code={SECRET}")
            built = way(planted, timeout=1, **KINDS[kind])
            return built, await built.send(message(ref="ref1", first=False))

    built, answer = asyncio.run(run())
    said = (
        f"{answer!r} {built!r} {built.target} {built.needs} {built.problem()} {vars(built)['_sender']!r} {caplog.text}"
    )
    assert SECRET not in said
    assert SECRET[:12] not in said


def test_a_secret_may_stand_in_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{SECRET}\n")
    options: dict[str, Any] = {"kind": "pagerduty", "routing_key": {"file": "token"}}
    for mode, said in [(0o600, ""), (0o400, ""), (0o644, "may be read by others: chmod 600"), (0o620, "by others")]:
        file.chmod(mode)
        problem = way(base=tmp_path, **options).problem()
        assert problem == said if not said else said in problem
    assert way(base=tmp_path, **options).needs == ("token",)


def test_a_file_that_is_no_secret_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    options: dict[str, Any] = {"kind": "pagerduty", "routing_key": {"file": str(file)}}
    assert "no such file" in way(**options).problem()
    for data in (b"", b"\n", b"a\nb\n", b"\xff\xfe", b"x" * 20_000, b"a\x00b"):
        file.write_bytes(data)
        file.chmod(0o600)
        assert way(**options).problem().endswith("must hold the secret and nothing else, on one line")
    file.unlink()
    os.mkfifo(file, 0o600)
    assert "no regular file" in way(**options).problem()
    file.unlink()
    file.write_text(SECRET)
    file.chmod(0o600)
    owner = file.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert "belongs to somebody else" in way(**options).problem()
    assert sent(way(**options)).outcome == "refused"


def test_what_is_missing_is_named_and_refused() -> None:
    built = way(kind="slack", url="${SLACK_HOOK}")
    assert built.needs == ("$SLACK_HOOK",)
    assert built.problem() == "the variable $SLACK_HOOK is not set: export it"
    for empty in ("", "  "):
        assert "`url` is empty" in way({"SLACK_HOOK": empty}, kind="slack", url="${SLACK_HOOK}").problem()
    assert sent(built).outcome == "refused"
    assert "$SLACK_HOOK is not set" in sent(built).why


def test_what_the_environment_has_wrong_is_told_without_it() -> None:
    for wrong in (f"ftp://x/{SECRET}", f"https://[{SECRET}", f"http://example.com/{SECRET}", "http://169.254.169.254/"):
        answer = sent(way({"HOOK": wrong}, kind="slack", url="${HOOK}"))
        assert answer.outcome == "refused"
        assert SECRET not in answer.why
        assert "`url`" in answer.why


def test_a_secret_written_into_the_file_is_refused_without_saying_it() -> None:
    wrong: list[dict[str, Any]] = [
        {"kind": "slack", "url": f"https://hooks.slack.com/services/T1/B1/{SECRET}"},
        {"kind": "pagerduty", "routing_key": SECRET},
        {"kind": "statuspage", "page": "abc", "token": "${TOKEN:-" + SECRET + "}"},
        {"kind": "http", "url": "https://example.com/", "json": {"token": SECRET}},
        {"kind": "http", "url": "https://example.com/", "headers": {"x-api-key": SECRET}},
    ]
    for options in wrong:
        with pytest.raises(BadInput) as told:
            way(**options)
        assert SECRET not in str(told.value)
        assert "${NAME}" in str(told.value)


@pytest.mark.parametrize("kind", [*KINDS, "file", "clipboard", "email"])
def test_a_drill_never_sends(kind: str, tmp_path: Path) -> None:
    more: dict[str, dict[str, Any]] = {
        "file": {"kind": "file", "path": "told.txt"},
        "clipboard": {"kind": "clipboard"},
        "email": {"kind": "email", "host": "127.0.0.1", "from": "a@example.com", "to": ["b@example.com"]},
    }
    copied: list[Message] = []

    def copy(what: Message) -> Answer:
        copied.append(what)
        return Answer("sent")

    async def run() -> tuple[Answer, int]:
        async with serving(says("ok")) as api:
            options = {**KINDS, **more}[kind] | ({"port": api.port} if kind == "email" else {})
            built = way({"HOOK": api.url(), "TOKEN": SECRET}, tmp_path, copy, **options)
            return await built.send(message(drill=True)), api.connections

    answer, connections = asyncio.run(run())
    assert (answer.outcome, connections, copied, list(tmp_path.iterdir())) == ("refused", 0, [], [])
    assert "drill" in answer.why


def test_what_has_no_words_or_half_a_letter_is_refused() -> None:
    for text in ("", " \n", "a\ud83d"):
        assert sent(way({"HOOK": "http://127.0.0.1:9/"}, kind="slack", url="${HOOK}"), message(text=text)).outcome == (
            "refused"
        )


def test_whatever_breaks_inside_is_unknown_and_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(*_: object) -> Answer:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("warroom.updates.senders.slack.send", breaks)
    answer = sent(way({"HOOK": f"https://example.com/{SECRET}"}, kind="slack", url="${HOOK}"), MESSAGE)
    assert answer.outcome == "unknown"
    assert SECRET not in answer.why
