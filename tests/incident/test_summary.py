"""One incident in a line: which of its clocks were kept, and what is left to do once it is over."""

from datetime import timedelta

import pytest

from tests.fakes import Table, at, book, item
from warroom.incident import intents as i
from warroom.incident.facts import DrillScored
from warroom.incident.summary import Due, state_of, summarise

ITEMS = (
    item(1, "team", "5 min"),
    item(2, "page", "10 min"),
    item(3, "idea", "no limit"),
    item(4, "mail", "1 h", anchor="fixed"),
    item(5, "review", "24 h", anchor="resolved", owner="commander"),
    item(6, "signed", "48 h", anchor="resolved", owner="scribe"),
)
PLAYBOOK = book(items=ITEMS, ladder=())


def over() -> Table:
    """Resolved after 30 minutes: acknowledged and 1 in time, 2 late, 4 to 6 to come."""
    table = Table(PLAYBOOK).declare()
    table.go(1).do(i.TakeRole(role="commander", person="kim"))
    table.go(1).do(i.SetItem(n=1, done=True))
    table.go(10).do(i.SetItem(n=2, done=True))
    table.go(10).do(i.MarkFixed())
    table.go(8).do(i.Resolve(despite="a test"))
    return table


def test_kept_and_missed_clocks_are_counted_and_those_without_a_limit_are_not() -> None:
    found = summarise(over().incident)
    assert (found.kept, found.missed) == (2, 1)


def test_what_goes_on_after_the_end_is_listed_the_soonest_first_with_whose_it_is() -> None:
    found = summarise(over().incident)
    assert [(due.label, due.owner) for due in found.due] == [("mail", ""), ("review", "kim"), ("signed", "scribe")]
    assert [due.due_at for due in found.due] == [at(22 + 60), at(30 + 24 * 60), at(30 + 48 * 60)]


def test_what_was_done_after_the_end_is_kept_or_missed_and_no_longer_due() -> None:
    table = over()
    table.go(20).do(i.SetItem(n=4, done=True))
    table.go(60 * 30).do(i.SetItem(n=5, done=True))
    found = summarise(table.incident)
    assert [due.label for due in found.due] == ["signed"]
    assert (found.kept, found.missed) == (3, 2)


def test_what_nobody_did_while_it_burned_is_missed_for_good() -> None:
    table = Table(PLAYBOOK).declare()
    table.go(30).do(i.Resolve(despite="a test"))
    found = summarise(table.incident)
    assert (found.kept, found.missed) == (0, 3)
    assert [due.label for due in found.due] == ["review", "signed"]


def test_a_line_holds_whatever_the_time_is() -> None:
    table = over()
    before = summarise(table.incident)
    table.go(60 * 24 * 90)
    assert summarise(table.incident) == before


def test_action_items_are_one_line_with_how_many_are_done() -> None:
    table = over()
    for n, days in enumerate((9, 4), 1):
        due_at = table.clock.now() + timedelta(days=days)
        table.do(i.GiveTask(owner=f"o{n}", text="add an alert", due_at=due_at, action=True))
    table.do(i.GiveTask(owner="bo", text="write it down", action=True))
    table.do(i.FinishTask(n=3))
    found = summarise(table.incident)
    last = found.due[-1]
    assert (last.label, last.owner) == ("3 action items, 1 done", "o2")
    assert last.due_at == table.clock.now() + timedelta(days=4)


@pytest.mark.parametrize("end", [i.Close(despite="a test"), i.Reopen(why="again")])
def test_once_it_is_closed_or_open_again_nothing_is_left_over(end: i.Intent) -> None:
    table = over()
    table.do(end)
    assert summarise(table.incident).due == ()


def test_a_fix_that_was_taken_back_leaves_what_was_missed() -> None:
    table = Table(PLAYBOOK).declare()
    table.go(1).do(i.MarkFixed())
    table.go(90).do(i.Unfix(why="it came back"))
    assert summarise(table.incident).missed == 1


def test_a_drill_tells_its_scenario_and_what_it_was_worth() -> None:
    table = Table(PLAYBOOK)
    table.do(i.StartDrill(start=at(0), playbook=PLAYBOOK, scenario="pool"))
    assert summarise(table.incident).points is None
    table.declare()
    table.go(5).do(i.Resolve(despite="a test"))
    table.do(i.ScoreDrill(score=DrillScored(points=87, passed=True, rule=3)))
    found = summarise(table.incident)
    assert (found.scenario, found.points, found.rule) == ("pool", 87, 3)


@pytest.mark.parametrize(
    ("minutes", "state"), [(0, "running"), (79, "running"), (81, "due"), (100, "due"), (101, "overdue")]
)
def test_the_last_fifth_of_its_span_is_due_soon(minutes: float, state: str) -> None:
    assert state_of(Due(label="x", started_at=at(0), due_at=at(100)), at(minutes)) == state


def test_without_a_beginning_the_last_minute_is_due_soon() -> None:
    due = Due(label="x", due_at=at(10))
    assert [state_of(due, at(8)), state_of(due, at(9.5))] == ["running", "due"]
