"""Durations and limits as people spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.incident.words import parse_duration, person, say_duration
from warroom.playbook.model import Limit, parse_limit


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("90s", 90), ("3m", 180), ("1h30m", 5400), ("1h30", 5400), ("2d12", 216_000), ("24 h", 86_400),
     ("1 week", 604_800),
     ("800ms", 0.8), ("1.5h", 5400), ("5 minutes", 300), ("1 minute", 60), ("30 seconds", 30), ("2 days", 172_800),
     ("10 sec", 10), ("5MIN", 300), (" 3m ", 180), ("1 h 30 min", 5400), ("0s", 0)],
)  # fmt: skip
def test_a_duration_is_read(words: str, seconds: float) -> None:
    assert parse_duration(words) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "words", ["", "5", "m", "5 apples", "3m later", "-3m", "1h 2", "1e3s", "99999999999s", "9" * 400]
)
def test_what_is_no_duration_is_none(words: str) -> None:
    assert parse_duration(words) is None


def test_a_word_of_a_million_digits_is_answered_at_once() -> None:
    assert parse_duration("1" * 1_000_000) is None


@given(st.text())
def test_any_text_is_a_duration_or_none(words: str) -> None:
    found = parse_duration(words)
    assert found is None or 0 <= found < 10**10


@given(st.integers(1, 59), st.sampled_from([("s", 1), ("min", 60), ("h", 3600), ("d", 86_400)]))
def test_a_duration_said_reads_back(count: int, unit: tuple[str, int]) -> None:
    seconds = count * unit[1]
    assert parse_duration(say_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (45, "45 s"), (180, "3 min"), (5400, "1 h 30 min"), (172_800, "2 d")]
)
def test_a_duration_is_said_in_the_fewest_words(seconds: float, words: str) -> None:
    assert say_duration(seconds) == words


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("immediate", Limit(0, words="immediate")),
        ("Immediately", Limit(0, words="Immediately")),
        ("< 5 min", Limit(300, words="< 5 min")),
        ("<= 30 min", Limit(1800, words="<= 30 min")),
        ("within 24 hours", Limit(86_400, words="within 24 hours")),
        ("+15m", Limit(900, words="+15m")),
        ("1 week", Limit(604_800, words="1 week")),
        ("2 h business", Limit(7200, "business", "2 h business")),
        ("2 h (business hours)", Limit(7200, "business", "2 h (business hours)")),
        ("next business day", Limit(None, "business", "next business day")),
    ],
)
def test_a_limit_keeps_its_words_and_counts_what_it_can(words: str, limit: Limit) -> None:
    assert parse_limit(words) == limit


@pytest.mark.parametrize("words", ["", "no limit", "none", "variable", "soon", "5 apples"])
def test_what_is_no_limit_is_none(words: str) -> None:
    assert parse_limit(words) is None


def test_only_a_limit_that_always_runs_can_be_counted() -> None:
    assert Limit(7200, "business", "2 h business").counts is None
    assert Limit(0, words="immediate").counts == 0


def test_a_name_is_bare() -> None:
    assert person(" @anna ") == person("anna") == "anna"
