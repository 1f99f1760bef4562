"""Turns of a check folded into outages: where one begins and ends, what it comes to, and clocks that lie."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import T0, Table, at, replayed
from warroom.incident import intents as i
from warroom.incident.episodes import GAP, Course, Episode, episodes, first_red, follow
from warroom.incident.facts import CheckChanged, Erased, Fact, Outage, Record

BAD = ("degraded", "down")


def turn(to: str, minutes: float, check: str = "api", **fields: Any) -> CheckChanged:
    value = {"down": "503", "degraded": "1.9 s", "up": "41 ms", "unknown": "?"}.get(to, "")
    known: dict[str, Any] = {"reason": f"reads {value}", "value": value, "since": at(minutes), **fields}
    return CheckChanged(check=check, from_="", to=to, **known)


def told(*facts: Fact) -> list[Record]:
    """These facts in a stream, each recorded six seconds after it was first seen."""
    found = []
    for seq, fact in enumerate(facts, 1):
        seen = fact.since if isinstance(fact, CheckChanged) and fact.since else T0
        found.append(
            Record(
                stream="s",
                seq=seq,
                id=f"id{seq}",
                kind=fact.kind or "check_changed",
                version=1,
                at=seen + timedelta(seconds=6),
                noted_at=seen + timedelta(seconds=6),
                by="check",
                hash="",
                fact=fact,
            )
        )
    return found


def of(*facts: Fact) -> list[Episode]:
    return episodes(told(*facts))


def only(*facts: Fact) -> Episode:
    [one] = of(*facts)
    return one


def test_an_outage_runs_from_the_first_bad_reading_to_the_last_recovery() -> None:
    one = only(turn("down", 0), turn("up", 4), turn("down", 6), turn("up", 8), turn("down", 9), turn("up", 22.5))
    assert (one.check, one.began, one.ended, one.flaps, one.seqs) == ("api", at(0), at(22.5), 2, (1, 2, 3, 4, 5, 6))
    assert (one.worst, one.value, one.reason) == ("down", "503", "reads 503")


def test_one_that_lasts_has_no_end() -> None:
    one = only(turn("down", 0), turn("up", 1), turn("down", 2))
    assert (one.ended, one.flaps) == (None, 1)


@pytest.mark.parametrize(("up_for", "count"), [(timedelta(0), 1), (GAP, 1), (GAP + timedelta(seconds=1), 2)])
def test_it_is_another_outage_only_after_it_was_up_for_longer_than_the_gap(up_for: timedelta, count: int) -> None:
    found = of(turn("down", 0), turn("up", 3), turn("down", 3 + up_for / timedelta(minutes=1)))
    assert len(found) == count
    assert found[-1].flaps == (count == 1)


def test_going_from_slow_to_down_and_back_is_one_outage_without_a_flap_and_tells_of_the_worst() -> None:
    one = only(turn("degraded", 0), turn("down", 3, value="504"), turn("degraded", 5), turn("down", 6), turn("up", 9))
    assert (one.began, one.ended, one.flaps) == (at(0), at(9), 0)
    assert (one.worst, one.value, one.reason) == ("down", "504", "reads 503")


def test_each_check_has_outages_of_its_own_in_the_order_in_which_they_began() -> None:
    found = of(turn("down", 4, "db"), turn("down", 3), turn("up", 5), turn("up", 6, "db"), turn("down", 20, "db"))
    assert [(one.check, one.seqs) for one in found] == [("api", (2, 3)), ("db", (1, 4)), ("db", (5,))]


def test_no_reading_neither_begins_nor_ends_an_outage_and_is_counted() -> None:
    assert of(turn("unknown", 0), turn("up", 1), turn("unknown", 2)) == []
    one = only(turn("down", 0), turn("unknown", 2), turn("down", 5), turn("unknown", 7), turn("up", 8))
    assert (one.began, one.ended, one.flaps, one.unseen_s, one.seqs) == (at(0), at(8), 0, 240.0, (1, 2, 3, 4, 5))


def test_a_turn_after_the_end_that_is_not_bad_belongs_to_no_outage() -> None:
    one = only(turn("down", 0), turn("up", 1), turn("unknown", 2), turn("up", 3))
    assert (one.ended, one.seqs) == (at(1), (1, 2))


def test_without_the_moment_of_the_first_reading_that_of_the_record_counts() -> None:
    records = told(turn("down", 0), turn("up", 1))
    bare = [msgspec.structs.replace(r, fact=msgspec.structs.replace(r.fact, since=None)) for r in records]
    assert [(one.began, one.ended) for one in episodes(bare)] == [(at(0, 6), at(1, 6))]


def test_a_moment_without_a_zone_is_taken_as_utc() -> None:
    one = only(turn("down", 0), turn("up", 1, since=at(1).replace(tzinfo=None)))
    assert one.ended == at(1)


def test_an_erased_turn_is_in_no_outage_and_the_recovery_still_tells_the_whole() -> None:
    over = turn("up", 9, outage=Outage(began=at(0), worst="down", value="503", flaps=3, unseen_s=60.0))
    one = only(Erased(), Erased(), over)
    assert (one.began, one.ended, one.flaps, one.unseen_s, one.seqs) == (at(0), at(9), 3, 60.0, (3,))
    assert (one.worst, one.value, one.reason, one.earlier) == ("down", "503", "", True)
    one = only(turn("degraded", 2), Erased(), over)
    assert (one.began, one.worst, one.value, one.flaps, one.seqs) == (at(0), "down", "503", 3, (1, 3))


def test_what_was_copied_from_before_the_incident_goes_on_in_it_and_is_marked() -> None:
    one = only(turn("down", -20, copied=True), turn("up", -18, copied=True), turn("down", -15), turn("up", 3))
    assert (one.began, one.ended, one.flaps, one.earlier) == (at(-20), at(3), 1, True)


def test_a_clock_that_went_back_leaves_one_outage_whose_end_is_what_was_written_last() -> None:
    ahead = only(turn("down", 0), turn("up", 200), turn("down", 10), turn("up", 12))
    assert (ahead.began, ahead.ended, ahead.flaps) == (at(0), at(12), 1)
    back = only(turn("down", 200), turn("up", 12))
    assert (back.began, back.ended) == (at(12), at(12))


def test_a_hundred_thousand_turns_are_folded_turn_by_turn() -> None:
    states = ("down", "up", "degraded", "up")
    facts = [turn(states[n % 4], n * 3.0, check=f"c{n // 4 % 50}") for n in range(100_000)]
    found = of(*facts)
    assert len(found) == 25_000
    assert {(len(one.seqs), one.flaps, one.worst) for one in found} == {(4, 1, "down")}


turns = st.builds(
    lambda to, seconds, check, copied: turn(to, seconds / 60, check, copied=copied),
    st.sampled_from(["up", "down", "degraded", "unknown", "later"]),
    st.integers(-7200, 7200),
    st.sampled_from(["api", "db"]),
    st.booleans(),
)
outages = st.builds(
    Outage,
    began=st.integers(-7200, 7200).map(lambda seconds: at(0, seconds)),
    worst=st.sampled_from([*BAD, "odd"]),
    flaps=st.integers(0, 5),
    unseen_s=st.floats(0, 9000),
)
facts = turns | st.builds(lambda fact, over: msgspec.structs.replace(fact, outage=over), turns, outages)


@settings(max_examples=300, deadline=None)
@given(st.lists(facts | st.just(Erased()), max_size=40))
def test_every_bad_turn_is_in_one_outage_and_those_of_a_check_never_overlap(drawn: list[Fact]) -> None:
    records = told(*drawn)
    found = episodes(records)
    seqs = [seq for one in found for seq in one.seqs]
    assert len(seqs) == len(set(seqs))
    bad = {r.seq for r in records if isinstance(r.fact, CheckChanged) and r.fact.to in BAD}
    assert bad <= set(seqs)
    assert [one.began for one in found] == sorted(one.began for one in found)
    for check in ("api", "db"):
        own = sorted((one for one in found if one.check == check), key=lambda one: one.seqs)
        assert all(one.ended is not None for one in own[:-1])
        for before, after in pairwise(own):
            assert before.ended is not None
            assert before.ended <= after.began
        for one in own:
            assert one.ended is None or (one.began <= one.ended and one.unseen_s >= 0)


@settings(max_examples=200, deadline=None)
@given(st.lists(turns, max_size=40))
def test_the_record_of_a_recovery_tells_the_outage_that_it_ends(drawn: list[CheckChanged]) -> None:
    table = Table().declare()
    for change in drawn:
        table.do(i.ReportTransition(change=change), by="check")
    course: dict[str, Course | None] = {}
    for record in table.records:
        if isinstance(record.fact, CheckChanged):
            before = course.get(record.fact.check)
            after = course[record.fact.check] = follow(before, record.fact, record.at)
            ends = before is not None and before.ended is None and after is not None and after.ended is not None
            assert record.fact.outage == (after.outage if ends and after is not None else None)
    assert {name: check.course for name, check in table.incident.checks.items()} == course
    assert replayed(table.records) == table.incident


# What went red first.


def first(table: Table) -> tuple[str, int] | None:
    """The check that an incident declared now may be about, and how many minutes from T0 it went down."""
    reds = [(name, check.red) for name, check in table.incident.checks.items()]
    found = first_red(reds, table.clock.now())
    return (found[0], round((found[1] - T0).total_seconds() / 60)) if found else None


def happened(*changes: CheckChanged) -> Table:
    table = Table().declare()
    for change in changes:
        table.happen(change)
    return table


def test_the_check_that_went_down_first_is_the_first_red() -> None:
    assert first(happened(turn("degraded", -9, "db"), turn("down", -2), turn("down", -3, "db"))) == ("db", -3)
    assert first(happened(turn("degraded", -9), turn("unknown", -2))) is None


def test_an_outage_that_was_over_long_before_does_not_count_and_the_next_does() -> None:
    assert first(happened(turn("down", -40), turn("up", -30))) is None
    assert first(happened(turn("down", -40), turn("up", -30), turn("down", -1))) == ("api", -1)


def test_an_outage_that_was_under_way_counts_whatever_comes_after_it() -> None:
    assert first(happened(turn("down", -3), turn("up", -2), turn("down", 30), turn("up", 31))) == ("api", -3)


def test_a_recovery_whose_turns_are_not_here_tells_since_when_it_was_red() -> None:
    over = turn("up", -1, outage=Outage(began=at(-70), worst="down"))
    assert first(happened(over)) == ("api", -70)
