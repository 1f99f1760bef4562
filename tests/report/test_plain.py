"""What is told without a screen: the state in short, then a line for whatever changes, each of it once."""

from datetime import datetime

from tests.fakes import T0, Table, at
from warroom.checks.model import View
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.journal.presence import Present
from warroom.report.plain import check_said, clock_said, here_said, seen
from warroom.report.telling import Telling


def view(name: str, state: str, value: str = "", since: datetime = T0) -> View:
    words = {"down": "down", "up": "up", "degraded": "slow", "unknown": "none", "paused": "held"}
    return View(name, "http", "", state, words[state], value, since, since, "status 503")  # type: ignore[arg-type]  # a word of State, from a table


def told(telling: Telling, table: Table) -> list[str]:
    """What the clocks of this moment make it say."""
    return [line.said[0] for line in telling.clocks(table.incident, table.clock.now())]


def begun(table: Table, *views: View) -> Telling:
    telling = Telling()
    telling.begin(table.incident, views, (), table.clock.now())
    return telling


def test_it_begins_with_the_state_in_short() -> None:
    table = Table().declare(detected=at(-2)).go(6)
    table.do(i.TakeRole(role="commander", person="anna"))
    table.do(i.TellUsers(channel="email", text="we look"))
    table.happen(f.CheckChanged(check="api", from_="up", to="down", reason="status 503", since=at(1)))
    said = Telling().begin(
        table.incident, (), (Present("bo", "/dev/pts/3", "table", 0),), table.clock.now(), ("api", "db")
    )
    assert said[0] == "P0 API down, INVESTIGATING, for 6 min"
    assert "commander: anna, since 14:36:00 UTC" in said
    assert "here: bo at pts/3" in said
    assert "clock item 2, team: late by 1 min, was due 14:35:00 UTC" in said
    assert any(line.startswith("next clock: item 3, page: 4 min left") for line in said)
    assert "check api: down for 5 min, since 14:31:00 UTC: status 503" in said
    assert "0 of 2 checks up; no reading of db" in said
    assert "users were told by email at 14:36:00 UTC by anna: we look" in said


def test_who_is_here_is_told_with_the_terminal() -> None:
    found = (
        Present("bo", "/dev/pts/3", "s", 0),
        Present("kim", "/dev/pts/4", "s", 60),
        Present("lee", "x", "other", 0),
    )
    assert here_said(found, "s") == ["bo at pts/3", "kim at pts/4, silent for 1 min"]


def test_every_line_of_a_drill_says_so() -> None:
    table = Table().declare()
    telling = Telling(drill=True)
    assert all(line.startswith("DRILL  ") for line in telling.begin(table.incident, (), (), at(1)))
    line = telling.clocks(table.incident, at(9))[0]
    assert "Z DRILL  clock " in line.said[0]
    assert line.data["drill"] is True


def test_a_clock_is_told_when_it_is_due_and_when_it_is_late_and_no_more() -> None:
    table = Table().declare("P1").go(0, 1)
    table.do(i.Acknowledge())
    telling = begun(table)
    assert told(telling, table.go(1)) == []
    due = told(telling, table.go(7))
    assert due == ["2026-11-21 14:38:01Z clock item 3, page: due soon, 1 min 59 s left, due 14:40:00 UTC"]
    assert told(telling, table.go(1)) == []
    late = told(telling, table.go(1))
    assert late == ["2026-11-21 14:40:01Z clock item 3, page: late by 1 s, was due 14:40:00 UTC"]
    assert told(telling, table.go(1)) == []


def test_what_is_late_when_it_begins_is_no_news() -> None:
    table = Table().declare().go(30)
    assert told(begun(table), table) == []


def test_a_promise_to_users_is_told_when_it_is_made() -> None:
    table = Table().declare("P1").go(0, 1)
    telling = begun(table)
    table.do(i.TellUsers(channel="email", text="we look"))
    assert told(telling, table.go(0, 1)) == [
        "2026-11-21 14:30:02Z promised: the next update to users by 15:30:01 UTC, in 59 min 59 s"
    ]
    assert told(telling, table.go(0, 1)) == []


def test_a_turn_is_told_once_by_the_record_or_without_one_after_a_while() -> None:
    table = Table().declare()
    telling = begun(table, view("api", "up"))
    down = (view("api", "down"),)
    assert telling.checks(table.incident, down, T0, 0.0) == []
    telling.recorded([table.happen(f.CheckChanged(check="api", from_="up", to="down"))])
    assert telling.checks(table.incident, down, T0, 60.0) == []
    held = (view("api", "paused"),)
    assert telling.checks(table.incident, held, T0, 61.0) == []
    [line] = telling.checks(table.incident, held, T0, 63.0)
    assert "check api: held" in line.said[0]
    assert line.said[0].endswith(", was down")
    assert (line.data["name"], line.data["from"], line.data["state"]) == ("api", "down", "paused")
    assert telling.checks(table.incident, held, T0, 90.0) == []


def test_a_pause_that_the_record_tells_is_not_told_again_but_its_end_is() -> None:
    table = Table().declare()
    telling = begun(table, view("api", "down"))
    telling.recorded([table.happen(f.CheckPaused(check="api", until=at(5)))])
    assert telling.checks(table.incident, (view("api", "paused"),), T0, 9.0) == []
    telling.checks(table.incident, (view("api", "down"),), at(5), 300.0)
    [line] = telling.checks(table.incident, (view("api", "down"),), at(5), 303.0)
    assert line.said[0].endswith("was held")


def test_a_turn_that_turns_back_at_once_is_not_told() -> None:
    table = Table().declare()
    telling = begun(table, view("api", "up"))
    for at_s, state in enumerate(("down", "up", "down", "up")):
        assert telling.checks(table.incident, (view("api", state),), T0, float(at_s)) == []
    assert telling.checks(table.incident, (view("api", "up"),), T0, 60.0) == []


def test_no_network_is_told_when_no_check_can_be_asked_and_when_it_is_back() -> None:
    table = Table().declare()
    views = (view("api", "up"), view("db", "up"))
    telling = begun(table, *views)
    one = (view("api", "unknown", "no net"), views[1])
    assert telling.checks(table.incident, one, T0, 0.0) == []
    every = (one[0], view("db", "unknown", "no net"))
    assert [line.type for line in telling.checks(table.incident, every, T0, 0.5)] == ["network"]
    assert [line.type for line in telling.checks(table.incident, every, T0, 1.0)] == []
    assert telling.checks(table.incident, views, T0, 1.5)[0].data["offline"] is False


def test_a_reading_comes_before_what_was_recorded_and_what_nobody_asked_is_said() -> None:
    table = Table().declare()
    table.happen(f.CheckChanged(check="api", from_="up", to="down", reason="status 503"))
    found = seen(table.incident, (view("db", "degraded", "1.2 s"),), at(3), ("api", "mail"))
    assert {one.name: one.state for one in found} == {"api": "down", "mail": "unknown", "db": "degraded"}
    slow = next(one for one in found if one.name == "db")
    assert check_said(slow, at(3)) == "db: slow for 3 min, since 14:30:00 UTC, reads 1.2 s: status 503"


def test_every_state_of_a_clock_is_a_sentence_without_columns() -> None:
    table = Table().declare()
    table.do(i.SkipItem(n=2, why="alone"))
    table.go(1).do(i.TakeRole(role="commander", person="anna"))
    table.go(5)
    said = {
        d.id: clock_said(d, table.incident, table.clock.now()) for d in deadlines(table.incident, table.clock.now())
    }
    assert said["item:1"] == "item 1, commander: done after 1 min, by anna"
    assert said["item:2"] == "item 2, team: skipped by anna"
    assert said["item:9"] == "item 9, rollback: waits for fixed, then 20 min"
    assert said["item:12"] == "item 12, answer: 2 h business, not counted down"
    assert said["response"] == "response: acknowledge: done after 1 min, by anna"
    assert said["rung:1"] == "rung 1, escalate: on-call: 9 min left, due 14:45:00 UTC, for anna"
    assert said["cadence"] == "next update to users: 24 min left, due 15:00:00 UTC, for comms"
    assert not any("  " in line for line in said.values())
