"""Filters of a timeline: what is asked for is what comes, and any text may be typed."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import warroom.report.lines as lines
from warroom.errors import BadInput
from warroom.incident.facts import Decided, Fact, Noted, Record
from warroom.incident.state import EMPTY
from warroom.report.matching import KINDS, parse

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def record(fact: Fact, *, by: str = "bo", minutes_ago: float = 0.0, kind: str = "note") -> Record:
    at = NOW - timedelta(minutes=minutes_ago)
    return Record(
        stream="s", seq=1, id="i", kind=kind, version=1, at=at, noted_at=at, by=by, hash="0", via={}, fact=fact
    )


def found(text: str, one: Record) -> bool:
    return parse(text, NOW).match(one, EMPTY, NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pool", True),
        ("POOL full", True),
        ("full pool", True),
        ('"pool is full"', True),
        ('"full pool"', False),
        ("kind:note", True),
        ("kind:decide,note pool", True),
        ("kind:decide", False),
        ("by:bo", True),
        ("by:@Bo", True),
        ("by:ann", False),
        ("by:ann,bo pool", True),
        ("since:14:40", True),
        ("since:14:55", False),
        ("until:14:50", True),
        ("until:-20m", False),
        ("since:-15m until:now", True),
        ("", True),
        ("absent", False),
    ],
)
def test_a_line_is_found_by_kind_person_words_and_time(text: str, expected: bool) -> None:
    assert found(text, record(Noted(text="the Pool is full"), minutes_ago=10)) is expected


def test_a_kind_may_be_called_by_the_records_own_name() -> None:
    assert found("kind:item_set", record(Decided(text="x"), kind="item_set"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("kind:nite", "did you mean `note`"),
        ("kind:a_b", "no line is of kind `a_b`"),
        ("since:25:99", "`25:99` is no time"),
        ("until:soon", "is no time"),
        ("pool by:", "by: wants something behind it"),
        ("kind:,", "such as kind:note"),
    ],
)
def test_what_is_no_kind_or_time_is_said(text: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        parse(text, NOW)


@given(st.text(max_size=60))
def test_any_text_is_safe_to_type(text: str) -> None:
    try:
        asked = parse(text, NOW)
    except BadInput:
        return
    narrowed = asked.kinds or asked.by or asked.since or asked.until
    assert narrowed or asked.match(record(Noted(text=text)), EMPTY, NOW), "a text is found by itself"


def test_every_word_a_timeline_uses_is_a_kind_that_can_be_asked_for() -> None:
    files = Path(lines.__file__).parent.glob("*.py")
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    words = re.findall(r'Line\(\s*"[a-z_]+",\s*"([a-z-]+)"', source)
    assert len(words) > 30
    assert set(words) <= set(KINDS)
