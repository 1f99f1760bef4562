"""What is put right once it is over: lines, times and milestones that nobody said, and nothing of it opens anything."""

from collections.abc import Callable

import pytest

from tests.fakes import Table, at
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.entry import Asked, Context, parse
from warroom.incident.intents import Intent
from warroom.report.gathered import CORRECTIONS, STORY, Gathered
from warroom.report.lines import describe, late, marks
from warroom.report.review import Correction, corrections

Ended = Callable[[], Table]


def resolved() -> Table:
    """Declared at 14:30 by anna; a note at 14:35; resolved an hour later, never acknowledged, never fixed."""
    table = Table().declare()
    table.go(5).do(i.Note(text="the pool is ful"))
    table.go(55).do(i.Resolve(despite="the graphs are flat"))
    return table.go(30)


def closed() -> Table:
    table = resolved()
    table.do(i.Close(despite="the rest is a project"))
    return table.go(24 * 60)


def said(table: Table, line: str) -> Intent:
    """What a line of the entry line asks for now."""
    read = parse(line, Context(now=table.clock.now(), incident=table.incident, playbook=table.incident.playbook))
    assert isinstance(read, Asked), read
    return read.intent


def gathered(table: Table) -> Gathered:
    """What is read of these records beside the state."""
    spoken = [r for r in table.records if r.kind in CORRECTIONS]
    seqs = {r.fact.seq for r in spoken if isinstance(r.fact, f.Amended | f.Struck | f.Redacted)}
    return Gathered(
        corrections=tuple(spoken),
        corrected={seq: table.records[seq - 1] for seq in seqs},
        back_dated=tuple(r for r in table.records if r.back_dated),
        story=tuple(r for r in table.records if r.kind in STORY),
    )


def corrected(table: Table) -> Correction:
    """The newest correction, as the review lists it."""
    return corrections(gathered(table))[-1]


both = pytest.mark.parametrize("ended", [resolved, closed])
NOTE = 3
DECLARED_AT, NOTED_AT = at(0), at(5)


@both
def test_a_line_is_amended_and_both_versions_are_told_with_both_times(ended: Ended) -> None:
    table = ended()
    table.do(said(table, f"/amend {NOTE} the pool is full"))
    found = corrected(table)
    assert (found.how, found.seq, found.first, found.said) == ("amended", NOTE, "the pool is ful", "the pool is full")
    assert (found.first_at, found.at, found.version) == (NOTED_AT, NOTED_AT, 2)
    assert found.noted_at == table.clock.now()
    assert describe(table.records[NOTE - 1], table.incident, table.clock.now()).text == "the pool is full"
    assert marks(table.records[NOTE - 1], table.incident) == ["v2"]


@both
def test_a_line_is_moved_in_time_and_keeps_its_first_time_beside_the_new_one(ended: Ended) -> None:
    table = ended()
    table.do(i.Amend(seq=NOTE, moment=at(2)))
    found = corrected(table)
    assert (found.how, found.first_at, found.at) == ("amended", NOTED_AT, at(2))
    assert late(table.records[NOTE - 1], table.incident, table.clock.now())


@both
def test_a_second_amendment_counts_from_the_first(ended: Ended) -> None:
    table = ended()
    table.do(said(table, f"/amend {NOTE} the pool is full"))
    table.do(said(table, f"/amend {NOTE} the pool was full"))
    found = corrected(table)
    assert (found.version, found.first, found.said) == (3, "the pool is full", "the pool was full")


@both
def test_a_line_is_struck_and_its_words_stay_readable_in_the_review(ended: Ended) -> None:
    table = ended()
    table.do(said(table, f"/strike {NOTE} wrong incident"))
    found = corrected(table)
    assert (found.how, found.first, found.said, found.why) == ("struck", "the pool is ful", "", "wrong incident")
    assert describe(table.records[NOTE - 1], table.incident, table.clock.now()).tone == "struck"


@both
def test_a_note_of_two_hours_ago_is_marked_back_dated_with_both_times(ended: Ended) -> None:
    table = ended()
    happened = table.clock.now()
    table.do(said(table, "-2h the on-call phone was off"))
    found = corrected(table)
    assert found.how == "back-dated"
    assert (found.noted_at - found.at).total_seconds() == 7200
    assert found.noted_at == happened
    assert late(table.records[-1], table.incident, happened).startswith("noted ")


@both
@pytest.mark.parametrize("name", ["started", "detected"])
def test_a_milestone_that_is_said_is_set_and_set_anew(ended: Ended, name: str) -> None:
    table = ended()
    table.do(i.SetMilestone(name=name, moment=at(-20)))
    table.do(i.SetMilestone(name=name, moment=at(-10)))
    found = corrected(table)
    assert table.incident.when(name) == at(-10)
    assert (found.how, found.first_at, found.at) == ("moved", at(-20), at(-10))


MISSED = [("ack", i.Acknowledge, "acknowledged"), ("fix", i.MarkFixed, "fixed")]


@both
@pytest.mark.parametrize(("verb", "intent", "name"), MISSED)
def test_a_missed_milestone_is_added_at_its_time_and_marked(
    ended: Ended, verb: str, intent: type[Intent], name: str
) -> None:
    table = ended()
    status, seq = table.incident.status, table.incident.seq
    asked = said(table, f"2026-11-21T14:50:00Z /{verb}")
    assert isinstance(asked, intent)
    made = table.do(asked)
    assert table.incident.when(name) == at(20)
    assert [record.seq for record in made] == [seq + 1]
    assert made[0].back_dated
    assert table.incident.status == status
    assert table.incident.open == (status != "closed")
    assert corrected(table).how == "back-dated"


def test_a_missed_resolution_is_added_to_a_closed_incident_that_stays_closed() -> None:
    table = Table().declare().go(60)
    table.happen(f.StatusSet(from_="investigating", to="closed"))
    table.happen(f.Closed())
    table.go(60)
    made = table.do(said(table, "2026-11-21T15:00:00Z /resolve"))
    assert [record.kind for record in made] == ["resolved"]
    assert (table.incident.when("resolved"), table.incident.status) == (at(30), "closed")
    assert not table.incident.open


@pytest.mark.parametrize(("verb", "intent", "name"), MISSED)
def test_what_is_added_to_a_closed_incident_needs_a_time_before_its_end(
    verb: str, intent: type[Intent], name: str
) -> None:
    table = closed()
    untimed = table.refusal(intent())
    assert "the incident is closed since" in untimed
    assert f"/{verb}" in untimed
    assert "/reopen WHY" in untimed
    afterwards = table.refusal(intent(at=table.clock.now()))
    assert f"{name} at" in afterwards
    assert "after the incident was closed" in afterwards


@both
def test_a_milestone_that_is_known_is_not_added_again_but_names_who_said_it(ended: Ended) -> None:
    table = ended()
    table.do(i.MarkFixed(at=at(20)), "bo")
    assert "fixed already, by bo at 14:50:00 UTC" in table.refusal(i.MarkFixed(at=at(25)))
    assert "resolved already, by anna" in table.refusal(i.Resolve(at=at(25)))


def test_a_milestone_after_the_end_is_refused() -> None:
    table = closed()
    for name in ("started", "detected"):
        assert "after the incident was closed" in table.refusal(i.SetMilestone(name=name, moment=table.clock.now()))


def test_nothing_is_added_to_an_incident_that_was_none() -> None:
    table = Table().declare().go(10)
    table.do(i.Cancel(why="a test alert"))
    for intent in (i.Acknowledge(at=at(5)), i.MarkFixed(at=at(5)), i.Resolve(at=at(5))):
        assert "cancelled since" in table.refusal(intent)


@pytest.mark.parametrize("intent", [i.Acknowledge, i.MarkFixed])
def test_no_clock_runs_again_because_of_what_was_added_to_a_closed_incident(intent: type[Intent]) -> None:
    table = closed()
    live = {name for name, d in table.clocks().items() if d.live and not d.over}
    table.do(intent(at=at(20)))
    assert {name for name, d in table.clocks().items() if d.live and not d.over} <= live


def test_the_clock_of_the_answer_is_judged_by_the_time_that_was_added() -> None:
    table = closed()
    assert table.due("response").over
    table.do(i.Acknowledge(at=at(3)))
    assert table.state("response") == "met"
    late_one = closed()
    late_one.do(i.Acknowledge(at=at(20)))
    assert late_one.state("response") == "met late"


def test_an_added_fix_can_be_moved_afterwards() -> None:
    table = closed()
    fixed = table.do(i.MarkFixed(at=at(20)))[0]
    table.do(i.Amend(seq=fixed.seq, moment=at(30)))
    assert table.incident.when("fixed") == at(30)
    assert table.incident.status == "closed"


def test_other_acts_on_a_closed_incident_are_refused_as_before() -> None:
    table = closed()
    for intent in (i.SetSeverity(to="P1", why="x"), i.TakeRole(role="commander", person="bo"), i.Unfix(why="x")):
        assert table.refusal(intent).endswith("/reopen WHY")
