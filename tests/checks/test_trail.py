"""The last readings of a check: packed into a text, handed on with its row, read back where they are looked at."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warroom.checks.health import Health
from warroom.checks.model import Found, Reading, State
from warroom.checks.prepared import Prepared
from warroom.checks.result import Result
from warroom.checks.trail import KEPT, SPARKS, Past, Trail, sparks, unpack
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
        longest = (2**32 - 2) / 1e6
        assert one.latency_s == (None if latency_s is None else pytest.approx(min(latency_s, longest), abs=2e-6))


SIZE = 12 + 9 * KEPT


@given(st.binary(max_size=60) | st.binary(min_size=SIZE, max_size=SIZE))
def test_bytes_that_are_no_trail_are_none_and_never_an_error(packed: bytes) -> None:
    unpack(packed)
    sparks(packed)
    Trail(packed).packed()


def test_a_trail_takes_as_much_after_one_reading_as_after_a_thousand() -> None:
    trail = Trail()
    assert trail.packed() == b""
    sizes = set()
    for n in range(1000):
        trail.add(reading(10 * n, latency_s=0.0123456 + n / 1000))
        sizes.add(len(trail.packed()))
    assert sizes == {SIZE}
    assert SIZE <= 10 * KEPT


def test_a_clock_that_jumped_by_years_leaves_only_what_was_after_it() -> None:
    trail = Trail()
    trail.add(reading(0))
    later = 10 * 365 * 86400
    trail.add(reading(later, "down", None))
    assert unpack(trail.packed()) == (Past(START + timedelta(seconds=later), "down", None),)


def test_a_spark_is_the_last_60_latencies_and_the_limit_where_it_was_down() -> None:
    trail = Trail(timeout_s=5.0)
    for n in range(SPARKS):
        trail.add(reading(n, latency_s=n / 1000))
    trail.add(reading(SPARKS, "unknown", None))
    trail.add(reading(SPARKS + 1, "down", None))
    found = sparks(trail.packed())
    assert len(found) == SPARKS
    assert (found[0], found[-2:]) == (0.001, (0.059, 5.0))
    assert sparks(b"") == ()


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
