"""PagerDuty's Events API v2: one alert an incident, and its answers as documented."""

from typing import Any

import pytest

from tests.updates.senders.apis import HTML, HTML_503, NOTHING, Answering, in_turn, says_json, silent
from tests.updates.senders.ways import MESSAGE, SECRET, against, message, way
from warroom.updates.sending import Message

KEYS: dict[str, Any] = {"kind": "pagerduty", "routing_key": "${TOKEN}", "url": "${HOOK}"}
DEDUP = "warroom/2026-11-21-checkout-down"
TAKEN = says_json({"status": "success", "message": "Event processed", "dedup_key": DEDUP}, 202)
INVALID = {"status": "invalid event", "message": "Event object is invalid", "errors": ["'routing_key' is invalid"]}


def test_an_incident_is_triggered_with_its_words_and_its_key() -> None:
    answer, api = against(TAKEN, **KEYS)
    assert (answer.outcome, answer.ref) == ("sent", DEDUP)
    event = api.requests[0].json()
    assert (event["routing_key"], event["event_action"], event["dedup_key"]) == (SECRET, "trigger", DEDUP)
    payload = event["payload"]
    assert (payload["summary"], payload["source"], payload["severity"]) == (
        "P0 Checkout is failing",
        "warroom",
        "critical",
    )
    assert payload["custom_details"]["text"] == MESSAGE.text
    assert payload["custom_details"]["next_update"] == "2026-11-21T15:30:00Z"


@pytest.mark.parametrize(
    ("what", "action"),
    [
        (message(status="investigating", first=False), "trigger"),
        (message(status="identified", first=True), "trigger"),
        (message(status="identified", first=False, ref=DEDUP), "acknowledge"),
        (message(status="monitoring", first=False, ref=DEDUP), "acknowledge"),
        (message(status="resolved", first=False, ref=DEDUP), "resolve"),
        (message(status="", first=False), "trigger"),
    ],
)
def test_the_status_says_what_the_event_does(what: Message, action: str) -> None:
    _, api = against(TAKEN, what, **KEYS)
    event = api.requests[0].json()
    assert (event["event_action"], event["dedup_key"]) == (action, DEDUP)


@pytest.mark.parametrize(
    ("answered", "outcome", "why"),
    [
        (says_json(INVALID, 400), "refused", "Event object is invalid; invalid event; 'routing_key' is invalid"),
        (says_json({"status": "throttle exceeded", "message": "Slow down"}, 429), "later", "asks to wait: 429"),
        (says_json({"status": "error"}, 500), "unknown", "500"),
        (says_json({"status": "?"}, 202), "unknown", "no word of success"),
        (says_json({"status": "success"}, 200), "unknown", "200"),
        (HTML, "unknown", "with a page of HTML"),
        (HTML_503, "unknown", "503 with a page of HTML"),
        (NOTHING, "unknown", "before an answer"),
    ],
)
def test_every_answer_is_told_apart(answered: Answering, outcome: str, why: str) -> None:
    answer, _ = against(answered, **KEYS)
    assert answer.outcome == outcome
    assert why in answer.why


def test_silence_is_unknown_and_may_be_repeated_under_the_same_key() -> None:
    built = way(**{**KEYS, "url": "https://events.pagerduty.com/v2/enqueue"})
    assert built.repeats_safely
    assert built.target == "events.pagerduty.com"
    answer, api = against(silent, timeout=1, **KEYS)
    assert answer.outcome == "unknown"
    _, again = against(in_turn([TAKEN]), **KEYS)
    assert again.requests[0].json() == api.requests[0].json()


def test_levels_and_events_can_be_ones_own() -> None:
    _, api = against(TAKEN, message(severity="SEV2"), **KEYS, severities={"SEV2": "error"})
    assert api.requests[0].json()["payload"]["severity"] == "error"
    later = message(status="monitoring", first=False)
    _, api = against(TAKEN, later, **KEYS, events={"monitoring": "resolve"})
    assert api.requests[0].json()["event_action"] == "resolve"


def test_long_words_keep_within_what_pagerduty_takes() -> None:
    long = message(title="t" * 5000, subject="", incident="i" * 400)
    _, api = against(TAKEN, long, **KEYS)
    event = api.requests[0].json()
    assert len(event["payload"]["summary"]) == 1024
    assert len(event["dedup_key"]) <= 255
    answer, api = against(TAKEN, message(text="x" * 600_000), **KEYS)
    assert answer.outcome == "refused"
    assert not api.requests
