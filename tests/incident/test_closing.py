"""The gate: what stands between an incident and its end, how each is met, and what a reason carries past it."""

import pytest

from tests.fakes import Table, at, book, replayed
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.closing import gate, left_open, unmet, unread
from warroom.playbook.model import Limit, Resolution

RESOLUTION = Resolution(criteria=("the cause is mended", "errors are as usual"), flows=("pay",), watch=Limit(600))


def open_now(table: Table) -> list[tuple[str, str]]:
    return [(one.kind, one.what) for one in unmet(table.incident, table.clock.now())]


def whole() -> Table:
    """An incident in which all that can be known is known, and the fix is in."""
    table = Table(book(resolution=RESOLUTION)).declare()
    table.happen(f.WatchingStarted(terminal="a:1", checks=("api",)))
    table.go(1)
    for intent in (i.SetMilestone(name="started", moment=at(-5)), i.Acknowledge(), i.MarkFixed()):
        table.do(intent)
    return table


def ready() -> Table:
    table = whole()
    for n in (1, 2, 3):
        table.do(i.ConfirmCriterion(n=n))
    return table.go(10)


def test_with_all_of_it_met_it_is_resolved_without_a_word() -> None:
    table = ready()
    assert open_now(table) == []
    made = table.do(i.Resolve())[0].fact
    assert made == f.Resolved()
    assert all(one.met for one in gate(table.incident, table.clock.now()))


def test_each_thing_that_stands_open_is_named_with_what_meets_it() -> None:
    table = whole()
    table.do(i.GiveTask(owner="bo", text="watch the pool"))
    table.do(i.GiveTask(owner="ann", text="add an alert", action=True))
    table.happen(f.CheckChanged(check="api", from_="up", to="down"))
    table.happen(f.UpdateDrafted(n=1, channel="status_page", text="x"))
    table.happen(f.UpdateQueued(n=1, way="page", key="k"))
    assert [(one.kind, one.how) for one in unmet(table.incident, table.clock.now())] == [
        ("criterion", "/confirm 1"), ("criterion", "/confirm 2"), ("flow", "/confirm 3"),
        ("window", "it passes by itself"), ("check", "it comes up by itself"), ("task", "/done 1"),
        ("update", "F2 sends it"),
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["degraded", "unknown", "down"])
def test_a_check_that_is_not_up_stands_open(state: str) -> None:
    table = ready()
    table.happen(f.CheckChanged(check="api", from_="up", to=state))
    assert ("check", "check api") in open_now(table)


def test_milestones_that_are_missing_or_out_of_order_stand_open() -> None:
    table = Table().declare()
    assert open_now(table) == [
        ("milestone", "when it started"), ("milestone", "who acknowledged it"), ("milestone", "when it was fixed"),
    ]  # fmt: skip
    for intent in (i.Acknowledge(), i.MarkFixed(), i.SetMilestone(name="started", moment=at(1))):
        table.do(intent)
    assert open_now(table) == [
        ("milestone", "it was noticed before it started"), ("milestone", "it was fixed before it started"),
    ]  # fmt: skip


def test_a_refusal_says_how_many_and_the_first_two() -> None:
    assert whole().refusal(i.Resolve()) == (
        "4 things are open: the cause is mended, not confirmed; errors are as usual, not confirmed; and 2 more. "
        "/resolve anyway WHY goes on"
    )


def test_a_reason_goes_on_and_the_record_keeps_it_and_what_was_open() -> None:
    table = whole()
    table.do(i.Resolve(despite="the shop is closed"))
    made = table.records[-2].fact
    assert isinstance(made, f.Resolved)
    assert made.despite == "the shop is closed"
    assert made.left == (
        "the cause is mended, not confirmed", "errors are as usual, not confirmed", "pay, not tried yet",
        "watched and green for 10 min, 0 s so far",
    )  # fmt: skip
    assert table.incident.despite == "the shop is closed"


def test_a_reason_where_nothing_is_open_is_not_needed_and_not_kept() -> None:
    table = ready()
    assert table.do(i.Resolve(despite="just in case"))[0].fact == f.Resolved()


def test_a_fix_that_did_not_hold_takes_what_was_seen_of_it_away_and_gives_it_back_when_undone() -> None:
    table = ready()
    table.do(i.Unfix(why="again"))
    assert table.incident.criteria_met == {}
    table.go(seconds=10).do(i.Undo())
    assert set(table.incident.criteria_met) == {1, 2, 3}
    table.do(i.Unfix(why="again"))
    table.go(1).do(i.MarkFixed())
    assert [kind for kind, _ in open_now(table)] == ["criterion", "criterion", "flow", "window"]
    assert replayed(table.records) == table.incident


def test_a_criterion_is_confirmed_once_after_the_fix_and_may_be_taken_back() -> None:
    table = Table(book(resolution=RESOLUTION)).declare()
    assert "nothing is fixed yet" in table.refusal(i.ConfirmCriterion(n=1))
    table.do(i.MarkFixed())
    table.do(i.ConfirmCriterion(n=1))
    assert table.refusal(i.ConfirmCriterion(n=1)) == "1 is confirmed already, by anna at 14:30:00 UTC"
    assert table.refusal(i.ConfirmCriterion(n=4)) == "no criterion 4: 1 to 3"
    table.do(i.ConfirmCriterion(n=1, met=False))
    assert table.refusal(i.ConfirmCriterion(n=1, met=False)) == "1 is not confirmed"
    table.do(i.ConfirmCriterion(n=2))
    table.do(i.Undo())
    assert table.incident.criteria_met == {}


def test_a_watcher_that_is_gone_is_not_counted_on() -> None:
    table = ready()
    assert "watched and green for 10 min" in table.refusal(i.Resolve(unwatched_since=at(5)))
    assert "1 thing is open" in table.refusal(i.SetStatus(to="resolved", unwatched_since=at(5)))


@pytest.mark.parametrize("window", [Limit(600), None])
def test_checks_that_nobody_asks_any_more_are_not_called_up(window: Limit | None) -> None:
    table = Table(book(resolution=Resolution(watch=window))).declare()
    table.happen(f.WatchingStarted(terminal="a:1", checks=("api",)))
    table.do(i.MarkFixed())
    table.go(11)
    assert ("check", "every check is up") not in open_now(table)
    table.happen(f.WatchingStopped(terminal="a:1"))
    table.go(48 * 60)
    [asked] = [one for one in unmet(table.incident, table.clock.now()) if one.kind == "check"]
    assert asked.said == "every check is up, nobody watches"


def test_a_resolution_that_is_said_late_is_judged_by_its_own_time() -> None:
    table = ready().go(30)
    assert "watched and green" in table.refusal(i.Resolve(at=at(5)))
    assert table.do(i.Resolve(at=at(20)))[0].at == at(20)


def test_closing_asks_for_the_after_work_and_not_for_action_items() -> None:
    table = ready()
    table.do(i.GiveTask(owner="ann", text="add an alert", action=True, due_at=at(90_000)))
    table.do(i.Resolve())
    assert [one.how for one in left_open(table.incident, table.clock.now())] == [
        *(f"/tick {n}, or /skip {n} WHY" for n in (9, 10)),
        *(f"/tick d{n}, or /skip d{n} WHY" for n in (1, 2, 3)),
    ]
    assert table.refusal(i.Close()).startswith("5 things are open: 9 rollback; 10 review; and 3 more")
    table.do(i.Close(despite="the review is another team's"))
    closed = table.records[-2].fact
    assert isinstance(closed, f.Closed)
    assert (closed.despite, len(closed.left)) == ("the review is another team's", 5)
    assert table.state("task:1") == "running", "it counts on after the end"


def test_with_the_after_work_done_it_is_closed_without_a_word() -> None:
    table = ready()
    table.do(i.Resolve())
    for n in (9, 10):
        table.do(i.SkipItem(n=n, why="small"))
    for n in (1, 2, 3):
        table.do(i.SetDuty(n=n))
    assert table.do(i.Close())[0].fact == f.Closed()


def test_a_check_that_never_gave_a_reading_is_not_taken_for_up() -> None:
    table = ready()
    assert table.refusal(i.Resolve(unread=("api",))) == (
        "1 thing is open: check api, never read. /resolve anyway WHY goes on"
    )
    assert "never read" in table.refusal(i.SetStatus(to="resolved", unread=("api",)))
    resolved = table.do(i.Resolve(unread=("api",), despite="it is looked at by hand"))[0].fact
    assert resolved == f.Resolved(despite="it is looked at by hand", left=("check api, never read",))


def test_only_what_is_watched_and_of_which_nothing_is_known_was_never_read() -> None:
    table = ready()
    table.happen(f.CheckChanged(check="db", from_="up", to="unknown"))
    states = [("api", "unknown"), ("db", "unknown"), ("elsewhere", "unknown"), ("site", "up")]
    assert unread(table.incident, states) == ("api",)
    assert unread(table.incident, states[3:]) == ("api",), "who took over has not asked it yet"
    table.happen(f.CheckChanged(check="api", from_="up", to="down"))
    assert unread(table.incident, states) == ()
