"""Declaring, fixing, resolving, closing: what each brings about, and the sentence where it cannot."""

from datetime import timedelta

import pytest

from tests.fakes import T0, Table, at, book
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.playbook.model import Playbook


def kinds(records: list[Record]) -> list[str]:
    return [record.kind for record in records]


def test_declaring_opens_the_incident_with_its_playbook() -> None:
    table = Table()
    made = table.do(i.Declare(title="API down ", severity="p0", playbook=book(zone="Asia/Tokyo"), sha256="5a"))
    assert kinds(made) == ["declared", "playbook_adopted"]
    incident = table.incident
    assert (incident.title, incident.severity, incident.status) == ("API down", "P0", "investigating")
    assert (incident.playbook.name, incident.playbook_sha256, incident.zone) == ("small", "5a", "Asia/Tokyo")
    assert incident.declared
    assert incident.open
    assert incident.running
    assert incident.people == ("anna",)


def test_detection_is_assumed_to_be_the_declaration_until_somebody_says() -> None:
    table = Table().declare()
    assert table.incident.milestones["detected"].assumed
    assert table.incident.when("detected") == T0
    table.do(i.SetMilestone(name="detected", moment=at(-7), by_what="user"))
    detected = table.incident.milestones["detected"]
    assert (detected.at, detected.assumed, detected.by_what) == (at(-7), False, "user")


def test_detection_said_while_declaring_is_not_assumed() -> None:
    table = Table().declare(detected=at(-5))
    assert table.incident.when("detected") == at(-5)
    assert not table.incident.milestones["detected"].assumed


def test_an_incident_declared_twice_says_how_to_open_another() -> None:
    assert "F7 goes to the lobby" in Table().declare().refusal(i.Declare(title="x", severity="P0", playbook=book()))


@pytest.mark.parametrize(
    ("intent", "says"),
    [
        (i.Declare(title="x", severity="P7", playbook=book()), "no severity P7: P0, P1, P2, P3"),
        (i.Declare(title=" ", severity="P0", playbook=book()), "a title needs words"),
        (i.Declare(title="x", severity="P0", playbook=Playbook(name="bare")), "no severity P0"),
        (i.Declare(title="x", severity="P0", playbook=book(), detected=at(3)), "has not come yet"),
        (i.Declare(title="x", severity="P0", playbook=book(), at=at(3)), "has not come yet"),
        (i.MarkFixed(), "nothing is declared yet: /declare P0 TITLE"),
    ],
)
def test_what_cannot_be_declared_is_refused(intent: i.Intent, says: str) -> None:
    table = Table()
    assert says in table.refusal(intent)
    assert table.records == []


def test_before_anything_is_declared_words_can_be_written_down() -> None:
    table = Table()
    table.happen(f.DrillStarted(start=T0))
    table.do(i.Note(text="it begins"))
    table.do(i.Decide(text="wait"))
    assert not table.incident.declared
    assert table.incident.is_drill


def test_a_drill_is_declared_by_its_own_playbook() -> None:
    table = Table()
    table.do(i.StartDrill(start=T0, playbook=book(name="drill"), scenario="pool"))
    other = book(name="other", severities=())
    assert kinds(table.do(i.Declare(title="x", severity="P1", playbook=other))) == ["declared"]
    assert (table.incident.playbook.name, table.incident.is_drill, table.incident.severity) == ("drill", True, "P1")
    assert "a stream of its own" in table.refusal(i.StartDrill(start=T0, playbook=book()))


def test_a_time_before_the_incident_is_taken_and_marked_and_one_ahead_is_refused() -> None:
    table = Table().declare()
    (change,) = table.do(i.NoteChange(text="deployed", at=T0 - timedelta(days=3)))
    assert change.back_dated
    assert not table.do(i.Note(text="soon", at=at(2)))[0].back_dated
    assert "14:32:01 UTC has not come yet (it is 14:30:00 UTC)" in table.refusal(i.Note(text="x", at=at(2, 1)))


def test_acknowledging_happens_once() -> None:
    table = Table().declare().go(2)
    table.do(i.Acknowledge(), by="bo")
    assert table.incident.when("acknowledged") == at(2)
    assert table.refusal(i.Acknowledge()) == "acknowledged already, by bo at 14:32:00 UTC"


def test_taking_command_acknowledges() -> None:
    table = Table().declare().go(3)
    table.do(i.TakeRole(role="commander", person="anna"))
    assert table.incident.when("acknowledged") == at(3)
    table.go(1).do(i.TakeRole(role="commander", person="bo"))
    assert table.incident.when("acknowledged") == at(3)


def test_a_milestone_is_set_to_a_time_unless_it_comes_of_an_act() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="started", moment=at(-20)))
    assert table.incident.when("started") == at(-20)
    for moment, name, says in (
        (at(-20), "started", "started is 14:10:00 UTC already"),
        (at(3), "started", "has not come yet"),
        (at(-1), "resolved", "resolved is not said, it is done"),
        (at(-1), "lunch", "lunch is not said"),
    ):
        assert says in table.refusal(i.SetMilestone(name=name, moment=moment))
    refused = table.refusal(i.SetMilestone(name="detected", moment=at(-1), by_what="cat"))
    assert refused == "detected by cat? it is one of: alert, user, team"


def test_an_assumed_detection_can_be_confirmed_at_the_same_moment() -> None:
    table = Table().declare()
    table.do(i.SetMilestone(name="detected", moment=T0, by_what="alert"))
    assert not table.incident.milestones["detected"].assumed


def test_severity_changes_once_and_says_who_set_it() -> None:
    table = Table().declare().go(1)
    (made,) = table.do(i.SetSeverity(to="p1", why="fewer users"), by="bo")
    assert made.fact == f.SeveritySet(from_="P0", to="P1", why="fewer users")
    assert table.refusal(i.SetSeverity(to="P1")) == "severity is P1 already, by bo at 14:31:00 UTC"
    assert "no severity P9: P0, P1, P2, P3" in table.refusal(i.SetSeverity(to="P9"))


def test_status_goes_its_way_and_the_ends_perform_their_acts() -> None:
    table = Table().declare()
    table.do(i.SetStatus(to="Identified"))
    assert table.incident.status == "identified"
    assert "status is identified already" in table.refusal(i.SetStatus(to="identified"))
    assert "no status fine" in table.refusal(i.SetStatus(to="fine"))
    assert "/cancel WHY" in table.refusal(i.SetStatus(to="cancelled"))
    assert "not resolved yet" in table.refusal(i.SetStatus(to="closed"))
    for intent in (i.SetMilestone(name="started", moment=at(-5)), i.Acknowledge(), i.MarkFixed()):
        table.do(intent)
    assert kinds(table.do(i.SetStatus(to="resolved"))) == ["resolved", "status_set"]
    assert "/close anyway WHY" in table.refusal(i.SetStatus(to="closed"))
    for n in (9, 10):
        table.do(i.SkipItem(n=n, why="small"))
    for n in (1, 2, 3):
        table.do(i.SetDuty(n=n))
    assert "/reopen WHY" in table.refusal(i.SetStatus(to="monitoring"))
    assert kinds(table.do(i.SetStatus(to="closed"))) == ["closed", "status_set"]


def test_fix_unfix_and_reopen_set_the_status_in_the_same_breath() -> None:
    table = Table().declare().go(10)
    assert kinds(table.do(i.MarkFixed())) == ["fixed", "status_set"]
    assert (table.incident.status, table.incident.when("fixed")) == ("monitoring", at(10))
    assert "fixed already, by anna at 14:40:00 UTC: /unfix WHY" in table.refusal(i.MarkFixed())
    assert kinds(table.go(5).do(i.Unfix(why="it came back"))) == ["unfixed", "status_set"]
    assert (table.incident.status, table.incident.when("fixed")) == ("identified", None)
    assert "nothing is marked fixed" in table.refusal(i.Unfix(why="x"))
    table.do(i.MarkFixed())
    table.do(i.Resolve(despite="a test"))
    assert "/reopen WHY first" in table.refusal(i.Unfix(why="x"))
    assert kinds(table.do(i.Reopen(why="again"))) == ["reopened", "status_set"]
    assert (table.incident.status, table.incident.when("resolved")) == ("investigating", None)
    assert "nothing to reopen: the incident is investigating" in table.refusal(i.Reopen(why="x"))
    assert "/unfix needs words" in table.refusal(i.Unfix(why=" "))


def test_resolving_may_say_when_it_was_fixed() -> None:
    table = Table().declare().go(30)
    assert kinds(table.do(i.Resolve(fixed_at=at(20), despite="a test"))) == ["resolved", "fixed", "status_set"]
    assert (table.incident.when("fixed"), table.incident.when("resolved")) == (at(20), at(30))
    assert "resolved already, by anna" in table.refusal(i.Resolve(despite="a test"))


def test_resolving_without_a_fix_leaves_it_missing_and_a_later_one_keeps_the_status() -> None:
    table = Table().declare()
    table.do(i.Resolve(despite="a test"))
    assert table.incident.when("fixed") is None
    assert kinds(table.go(1).do(i.MarkFixed(at=at(-1)))) == ["fixed"]
    assert table.incident.status == "resolved"


def test_a_fix_that_is_known_is_not_silently_moved_by_resolving() -> None:
    table = Table().declare().go(5)
    assert "has not come yet" in table.refusal(i.Resolve(fixed_at=at(9), despite="a test"))
    table.do(i.MarkFixed())
    assert "fixed already, by anna at 14:35:00 UTC" in table.refusal(i.Resolve(fixed_at=at(1), despite="a test"))


def test_closing_needs_a_resolution_and_cancelling_a_reason() -> None:
    table = Table().declare()
    assert "/resolve first, or /cancel WHY" in table.refusal(i.Close(despite="a test"))
    assert "/cancel needs words" in table.refusal(i.Cancel(why=""))
    table.do(i.Cancel(why="a test"))
    assert (table.incident.status, table.incident.open, table.incident.ended_at) == ("cancelled", False, T0)
    assert table.refusal(i.SetSeverity(to="P1")) == "the incident is cancelled since 14:30:00 UTC: /reopen WHY"
    table.do(i.Reopen(why="it was one"))
    assert (table.incident.status, table.incident.open, table.incident.ended_at) == ("investigating", True, None)
    table.do(i.SetSeverity(to="P1"))


def test_an_ended_incident_takes_words_and_after_work_but_no_acts() -> None:
    table = Table().declare()
    table.do(i.Resolve(despite="a test"))
    table.do(i.Close(despite="a test"))
    table.do(i.Note(text="read through"))
    table.do(i.SetItem(n=10, done=True))
    table.do(i.GiveTask(owner="bo", text="alert", action=True))
    for act in (
        i.SetTitle(title="x"),
        i.MarkFixed(),
        i.Cancel(why="x"),
        i.Escalate(),
        i.SetCadence(seconds=60, why="x"),
    ):
        assert "the incident is closed since" in table.refusal(act)
    table.do(i.Reopen(why="not over"))
    assert (table.incident.open, table.incident.ended_at, table.incident.status) == (True, None, "investigating")


@pytest.mark.parametrize("n", [1, 6, 8])
def test_a_tick_cannot_do_to_an_ended_incident_what_its_verb_cannot(n: int) -> None:
    table = Table().declare()
    table.do(i.Cancel(why="a test"))
    assert "the incident is cancelled" in table.refusal(i.SetItem(n=n, done=True))
    assert table.incident.status == "cancelled"


def test_the_title_changes_to_another() -> None:
    table = Table().declare(title="API down")
    table.do(i.SetTitle(title=" DB down "))
    assert table.incident.title == "DB down"
    assert "that already" in table.refusal(i.SetTitle(title="DB down"))


def test_a_playbook_is_adopted_when_it_differs_and_fits() -> None:
    table = Table().declare(sha256="5a")
    assert "has not changed" in table.refusal(i.AdoptPlaybook(playbook=book(), sha256="5a"))
    assert "has no severity P0, which is in force" in table.refusal(
        i.AdoptPlaybook(playbook=book(severities=()), sha256="6b")
    )
    table.do(i.AdoptPlaybook(playbook=book(title="new"), sha256="6b"))
    assert (table.incident.playbook.title, table.incident.playbook_sha256) == ("new", "6b")


def test_no_sentence_of_refusal_is_silent_on_what_is_the_case() -> None:
    class Odd(i.Intent, frozen=True, kw_only=True):
        pass

    assert Table().declare().refusal(Odd()) == "Odd has no rule"
