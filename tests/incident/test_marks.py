"""The deputy's mark: every ten minutes while it runs, the deputy's or the commander's, and no one's fault."""

from datetime import timedelta

from tests.drill.plays import Played
from tests.fakes import Table, at
from warroom.incident import intents as i
from warroom.incident.deadlines import by_urgency, deadlines
from warroom.incident.summary import summarise


def test_it_comes_every_ten_minutes_from_declaring_until_the_resolution() -> None:
    table = Table().declare()
    assert [(table.due("mark").due_at, table.go(minutes).due("mark").due_at) for minutes in (9, 1, 25)] == [
        (at(10), at(10)), (at(10), at(20)), (at(20), at(40)),
    ]  # fmt: skip
    table.do(i.Resolve(despite="a test"))
    assert "mark" not in table.clocks()
    table.do(i.Reopen(why="no"))
    assert table.due("mark").due_at == at(40)


def test_it_is_the_deputys_and_the_commanders_while_nobody_is_deputy() -> None:
    table = Table().declare()
    assert table.due("mark").owner == "commander"
    table.do(i.TakeRole(role="deputy", person="kim"))
    assert (table.due("mark").owner, table.due("mark").label) == ("deputy", "10-minute mark: where are we?")


def test_it_presses_nobody_and_is_neither_kept_nor_missed() -> None:
    table = Table().declare().go(600)
    assert table.state("mark") == "running"
    assert "mark" not in [d.id for d in by_urgency(deadlines(table.incident, table.clock.now()), table.clock.now())]
    assert "mark" not in str(summarise(table.incident))


def test_it_can_be_quiet_for_a_while() -> None:
    table = Table().declare().go(9)
    table.do(i.Snooze(deadline="mark", seconds=300, why="a call"))
    assert table.due("mark").snoozed_until == at(14)
    assert table.due("mark").remaining_s == timedelta(minutes=1).total_seconds()


def test_a_drill_is_not_judged_by_it() -> None:
    play = Played().led().healed()
    play.later(30)
    play.resolved()
    assert {one.id.partition(":")[0] for one in play.score.deadlines} <= {"response", "item", "rung", "task"}
