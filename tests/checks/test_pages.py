"""A status page is read as far as it is one, and whatever else comes is one sentence."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.checks.web.pages import STATES, NotAPage, look, read, state_of, worst

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["API", "Mail"]) | JSON
UPDATE = st.fixed_dictionaries({"body": JSON, "display_at": JSON | st.datetimes().map(str)})
INCIDENT = st.fixed_dictionaries(
    {
        "name": JSON,
        "status": JSON,
        "started_at": JSON,
        "incident_updates": st.lists(UPDATE | JSON) | JSON,
        "components": JSON,
    }
)
COMPONENT = st.fixed_dictionaries(
    {"name": NAMES, "status": st.sampled_from(STATES) | JSON, "group_id": JSON, "group": JSON}
)
PAGE = st.fixed_dictionaries(
    {
        "status": st.fixed_dictionaries({"indicator": st.sampled_from(["none", "minor"]) | JSON, "description": JSON})
        | JSON,
        "components": st.lists(COMPONENT | JSON, max_size=3) | JSON,
        "incidents": st.lists(INCIDENT | JSON, max_size=2) | JSON,
    }
)
EVENT = st.fixed_dictionaries(
    {
        "service": JSON,
        "status": st.sampled_from("0123") | JSON,
        "date": JSON,
        "event_log": st.lists(JSON, max_size=2) | JSON,
    }
)


@given(PAGE | st.lists(EVENT | JSON, max_size=3) | JSON, st.sampled_from([(), ("API",), ("us-east-1", "API")]))
def test_whatever_json_comes_gives_a_page_or_a_sentence(data: Any, names: tuple[str, ...]) -> None:
    try:
        seen = look(read(json.dumps(data).encode("utf-8", "replace")), names)
    except NotAPage as wrong:
        assert str(wrong)
    else:
        assert isinstance(seen.state, str)


@given(st.binary(max_size=60))
def test_whatever_bytes_come_give_a_sentence(body: bytes) -> None:
    try:
        read(body)
    except NotAPage as wrong:
        assert str(wrong)


def test_a_page_nested_without_end_is_no_page() -> None:
    with pytest.raises(NotAPage):
        read(b"[" * 200_000)


def test_the_worst_state_is_found_and_one_nobody_knows_is_no_good_one() -> None:
    assert worst(STATES) == "major_outage"
    assert worst(["operational", "wobbly"]) == "wobbly"
    assert worst(["wobbly", "under_maintenance"]) == "under_maintenance"
    assert worst([]) == "operational"
    assert [state_of(word) for word in ("Partial Outage", " FULL_OUTAGE ", "x")] == [
        "partial_outage",
        "major_outage",
        "x",
    ]
