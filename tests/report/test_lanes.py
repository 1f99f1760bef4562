"""How checks stood over time: no stretch overlaps another, whatever pauses, watchers and clocks did meanwhile."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import T0, at
from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.incident.facts.watching import Stood
from warroom.report.lanes import Lane, lanes

BEGIN, END = at(-30), at(90)
STATES = ("up", "down", "degraded", "unknown")


def records(*told: tuple[datetime, Fact]) -> list[Record]:
    """Facts with the moments they were noted at, in the order they are written."""
    return [
        Record(
            stream="s", seq=n, id=f"id{n}", kind=fact.kind, version=1, at=moment, noted_at=moment, by="check",
            hash="", fact=fact,
        )
        for n, (moment, fact) in enumerate(told, 1)
    ]  # fmt: skip


def turn(minute: float, to: str, check: str = "api") -> tuple[datetime, Fact]:
    return at(minute), f.CheckChanged(check=check, from_="", to=to)


def pause(minute: float, minutes: float | None, check: str = "api") -> tuple[datetime, Fact]:
    until = at(minute + minutes) if minutes is not None else None
    return at(minute), f.CheckPaused(check=check, until=until)


def stopped(minute: float) -> tuple[datetime, Fact]:
    return at(minute), f.WatchingStopped(terminal="ops")


def started(minute: float, *checks: str, since: float | None = None, **fields: object) -> tuple[datetime, Fact]:
    gone = at(since) if since is not None else None
    return at(minute), f.WatchingStarted(terminal="ops", checks=checks, unwatched_since=gone, **fields)  # type: ignore[arg-type]  # fields by name, whatever their types


def lane(*told: tuple[datetime, Fact]) -> Lane:
    """The one lane of these."""
    (found,) = lanes(records(*told), BEGIN, END)
    return found


def said(found: Lane) -> list[tuple[str, float, float]]:
    """(state, from, to) in minutes after T0."""
    return [
        (one.state, (one.begin - T0).total_seconds() / 60, (one.end - T0).total_seconds() / 60)
        for one in found.stretches
    ]


def test_down_and_slow_are_stretches_and_up_lies_between() -> None:
    found = lane(turn(0, "down"), turn(10, "up"), turn(20, "degraded"), turn(25, "down"), turn(30, "up"))
    assert said(found) == [("down", 0, 10), ("degraded", 20, 25), ("down", 25, 30)]
    assert (found.down_s, found.slow_s, found.times) == (900, 300, 2)
    assert [found.stood(at(m)) for m in (-1, 0, 9.9, 10, 24, 26, 31)] == [
        "up", "down", "down", "up", "degraded", "down", "up",
    ]  # fmt: skip


def test_what_goes_on_without_a_change_is_one_stretch() -> None:
    found = lane(turn(0, "down"), turn(5, "down"), turn(10, "up"))
    assert said(found) == [("down", 0, 10)]
    assert found.times == 1


def test_a_stretch_is_cut_to_what_is_looked_at() -> None:
    found = lane(turn(-60, "down"), turn(200, "up"))
    assert said(found) == [("down", -30, 90)]
    (gone,) = lanes(records(turn(-60, "down"), turn(-50, "up")), BEGIN, END)
    assert (gone.stretches, gone.times) == ((), 0)


def test_pauses_that_overlap_are_one_after_the_other() -> None:
    found = lane(pause(0, 30), pause(10, 30), turn(50, "up"))
    assert said(found) == [("paused", 0, 40)]


def test_a_later_pause_that_is_shorter_ends_the_longer_one() -> None:
    assert said(lane(pause(0, 60), pause(10, 5))) == [("paused", 0, 15)]


def test_a_check_that_is_held_was_neither_down_nor_slow_meanwhile() -> None:
    found = lane(turn(0, "down"), pause(10, 10), turn(30, "up"))
    assert said(found) == [("down", 0, 10), ("paused", 10, 20), ("down", 20, 30)]
    assert found.down_s == 20 * 60


def test_a_pause_that_is_taken_back_ends_there() -> None:
    assert said(lane(pause(0, 60), pause(5, None))) == [("paused", 0, 5)]


def test_while_nobody_watched_a_check_is_unknown_and_goes_on_as_it_was() -> None:
    found = lane(turn(0, "down"), stopped(5), started(15), turn(20, "up"))
    assert said(found) == [("down", 0, 5), ("unknown", 5, 15), ("down", 15, 20)]
    assert found.times == 1


def test_a_watcher_that_ended_without_a_word_is_missed_from_when_it_was_seen_last() -> None:
    found = lane(turn(0, "down"), started(20, "api", since=8), turn(30, "up"))
    assert said(found) == [("down", 0, 8), ("unknown", 8, 20), ("down", 20, 30)]


def test_what_a_new_watcher_does_not_ask_stays_unknown() -> None:
    found = {one.check: one for one in lanes(
        records(turn(0, "down"), turn(0, "up", "db"), stopped(5), started(10, "db"), turn(90, "up", "db")), BEGIN, END
    )}  # fmt: skip
    assert said(found["api"])[-1] == ("unknown", 5, 90)
    assert said(found["db"]) == [("unknown", 5, 10)]


def test_checks_that_were_up_all_along_have_a_lane_without_stretches() -> None:
    found = lanes(records(started(0, "api", "db"), turn(5, "down")), BEGIN, END)
    assert [(one.check, len(one.stretches)) for one in found] == [("api", 1), ("db", 0)]


def test_what_was_red_before_the_declaration_is_red_since_then() -> None:
    stood = (Stood(check="api", state="down", since=at(-10)), Stood(check="db", state="up", paused_until=at(5)))
    found = {one.check: one for one in lanes(records(started(0, "api", "db", stood=stood)), BEGIN, END)}
    assert said(found["api"]) == [("down", -10, 90)]
    assert said(found["db"]) == [("paused", 0, 5)]


def test_a_clock_that_went_back_takes_nothing_back() -> None:
    found = lane(turn(10, "down"), turn(4, "degraded"), turn(20, "up"))
    assert said(found) == [("degraded", 10, 20)]
    paused = lane(pause(20, 30), pause(10, 5), turn(40, "up"))
    assert all(one.begin < one.end for one in paused.stretches)


def test_no_record_has_no_lane() -> None:
    assert lanes([], BEGIN, END) == ()


def test_two_weeks_of_turns_are_told_in_columns_of_hours() -> None:
    told = [turn(60 * 24 * day + m, "down" if m == 0 else "up") for day in range(14) for m in (0, 90)]
    (found,) = lanes(records(*told), T0, T0 + timedelta(days=14))
    columns = found.columns(T0, timedelta(hours=6), 56)
    assert [columns[n] for n in (0, 1, 4, 5)] == ["down", "up", "down", "up"]
    assert columns.count("down") == 14
    assert (found.times, found.down_s) == (14, 14 * 90 * 60)


def test_a_short_outage_is_seen_in_its_column_however_long_that_lasts() -> None:
    found = lane(turn(0, "degraded"), turn(5, "down"), turn(5.1, "degraded"), turn(20, "up"))
    assert found.columns(at(-60), timedelta(hours=1), 3) == ["up", "down", "up"]
    assert found.columns(at(20), timedelta(minutes=1), 2) == ["up", "up"]


def test_nothing_jumps_where_clocks_are_set_back_for_the_winter() -> None:
    begin = datetime.fromisoformat("2026-10-25T00:00:00+00:00")
    told = records(
        (begin + timedelta(minutes=30), f.CheckChanged(check="api", from_="up", to="down")),
        (begin + timedelta(minutes=90), f.CheckChanged(check="api", from_="down", to="up")),
    )
    (found,) = lanes(told, begin, begin + timedelta(hours=3))
    assert found.down_s == 3600
    assert found.columns(begin, timedelta(minutes=30), 6) == ["up", "down", "down", "up", "up", "up"]


def test_the_worst_of_three_hundred_comes_first() -> None:
    told = [turn(n / 10, "down", f"check {n}") for n in range(300)]
    found = lanes(records(*told, *(turn(60, "up", f"check {n}") for n in range(300))), BEGIN, END)
    assert len(found) == 300
    assert found[0].check == "check 0"
    assert [one.down_s for one in found] == sorted((one.down_s for one in found), reverse=True)


events = st.lists(
    st.one_of(
        st.builds(turn, st.integers(-60, 120), st.sampled_from(STATES)),
        st.builds(pause, st.integers(-60, 120), st.none() | st.integers(-5, 60)),
        st.builds(stopped, st.integers(-60, 120)),
        st.builds(lambda m, s: started(m, "api", since=s), st.integers(-60, 120), st.none() | st.integers(-60, 120)),
    ),
    max_size=15,
)


@settings(max_examples=200, deadline=None)
@given(events)
def test_whatever_happens_stretches_are_in_order_apart_and_within_the_time(
    told: list[tuple[datetime, Fact]],
) -> None:
    for found in lanes(records(*told), BEGIN, END):
        edges = [edge for one in found.stretches for edge in (one.begin, one.end)]
        assert edges == sorted(edges)
        assert all(one.begin < one.end for one in found.stretches)
        assert not edges or (edges[0] >= BEGIN and edges[-1] <= END)
        pairs = zip(found.stretches, found.stretches[1:], strict=False)
        assert all(one.state != two.state or one.end < two.begin for one, two in pairs)


@pytest.mark.parametrize("name", ["\x1b[2Jgone", "a" * 500, "", "api\napi"])
def test_hostile_names_are_names(name: str) -> None:
    (found,) = lanes(records(turn(0, "down", name)), BEGIN, END)
    assert found.check == name
