"""The clock, the drill's faster one, and what notices that a clock was set or a machine slept."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import T0, HandClock, at
from warroom.clock import FIRST, LAST, MACHINE, DrillClock, Jump, JumpWatch, Readers, SystemClock, local_name

DAY_S = 86_400.0


class Hands:
    """A machine whose time stands until a test moves it: it passes, the clock is set, the machine sleeps."""

    def __init__(self, wall: datetime = T0, steady_s: float = 1000.0, boot_s: float = 5000.0) -> None:
        self.wall = wall
        self.steady_s = steady_s
        self.boot_s = boot_s
        self.readers = Readers(lambda: self.wall, lambda: self.steady_s, lambda: self.boot_s)
        self.clock = SystemClock(self.readers)

    def go(self, seconds: float) -> None:
        """So much time passes."""
        self.wall += timedelta(seconds=seconds)
        self.steady_s += seconds
        self.boot_s += seconds

    def put(self, seconds: float) -> None:
        """Somebody sets the clock forward by so much, or back."""
        self.wall += timedelta(seconds=seconds)

    def sleep(self, seconds: float) -> None:
        """The lid is closed for so long."""
        self.wall += timedelta(seconds=seconds)
        self.boot_s += seconds


def test_this_machines_clock_is_utc_in_milliseconds() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


def test_this_machines_own_counters_only_go_forward() -> None:
    counters = [MACHINE.steady, *([MACHINE.since_boot] if MACHINE.since_boot else [])]
    for counter in counters:
        assert counter() <= counter()


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


@pytest.mark.parametrize("seconds", [3600.0, -3600.0, 6.0, -6.0, 400 * DAY_S, -400 * DAY_S])
def test_a_clock_that_was_set_says_how_far_once(seconds: float) -> None:
    hands = Hands()
    watch = JumpWatch(hands.clock)
    assert watch.look() is None
    hands.go(1)
    hands.put(seconds)
    assert watch.look() == Jump(hands.wall, slept_s=0.0, set_s=seconds)
    hands.go(1)
    assert watch.look() is None


@pytest.mark.parametrize("seconds", [1.0, -1.0])
def test_a_clock_that_is_put_right_by_a_second_was_not_set(seconds: float) -> None:
    hands = Hands()
    watch = JumpWatch(hands.clock)
    hands.put(seconds)
    assert watch.look() is None


def test_a_machine_that_slept_is_told_from_a_clock_that_was_set() -> None:
    hands = Hands()
    watch = JumpWatch(hands.clock)
    hands.go(1)
    hands.sleep(58 * 60)
    assert watch.look() == Jump(hands.wall, slept_s=58 * 60, set_s=0.0)
    assert watch.look() is None


def test_a_clock_that_was_set_while_the_machine_slept_says_both() -> None:
    hands = Hands()
    watch = JumpWatch(hands.clock)
    hands.sleep(600)
    hands.put(-3600)
    assert watch.look() == Jump(hands.wall, slept_s=600, set_s=-3600)


def test_a_process_that_was_stopped_for_an_hour_saw_no_jump() -> None:
    hands = Hands()
    watch = JumpWatch(hands.clock)
    hands.go(3600)
    assert watch.look() is None


def test_where_nothing_counts_sleep_it_looks_like_a_clock_set_forward() -> None:
    hands = Hands()
    watch = JumpWatch(SystemClock(Readers(hands.readers.wall, hands.readers.steady)))
    hands.sleep(600)
    assert watch.look() == Jump(hands.wall, slept_s=0.0, set_s=600)


def test_a_drills_speed_is_no_jump_and_its_clocks_jump_is_said_in_the_machines_time() -> None:
    hands = Hands()
    watch = JumpWatch(DrillClock(T0, 60, hands.clock))
    hands.go(1)
    assert watch.look() is None
    hands.put(3600)
    jump = watch.look()
    assert jump is not None
    assert (jump.slept_s, jump.set_s) == (0.0, 3600)


moves = st.tuples(
    st.sampled_from(["go", "put", "sleep"]), st.floats(3, 400 * DAY_S).map(lambda seconds: round(seconds, 3))
)


@given(st.lists(moves, max_size=8))
def test_any_turn_of_events_is_added_up_to_what_happened(turns: list[tuple[str, float]]) -> None:
    hands = Hands()
    watch = JumpWatch(hands.clock)
    slept = put = 0.0
    for n, (move, seconds) in enumerate(turns):
        signed = seconds if move != "put" or n % 2 else -seconds
        getattr(hands, move)(signed)
        if jump := watch.look():
            slept, put = slept + jump.slept_s, put + jump.set_s
        else:
            assert move == "go"
    assert slept == pytest.approx(sum(s for move, s in turns if move == "sleep"), abs=0.1)
    assert put == pytest.approx(sum(s if n % 2 else -s for n, (move, s) in enumerate(turns) if move == "put"), abs=0.1)


@pytest.mark.parametrize(
    ("wall", "told"),
    [
        (datetime.max.replace(tzinfo=UTC), LAST),
        (datetime.min.replace(tzinfo=UTC), FIRST),
        (datetime(1969, 7, 20, tzinfo=UTC), FIRST),
        (datetime(2262, 4, 11, 23, 47, tzinfo=UTC), datetime(2262, 4, 11, 23, 47, tzinfo=UTC)),
    ],
)
def test_a_clock_at_the_end_of_the_calendar_leaves_room_to_count_from(wall: datetime, told: datetime) -> None:
    hands = Hands(wall)
    assert hands.clock.now() == told
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        month = timedelta(days=30)
        assert [(told + by).astimezone(ZoneInfo(zone)).utcoffset() for by in (-month, month)]


@pytest.mark.parametrize("speed", [60.0, 1e6, 1e300])
@pytest.mark.parametrize(("wall", "told"), [(LAST, LAST), (FIRST, FIRST)])
def test_a_drill_whose_clock_leaves_the_calendar_stays_at_its_end(wall: datetime, told: datetime, speed: float) -> None:
    assert DrillClock(T0, speed, Hands(wall).clock).now() == told


def test_a_named_zone_is_shown_by_its_place() -> None:
    assert local_name(T0, "Europe/Berlin") == ("15:30", "Berlin")
    assert local_name(T0, "America/New_York") == ("09:30", "New York")
    assert local_name(T0, "UTC") == ("14:30", "UTC")


def test_a_zone_that_has_no_such_date_any_more_is_not_named() -> None:
    assert local_name(datetime.max.replace(tzinfo=UTC), "Pacific/Kiritimati") == ("23:59", "UTC")
    assert local_name(datetime.min.replace(tzinfo=UTC), "America/New_York") == ("00:00", "UTC")
