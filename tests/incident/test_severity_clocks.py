"""What a change of severity does to clocks that run, and the cadence of updates."""

from tests.fakes import Table, at, book, limit
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.playbook.model import Severity


def raised(table: Table, minute: float, to: str = "P0") -> Table:
    table.clock.moment = at(minute)
    table.do(i.SetSeverity(to=to))
    return table


def test_a_duty_that_newly_applies_counts_from_the_change() -> None:
    table = raised(Table().declare("P2"), 20)
    assert (table.due("item:2").started_at, table.due("item:2").due_at) == (at(20), at(25))
    assert (table.due("rung:1").due_at, table.due("rung:2").due_at) == (at(35), at(50))


def test_a_running_duty_keeps_its_start_and_takes_the_shorter_limit() -> None:
    table = Table().declare("P2")
    assert table.due("response").due_at == at(60)
    raised(table, 2)
    assert (table.due("response").started_at, table.due("response").due_at) == (at(0), at(5))


def test_the_shorter_limit_is_never_over_before_the_change() -> None:
    table = raised(Table().declare("P2"), 20)
    assert (table.due("response").due_at, table.state("response")) == (at(20), "due")
    assert table.go(seconds=1).state("response") == "overdue"


def test_lowering_does_not_lengthen_what_runs() -> None:
    table = raised(Table().declare("P0"), 2, "P2")
    assert table.due("response").due_at == at(5)


def test_on_the_way_down_a_duty_that_no_longer_applies_is_dropped_and_one_that_never_did_is_not_shown() -> None:
    table = raised(Table().declare("P0"), 2, "P3")
    assert (table.state("response"), table.state("item:2"), table.state("rung:1")) == ("dropped", "dropped", "dropped")
    assert "item:2" not in Table().declare("P2").clocks()
    assert "response" not in Table().declare("P3").clocks()


def test_met_stays_met_and_late_stays_late_whatever_the_severity_does() -> None:
    for minute, state in ((3, "met"), (7, "met late")):
        table = Table().declare("P0").go(minute)
        table.do(i.Acknowledge())
        table.do(i.SetItem(n=2, done=True))
        table.go(20).do(i.Escalate())
        seen = []
        for later, to in ((40, "P3"), (50, "P1"), (60, "P0")):
            raised(table, later, to)
            seen.append((table.state("response"), table.state("item:2"), table.state("rung:1")))
        assert seen == [(state, state, "met late")] * 3


def test_what_was_met_after_it_newly_applied_stays_met_when_it_no_longer_applies() -> None:
    table = raised(Table().declare("P2"), 60)
    table.go(3).do(i.SetItem(n=2, done=True))
    assert table.state("item:2") == "met"
    assert raised(table, 70, "P2").state("item:2") == "met"


def test_an_item_done_while_it_did_not_apply_is_met_without_a_clock() -> None:
    table = Table().declare("P2").go(20)
    table.do(i.SetItem(n=2, done=True))
    assert (table.state("item:2"), table.due("item:2").due_at) == ("met", None)
    assert raised(table, 30).state("item:2") == "met"


def test_raised_again_the_duty_counts_from_the_last_change() -> None:
    table = raised(raised(Table().declare("P0"), 2, "P2"), 30)
    assert table.due("item:2").due_at == at(35)


def test_a_back_dated_change_counts_from_when_it_happened() -> None:
    table = Table().declare("P2").go(30)
    table.do(i.SetSeverity(to="P0", at=at(10)))
    assert table.due("item:2").due_at == at(15)


def test_updates_to_users_reset_the_cadence_and_words_to_the_team_do_not() -> None:
    table = Table().declare()
    assert (table.due("cadence").due_at, table.due("cadence").anchor) == (at(30), "declared")
    table.go(10).do(i.TellUsers(channel="chat", text="team: hold on"))
    assert table.due("cadence").due_at == at(30)
    table.do(i.TellUsers(channel="email", text="we look"))
    assert (table.due("cadence").due_at, table.due("cadence").anchor) == (at(40), "update")


def test_an_update_entered_late_does_not_turn_the_clock_back() -> None:
    table = Table().declare().go(20)
    table.do(i.TellUsers(channel="email", text="second"))
    table.do(i.TellUsers(channel="status_page", text="first", at=at(5)))
    assert table.due("cadence").due_at == at(50)
    assert table.incident.last_told is not None
    assert table.incident.last_told.text == "second"


def test_the_cadence_follows_the_severity_but_never_breaks_a_promise() -> None:
    table = raised(Table().declare("P2"), 10)
    assert table.due("cadence").due_at == at(30)
    table.do(i.TellUsers(channel="email", text="we look"))
    raised(table, 20, "P2")
    assert table.due("cadence").due_at == at(40), "users were told half an hour"
    table = raised(Table().declare("P2"), 90)
    assert table.due("cadence").due_at == at(90)


def test_a_cadence_set_by_hand_counts_from_the_last_word_but_not_from_before_it_was_set() -> None:
    table = Table().declare().go(5)
    table.do(i.SetCadence(seconds=900, why="many ask"))
    assert (table.due("cadence").due_at, table.due("cadence").offset) == (at(15), 900)
    table.go(5).do(i.TellUsers(channel="email", text="we look"))
    assert table.due("cadence").due_at == at(25)
    table.go(14).do(i.SetCadence(seconds=60, why="more"))
    assert table.due("cadence").due_at == at(24)


def test_resolved_said_too_early_does_not_stop_the_cadence() -> None:
    for by_hand in (False, True):
        table = Table().declare().go(10)
        if by_hand:
            table.do(i.SetCadence(seconds=1800, why="half an hour"))
        table.do(i.TellUsers(channel="email", status="resolved", text="over"))
        assert table.due("cadence").due_at == at(40)
        table.do(i.Resolve(despite="a test"))
        assert "cadence" not in table.clocks()


def test_no_cadence_is_no_clock() -> None:
    assert "cadence" not in Table().declare("P3").clocks()


def test_a_response_in_business_hours_has_words_only() -> None:
    playbook = book(severities=(Severity(id="P0", response=limit("next business day")),))
    response = Table(playbook).declare("P0").go(9999).due("response")
    assert (response.state, response.words, response.due_at) == ("none", "next business day", None)


def test_a_severity_the_playbook_does_not_know_has_no_clocks_of_its_own() -> None:
    table = Table().declare("P0")
    table.happen(f.SeveritySet(from_="P0", to="SEV9"))
    assert table.state("response") == "dropped"
    assert "cadence" not in table.clocks()
