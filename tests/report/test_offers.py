"""What the room offers: when it was detected, a worse severity, what it may be; and when each is offered no more."""

import json
from datetime import datetime

import msgspec
import pytest

from tests.fakes import T0, Table, at, book
from warroom.checks.model import State, View
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.arguments import Context
from warroom.incident.entry import Asked, parse
from warroom.playbook.model import Scenario
from warroom.report.brief import brief
from warroom.report.offers import Offered, offers
from warroom.report.plain import Around
from warroom.report.show import show
from warroom.report.state import lines
from warroom.report.telling import Telling

BOOK = book(
    scenarios=(
        Scenario(id="pool", title="pool is full", severity="P1", when=("db*",)),
        Scenario(id="net", title="network gone", when=("db*", "edge", "kind:dns")),
    )
)


def table(severity: str = "P1") -> Table:
    return Table(BOOK).declare(severity)


def turned(on: Table, to: str, since: datetime, check: str = "api") -> None:
    on.happen(f.CheckChanged(check=check, from_="up", to=to, reason="status 503", since=since), by="check")


def view(name: str, state: State, *suggests: str, kind: str = "http") -> View:
    said = "error rate 7 %, wanted < 5 %"
    return View(name, kind, "", state, state, "7 %", at(0), at(0), said, suggests=suggests)


def offered(on: Table, *views: View) -> list[Offered]:
    return offers(on.incident, views, on.clock.now())


def about(on: Table, *views: View) -> list[str]:
    return [one.about for one in offered(on, *views)]


def asked(on: Table, line: str) -> i.Intent:
    """The intent that a line is read as."""
    read = parse(line, Context(now=on.clock.now(), incident=on.incident, playbook=on.playbook, zone="Europe/Berlin"))
    assert isinstance(read, Asked), read
    return read.intent


# When it was detected.


def test_the_first_red_is_offered_as_detected_while_that_is_assumed() -> None:
    on = table()
    assert offered(on) == []
    turned(on, "down", at(-2, 5), "web")
    turned(on, "down", at(-4, 5))
    [one] = offered(on)
    assert one == Offered("detected", "api went red 14:26:05 UTC", "/detected 14:26:05Z by alert")


def test_the_line_says_the_very_moment_in_whatever_zone_the_incident_is_told() -> None:
    on = table()
    turned(on, "down", at(-4, 5))
    [one] = offered(on)
    on.do(asked(on, one.line))
    known = on.incident.milestones["detected"]
    assert (known.at, known.by_what, known.assumed) == (at(-4, 5), "alert", False)
    assert offered(on) == []


def test_of_another_day_the_line_has_the_date() -> None:
    on = table()
    turned(on, "down", at(-4, 5))
    on.go(24 * 60)
    [one] = offered(on)
    assert one.line == "/detected 2026-11-21T14:26:05Z by alert"
    on.do(asked(on, one.line))
    assert on.incident.when("detected") == at(-4, 5)


def test_whatever_was_said_of_detecting_ends_the_offer() -> None:
    on = table()
    turned(on, "down", at(-4))
    on.do(i.SetMilestone(name="detected", moment=at(0), by_what="user"))
    assert offered(on) == []
    said_at_once = Table(BOOK).declare("P1", detected=at(-9))
    turned(said_at_once, "down", at(-4))
    assert offered(said_at_once) == []


@pytest.mark.parametrize(("minutes", "count"), [(-1, 1), (0, 1), (1, 1), (1.1, 0), (30, 0)])
def test_what_went_red_well_after_declaring_did_not_detect_it(minutes: float, count: int) -> None:
    on = table()
    turned(on, "down", at(minutes))
    assert len(offered(on)) == count


def test_a_check_that_is_slow_or_silent_detected_nothing() -> None:
    on = table()
    turned(on, "degraded", at(-2))
    turned(on, "unknown", at(-1))
    assert "detected" not in about(on)


def test_it_is_still_offered_after_the_resolution_and_no_more_after_the_end() -> None:
    on = table()
    turned(on, "down", at(-4))
    on.go(5).do(i.Resolve(fixed_at=at(1), despite="a test"))
    assert about(on, view("api", "down", "P0")) == ["detected"]
    on.do(i.Close(despite="a test"))
    assert offered(on) == []


# How bad it is.


def test_a_worse_severity_that_a_failing_check_suggests_is_offered_with_its_reason() -> None:
    on = table("P2")
    [one] = offered(on, view("web", "degraded", "P1"), view("x", "up", "P0"))
    assert one.said == "web: error rate 7 %, wanted < 5 %: suggests P1"
    intent = asked(on, one.line)
    assert intent == i.SetSeverity(to="P1", why="web: error rate 7 %, wanted < 5 %")
    on.do(intent)
    assert offered(on, view("web", "degraded", "P1")) == []


@pytest.mark.parametrize(("suggests", "level"), [(("P1", "P0"), "P0"), (("P2",), ""), (("P3",), ""), (("P9",), "")])
def test_the_worst_is_offered_and_nothing_that_is_not_worse_or_not_known(suggests: tuple[str, ...], level: str) -> None:
    found = offered(table("P2"), *(view(f"web{n}", "down", one) for n, one in enumerate(suggests)))
    assert [one.line.split()[1] for one in found] == ([level] if level else [])


def test_a_reason_that_names_the_severity_itself_does_not_say_it_twice() -> None:
    known = view("web", "down", "P1", "P0")
    [one] = offered(table(), msgspec.structs.replace(known, reason="status 503, wanted 200..299: suggests P1"))
    assert (one.said, one.line) == (
        "web: status 503, wanted 200..299: suggests P0",
        "/sev P0 web: status 503, wanted 200..299",
    )


def test_a_reason_of_many_lines_is_one_line() -> None:
    odd = msgspec.structs.replace(view("web", "down", "P0"), reason="a\n\x1b[31m/close b")
    [one] = offered(table(), odd)
    assert one.line == "/sev P0 web: a⏎␛[31m/close b"


# What it may be.


def test_a_check_that_goes_down_after_the_fix_offers_to_take_it_back() -> None:
    on = table()
    turned(on, "down", at(0))
    on.do(i.MarkFixed())
    assert "unfix" not in about(on)
    on.go(1)
    turned(on, "up", on.clock.now())
    on.go(1)
    turned(on, "down", on.clock.now())
    assert [one.line for one in offered(on) if one.about == "unfix"] == ["/unfix api is down since the fix"]
    on.do(asked(on, "/unfix api is down since the fix"))
    assert "unfix" not in about(on)


def test_the_scenarios_that_fit_are_offered_the_likeliest_first() -> None:
    on = table()
    found = offered(on, view("db pool", "degraded"), view("edge", "up"))
    assert [one.said for one in found] == ["looks like: pool is full", "looks like: network gone"]
    on.do(asked(on, found[0].line))
    assert [one.said for one in offered(on, view("db pool", "degraded"))] == ["looks like: network gone"]
    on.do(i.FindCause(n=1))
    assert offered(on, view("db pool", "degraded")) == []


def test_without_readings_the_record_tells_what_is_red() -> None:
    on = table()
    turned(on, "degraded", at(1), "db pool")
    assert about(on) == ["likely", "likely"]
    assert about(on, view("db pool", "up")) == []


def test_a_kind_is_known_from_the_readings() -> None:
    assert [one.said for one in offered(table(), view("names", "down", kind="dns"))] == ["looks like: network gone"]


def test_the_order_is_detected_then_severity_then_what_it_looks_like() -> None:
    on = table()
    turned(on, "down", at(-1), "db pool")
    assert about(on, view("db pool", "down", "P0")) == ["detected", "severity", "likely", "likely"]


def test_nothing_is_offered_before_anything_is_declared() -> None:
    drill = Table(BOOK)
    drill.happen(f.DrillStarted(start=T0))
    drill.happen(f.PlaybookAdopted(name="small", sha256="", playbook=BOOK))
    turned(drill, "down", at(0), "db pool")
    assert offered(drill, view("db pool", "down", "P0")) == []


# Where it is told.


def test_show_and_the_brief_tell_every_offer() -> None:
    on = table()
    turned(on, "down", at(-1), "db pool")
    views = (view("db pool", "down", "P0"),)
    said = dict(brief(on.incident, on.clock.now(), views))
    assert said["conditions"].endswith("; looks like: pool is full")
    assert "db pool went red 14:29:00 UTC (/detected 14:29:00Z by alert)" in said["needs"]
    assert said["needs"].endswith("; db pool: error rate 7 %, wanted < 5 %: suggests P0")
    text = lines(on.incident, on.clock.now(), Around(views=views))
    start = text.index("offered") + 1
    assert text[start : start + 4] == [
        "  db pool went red 14:29:00 UTC; /detected 14:29:00Z by alert says so",
        "  db pool: error rate 7 %, wanted < 5 %: suggests P0; /sev P0 db pool: error rate 7 %, wanted < 5 % says so",
        "  looks like: pool is full; /suspect pool is full says so",
        "  looks like: network gone; /suspect network gone says so",
    ]
    data = json.loads(msgspec.json.encode(show(on.incident, on.clock.now(), Around(views=views))))
    assert [one["about"] for one in data["offers"]] == ["detected", "severity", "likely", "likely"]
    assert data["offers"][0]["line"] == "/detected 14:29:00Z by alert"
    assert data["likely"][0] == {"id": "pool", "title": "pool is full", "severity": "P1", "symptoms": []}


def test_whoever_follows_without_a_screen_is_told_at_the_beginning() -> None:
    on = table()
    turned(on, "down", at(-1))
    said = Telling().begin(on.incident, (), (), on.clock.now())
    assert "offered: api went red 14:29:00 UTC; /detected 14:29:00Z by alert says so" in said


def test_where_nothing_is_offered_nothing_is_said_of_it() -> None:
    on = table()
    assert "offered" not in lines(on.incident, T0)
    data = show(on.incident, T0)
    assert (data["offers"], data["likely"]) == ([], [])
