"""Promises of a next word, and when they were kept."""

from tests.fakes import Table, at
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.promised import gaps
from warroom.report.updates import promises_said


def told(minutes: float, table: Table, channel: str = "status_page") -> None:
    table.clock.moment = at(minutes)
    table.do(i.TellUsers(channel=channel, text="words"))


def kept(table: Table, now: float) -> list[tuple[object, object, float]]:
    return [(gap.promised_at, gap.kept_at, gap.late_s) for gap in gaps(table.incident, at(now))]


def test_the_declaration_promises_the_first_word_and_every_word_the_next() -> None:
    table = Table().declare()
    told(10, table)
    told(45, table)
    assert kept(table, 50) == [(at(30), at(10), 0), (at(40), at(45), 300), (at(75), None, 0)]


def test_a_promise_nobody_kept_is_late_by_now() -> None:
    assert kept(Table().declare(), 32) == [(at(30), None, 120)]


def test_what_the_team_hears_keeps_no_promise_to_users() -> None:
    table = Table().declare()
    told(10, table, "chat")
    assert kept(table, 20) == [(at(30), None, 0)]


def test_a_promise_that_the_end_made_void_is_none_and_one_broken_before_stays() -> None:
    table = Table().declare()
    table.go(10).do(i.MarkFixed())
    table.do(i.Resolve(despite="a test"))
    assert kept(table, 90) == []
    late = Table().declare()
    told(10, late)
    late.go(40).do(i.MarkFixed())
    late.do(i.Resolve(despite="a test"))
    assert kept(late, 90)[-1] == (at(40), None, 600)


def test_a_struck_word_was_not_said() -> None:
    table = Table().declare()
    told(10, table)
    table.happen(f.Struck(seq=table.seq_of("update_recorded"), why="x"))
    assert kept(table, 20) == [(at(30), None, 0)]


def test_promises_are_told_in_sentences() -> None:
    table = Table().declare()
    told(35, table)
    assert promises_said(table.incident, at(40)) == [
        "promised 15:00:00 UTC: kept at 15:05:00 UTC, 5 min late",
        "promised 15:35:00 UTC: not due yet",
    ]
