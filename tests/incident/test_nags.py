"""How loudly a clock asks: colour, line, bell; bounded, quiet while snoozed, over once it is met."""

from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import Table, at, book
from warroom.errors import Refused
from warroom.incident import intents as i
from warroom.incident.deadlines import Deadline, deadlines
from warroom.incident.nags import RINGS, Nag, empty_roles, nag
from warroom.playbook.model import Role


def nagged(table: Table, name: str) -> Nag:
    return nag(table.due(name), table.clock.now())


def test_a_clock_goes_from_its_colour_to_a_line_and_the_bell_which_rings_five_times() -> None:
    table = Table().declare()
    seen = []
    for minute in (0, 4.5, 5.1, 7, 7.1, 9.1, 11.1, 13.1, 90):
        table.clock.moment = at(minute)
        one = nagged(table, "item:2")
        seen.append((one.level, one.rings))
    assert seen == [
        ("", 0), ("colour", 0), ("line", 1), ("line", 2), ("line", 2), ("line", 3), ("line", 4), ("line", 5),
        ("line", 5),
    ]  # fmt: skip


def test_news_ends_it_and_a_new_promise_begins_a_round_of_its_own() -> None:
    table = Table().declare().go(40)
    first = nagged(table, "cadence")
    assert (first.level, first.rings, first.since) == ("line", 5, at(30))
    table.do(i.TellUsers(channel="status_page", text="we look into it"))
    assert nagged(table, "cadence") == Nag()
    table.go(31)
    assert nagged(table, "cadence") == Nag("line", 1, at(70))


def test_a_snooze_is_quiet_to_its_end_and_rings_from_there() -> None:
    table = Table().declare().go(8)
    assert nagged(table, "item:2").rings == 2
    table.do(i.Snooze(deadline="item:2", seconds=300, why="busy"))
    assert nagged(table.go(4), "item:2") == Nag()
    assert nagged(table.go(1), "item:2") == Nag("line", 1, at(13))


def test_what_is_missed_once_it_is_over_asks_for_nothing_any_more() -> None:
    table = Table().declare().go(8)
    table.do(i.Resolve(despite="a test"))
    assert nagged(table, "item:2") == Nag()


def test_the_mark_rings_once_every_ten_minutes_and_never_at_the_beginning() -> None:
    table = Table().declare()
    assert nagged(table.go(9), "mark").rings == 0
    rounds = [nagged(table.go(1), "mark") for _ in range(25)]
    assert {(one.rings, one.since) for one in rounds} == {(1, at(10)), (1, at(20)), (1, at(30))}


def test_an_offer_rings_where_it_goes_to_until_it_lapses() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    table.do(i.OfferHandover(to="kim"))
    found = next(d for d in table.clocks().values() if d.kind == "handover")
    assert (found.owner, nag(found, table.clock.now())) == ("kim", Nag("colour", 1, at(0)))
    assert found.due_at is not None
    table.clock.moment = found.due_at + timedelta(seconds=1)
    assert "handover:commander" not in table.clocks()


def roles(table: Table) -> dict[str, tuple[str, int]]:
    found = deadlines(table.incident, table.clock.now())
    return {one.role: (n.level, n.rings) for one, n in empty_roles(table.incident, found, table.clock.now())}


def test_no_commander_rings_every_two_minutes_five_times_and_once_at_the_limit() -> None:
    table = Table(book(roles=(Role(id="commander", needed=True), Role(id="comms", needed=True)))).declare("P1")
    seen = {
        minute: roles(table.go(minute - before))["commander"][1]
        for before, minute in _steps(0, 1.9, 2, 9.9, 10, 14.9, 15, 600)
    }
    assert seen == {1.9: 0, 2: 1, 9.9: 4, 10: 5, 14.9: 5, 15: 6, 600: 6}
    assert roles(table)["comms"] == ("line", 5), "it has no limit of its own"
    table.do(i.TakeRole(role="commander", person="bo"))
    assert set(roles(table)) == {"comms"}


def _steps(*minutes: float) -> list[tuple[float, float]]:
    return list(pairwise(minutes))


def test_a_role_that_was_given_up_rings_from_then_on_and_not_at_a_limit_that_was_over() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="bo"))
    table.go(60).do(i.ReleaseRole(role="commander"))
    assert roles(table.go(1))["commander"] == ("colour", 0)
    assert roles(table.go(60))["commander"] == ("line", 5)


acts = st.sampled_from(
    [
        i.Snooze(deadline="item:2", seconds=600, why="busy"),
        i.SetItem(n=2, done=True),
        i.SetItem(n=2, done=False),
        i.SkipItem(n=2, why="x"),
        i.SetSeverity(to="P1"),
        i.SetSeverity(to="P0"),
        i.TellUsers(channel="status_page", text="x"),
        i.MarkFixed(),
        i.Resolve(despite="x"),
        i.Reopen(why="x"),
    ]
)


def quiet(d: Deadline, table: Table) -> bool:
    left = (d.snoozed_until - table.clock.now()).total_seconds() if d.snoozed_until else 0
    return not d.live or d.over or left > 0


@given(st.lists(st.tuples(st.integers(0, 400), st.none() | acts), max_size=40))
def test_whatever_happens_a_round_never_rings_more_than_five_times_nor_goes_back(
    steps: list[tuple[int, i.Intent | None]],
) -> None:
    table, rung = Table().declare(), dict[tuple[str, object], int]()
    for seconds, act in steps:
        table.go(seconds=seconds)
        if act is not None:
            with suppress(Refused):
                table.do(act)
        for d in table.clocks().values():
            one = nag(d, table.clock.now())
            if quiet(d, table) and d.kind != "mark":
                assert one == Nag(), d
            if one.rings:
                key = (d.id, one.since)
                assert rung.get(key, 0) <= one.rings <= RINGS
                rung[key] = one.rings


@pytest.mark.parametrize("kind", ["stability", "mark"])
def test_nobody_is_ever_late_for_the_window_or_the_mark(kind: str) -> None:
    table = Table().declare().go(5000)
    assert all(d.state != "overdue" for d in table.clocks().values() if d.kind == kind)
