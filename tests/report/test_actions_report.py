"""The work after incidents, across all of them: how it stands, in which order, and as an issue to paste."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.fakes import T0, Table, at, book, item
from warroom.incident import intents as i
from warroom.incident.summary import Summary, Work, summarise
from warroom.report.afterwork import HEAD, Left, data, document, issue, left, of_signs, oldest_late, table
from warroom.report.document import Facts, Heading, Para
from warroom.report.document import Table as Rows
from warroom.report.words import since

PLAYBOOK = book(items=(item(1, "review", "24 h", anchor="resolved", owner="commander"),), ladder=())
DAY = timedelta(days=1)


def work(sign: str, due: float | None = None, **fields: Any) -> Work:
    given: dict[str, Any] = {"action": True, "owner": "kim", "given_at": T0 - 20 * DAY}
    return Work(sign=sign, text=f"do {sign}", due_at=T0 + due * DAY if due is not None else None, **{**given, **fields})


def summary(*found: Work, name: str = "api-down") -> Summary:
    return Summary(id=name, title="API down", severity="P0", status="closed", open=False, work=found)


def over() -> Table:
    """Resolved, with two action items given after it."""
    made = Table(PLAYBOOK).declare()
    made.do(i.TakeRole(role="commander", person="kim"))
    made.go(10).do(i.Resolve(despite="a test"))
    made.do(i.GiveTask(owner="bo", text="write the test", due_at=at(3 * 24 * 60), action=True, priority="high"))
    made.do(i.GiveTask(owner="kim", text="add an alert", action=True))
    return made


def test_work_stands_late_longest_first_then_soonest_then_without_a_date_and_done_last() -> None:
    found = left(
        [
            summary(work("t1"), work("t2", 9), work("t3", -1), work("t4", -3, done_at=T0)),
            summary(work("t5", -5), work("t6", 0.01), work("t7", 1, dropped=True), name="mail"),
        ],
        T0,
    )
    assert [one.work.sign for one in found] == ["t5", "t3", "t6", "t2", "t1", "t4", "t7"]
    assert [one.state for one in found] == ["overdue", "overdue", "due", "open", "open", "done", "dropped"]
    assert oldest_late(found, T0) == "2 overdue, the oldest for 5d 0h"
    assert oldest_late(found[2:], T0) == ""


def test_the_checklists_after_work_and_action_items_are_listed_with_whose_they_are() -> None:
    found = left([summarise(over().incident)], at(20))
    told = {one.work.sign: (one.work.owner, one.work.priority, one.state) for one in found}
    assert told["t1"] == ("bo", "high", "open")
    assert told["t2"] == ("kim", "", "open")
    assert told["1"] == ("kim", "", "open")


def test_an_action_item_is_still_owed_and_reminded_of_once_its_incident_is_closed() -> None:
    made = over()
    made.go(5).do(i.Close(despite="a test"))
    found = summarise(made.incident)
    assert not found.open
    assert [(due.label, due.signs) for due in found.due] == [("2 action items", ("t1", "t2"))]
    stands = {one.work.sign: one.state for one in left([found], at(9 * 24 * 60))}
    assert (stands["t1"], stands["1"]) == ("overdue", "dropped")
    made.do(i.FinishTask(n=1))
    assert summarise(made.incident).due == ()


def test_what_was_cancelled_leaves_nothing_to_do() -> None:
    made = Table(PLAYBOOK).declare()
    made.do(i.GiveTask(owner="bo", text="write the test", due_at=at(60), action=True))
    made.do(i.Cancel(why="none"))
    found = summarise(made.incident)
    assert found.due == ()
    assert [one.state for one in left([found], at(999))] == ["dropped"]


def test_the_document_has_a_part_a_state_and_says_where_there_is_more() -> None:
    many = summary(*(work(f"t{n}", -n, done_at=T0 - n * DAY) for n in range(1, 31)), work("t99", -2))
    found = left([many], T0)
    parts = [block.text for block in document(found, T0).blocks if isinstance(block, Heading)]
    assert parts == ["Overdue", "Done"]
    done = [block for block in document(found, T0).blocks if isinstance(block, Rows)][1]
    assert (len(tuple(done.rows)), done.caption) == (20, "the newest 20 of 30, all with --full")
    whole = [block for block in document(found, T0, full=True).blocks if isinstance(block, Rows)][1]
    assert len(tuple(whole.rows)) == 30


def test_without_any_work_the_report_says_so() -> None:
    assert isinstance(document((), T0).blocks[0], Para)
    assert data((), T0)["work"] == []


def test_a_spreadsheet_has_a_row_a_piece_of_work() -> None:
    row = dict(zip(HEAD, next(iter(table(left([summary(work("t3", -2.5))], T0), T0).rows)), strict=True))
    assert (row["incident"], row["sign"], row["kind"], row["state"], row["late_days"]) == (
        "api-down", "t3", "action", "overdue", "2",
    )  # fmt: skip


def test_a_piece_of_work_becomes_an_issue_with_where_it_comes_from() -> None:
    made = over().incident
    [one] = of_signs(summarise(made), ("t1",), at(20))
    found = issue(one, at(20)).document
    assert found.title == "write the test"
    facts = next(block for block in found.blocks if isinstance(block, Facts))
    told = dict(facts.pairs)
    assert (told["owner"], told["priority"], told["due"]) == ("bo", "high", f"{at(3 * 24 * 60):%Y-%m-%d %H:%M} UTC")
    assert told["incident"].endswith("P0 API down")


def test_an_issue_says_how_long_it_lasted_from_where() -> None:
    made = over().go(5)
    [one] = of_signs(summarise(made.incident), ("t1",), at(20))
    assert _lasted(one, 20).endswith(" from the declaration")
    made.do(i.SetMilestone(name="started", moment=at(-10)))
    resolved = made.incident.when("resolved")
    assert resolved is not None
    [one] = of_signs(summarise(made.incident), ("t1",), at(20))
    assert _lasted(one, 20) == since((resolved - at(-10)).total_seconds())


def _lasted(one: Left, minutes: float) -> str:
    facts = next(block for block in issue(one, at(minutes)).document.blocks if isinstance(block, Facts))
    return dict(facts.pairs)["lasted"]


@pytest.mark.parametrize("drill", [True, False])
def test_the_work_of_a_drill_alone_is_marked_as_one(drill: bool) -> None:
    found = left([msgspec.structs.replace(summary(work("t3", 2)), drill=drill)], T0)
    assert document(found, T0).drill is drill
