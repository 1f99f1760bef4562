"""The brief, `show` and `list` as they are printed."""

import json
from datetime import timedelta
from typing import Literal

import msgspec

from tests.fakes import T0, Table, at
from warroom.checks.model import View
from warroom.host.sample import Row
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.summary import summarise
from warroom.journal.presence import Present
from warroom.report.brief import brief
from warroom.report.plain import Around
from warroom.report.show import line, show
from warroom.report.state import lines


def busy() -> Table:
    table = Table().declare(detected=at(-2))
    table.go(2).do(i.TakeRole(role="commander", person="anna"))
    table.do(i.Suspect(text="the pool"))
    table.do(i.Suspect(text="the deploy"))
    table.do(i.RuleOut(n=2, why="older"))
    table.do(i.GiveTask(owner="bo", text="check pool", seconds=180))
    table.do(i.GiveTask(owner="kim", text="add alert", action=True))
    table.do(i.SetImpact(text="no payments", fields={"users": "1000"}))
    table.do(i.TellUsers(channel="email", text="we look"))
    table.do(i.Link(url="http://x"))
    table.happen(f.CheckChanged(check="api", from_="up", to="down", reason="status 503", since=at(1)))
    return table.go(5)


def test_the_brief_answers_in_six_lines() -> None:
    table = busy()
    table.do(i.OfferHandover(to="kim"))
    assert dict(brief(table.incident, table.clock.now())) == {
        "conditions": "P0 API down, INVESTIGATING, 00:07:00; hits no payments, users 1000; api down for 6m00",
        "actions": "bo: check pool (late 02:00); suspect: the pool; ruled out: the deploy",
        "needs": "kim to accept command; 1 action item open",
        "next clock": "at_once late 07:00 (14:30:00 UTC), 2 more late",
        "told": "email at 14:32:00 UTC by anna: we look; next promised 15:02:00 UTC",
        "people": "commander anna",
    }


def _view(name: str, state: Literal["up", "down"]) -> View:
    return View(name=name, kind="http", target="x", state=state, word="", value="", since=at(1), at=at(1), reason="")


def test_a_check_that_is_no_longer_asked_is_not_called_red_in_the_brief_and_is_told_apart_in_show() -> None:
    table = busy()
    now = table.clock.now()
    others = (_view("web", "up"),)
    both = (*others, _view("api", "down"))
    assert "api" not in dict(brief(table.incident, now, others))["conditions"]
    assert "api down for 6m00" in dict(brief(table.incident, now, both))["conditions"]
    said = lines(table.incident, now, Around(views=others, asked_by="bo"))
    assert "  api: down for 6 min, since 14:31:00 UTC: status 503, no longer asked" in said
    assert not any("no longer asked" in one for one in lines(table.incident, now, Around(views=both, asked_by="bo")))


def test_where_nobody_asks_the_checks_the_record_is_believed() -> None:
    table = busy()
    assert "api down for 6m00" in dict(brief(table.incident, table.clock.now()))["conditions"]


def test_the_brief_of_a_quiet_start_says_what_is_missing() -> None:
    said = dict(brief(Table().declare("P3").incident, T0))
    assert said["needs"] == "nobody is commander"
    assert said["told"] == "users were told nothing yet"
    assert "nobody has a time-box; no suspect" in said["actions"]
    drill = Table()
    drill.happen(f.DrillStarted(start=T0))
    assert dict(brief(drill.incident, T0))["conditions"] == "DRILL runs, nothing is declared yet"


def test_a_check_without_a_reading_is_not_called_up() -> None:
    table = Table().declare()
    table.happen(f.CheckChanged(check="api", from_="up", to="unknown"))
    assert "no reading of api" in dict(brief(table.incident, T0))["conditions"]
    table.happen(f.CheckChanged(check="api", from_="unknown", to="up"))
    assert "all checks up" in dict(brief(table.incident, T0))["conditions"]


def test_elapsed_stops_when_it_is_over() -> None:
    table = Table().declare().go(10)
    table.do(i.Resolve(despite="a test"))
    assert "RESOLVED, 00:10:00" in dict(brief(table.incident, at(600)))["conditions"]


def test_show_keeps_its_contract() -> None:
    table = busy()
    found = json.loads(msgspec.json.encode(show(table.incident, table.clock.now())))
    assert {
        "id", "title", "severity", "status", "open", "drill", "playbook", "channel", "started_at", "detected_at",
        "declared_at", "acknowledged_at", "fixed_at", "resolved_at", "closed_at", "detected_by", "impact", "roles",
        "checklist", "deadlines", "tasks", "hypotheses", "links", "checks", "metrics", "head",
    } <= set(found)  # fmt: skip
    assert found["detected_at"] == "2026-11-21T14:28:00.000Z"
    assert found["started_at"] is None
    assert found["roles"] == {"commander": {"person": "anna", "since": "2026-11-21T14:32:00.000Z"}}
    assert found["checklist"][0] == {
        "n": 1, "id": "commander", "text": "the commander is done", "done": True, "at": "2026-11-21T14:32:00.000Z",
        "by": "anna", "due_at": "2026-11-21T14:35:00.000Z", "state": "met",
    }  # fmt: skip
    by_id = {d["id"]: d for d in found["deadlines"]}
    assert by_id["task:1"]["remaining_s"] == -120
    assert (by_id["item:9"]["state"], by_id["item:9"]["remaining_s"]) == ("waiting", None)
    assert {"id", "kind", "label", "anchor", "item", "owner", "due_at", "state", "remaining_s"} <= set(
        by_id["response"]
    )
    assert found["hypotheses"][1]["state"] == "ruled out"
    assert found["checks"] == [
        {"name": "api", "state": "down", "since": "2026-11-21T14:31:00.000Z", "reason": "status 503"}
    ]
    assert found["metrics"]["detect_s"] is None
    assert found["head"] == {"seq": table.incident.seq, "hash": table.incident.hash}


def test_the_printed_state_names_every_clock_and_what_is_missing() -> None:
    table = busy()
    said = "\n".join(lines(table.incident, table.clock.now()))
    assert said.startswith("P0  API down  INVESTIGATING")
    assert "to mitigate     missing" in said
    found = deadlines(table.incident, table.clock.now())
    assert all(f"{d.id.replace(':', ' ')}, " in said for d in found if d.kind not in ("response", "cadence", "mark"))
    assert all(f"{d.label}: " in said for d in found)


def test_the_printed_state_has_a_section_for_every_panel_and_says_what_is_empty() -> None:
    table = busy()
    said = lines(table.incident, table.clock.now())
    text = "\n".join(said)
    for title in ("roles", "here", "milestones", "clocks", "suspects", "doing", "users were told", "links", "checks"):
        assert title in said
    assert "  commander: anna, since 14:32:00 UTC" in said
    assert "  2 ruled out: the deploy, because older" in said
    assert "  bo has time-box: task 1, check pool: late by 2 min, was due 14:35:00 UTC, for bo" in said
    assert "  kim has action item: task 2, add alert: no limit" in said
    assert "  api: down for 6 min, since 14:31:00 UTC: status 503" in said
    assert "nobody asks the checks now" in text
    quiet = lines(Table().declare("P3").incident, T0)
    assert [said for said in quiet if said in ("  none", "  nobody has a time-box")] == [
        "  none",
        "  nobody has a time-box",
        "  none",
        "  none",
    ]


def test_the_printed_state_tells_what_the_record_does_not_hold() -> None:
    table = busy()
    around = Around(
        views=(View("db", "tcp", "", "degraded", "slow", "1.2 s", at(3), at(6), "latency 1.2 s"),),
        asked_by="web1:12",
        present=(Present("bo", "/dev/pts/3", "table", 0.0),),
        hostname="web1",
        host=(Row("cpu", "cpu", "91 %", "8 cores", True), Row("tcp", "tcp", "12", "open")),
        zone="Europe/Berlin",
    )
    said = lines(table.incident, table.clock.now(), around)
    assert "time         2026-11-21 14:37:00 UTC, 15:37 Berlin" in said
    assert "  db: slow for 4 min, since 14:33:00 UTC, reads 1.2 s: latency 1.2 s" in said
    assert "  asked by web1:12" in said
    assert "  bo at pts/3" in said
    assert said[said.index("host web1") + 1 :][:2] == ["  cpu: 91 %, 8 cores, high", "  tcp: 12 open"]
    found = show(table.incident, table.clock.now(), around)
    assert [one["name"] for one in found["readings"]] == ["db"]
    assert (found["asked_by"], found["told"]["text"], found["offer"]) == ("web1:12", "we look", None)


def test_a_summary_says_when_it_began_and_ended() -> None:
    table = busy()
    table.do(i.Resolve(despite="a test"))
    table.do(i.Close(despite="a test"))
    found = line(summarise(table.incident))
    assert (found["status"], found["open"], found["closed_at"]) == ("closed", False, "2026-11-21T14:37:00.000Z")
    assert found["declared_at"] == "2026-11-21T14:30:00.000Z"
    drill = Table()
    drill.happen(f.DrillStarted(start=T0 - timedelta(hours=1)))
    summary = summarise(drill.incident)
    assert (summary.drill, summary.open, summary.running, summary.began) == (True, True, True, T0 - timedelta(hours=1))
