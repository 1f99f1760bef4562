"""The last readings of a check: packed into a text, handed on with its row, read back where they are looked at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.checks.health import Health
from warroom.checks.model import Found, Reading, State
from warroom.checks.prepared import Prepared
from warroom.checks.result import Result
from warroom.checks.trail import KEPT, Past, Trail, unpack
from warroom.checks.verdict import judged
from warroom.checks.written import make_check

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
STATES: tuple[State, ...] = ("up", "degraded", "down", "unknown")
SUBJECTS = ("status", "latency", "body")


def reading(seconds: float, state: State = "up", latency_s: float | None = 0.041) -> Reading:
    return Reading("api", START + timedelta(seconds=seconds), state, latency_s)


def test_what_was_packed_is_read_back_with_times_states_and_latencies() -> None:
    trail = Trail()
    for one in (reading(0), reading(10, "degraded", 1.9), reading(11.5, "down", None), reading(20, "unknown", None)):
        trail.add(one)
    assert unpack(trail.packed()) == (
        Past(START, "up", 0.041),
        Past(START + timedelta(seconds=10), "degraded", 1.9),
        Past(START + timedelta(seconds=11.5), "down", None),
        Past(START + timedelta(seconds=20), "unknown", None),
    )


def test_the_oldest_are_forgotten_and_the_times_of_the_others_stay() -> None:
    trail = Trail()
    for n in range(KEPT + 30):
        trail.add(reading(10 * n))
    past = unpack(trail.packed())
    assert len(past) == KEPT
    assert (past[0].at, past[-1].at) == (START + timedelta(seconds=300), START + timedelta(seconds=10 * (KEPT + 29)))


def test_a_trail_goes_on_from_what_another_prober_packed() -> None:
    first = Trail()
    for n in range(5):
        first.add(reading(n))
    second = Trail(first.packed())
    second.add(reading(60, "down", None))
    assert unpack(second.packed()) == (*unpack(first.packed()), Past(START + timedelta(seconds=60), "down", None))


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.sampled_from(STATES), st.none() | st.floats(0, 1e5)), max_size=150))
def test_any_readings_survive_even_where_the_clock_went_back(
    found: list[tuple[float, State, float | None]],
) -> None:
    trail = Trail()
    for seconds, state, latency_s in found:
        trail.add(reading(seconds, state, latency_s))
    past = unpack(trail.packed())
    kept = found[-KEPT:]
    assert [one.state for one in past] == [state for _, state, _ in kept]
    for one, (seconds, _, latency_s) in zip(past, kept, strict=True):
        assert abs((one.at - START).total_seconds() - seconds) <= 0.1
        assert one.latency_s == (None if latency_s is None else pytest.approx(latency_s, rel=0.006))


@given(st.text(max_size=60) | st.from_regex(r"\d{1,15}( -?\d{1,14}[uwdnx][\d.e+-]{0,14}){1,4}", fullmatch=True))
def test_a_text_that_is_no_trail_is_none_and_never_an_error(packed: str) -> None:
    unpack(packed)
    Trail(packed).packed()


def test_a_trail_takes_no_more_than_nine_letters_a_reading() -> None:
    trail = Trail()
    for n in range(KEPT):
        trail.add(reading(10 * n, latency_s=0.0123456 + n / 1000))
    assert len(trail.packed()) <= 10 * KEPT


def test_the_row_of_a_check_carries_its_trail_and_the_next_prober_goes_on_from_it() -> None:
    check = make_check({"name": "api", "url": "http://127.0.0.1:1/"})
    health = Health(Prepared(check))
    for n in range(3):
        health.observe(reading(n))
    other = Health(Prepared(check))
    other.remember(health.view())
    other.observe(reading(3, "down", None))
    assert [one.state for one in unpack(other.view().trail)] == ["up", "up", "up", "down"]


def seen(status: int = 200) -> tuple[Found, ...]:
    check = make_check(
        {
            "name": "api",
            "url": "http://127.0.0.1:1/",
            "expect": ["status in 200..299", "body.up == true"],
            "warn": ["latency < 40ms"],
        }
    )
    result = Result(latency_s=0.1, body=b'{"up": true}', status=status)
    health = Health(Prepared(check))
    health.observe(judged(Prepared(check), START, result))
    return health.view().found


def test_the_row_says_of_every_condition_whether_it_held_and_what_was_found() -> None:
    assert seen() == (
        Found("status in 200..299", True, "status 200"),
        Found("body.up == true", True, "body.up true"),
        Found("latency < 40ms", False, "latency 100 ms, wanted < 40 ms", True),
    )


def test_what_only_warns_is_not_looked_at_while_something_fails() -> None:
    assert seen(status=503) == (
        Found("status in 200..299", False, "status 503, wanted 200..299"),
        Found("body.up == true", True, "body.up true"),
    )
