"""What is put right once it is over: lines, times and milestones that nobody said, and nothing of it opens anything."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import Table, at
from warroom.errors import Refused
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


def test_a_fix_is_not_added_after_the_resolution() -> None:
    table = resolved()
    assert "fixed at 16:00:00 UTC is after it was resolved, 15:30:00 UTC" in table.refusal(i.MarkFixed())
    assert "is after it was resolved" in table.refusal(i.MarkFixed(at=at(61)))
    table.do(i.MarkFixed(at=at(60)))
    assert table.incident.when("fixed") == table.incident.when("resolved")


def test_a_resolution_is_not_said_to_be_before_its_fix() -> None:
    table = Table().declare().go(30)
    table.do(i.MarkFixed())
    table.go(30)
    too_early = i.Resolve(at=at(10), despite="x")
    assert "resolved at 14:40:00 UTC is before it was fixed, 15:00:00" in table.refusal(too_early)
    other = Table().declare().go(60)
    both_said = i.Resolve(at=at(10), fixed_at=at(20), despite="x")
    assert other.refusal(both_said) == "fixed at 14:50:00 UTC is after resolved at 14:40:00 UTC"


@pytest.mark.parametrize("kind", ["acknowledged", "fixed", "resolved", "declared"])
def test_no_milestone_is_moved_beyond_the_end(kind: str) -> None:
    table = closed()
    table.do(i.Acknowledge(at=at(2)))
    table.do(i.MarkFixed(at=at(20)))
    before = table.incident.milestones
    said_why = table.refusal(i.Amend(seq=table.seq_of(kind), moment=at(91)))
    assert "is after" in said_why
    assert table.incident.milestones == before


def test_an_end_is_not_moved_before_what_it_ended() -> None:
    table = closed()
    assert "is before it was resolved" in table.refusal(i.Amend(seq=table.seq_of("closed"), moment=at(59)))
    table.do(i.Amend(seq=table.seq_of("closed"), moment=at(75)))
    assert table.incident.ended_at == at(75)


def test_a_note_can_be_moved_to_after_the_end() -> None:
    table = closed()
    table.do(i.Amend(seq=NOTE, moment=at(100)))
    assert corrected(table).at == at(100)


MOMENTS = st.none() | st.integers(-200, 2000).map(at)
PUT_RIGHT = st.one_of(
    st.builds(i.Acknowledge, at=MOMENTS),
    st.builds(i.MarkFixed, at=MOMENTS),
    st.builds(i.Resolve, at=MOMENTS, fixed_at=MOMENTS, despite=st.just("x")),
    st.builds(i.SetMilestone, name=st.sampled_from(["started", "detected"]), moment=MOMENTS.filter(bool)),
    st.builds(i.Amend, seq=st.integers(1, 14), moment=MOMENTS.filter(bool)),
    st.builds(i.Strike, seq=st.integers(1, 14), why=st.just("x")),
    st.builds(i.Undo),
)


@given(st.booleans(), st.booleans(), st.lists(PUT_RIGHT, min_size=1, max_size=5))
def test_whatever_is_put_right_afterwards_leaves_it_ended_in_order_and_rearms_nothing(
    acknowledged: bool, fixed: bool, asked: list[Intent]
) -> None:
    table = Table().declare().go(25)
    if acknowledged:
        table.do(i.Acknowledge())
    if fixed:
        table.do(i.MarkFixed())
    table.go(30).do(i.Resolve(despite="ok"))
    table.go(60).do(i.Close(despite="the rest is a project"))
    table.go(24 * 60)
    ran = {name for name, d in table.clocks().items() if d.live and not d.over}
    for intent in asked:
        with suppress(Refused):
            if any(record.kind == "reopened" for record in table.do(intent)):
                return
        now = table.incident
        assert now.status == "closed"
        assert now.ended_at is not None
        assert all(moment.at <= now.ended_at for moment in now.milestones.values())
        assert not now.when("fixed") or now.when("fixed") <= now.when("resolved")  # type: ignore[operator]  # it is closed
        assert {name for name, d in table.clocks().items() if d.live and not d.over} <= ran
