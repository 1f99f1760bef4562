"""Every countdown: its states, its window, its anchor, and who ends it."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import ITEMS, Table, at, book, item
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import STATES, by_urgency, deadlines
from warroom.playbook.model import Limit


def test_an_incident_shows_response_items_cadence_rungs_and_tasks_in_that_order() -> None:
    table = Table().declare()
    table.do(i.GiveTask(owner="bo", text="look", seconds=60))
    assert list(table.clocks()) == [
        "response", *(f"item:{n}" for n in range(1, 15)), "cadence", "rung:1", "rung:2", "task:1", "mark",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("span_min", "window_s"), [(1.5, 60), (3, 60), (5, 60), (10, 120), (30, 360), (50, 600), (60, 600), (1440, 600)]
)
def test_a_clock_is_due_in_its_last_fifth_at_least_a_minute_and_at_most_ten(span_min: float, window_s: int) -> None:
    table = Table().declare()
    table.do(i.GiveTask(owner="bo", text="look", due_at=at(span_min)))
    due = at(span_min)
    seen = []
    for before in (window_s + 1, window_s, 0, -1):
        table.clock.moment = due - timedelta(seconds=before)
        seen.append((table.state("task:1"), table.due("task:1").remaining_s))
    assert seen == [("running", window_s + 1), ("due", window_s), ("due", 0), ("overdue", -1)]


def test_after_work_is_due_in_its_whole_last_fifth() -> None:
    table = Table().declare()
    table.do(i.Resolve(despite="a test"))
    table.go(24 * 60 * 0.8 - 1)
    assert (table.due("item:10").kind, table.state("item:10")) == ("after", "running")
    assert table.go(1).state("item:10") == "due"


def test_what_is_done_in_time_is_met_and_else_met_late() -> None:
    for minute, state in ((4, "met"), (5, "met"), (5.1, "met late")):
        table = Table().declare().go(minute)
        table.do(i.SetItem(n=2, done=True))
        done = table.due("item:2")
        assert (done.state, done.remaining_s, done.done_at, done.done_by) == (state, None, at(minute), "anna")


def test_deadlines_judge_by_when_it_happened_not_when_it_was_written() -> None:
    table = Table().declare().go(40)
    table.do(i.SetItem(n=2, done=True, at=at(3)))
    table.do(i.Acknowledge(at=at(4)))
    table.do(i.TellUsers(channel="email", text="we look", at=at(20)))
    table.do(i.Suspect(text="the pool", at=at(14)))
    assert [table.state(d) for d in ("item:2", "response", "item:5", "item:4")] == ["met"] * 4


def test_a_clock_waits_for_its_anchor_and_starts_with_it() -> None:
    table = Table().declare().go(10)
    waiting = table.due("item:9")
    assert (waiting.state, waiting.due_at, waiting.remaining_s) == ("waiting", None, None)
    table.do(i.MarkFixed(at=at(8)))
    assert (table.due("item:9").started_at, table.due("item:9").due_at) == (at(8), at(28))


def test_an_item_may_hang_on_another_item() -> None:
    table = Table().declare().go(2)
    assert table.state("item:11") == "waiting"
    table.do(i.SetItem(n=2, done=True))
    assert table.due("item:11").due_at == at(12)
    table.do(i.SetItem(n=2, done=False))
    assert table.state("item:11") == "waiting"


def test_immediate_is_due_at_once() -> None:
    table = Table().declare()
    assert (table.due("item:13").due_at, table.due("item:13").remaining_s, table.state("item:13")) == (at(0), 0, "due")
    assert table.go(seconds=1).state("item:13") == "overdue"


def test_business_limits_and_no_limits_show_words_without_a_countdown() -> None:
    table = Table().declare().go(9999)
    business, unlimited = table.due("item:12"), table.due("item:6")
    assert (business.state, business.words, business.due_at, business.remaining_s) == (
        "none",
        "2 h business",
        None,
        None,
    )
    assert (unlimited.state, unlimited.words) == ("none", "")


def test_a_waived_item_is_skipped_until_it_is_done_after_all() -> None:
    table = Table().declare()
    table.do(i.SkipItem(n=2, why="alone here"))
    assert table.state("item:2") == "skipped"
    assert "item 2 is skipped already, by anna: alone here" in table.refusal(i.SkipItem(n=2, why="x"))
    table.do(i.SetItem(n=2, done=True))
    assert table.state("item:2") == "met"
    assert "item 2 is done already" in table.refusal(i.SkipItem(n=2, why="x"))
    assert "/skip needs words" in table.refusal(i.SkipItem(n=3, why=" "))


def test_an_end_drops_what_was_still_running_and_keeps_what_was_missed() -> None:
    table = Table().declare().go(12)
    table.do(i.Cancel(why="a test"))
    table.go(600)
    dropped = table.due("item:5")
    assert (dropped.state, dropped.remaining_s) == ("dropped", None)
    assert (table.state("item:9"), table.state("item:2"), "cadence" in table.clocks()) == ("dropped", "overdue", False)


def test_the_response_counts_from_detection_and_the_rest_from_declaring() -> None:
    table = Table().declare(detected=at(-3))
    assert (table.due("response").due_at, table.due("item:2").due_at, table.due("rung:1").due_at) == (
        at(2),
        at(5),
        at(15),
    )
    table.do(i.SetMilestone(name="detected", moment=at(-4)))
    assert table.due("response").due_at == at(1)


def test_an_amended_milestone_moves_what_hangs_on_it() -> None:
    table = Table().declare()
    table.do(i.Amend(seq=1, moment=at(-10)))
    assert [table.due(d).due_at for d in ("item:3", "response", "rung:2")] == [at(0), at(-5), at(20)]
    table.go(30).do(i.MarkFixed())
    table.do(i.Amend(seq=table.seq_of("fixed"), moment=at(20)))
    assert (table.incident.when("fixed"), table.due("item:9").due_at) == (at(20), at(40))


def test_rungs_are_called_at_their_minute_and_end_with_the_fix() -> None:
    table = Table().declare().go(10)
    assert (table.due("rung:1").due_at, table.due("rung:2").due_at) == (at(15), at(30))
    table.do(i.Escalate())
    assert table.state("rung:1") == "met"
    table.do(i.MarkFixed())
    assert (table.state("rung:1"), table.state("rung:2")) == ("met", "dropped")
    table.go(30).do(i.Unfix(why="again"))
    assert table.state("rung:2") == "overdue"


def test_a_task_counts_from_when_it_was_given() -> None:
    table = Table().declare().go(5)
    table.do(i.GiveTask(owner="bo", text="look", seconds=180))
    table.do(i.GiveTask(owner="bo", text="whenever"))
    first, second = table.due("task:1"), table.due("task:2")
    assert (first.due_at, first.offset, first.owner, first.label) == (at(8), 180, "bo", "look")
    assert (second.state, second.remaining_s) == ("none", None)
    table.go(4).do(i.FinishTask(n=1))
    assert (table.state("task:1"), table.due("task:1").done_by) == ("met late", "bo")


def test_a_snoozed_clock_goes_last_and_comes_back() -> None:
    table = Table().declare().go(6)
    table.do(i.Snooze(deadline="item:2", seconds=300, why="busy"))
    assert [d.id for d in by_urgency(deadlines(table.incident, table.clock.now()), table.clock.now())][-1] == "item:2"
    table.go(6)
    assert "item:2" in [d.id for d in by_urgency(deadlines(table.incident, table.clock.now()), table.clock.now())][:4]


def test_the_longest_late_comes_first_then_the_next_to_break() -> None:
    table = Table().declare().go(11)
    found = by_urgency(deadlines(table.incident, table.clock.now()), table.clock.now())
    due = [d.due_at for d in found if d.due_at]
    assert found[0].id == "item:13"
    assert due == sorted(due)
    assert all(d.live for d in found)


def test_before_declaring_only_tasks_count() -> None:
    table = Table()
    table.happen(f.DrillStarted(start=at(0)))
    table.happen(f.TaskGiven(n=1, owner="bo", text="look", due_at=at(1)))
    assert [(d.id, d.state) for d in deadlines(table.incident, at(2))] == [("task:1", "overdue")]


def test_two_items_that_hang_on_each_other_wait_for_ever_and_harm_nothing() -> None:
    table = Table(
        book(items=(item(1, "a", "5 min", anchor="item:b"), item(2, "b", "5 min", anchor="item:a")))
    ).declare()
    assert (table.state("item:1"), table.state("item:2")) == ("waiting", "waiting")
    table.do(i.MarkFixed())
    table.do(i.Unfix(why="x"))
    assert table.incident.when("fixed") is None


moments = st.integers(-62_000_000_000, 253_000_000_000).map(
    lambda s: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)
spans = st.sampled_from([0.0, 0.001, 60.0, 3600.0, 1e9, 9.9e9])


@given(moments, moments, moments, spans, st.sampled_from(["P0", "P1", "P2", "P3"]))
def test_clocks_hold_at_any_distance_in_time(
    declared: datetime, other: datetime, now: datetime, seconds: float, severity: str
) -> None:
    limit = Limit(seconds, words="long")
    playbook = book(items=tuple(msgspec.structs.replace(one, limit=limit) for one in ITEMS))
    table = Table(playbook, declared)
    table.declare(severity)
    for fact in (f.MilestoneSet(name="detected", at=other), f.Fixed(), f.SeveritySet(from_=severity, to="P0")):
        table.happen(fact, other)
    table.happen(f.TaskGiven(n=1, owner="bo", text="x", due_at=other))
    for deadline in deadlines(table.incident, now):
        assert deadline.state in STATES
        if deadline.live and deadline.due_at is not None:
            begun = max(now, deadline.started_at or now)
            assert deadline.remaining_s == (deadline.due_at - begun).total_seconds()
            assert (deadline.state == "overdue") == (deadline.remaining_s < 0)
        else:
            assert deadline.remaining_s is None
