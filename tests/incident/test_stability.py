"""The stability window: watched and green since the fix, to the second, against counting every single second."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import T0, Table, at, book, replayed
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident import watched
from warroom.incident.deadlines import deadlines
from warroom.incident.facts import Fact
from warroom.incident.stability import Stability, stability
from warroom.playbook.model import Check, Limit, Resolution

WINDOW_S = 600


def watching(minutes: float = 10, *checks: str) -> Any:
    """A playbook with a window, and checks of its own where they are named."""
    made = tuple(Check(name=name, options={"url": "https://x.example"}) for name in checks)
    return book(resolution=Resolution(watch=Limit(minutes * 60, words=f"{minutes} min")), checks=made)


class Watch(Table):
    """An incident whose checks somebody asks."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(watching(**fields))
        self.declare()
        self.happen(f.WatchingStarted(terminal="a:1", checks=("api", "db")))

    def go(self, minutes: float = 0, seconds: float = 0) -> "Watch":
        super().go(minutes, seconds)
        return self

    def turn(self, check: str, to: str, since: datetime | None = None) -> None:
        self.happen(f.CheckChanged(check=check, from_="", to=to, since=since or self.clock.now()))

    def fix(self) -> "Watch":
        self.do(i.MarkFixed())
        return self

    def window(self, unwatched_since: datetime | None = None) -> Stability:
        found = stability(self.incident, self.clock.now(), unwatched_since)
        assert found is not None
        return found

    @property
    def counted(self) -> float:
        return self.window().counted_s


def test_it_counts_from_the_fix_and_is_through_at_the_very_second() -> None:
    table = Watch()
    table.go(3).fix()
    assert (table.go(9).counted, table.window().through_at) == (540, None)
    table.go(5)
    assert (table.counted, table.window().through_at) == (600, at(13))
    assert (table.due("stability").state, table.due("stability").done_at) == ("met", at(13))


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (f.CheckChanged(check="api", from_="up", to="degraded"), "held: a check is slow"),
        (f.CheckChanged(check="api", from_="up", to="unknown"), "held: a check cannot be asked"),
        (f.CheckPaused(check="api", until=at(60)), "held: a check cannot be asked"),
        (f.WatchingStopped(terminal="a:1"), "held: nobody watches"),
    ],
)
def test_slow_unknown_held_and_unwatched_time_holds_it_and_what_was_counted_stays(turn: Fact, words: str) -> None:
    table = Watch()
    table.fix().go(4)
    table.happen(turn)
    table.go(20)
    clock = table.due("stability")
    assert (table.counted, clock.words, clock.due_at, clock.state) == (240, words, None, "running")


def test_red_begins_it_anew() -> None:
    table = Watch()
    table.fix().go(9)
    table.turn("db", "down")
    assert (table.go(1).counted, table.due("stability").words) == (0, "begins anew: a check is down")
    table.turn("db", "up")
    assert table.go(9).counted == 540
    assert table.go(1).window().through_at == at(20)


def test_bad_news_counts_from_when_it_was_first_seen_and_good_news_from_when_it_was_sure() -> None:
    table = Watch()
    table.fix().go(4)
    table.turn("api", "degraded", since=at(3))
    assert table.counted == 180
    table.go(4).turn("api", "up", since=at(6))
    assert table.go(1).counted == 240


def test_a_pause_that_ends_by_itself_lets_it_go_on() -> None:
    table = Watch()
    table.turn("api", "up")
    table.fix().go(1)
    table.happen(f.CheckPaused(check="api", until=at(3)))
    assert [table.go(1).counted, table.go(2).counted] == [60, 120]


def test_a_watcher_that_died_without_a_word_counts_only_as_far_as_it_was_seen() -> None:
    table = Watch()
    table.fix().go(6)
    assert table.window(unwatched_since=at(2)).counted_s == 120
    held = next(d for d in deadlines(table.incident, table.clock.now(), unwatched_since=at(2)) if d.id == "stability")
    assert held.words == "held: nobody watches"
    table.happen(f.WatchingStarted(terminal="b:2", checks=("api", "db"), unwatched_since=at(2)))
    assert table.go(1).counted == 180


def test_the_end_of_one_that_was_taken_over_already_is_no_end() -> None:
    table = Watch()
    table.fix().go(1)
    table.happen(f.WatchingStarted(terminal="b:2", checks=("api", "db")))
    table.happen(f.WatchingStopped(terminal="a:1"))
    assert table.go(1).counted == 120


def test_a_fix_that_is_said_late_counts_what_was_watched_since() -> None:
    table = Watch()
    table.go(8).do(i.MarkFixed(at=at(3)))
    assert table.counted == 300


def test_without_any_check_the_clock_alone_counts_and_says_so() -> None:
    table = Table(watching()).declare()
    table.do(i.MarkFixed())
    table.go(10)
    found = stability(table.incident, table.clock.now())
    assert found is not None
    assert (found.by_clock, found.through_at) == (True, at(10))
    assert (table.due("stability").words, table.due("stability").label) == (
        "by the clock alone: no checks",
        "quiet for 10 min",
    )


def test_checks_that_nobody_asks_are_no_reason_to_count() -> None:
    table = Table(book(resolution=Resolution(watch=Limit(600)), checks=watching(10, "api").checks)).declare()
    table.do(i.MarkFixed())
    table.go(60)
    found = stability(table.incident, table.clock.now())
    assert found is not None
    assert (found.counted_s, found.mood, found.by_clock) == (0, "unwatched", False)


def test_a_playbook_that_asks_for_no_window_has_no_such_clock() -> None:
    assert "stability" not in Table().declare().clocks()


def test_a_fix_that_did_not_hold_begins_it_anew_with_the_next() -> None:
    table = Watch()
    table.fix().go(8)
    table.do(i.Unfix(why="again"))
    assert table.state("stability") == "waiting"
    table.go(1).fix()
    assert table.go(2).counted == 120


def test_after_the_resolution_it_stays_as_it_was_and_a_reopened_one_did_not_watch_meanwhile() -> None:
    table = Watch()
    table.fix().go(4)
    table.do(i.Resolve(despite="a test"))
    table.go(2).turn("api", "down")
    table.turn("api", "up")
    assert (table.counted, table.state("stability")) == (240, "dropped")
    table.do(i.Reopen(why="not over"))
    assert table.go(3).counted == 420


# Against an oracle that looks at every second.

CHECKS = ("api", "db")
STATES = ("up", "degraded", "down", "unknown")
HORIZON_S = 400
facts = st.one_of(
    st.builds(
        lambda check, to, back: ("turn", check, to, back),
        st.sampled_from(CHECKS),
        st.sampled_from(STATES),
        st.integers(0, 30),
    ),
    st.builds(lambda check, for_s: ("pause", check, for_s), st.sampled_from(CHECKS), st.integers(0, 60)),
    st.builds(lambda who, gone: ("start", who, gone), st.sampled_from("ab"), st.none() | st.integers(0, 40)),
    st.builds(lambda who: ("stop", who), st.sampled_from("ab")),
)
moves = st.integers(-20, 60)
"""Seconds to the next record; the clock goes back now and then."""


class Oracle:
    """The mood of every second: each record overwrites from its own on, and red forgets all before it."""

    END = 4000

    def __init__(self) -> None:
        self.seconds: dict[int, str] = {}
        self.states: dict[str, str] = {}
        self.paused = dict.fromkeys(CHECKS, -1000)
        self.watcher = ""

    def mood(self, second: int) -> str:
        found = ["unknown" if second < self.paused[check] else state for check, state in self.states.items()]
        if "down" in found:
            return "red"
        if not self.watcher:
            return "unwatched"
        return "unknown" if "unknown" in found else "slow" if "degraded" in found else "green"

    def forget(self, now: int) -> None:
        red = max((second for second, mood in self.seconds.items() if mood == "red" and second <= now), default=-1000)
        self.seconds = {second: mood for second, mood in self.seconds.items() if second >= red}

    def look(self, now: int, seen: int) -> None:
        mood = self.mood(now)
        for second in range(seen if mood != "green" else now, self.END):
            self.seconds[second] = mood if second < now else self.mood(second)
        self.forget(now)

    def take(self, now: int, asked: tuple[Any, ...]) -> None:
        self.forget(now)
        seen = now
        match asked:
            case ("turn", check, to, back):
                self.states[check], seen = to, now - back
            case ("pause", check, for_s):
                self.states.setdefault(check, "unknown")
                self.paused[check] = now + for_s
            case ("start", who, gone):
                if gone is not None and self.watcher:
                    self.watcher = ""
                    self.look(now - gone, now - gone)
                self.watcher = who
            case ("stop", who):
                if who != self.watcher:
                    return
                self.watcher = ""
        self.look(now, seen)

    def counted(self, fixed: int, until: int) -> int:
        self.forget(until - 1)
        return sum(self.seconds.get(second) == "green" for second in range(fixed, until))


def fact_of(now: datetime, asked: tuple[Any, ...]) -> Fact:
    match asked:
        case ("turn", check, to, back):
            return f.CheckChanged(check=check, from_="", to=to, since=now - timedelta(seconds=back))
        case ("pause", check, for_s):
            return f.CheckPaused(check=check, until=now + timedelta(seconds=for_s))
        case ("start", who, gone):
            since = now - timedelta(seconds=gone) if gone is not None else None
            return f.WatchingStarted(terminal=who, checks=CHECKS, unwatched_since=since)
        case _:
            return f.WatchingStopped(terminal=asked[1])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(moves, facts), max_size=25),
    st.integers(0, 300),
    st.lists(st.integers(0, 200), min_size=1, max_size=4),
)
def test_it_counts_to_the_second_what_counting_every_second_does_also_while_the_clock_jumps(
    steps: list[tuple[int, tuple[Any, ...]]], fixed: int, looks: list[int]
) -> None:
    table, oracle = Table(watching(1e6, *CHECKS)), Oracle()
    table.declare()
    table.happen(f.Fixed(), T0 + timedelta(seconds=fixed))
    now = 0
    for move, asked in steps:
        now = max(0, now + move)
        table.happen(fact_of(T0 + timedelta(seconds=now), asked), T0 + timedelta(seconds=now))
        oracle.take(now, asked)
    assert replayed(table.records) == table.incident
    for later in sorted(looks):
        found = stability(table.incident, T0 + timedelta(seconds=now + later))
        assert found is not None
        if steps:
            assert found.counted_s == oracle.counted(fixed, now + later)


def test_however_often_it_turns_what_is_kept_stays_small_and_the_count_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "MOST", 6)
    table = Watch(minutes=100)
    table.go(1).fix()
    for _ in range(40):
        table.go(1).turn("api", "degraded")
        table.go(1).turn("api", "up")
    assert len(table.incident.watched.turns) <= 6
    assert table.counted == 40 * 60
    table.do(i.Unfix(why="no"))
    table.fix()
    assert table.go(1).counted == 60


def test_a_check_that_was_up_all_along_holds_the_window_once_it_cannot_be_asked() -> None:
    table = Watch()
    table.fix().go(4)
    begun = f.CheckChanged(check="db", from_="unknown", to="unknown", since=at(4))
    assert table.do(i.ReportTransition(change=begun)) == []
    table.do(i.ReportTransition(change=f.CheckChanged(check="api", from_="up", to="unknown", since=at(4))))
    assert (table.go(5).counted, table.window().mood) == (240, "unknown")
