"""Atlassian Statuspage's API v1: created once, updated, resolved, and found again when an answer was lost."""

import asyncio
from typing import Any

import pytest

from tests.updates.senders.apis import (
    HTML,
    HTML_503,
    NOTHING,
    Answering,
    Api,
    Request,
    drips,
    in_turn,
    raw,
    resets,
    says_json,
    serving,
    silent,
)
from tests.updates.senders.ways import MESSAGE, SECRET, against, message, way
from warroom.updates.sending import Answer, Message

KEYS: dict[str, Any] = {"kind": "statuspage", "page": "kctbh9vrtdwd", "token": "${TOKEN}", "url": "${HOOK}"}
ID = "p31zjtct2jer"
NONE = says_json([])


class Page:
    """A status page as its documentation has it: incidents with updates, newest first."""

    def __init__(self, loses: int = 0) -> None:
        self.incidents: list[dict[str, Any]] = []
        self.loses = loses
        """How many writes are done and their answers lost."""

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if request.headers.get("authorization") != f"OAuth {SECRET}":
            return await says_json({"error": "Could not authenticate"}, 401)(request, writer)
        root = "/v1/pages/kctbh9vrtdwd/incidents"
        if (request.method, request.target) == ("GET", f"{root}/unresolved"):
            found = [one for one in self.incidents if one["status"] != "resolved"]
            return await says_json(found)(request, writer)
        asked = request.json()["incident"]
        incident = self.named(request.target.removeprefix(f"{root}/")) if request.method == "PATCH" else None
        status = 200
        if (request.method, request.target) == ("POST", root):
            incident, status = {"id": f"{ID}{len(self.incidents)}", "incident_updates": []}, 201
            self.incidents.append(incident)
        if incident is None:
            return await says_json({"error": "Resource not found"}, 404)(request, writer)
        body = asked.pop("body")
        incident |= asked
        incident["incident_updates"].insert(0, {"body": body, "status": incident["status"]})
        if self.loses:
            self.loses -= 1
            writer.close()
            return None
        return await says_json(incident, status)(request, writer)

    def named(self, id_: str) -> dict[str, Any] | None:
        return next((one for one in self.incidents if one["id"] == id_), None)


def told(page: Page, *messages: Message, **options: Any) -> tuple[list[Answer], Api]:
    """Send these one after another, each with what the one before it was called, as the outbox does."""

    async def run() -> tuple[list[Answer], Api]:
        answers: list[Answer] = []
        async with serving(page) as api:
            built = way({"HOOK": api.url("/v1"), "TOKEN": SECRET}, **KEYS, **options)
            ref = ""
            for what in messages:
                answer = await built.send(message(**{**fields(what), "ref": ref, "first": not ref}))
                ref = answer.ref or ref
                answers.append(answer)
        return answers, api

    return asyncio.run(run())


def fields(what: Message) -> dict[str, Any]:
    return {name: getattr(what, name) for name in what.__struct_fields__}


def test_an_incident_is_created_updated_and_resolved() -> None:
    page = Page()
    words = [("investigating", "We look."), ("identified", "A pool is full."), ("resolved", "It works again.")]
    answers, api = told(page, *(message(status=s, text=t) for s, t in words))
    assert [answer.outcome for answer in answers] == ["sent"] * 3
    (incident,) = page.incidents
    assert incident["name"] == "Checkout is failing"
    assert incident["deliver_notifications"] is True
    assert [(u["status"], u["body"]) for u in reversed(incident["incident_updates"])] == words
    assert [request.method for request in api.requests] == ["GET", "POST", "PATCH", "PATCH"]


def test_components_are_down_while_it_lasts_and_operational_after() -> None:
    page = Page()
    options: dict[str, Any] = {"components": {"abc123": "major_outage"}, "impacts": {"P0": "critical"}, "notify": False}
    told(page, message(), **options)
    (incident,) = page.incidents
    assert incident["components"] == {"abc123": "major_outage"}
    assert incident["component_ids"] == ["abc123"]
    assert (incident["impact_override"], incident["deliver_notifications"]) == ("critical", False)
    told(page, message(status="resolved", text="Over."), **options)
    assert page.incidents[0]["components"] == {"abc123": "operational"}


def test_a_creation_whose_answer_was_lost_is_not_made_twice() -> None:
    page = Page(loses=1)
    answers, _ = told(page, MESSAGE, MESSAGE, message(status="identified", text="A pool is full."))
    assert [answer.outcome for answer in answers] == ["unknown", "sent", "sent"]
    assert answers[1].why == "the page had it already"
    (incident,) = page.incidents
    assert [update["body"] for update in incident["incident_updates"]] == ["A pool is full.", MESSAGE.text]


def test_an_incident_of_somebody_else_is_left_alone() -> None:
    page = Page()
    page.incidents.append({"id": "other", "status": "investigating", "metadata": None, "incident_updates": []})
    answers, _ = told(page, MESSAGE)
    assert answers[0].outcome == "sent"
    assert [len(one["incident_updates"]) for one in page.incidents] == [0, 1]


@pytest.mark.parametrize(
    ("answered", "outcome", "why"),
    [
        (says_json({"error": "Could not authenticate"}, 401), "refused", "401 `Could not authenticate`"),
        (says_json({"error": "Forbidden"}, 403), "refused", "403 `Forbidden`"),
        (says_json({"error": "Resource not found"}, 404), "refused", "404"),
        (says_json({"error": ["Name can't be blank"]}, 422), "refused", "422 `Name can't be blank`"),
        (says_json({"error": "Too many requests"}, 420), "later", "asks to wait: 420"),
        (says_json({"error": "Too many requests"}, 429), "later", "asks to wait: 429"),
        (HTML_503, "unknown", "503 with a page of HTML"),
        (HTML, "unknown", "without the incident's id"),
        (NOTHING, "unknown", "before an answer"),
        (resets, "unknown", "had begun to go out"),
        (silent, "unknown", "within"),
        (drips(201), "unknown", "broken off"),
        (raw(b'HTTP/1.1 201 Created\r\ncontent-length: 90\r\n\r\n{"id": "'), "unknown", "broken off"),
        (says_json({"id": "../../x"}, 201), "unknown", "without the incident's id"),
    ],
)
def test_every_answer_to_a_creation_is_told_apart(answered: Answering, outcome: str, why: str) -> None:
    answer, api = against(in_turn([NONE, answered]), timeout=1, **KEYS)
    assert answer.outcome == outcome
    assert why in answer.why
    assert len(api.requests) == 2


@pytest.mark.parametrize("answered", [HTML_503, HTML, NOTHING, resets, silent])
def test_nothing_is_sent_where_the_page_cannot_be_read_first(answered: Answering) -> None:
    answer, api = against(answered, timeout=1, **KEYS)
    assert answer.outcome == "later"
    assert "nothing was sent yet" in answer.why
    assert [request.method for request in api.requests] == ["GET"]


def test_a_wrong_key_is_refused_before_anything_is_sent() -> None:
    answer, api = against(says_json({"error": "Could not authenticate"}, 401), **KEYS)
    assert answer.outcome == "refused"
    assert [request.method for request in api.requests] == ["GET"]


def test_a_lost_update_keeps_what_the_incident_is_called() -> None:
    answer, api = against(NOTHING, message(ref=ID, first=False), **KEYS)
    assert answer.outcome == "unknown"
    assert [request.method for request in api.requests] == ["PATCH"]


def test_a_name_that_is_no_id_never_becomes_part_of_an_address() -> None:
    answer, api = against(NONE, message(ref="../../pages", first=False), **KEYS)
    assert answer.outcome == "refused"
    assert not api.requests
