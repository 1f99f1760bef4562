"""How a check turned, told from its records: what held, how long, why, and when nobody asked."""

from datetime import UTC, datetime, timedelta

from warroom.incident import facts as f
from warroom.incident.facts import Fact, Record
from warroom.report.turned import stretches, tells

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def record(seq: int, minutes: float, fact: Fact, by: str = "check") -> Record:
    return Record(
        stream="duty",
        seq=seq,
        id=f"id{seq}",
        kind=fact.kind,
        version=1,
        at=at(minutes),
        noted_at=at(minutes),
        by=by,
        hash="0",
        fact=fact,
    )


def turned(to: str, minutes: float, reason: str = "", check: str = "api", was: str = "up") -> Fact:
    return f.CheckChanged(check=check, from_=was, to=to, reason=reason, since=at(minutes))


def told(*facts: tuple[float, Fact], now: float = 60) -> list[tuple[str, float, float | None, str]]:
    """Kind, begin and end in minutes, and words; newest first."""

    def minutes(moment: datetime | None) -> float | None:
        return None if moment is None else (moment - START).total_seconds() / 60

    records = [record(n, when, fact, "anna") for n, (when, fact) in enumerate(facts, 1)]
    return [
        (one.kind, minutes(one.since) or 0.0, minutes(one.until), one.text)
        for one in stretches(records, "api", at(now))
    ]


def test_a_state_holds_from_its_first_reading_to_that_of_the_next() -> None:
    assert told(
        (1.5, turned("down", 1, "connection refused")),
        (9, turned("up", 8, "status 200")),
        (20, turned("down", 20, "another's", check="db")),
    ) == [("up", 8, None, "status 200"), ("down", 1, 8, "connection refused")]


def test_a_pause_stands_beside_the_state_and_ends_when_it_is_taken_back() -> None:
    held = f.CheckPaused(check="api", until=at(15), why="deploy")
    again = f.CheckPaused(check="api", until=None)
    assert told((1, turned("up", 1)), (5, held)) == [("held", 5, 15, "deploy"), ("up", 1, None, "")]
    assert told((5, held), (7, again)) == [("held", 5, 7, "deploy")]
    assert told((5, held), (7, f.CheckPaused(check="api", until=at(30), why="longer"))) == [
        ("held", 7, 30, "longer"),
        ("held", 5, 7, "deploy"),
    ]


def test_where_nobody_asked_for_long_nothing_is_claimed_to_have_held() -> None:
    begun = f.WatchingStarted(terminal="a:1", checks=("api", "db"))
    other = f.WatchingStarted(terminal="b:2", checks=("api",))
    ended = f.WatchingStopped(terminal="a:1")
    assert told((0, begun), (1, turned("up", 1)), (10, ended), (40, other), (41, turned("down", 41))) == [
        ("down", 41, None, ""),
        ("away", 10, 40, ""),
        ("up", 1, 10, ""),
    ]
    assert told((0, begun), (1, turned("up", 1)), (10, ended), (10.5, other)) == [("up", 1, None, "")]
    assert told((0, begun), (1, turned("up", 1)), (10, ended)) == [("away", 10, None, ""), ("up", 1, 10, "")]
    assert told((0, begun), (1, turned("up", 1)), (10, ended), now=10.2) == [("up", 1, None, "")]


def test_another_terminal_that_never_asked_leaves_nothing_unasked_when_it_stops() -> None:
    assert told(
        (0, f.WatchingStarted(terminal="a:1", checks=("api",))),
        (1, turned("up", 1)),
        (10, f.WatchingStopped(terminal="b:2")),
    ) == [("up", 1, None, "")]


def test_a_clock_that_went_back_gives_no_negative_time() -> None:
    assert told((9, turned("down", 9)), (3, turned("up", 3))) == [("down", 9, 9, ""), ("up", 3, None, "")]


def test_only_what_has_to_do_with_checks_is_told() -> None:
    assert tells(record(1, 0, turned("down", 0)))
    assert not tells(record(2, 0, f.Noted(text="api down")))
