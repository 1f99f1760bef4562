"""The clock, the drill's faster one, and a wall clock that goes its own way."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0, HandClock, at
from warroom.clock import DrillClock, JumpWatch, SystemClock, local_name


def test_this_machines_clock_is_utc_in_milliseconds() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


@given(st.integers(-10_000, 1_000_000), st.sampled_from([0.1, 1.0, 2.5, 10.0, 60.0]))
def test_a_drill_runs_at_its_speed_from_its_start(seconds: int, speed: float) -> None:
    under = HandClock(T0)
    clock = DrillClock(T0, speed, under)
    under.go(seconds=seconds)
    assert abs((clock.now() - T0).total_seconds() - seconds * speed) < 0.001
    assert clock.now().microsecond % 1000 == 0


def test_two_terminals_derive_the_same_drill_time() -> None:
    under = HandClock(at(7))
    assert DrillClock(T0, 10, under).now() == DrillClock(T0, 10, under).now() == at(70)


@pytest.mark.parametrize("minutes", [60, -60, 0.1])
def test_a_clock_that_jumped_says_how_far_once(minutes: float) -> None:
    clock = HandClock()
    watch = JumpWatch(clock)
    assert watch.look() is None
    clock.go(minutes)
    jump = watch.look()
    assert jump is not None
    assert abs(jump - timedelta(minutes=minutes)) < timedelta(minutes=0.09)
    assert watch.look() is None


def test_a_clock_that_is_put_right_by_a_second_did_not_jump() -> None:
    clock = HandClock()
    watch = JumpWatch(clock)
    clock.go(seconds=-1)
    assert watch.look() is None


def test_a_drills_speed_is_no_jump() -> None:
    under = HandClock()
    watch = JumpWatch(DrillClock(T0, 60, under))
    under.go(seconds=1)
    assert watch.look() is None
    under.go(minutes=60)
    assert watch.look() is not None


def test_a_named_zone_is_shown_by_its_place() -> None:
    assert local_name(T0, "Europe/Berlin") == ("15:30", "Berlin")
    assert local_name(T0, "America/New_York") == ("09:30", "New York")
    assert local_name(T0, "UTC") == ("14:30", "UTC")
