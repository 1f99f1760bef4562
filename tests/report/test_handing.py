"""What whoever takes over is told: the frozen brief of an incident, and the words of a shift."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.fakes import T0, Place, Table, at, book
from warroom.checks.model import View
from warroom.incident import breach
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.shift import LASTS
from warroom.incident.state import EMPTY, CheckState, Incident, ListTick, OnCall, changed
from warroom.incident.summary import summarise
from warroom.playbook.model import Contact, Playbook, Ticklist
from warroom.report.brief import brief
from warroom.report.handing import Shift, checks_said, freeze, frozen_lines, handover_list, shift_lines, unticked
from warroom.report.lines import describe
from warroom.report.needs import needs
from warroom.shifts import shift_of


def busy() -> Table:
    table = Table().declare()
    for intent in (
        i.TakeRole(role="commander", person="anna"),
        i.SetImpact(text="no payments", fields={"users": "900"}),
        i.Suspect(text="the deploy"),
        i.Suspect(text="the pool"),
        i.RuleOut(n=1, why="rolled back, no change"),
        i.GiveTask(owner="petra", text="end idle sessions", seconds=180),
        i.TellUsers(channel="status_page", status="identified", text="We free connections."),
        i.Escalate(rung=1, how="page", acknowledged=False),
        i.Escalate(rung=2, how="phone", acknowledged=True),
    ):
        table.do(intent)
    return table


def test_the_brief_has_six_lines_and_what_is_open_ruled_out_said_and_who_is_here() -> None:
    table = busy()
    frozen = freeze(table.incident, at(2), ["do not restart postgres"])
    lines = dict(frozen.lines)
    assert list(lines) == ["state", "impact", "cause", "done", "now", "needs"]
    assert lines["state"] == "P0 API down, INVESTIGATING, elapsed 00:02:00"
    assert lines["impact"] == "no payments, users 900"
    assert lines["cause"] == "not known, 1 suspect open"
    assert lines["now"] == "petra: end idle sessions"
    assert lines["needs"] == "on-call does not answer, called by page 14:30:00 UTC"
    assert frozen.clocks[0] == "13 at_once, by 14:30:00 UTC, late"
    assert frozen.tasks == ("1 petra: end idle sessions, by 14:33:00 UTC",)
    assert frozen.suspects == ("2 the pool",)
    assert frozen.ruled_out == ("1 the deploy: rolled back, no change",)
    assert frozen.told == "status_page at 14:30:00 UTC by anna: We free connections."
    assert frozen.next_at == at(30)
    assert frozen.engaged == ("anna: IC", "petra: end idle sessions")
    assert frozen.called == ("on-call, called by page 14:30:00 UTC, no answer",)
    assert frozen.pinned == ("do not restart postgres",)
    assert (frozen.clock_id, frozen.clock_due) == ("item:13", T0)


def test_a_brief_does_not_change_with_what_comes_after_it() -> None:
    table = busy()
    before = freeze(table.incident, at(2))
    table.go(2).do(i.OfferHandover(to="kim", brief=before))
    table.do(i.FindCause(n=2))
    table.do(i.FinishTask(n=1))
    assert table.incident.offers["commander"].brief == before
    assert freeze(table.incident, at(2)) != before


def test_a_room_freezes_the_brief_inside_the_transaction_with_what_was_pinned(tmp_path: Path) -> None:
    place = Place(tmp_path)
    room = place.declared()
    room.act(i.TakeRole(role="commander", person="anna", by="anna"))
    [note] = room.act(i.Decide(text="do not restart postgres", by="anna"))
    room.act(i.Pin(seq=note.seq, by="anna"))
    [struck] = room.act(i.Note(text="wrong", by="anna"))
    room.act(i.Pin(seq=struck.seq, by="anna"))
    room.act(i.Strike(seq=struck.seq, why="wrong", by="anna"))
    other = place.room(room.stream)
    other.act(i.SetSeverity(to="P1", why="fewer", by="bo"))
    room.act(i.OfferHandover(to="kim", by="anna", brief=f.Frozen(lines=(("state", "made up"),))))
    offer = room.incident.offers["commander"]
    assert dict(offer.brief.lines)["state"].startswith("P1 API down")
    assert offer.brief.pinned == ("do not restart postgres",)
    assert offer.hash == place.journal.head(room.stream)[1]
    place.close()


def test_a_frozen_brief_is_printed_line_by_line() -> None:
    lines = frozen_lines(freeze(busy().incident, at(2)), at(2))
    assert [about for about, _ in lines[:6]] == ["state", "impact", "cause", "done", "now", "needs"]
    assert ("promised", "next news by 15:00:00 UTC") in lines
    assert ("ruled out", "1 the deploy: rolled back, no change") in lines
    assert ("clock", "none runs") in frozen_lines(f.Frozen(), T0)


def test_long_words_and_many_clocks_are_cut_to_what_is_read_in_a_minute() -> None:
    table = Table().declare()
    for n in range(40):
        table.do(i.Suspect(text=f"{n} " + "word " * 300))
        table.do(i.GiveTask(owner="bo", text=f"task {n}", seconds=60 + n))
    frozen = freeze(table.incident, T0, ["long " * 500])
    assert (len(frozen.clocks), len(frozen.tasks), len(frozen.suspects)) == (8, 20, 20)
    assert len(frozen.pinned[0]) == 400


# Needs.


def test_what_an_incident_lacks_is_said_most_pressing_first() -> None:
    table = Table(book(contacts=(Contact(name="Legal", how="legal@x"), Contact(name="Ann", role="DPO")))).declare()
    table.do(i.SetImpact(fields={"data": "breach"}))
    table.do(i.Escalate(rung=1, how="page"))
    assert needs(table.incident, at(5)) == [
        "nobody is commander",
        "on-call does not answer, called by page 14:30:00 UTC, next: 2 lead",
        "call Legal (legal@x), Ann",
    ]
    assert dict(brief(table.incident, at(5)))["needs"].startswith("nobody is commander; on-call does not answer")
    table.do(i.Escalate(who="legal", how="phone", acknowledged=True))
    table.do(i.Escalate(who="Ann"))
    assert needs(table.incident, at(1)) == ["nobody is commander"]


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("breach", True), ("lost", True), ("stolen", True), ("leaked", True), ("exposed", True), ("Breach?", True),
        ("none", False), ("safe", False), ("", False), ("no breach", False), ("not lost", False),
    ],
)  # fmt: skip
def test_data_in_the_wrong_hands_is_told_from_data_that_is_safe(said: str, is_one: bool) -> None:
    assert breach.is_breach({"data": said}) is is_one


def test_a_breach_names_legal_and_security_once_in_the_record_and_nobody_where_nobody_is_known() -> None:
    named = Table(
        book(contacts=(Contact(name="Security team", how="sec@x"), Contact(name="Team lead"), Contact(name="Legal")))
    ).declare()
    [record] = named.do(i.SetImpact(fields={"data": "breach"}))
    line = describe(record, named.incident, T0)
    assert (line.text, line.tone) == ("data=breach: call Security team (sec@x), Legal", "bad")
    [other] = named.do(i.SetImpact(fields={"users": "9"}))
    assert describe(other, named.incident, T0).text == "users=9"
    alone = Table().declare()
    [record] = alone.do(i.SetImpact(fields={"data": "breach"}))
    assert describe(record, alone.incident, T0).text == "data=breach: " + breach.NOBODY
    assert breach.NOBODY in needs(alone.incident, T0)
    alone.do(i.Escalate(who="legal-anna"))
    assert breach.NOBODY not in needs(alone.incident, T0)


# The shift.

LIST = Ticklist(id="handover", title="What does the next one need?", items=("incidents", "dashboards"))


def told(lines: tuple[tuple[str, str], ...], about: str) -> list[str]:
    return [said for one, said in lines if one == about]


def test_the_shift_is_told_what_runs_what_is_left_what_is_red_and_what_was_changed() -> None:
    table = busy()
    over = Table().declare(title="Mail down")
    over.happen(f.Resolved())
    over.happen(f.StatusSet(from_="investigating", to="resolved"))
    incident = changed(over.incident, id="mail")
    shift = Shift(checks={"db": CheckState(state="down", since=T0), "web": CheckState(state="up")})
    lines = shift_lines(shift, {"a": table.incident}, [summarise(table.incident), summarise(incident)], at(3))
    assert told(lines, "open")[0].endswith("API down, INVESTIGATING, elapsed 00:03:00, IC anna")
    assert told(lines, "suspect") == ["2 the pool"]
    assert told(lines, "ruled out") == ["1 the deploy: rolled back, no change"]
    assert told(lines, "told") == ["status_page at 14:30:00 UTC by anna: We free connections."]
    assert told(lines, "after")[0].startswith("Mail down: resolved, ")
    assert any("review" in said for said in told(lines, "clock"))
    assert told(lines, "checks") == ["db is down for 3m"]


def test_a_quiet_shift_says_that_nothing_is_open() -> None:
    assert shift_lines(Shift(), {}, [], T0) == (("open", "no incident is open"),)


def test_checks_that_are_held_or_flap_are_named() -> None:
    view = View(
        name="api", kind="http", target="", state="up", word="up", value="", since=T0, at=T0, reason="", flaps=42.0
    )
    held = CheckState(state="up", paused_until=at(20))
    assert checks_said({"db": held}, [view], at(1)) == ["api flaps, 42 %", "db is paused until 14:50:00 UTC"]


def test_the_list_for_handing_over_is_found_by_its_name_and_told_by_what_is_not_ticked() -> None:
    other = Ticklist(id="access", title="Can I get in?", items=("the console",))
    named = msgspec.structs.replace(other, id="list3", title="Hand-over checklist")
    assert handover_list(Playbook(name="x", lists=(other, LIST))) == LIST
    assert handover_list(Playbook(name="x", lists=(other, named))) == named
    assert handover_list(Playbook(name="x", lists=(other,))) is None
    ticks = {"handover": {1: ListTick("incidents", T0, 1, "anna")}}
    assert unticked(LIST, ticks, at(1)) == ("2 dashboards",)
    assert unticked(LIST, ticks, T0 + LASTS) == ("1 incidents", "2 dashboards")
    assert unticked(None, ticks, T0) == ()


def test_changes_are_those_noted_since_the_shift_began_without_the_struck(tmp_path: Path) -> None:
    place = Place(tmp_path)
    room = place.declared()
    room.act(i.NoteChange(text="before", by="bo"))
    place.clock.go(minutes=10)
    duty = changed(EMPTY, on_call=OnCall("anna", place.clock.now(), 1))
    [wrong] = room.act(i.NoteChange(text="wrong", by="bo"))
    room.act(i.NoteChange(text="deployed 41a", by="bo", at=place.clock.now() - timedelta(minutes=30)))
    room.act(i.Strike(seq=wrong.seq, why="not so", by="bo"))
    shift = shift_of(duty, place.journal, [summarise(room.incident)], place.clock.now())
    assert [(one.text, one.by, one.incident) for one in shift.changes] == [("deployed 41a", "bo", "API down")]
    lines = shift_lines(shift, {}, [], place.clock.now())
    assert told(lines, "changed") == ["14:10:00 UTC deployed 41a, noted by bo in API down"]
    place.close()


def test_a_drill_is_no_part_of_the_shift() -> None:
    drill: Incident = changed(busy().incident, is_drill=True)
    assert told(shift_lines(Shift(), {"d": drill}, [summarise(drill)], T0), "open") == ["no incident is open"]
