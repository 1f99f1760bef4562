"""Amending, striking, undoing: later records that put earlier ones right."""

from collections.abc import Callable

import pytest

from tests.fakes import Table, at
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Fact, Record
from warroom.incident.state import Incident

APART = {"struck", "unticked", "left", "ended_offers", "milestones", "roles", "ticks", "status"}
FOLDED_APART = {"id", "seq", "hash", "last_at", "people", "back_dated", "severities", "status_seq"}


def kinds(records: list[Record]) -> list[str]:
    return [record.kind for record in records]


def state_of(incident: Incident) -> dict[str, object]:
    """What the screen shows of a state, without the places of the records it comes from."""
    shown = {
        name: value
        for name, value in ((n, getattr(incident, n)) for n in incident.__struct_fields__)
        if name not in FOLDED_APART | APART
    }
    shown["milestones"] = {name: moment.at for name, moment in incident.milestones.items()}
    shown["roles"] = {role: (h.person, h.filled.at) for role, h in incident.roles.items()}
    shown["ticks"] = {n: (tick.at, tick.skipped) for n, tick in incident.ticks.items()}
    return shown


@pytest.mark.parametrize(
    "words",
    [i.Note(text="x"), i.NoteChange(text="x"), i.Suspect(text="x"), i.Decide(text="x"), i.Link(url="x")],
)
def test_words_are_struck_and_the_state_stays_as_it_is(words: i.Intent) -> None:
    table = Table().declare()
    (made,) = table.do(words)
    before = state_of(table.incident)
    assert kinds(table.do(i.Strike(seq=made.seq, why="wrong host"))) == ["struck"]
    assert table.incident.struck == {made.seq: "wrong host"}
    assert state_of(table.incident) == before
    assert f"line {made.seq} is struck already" in table.refusal(i.Strike(seq=made.seq, why="x"))


def test_the_links_that_stand_are_those_not_struck_in_their_newest_words() -> None:
    table = Table().declare()
    wrong, moved, kept = (table.do(i.Link(url=f"https://x.example/{n}"))[0].seq for n in range(3))
    table.do(i.Strike(seq=wrong, why="another host"))
    table.do(i.Amend(seq=moved, text="https://y.example"))
    assert table.incident.links == ("https://y.example", "https://x.example/2")
    assert kept not in table.incident.struck


def test_striking_words_needs_a_reason_and_a_line_that_is_there() -> None:
    table = Table().declare()
    (made,) = table.do(i.Note(text="x"))
    assert "/strike needs words" in table.refusal(i.Strike(seq=made.seq, why=" "))
    assert table.refusal(i.Strike(seq=99, why="x")) == f"no line 99: the last is {made.seq}"


ACTS: list[tuple[list[i.Intent], i.Intent, list[str]]] = [
    ([], i.MarkFixed(), ["unfixed", "status_set"]),
    ([], i.Resolve(despite="a test"), ["reopened", "status_set"]),
    ([i.MarkFixed()], i.Unfix(why="x"), ["fixed", "status_set"]),
    ([i.Resolve(despite="a test"), i.SetItem(n=10, done=True)], i.Reopen(why="x"), ["resolved", "status_set"]),
    ([], i.SetSeverity(to="P1"), ["severity_set"]),
    ([], i.SetStatus(to="identified"), ["status_set"]),
    ([], i.SetTitle(title="x"), ["title_set"]),
    ([], i.TakeRole(role="comms", person="bo"), ["role_released"]),
    ([i.TakeRole(role="comms", person="kim")], i.TakeRole(role="comms", person="bo"), ["role_taken"]),
    ([i.TakeRole(role="comms", person="kim")], i.ReleaseRole(role="comms"), ["role_taken"]),
    ([], i.SetItem(n=2, done=True), ["item_set"]),
    ([i.SetItem(n=2, done=True)], i.SetItem(n=2, done=False), ["item_set"]),
    ([], i.SkipItem(n=2, why="x"), ["item_set"]),
    ([i.SkipItem(n=2, why="x")], i.SetItem(n=2, done=False), ["item_skipped"]),
    ([i.GiveTask(owner="bo", text="x")], i.FinishTask(n=1), ["task_done"]),
    ([i.Suspect(text="x")], i.RuleOut(n=1, why="x"), ["suspected"]),
    ([i.Suspect(text="x")], i.FindCause(n=1), ["suspected"]),
    ([], i.Pin(seq=1), ["pinned"]),
    ([i.TakeRole(role="commander", person="anna")], i.OfferHandover(to="kim"), ["handover_withdrawn"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "act", "inverse"), ACTS, ids=[type(act).__name__ for _, act, _ in ACTS])
def test_undoing_an_act_performs_its_inverse_and_leaves_what_was(
    before: list[i.Intent], act: i.Intent, inverse: list[str]
) -> None:
    table = Table().declare()
    for intent in before:
        table.go(1).do(intent)
    shown = state_of(table.incident)
    clocks = {name: d.state for name, d in table.go(1).clocks().items()}
    table.do(act)
    if not isinstance(act, i.Unfix | i.MarkFixed | i.Resolve):
        assert state_of(table.incident) != shown or isinstance(act, i.SetSeverity | i.SetStatus)
    assert kinds(table.go(seconds=20).do(i.Undo())) == inverse
    if not isinstance(act, i.MarkFixed | i.Resolve):
        assert state_of(table.incident) == shown
        assert {name: table.state(name) for name in clocks} == clocks


@pytest.mark.parametrize(("before", "act", "inverse"), ACTS, ids=[type(act).__name__ for _, act, _ in ACTS])
def test_striking_an_act_is_the_same_as_undoing_it_whenever(
    before: list[i.Intent], act: i.Intent, inverse: list[str]
) -> None:
    table = Table().declare()
    for intent in before:
        table.go(1).do(intent)
    made = table.go(1).do(act)
    # An offer would have lapsed by then.
    later = 5 if isinstance(act, i.OfferHandover) else 30
    assert kinds(table.go(later).do(i.Strike(seq=made[0].seq, why="by mistake"), by="bo")) == inverse


def test_undo_reaches_back_sixty_seconds_and_only_to_ones_own() -> None:
    table = Table().declare()
    table.do(i.SetItem(n=2, done=True))
    table.go(seconds=30).do(i.Note(text="by bo"), by="bo")
    assert "nothing of yours from the last 60 s" in table.refusal(i.Undo(), by="kim")
    assert kinds(table.go(seconds=30).do(i.Undo())) == ["item_set"]
    assert kinds(table.do(i.Undo(), by="bo")) == ["struck"]
    assert "nothing of yours" in table.go(2).refusal(i.Undo())


def test_undo_takes_the_whole_intent_back_not_its_second_fact() -> None:
    table = Table().declare().go(1)
    assert kinds(table.do(i.MarkFixed())) == ["fixed", "status_set"]
    table.do(i.Undo())
    assert (table.incident.when("fixed"), table.incident.status) == (None, "identified")


def test_an_act_that_something_later_replaced_is_no_longer_there_to_take_back() -> None:
    table = Table().declare()
    fixed = table.do(i.MarkFixed())[0].seq
    table.do(i.Unfix(why="x"))
    table.do(i.MarkFixed())
    assert f"line {fixed} is no longer in force" in table.refusal(i.Strike(seq=fixed, why="x"))
    skipped = table.do(i.SkipItem(n=2, why="x"))[0].seq
    table.do(i.SetItem(n=2, done=True))
    assert "no longer in force" in table.refusal(i.Strike(seq=skipped, why="x"))
    assert table.state("item:2") == "met"
    for first, second in (
        (i.SetSeverity(to="P1"), i.SetSeverity(to="P2")),
        (i.SetTitle(title="a"), i.SetTitle(title="b")),
        (i.TakeRole(role="comms", person="bo"), i.TakeRole(role="comms", person="kim")),
        (i.SetStatus(to="identified"), i.SetStatus(to="investigating")),
    ):
        seq = table.do(first)[0].seq
        table.do(second)
        assert "no longer in force" in table.refusal(i.Strike(seq=seq, why="x"))


def test_another_offer_is_not_withdrawn_by_striking_an_old_one() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    old = table.do(i.OfferHandover(to="kim"))[0].seq
    table.do(i.DeclineHandover(why="asleep"), by="kim")
    table.do(i.OfferHandover(to="bo"))
    assert "no longer in force" in table.refusal(i.Strike(seq=old, why="x"))
    assert table.incident.offer is not None


def test_a_suspect_confirmed_later_is_not_opened_by_striking_the_earlier_word() -> None:
    table = Table().declare()
    table.do(i.Suspect(text="the pool"))
    ruled = table.do(i.RuleOut(n=1, why="idle"))[0].seq
    table.do(i.FindCause(n=1))
    assert "no longer in force" in table.refusal(i.Strike(seq=ruled, why="x"))


def test_a_reopening_of_a_cancelled_incident_is_undone_by_cancelling() -> None:
    table = Table().declare()
    table.do(i.Resolve(despite="a test"))
    table.do(i.Reopen(why="a"))
    table.do(i.Cancel(why="a test"))
    table.do(i.Reopen(why="b"))
    assert "/cancel WHY" in table.refusal(i.Undo())
    assert table.incident.when("resolved") is None


def test_an_ended_incident_is_not_brought_half_back_by_a_correction() -> None:
    table = Table().declare()
    fixed = table.do(i.MarkFixed())[0].seq
    unfixed = table.do(i.Unfix(why="x"))[0].seq
    severity = table.do(i.SetSeverity(to="P1"))[0].seq
    table.do(i.Cancel(why="a test"))
    for seq in (fixed, unfixed, severity):
        assert table.refusal(i.Strike(seq=seq, why="x"))
    assert (table.incident.status, table.incident.open) == ("cancelled", False)


NO_WAY_BACK: list[tuple[list[i.Intent], str, str]] = [
    ([], "declared", "/cancel WHY ends it"),
    ([], "playbook_adopted", "/playbook reload"),
    ([i.Acknowledge()], "acknowledged", "/amend N -5m"),
    ([i.SetMilestone(name="started", moment=at(-1))], "milestone_set", "/started"),
    ([i.SetImpact(text="x")], "impact_set", "/impact"),
    ([i.SetCadence(seconds=600, why="x")], "cadence_set", "/cadence"),
    ([i.TellUsers(channel="email", text="x")], "update_recorded", "another /update"),
    ([i.Escalate()], "escalated", "note what was wrong"),
    ([i.GiveTask(owner="bo", text="x")], "task_given", "/done N"),
    ([i.GiveTask(owner="bo", text="x"), i.TakeTask(n=1)], "task_taken", "/take N"),
    ([i.GiveTask(owner="bo", text="x"), i.ExtendTask(n=1, seconds=60, why="x")], "task_extended", "/extend N"),
    ([i.PauseCheck(check="api", seconds=60, why="x")], "check_paused", "ends by itself"),
    ([i.Resolve(despite="a test"), i.Close(despite="a test")], "closed", "/reopen WHY"),
    ([i.Cancel(why="x")], "cancelled", "/reopen WHY"),
    ([i.Note(text="x"), i.Amend(seq=3, text="y")], "amended", "/amend again"),
    ([i.Note(text="x"), i.Strike(seq=3, why="y")], "struck", "write it again"),
    (
        [i.ReportTransition(change=f.CheckChanged(check="a", from_="up", to="down"))],
        "check_changed",
        "a machine saw it",
    ),
    ([i.SetWatching(terminal="a:1")], "watching_started", "note what was wrong"),
]


@pytest.mark.parametrize(("intents", "kind", "way"), NO_WAY_BACK, ids=[kind for _, kind, _ in NO_WAY_BACK])
def test_what_has_no_inverse_names_the_way(intents: list[i.Intent], kind: str, way: str) -> None:
    table = Table().declare()
    for intent in intents:
        table.do(intent)
    said = table.refusal(i.Strike(seq=table.seq_of(kind), why="x"))
    assert f"({kind}) cannot be taken back" in said
    assert way in said


def test_a_line_is_amended_in_words_or_time_or_both_and_every_version_counts() -> None:
    table = Table().declare().go(10)
    (note,) = table.do(i.Note(text="the db"))
    table.do(i.Amend(seq=note.seq, text="the pool"))
    table.do(i.Amend(seq=note.seq, moment=at(5)))
    newest = table.incident.amended[note.seq]
    assert (newest.version, newest.text, newest.at) == (3, "the pool", at(5))
    assert "needs the new words, or a time" in table.refusal(i.Amend(seq=note.seq))
    assert "/amend needs words" in table.refusal(i.Amend(seq=note.seq, text="  "))
    assert "has not come yet" in table.refusal(i.Amend(seq=note.seq, moment=at(13)))
    assert "no line 99" in table.refusal(i.Amend(seq=99, text="x"))


def test_an_act_has_a_time_to_amend_but_no_words() -> None:
    table = Table().declare().go(10)
    table.do(i.TakeRole(role="commander", person="anna"))
    seq = table.seq_of("role_taken")
    assert f"line {seq} is an act, role_taken" in table.refusal(i.Amend(seq=seq, text="x"))
    table.do(i.Amend(seq=seq, moment=at(2)))
    assert (table.incident.roles["commander"].since, table.incident.when("acknowledged")) == (at(2), at(2))
    table.do(i.SetMilestone(name="started", moment=at(-5)))
    assert "/started TIME" in table.refusal(i.Amend(seq=table.seq_of("milestone_set"), moment=at(-6)))


def test_an_amended_suspect_has_its_new_words() -> None:
    table = Table().declare()
    (made,) = table.do(i.Suspect(text="the db"))
    table.do(i.Amend(seq=made.seq, text="the pool"))
    assert table.incident.suspects[0].text == "the pool"


@pytest.mark.parametrize(
    ("fact", "of"),
    [
        (f.ItemSet(n=2, id="team", done=True), lambda n: n.ticks[2].at),
        (f.Escalated(rung=1, who="x"), lambda n: n.calls[1].at),
        (f.UpdateRecorded(channel="email"), lambda n: n.told[0].at),
        (f.Suspected(n=1, text="x"), lambda n: n.suspects[0].at),
        (f.TaskGiven(n=1, owner="bo", text="x"), lambda n: n.tasks[0].given_at),
        (f.SeveritySet(from_="P0", to="P1"), lambda n: n.severities[-1].at),
        (f.Resolved(), lambda n: n.when("resolved")),
    ],
)  # fmt: skip
def test_amending_a_time_moves_what_the_line_brought_about(fact: Fact, of: Callable[[Incident], object]) -> None:
    table = Table().declare()
    record = table.happen(fact)
    table.do(i.Amend(seq=record.seq, moment=at(-9)))
    assert of(table.incident) == at(-9)
