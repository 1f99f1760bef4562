"""Roles, hand-over, escalation, tasks, and what is written down."""

import pytest

from tests.fakes import T0, Table, at
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.words import MAX_TEXT


def test_a_role_is_taken_and_handed_on_by_name() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="comms", person="@Bo"))
    assert table.refusal(i.TakeRole(role="comms", person="bo")) == "Bo is comms already, since 14:30:00 UTC"
    (made,) = table.do(i.TakeRole(role="comms", person="kim"))
    assert made.fact == f.RoleTaken(role="comms", person="kim", before="Bo")
    assert table.incident.people == ("anna", "Bo", "kim")


def test_a_person_keeps_the_spelling_used_first() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="comms", person="Bo"))
    table.do(i.TakeRole(role="scribe", person="BO"))
    assert table.incident.roles["scribe"].person == "Bo"


def test_a_role_without_a_name_is_taken_by_who_asks() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person=""), by="kim")
    assert table.incident.commander == "kim"


def test_a_role_of_the_playbook_counts_and_an_unknown_one_is_refused() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="driver", person="bo"))
    assert "no role king: commander, comms, deputy, driver" in table.refusal(i.TakeRole(role="king", person="bo"))
    for name in ("a b", "x" * 41, "a\u202eb", "a\x1bb"):
        assert "a name has 1 to 40 letters" in table.refusal(i.TakeRole(role="scribe", person=name))


def test_a_role_is_emptied_once() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="comms", person="bo"))
    table.do(i.ReleaseRole(role="comms"))
    assert table.incident.roles == {}
    assert table.refusal(i.ReleaseRole(role="comms")) == "nobody is comms"


def test_command_goes_over_only_when_it_is_accepted_by_the_one_it_is_offered_to() -> None:
    table = Table().declare()
    assert "nobody holds command" in table.refusal(i.OfferHandover(to="kim"))
    assert "no hand-over is offered" in table.refusal(i.AcceptHandover())
    table.do(i.TakeRole(role="commander", person="anna"))
    assert "anna holds command already" in table.refusal(i.OfferHandover(to="Anna"))
    table.do(i.OfferHandover(to="kim"))
    assert table.incident.commander == "anna"
    assert "command is offered to kim since 14:30:00 UTC: /withdraw first" in table.refusal(i.OfferHandover(to="bo"))
    assert "offered to kim, and you are bo" in table.refusal(i.AcceptHandover(), by="bo")
    assert "offered to kim, and you are bo" in table.refusal(i.DeclineHandover(why="x"), by="bo")
    made = table.do(i.AcceptHandover(read_back="P0 13"), by="Kim")
    assert [r.fact for r in made] == [
        f.HandoverAccepted(person="kim", read_back="P0 13"),
        f.RoleTaken(role="commander", person="kim", before="anna"),
    ]
    assert (table.incident.commander, table.incident.offer) == ("kim", None)


def test_an_offer_ends_by_declining_withdrawing_or_command_taken_otherwise() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    table.do(i.OfferHandover(to="kim"))
    assert "/decline needs words" in table.refusal(i.DeclineHandover(why=" "), by="kim")
    table.do(i.DeclineHandover(why="asleep"), by="kim")
    assert table.incident.offer is None
    table.do(i.OfferHandover(to="kim"))
    table.do(i.WithdrawHandover())
    assert table.incident.offer is None
    assert "no hand-over is offered" in table.refusal(i.WithdrawHandover())
    assert "no hand-over is offered" in table.refusal(i.DeclineHandover(why="x"))
    table.do(i.OfferHandover(to="kim"))
    table.do(i.TakeRole(role="commander", person="bo"))
    assert table.incident.offer is None


def test_the_next_rung_is_called_or_the_named_one_each_once() -> None:
    table = Table().declare()
    (made,) = table.do(i.Escalate(text="no answer"))
    assert made.fact == f.Escalated(rung=1, who="on-call", text="no answer")
    assert table.refusal(i.Escalate(rung=1)) == (
        "on-call was called already, by anna at 14:30:00 UTC: /escalate 1 answered, or no answer, or by phone"
    )
    table.do(i.Escalate(rung=2))
    assert "the ladder has 2 rungs, all called" in table.refusal(i.Escalate())
    assert "the ladder has 2 rungs" in table.refusal(i.Escalate(rung=3))
    assert "the ladder has 2 rungs" in table.refusal(i.Escalate(rung=0))


def test_tasks_and_time_boxes_share_one_numbering_that_never_shifts() -> None:
    table = Table().declare()
    table.do(i.GiveTask(owner="bo", text="look at the pool", seconds=180))
    table.do(i.GiveTask(owner="kim", text="add an alert", action=True, due_at=at(9999)))
    table.do(i.FinishTask(n=1))
    table.do(i.GiveTask(owner="bo", text="restart"))
    assert [(t.n, t.owner, t.due_at, t.action, t.done_at) for t in table.incident.tasks] == [
        (1, "bo", at(3), False, T0),
        (2, "kim", at(9999), True, None),
        (3, "bo", None, False, None),
    ]


def test_a_back_dated_time_box_runs_from_then() -> None:
    table = Table().declare()
    table.do(i.GiveTask(owner="bo", text="look", seconds=600, at=at(-4)))
    assert table.incident.tasks[0].due_at == at(6)


def test_a_task_is_taken_extended_and_finished() -> None:
    table = Table().declare()
    assert "no task 1: none was given yet" in table.refusal(i.TakeTask(n=1))
    table.do(i.GiveTask(owner="bo", text="look", seconds=60))
    assert "no task 2: 1 to 1" in table.refusal(i.FinishTask(n=2))
    table.do(i.TakeTask(n=1), by="kim")
    assert table.incident.tasks[0].owner == "kim"
    assert "task 1 is yours already" in table.refusal(i.TakeTask(n=1), by="Kim")
    table.do(i.ExtendTask(n=1, seconds=120, why="nearly"))
    assert table.incident.tasks[0].due_at == at(3)
    table.go(10).do(i.ExtendTask(n=1, seconds=120, why="late"))
    assert table.incident.tasks[0].due_at == at(12), "an overdue one gets its minutes from now"
    table.do(i.FinishTask(n=1))
    for intent in (i.FinishTask(n=1), i.TakeTask(n=1), i.ExtendTask(n=1, seconds=60, why="x")):
        assert "task 1 is done since 14:40:00 UTC" in table.refusal(intent)
    table.do(i.FinishTask(n=1, done=False))
    assert "task 1 is not done" in table.refusal(i.FinishTask(n=1, done=False))


def test_no_span_leads_past_the_calendars_end() -> None:
    table = Table().declare()
    assert "beyond every calendar" in table.refusal(i.GiveTask(owner="bo", text="wait", seconds=10**12))


def test_suspects_are_numbered_ruled_out_and_confirmed() -> None:
    table = Table().declare()
    assert "no suspect 1: none yet" in table.refusal(i.RuleOut(n=1, why="x"))
    table.do(i.Suspect(text="the pool"))
    table.do(i.Suspect(text="the deploy"))
    table.do(i.RuleOut(n=1, why="idle"))
    assert "suspect 1 is ruled out already" in table.refusal(i.RuleOut(n=1, why="x"))
    table.do(i.FindCause(n=2))
    assert "suspect 2 is cause already" in table.refusal(i.FindCause(n=2))
    assert "no suspect 3: 1 to 2" in table.refusal(i.FindCause(n=3))
    assert [(s.n, s.state, s.why) for s in table.incident.suspects] == [(1, "ruled out", "idle"), (2, "cause", "")]


@pytest.mark.parametrize(
    ("intent", "kind"),
    [
        (i.Note(text="it is slow "), "note"),
        (i.NoteChange(text="deployed"), "change"),
        (i.Decide(text="roll back"), "decided"),
        (i.Suspect(text="the pool"), "suspected"),
        (i.Link(url="http://x", text="graphs"), "linked"),
        (i.SetImpact(text="no payments", fields={"users": "9"}), "impact_set"),
    ],
)
def test_words_are_written_down(intent: i.Intent, kind: str) -> None:
    assert [r.kind for r in Table().declare().do(intent)] == [kind]


@pytest.mark.parametrize("make", [i.Note, i.NoteChange, i.Decide, i.Suspect])
def test_words_are_neither_none_nor_a_file(make: type[i.Note]) -> None:
    table = Table().declare()
    assert "needs words" in table.refusal(make(text=" \n"))
    table.do(make(text="x" * MAX_TEXT))
    assert "65,536 characters and this has 1,000,000: keep it in a file" in table.refusal(make(text="x" * 1_000_000))


def test_impact_adds_to_what_is_known() -> None:
    table = Table().declare()
    assert "/impact needs words" in table.refusal(i.SetImpact())
    table.do(i.SetImpact(text="no payments", fields={"users": "9"}))
    table.do(i.SetImpact(fields={"users": "12", "data": "safe"}))
    assert (table.incident.impact, table.incident.impact_fields) == ("no payments", {"users": "12", "data": "safe"})


def test_a_cadence_is_a_promise_of_a_minute_to_a_week() -> None:
    table = Table().declare()
    for seconds in (59, 7 * 86_400 + 1):
        assert "every 1 min to 7 d" in table.refusal(i.SetCadence(seconds=seconds, why="x"))
    table.do(i.SetCadence(seconds=1200, why="many ask"))
    assert "every 20 min already" in table.refusal(i.SetCadence(seconds=1200, why="x"))


def test_telling_users_promises_the_next_word_and_telling_the_team_does_not() -> None:
    table = Table().declare()
    assert "/update needs words" in table.refusal(i.TellUsers(channel="email", text=" "))
    promised = [
        table.do(i.TellUsers(channel=channel, status=status, text="we look", at=at(-1)))[0].fact
        for channel, status in (("email", ""), ("users", ""), ("chat", ""), ("email", "resolved"))
    ]
    assert [fact.next_at for fact in promised if isinstance(fact, f.UpdateRecorded)] == [at(29), at(29), None, None]
    assert "no channel web: status_page, email, chat" in table.refusal(i.TellUsers(channel="web", text="is down"))


def test_a_line_is_pinned_and_unpinned() -> None:
    table = Table().declare()
    table.do(i.Pin(seq=1))
    assert table.incident.pinned == (1,)
    assert "line 1 is pinned" in table.refusal(i.Pin(seq=1))
    table.do(i.Pin(seq=1, pinned=False))
    assert "line 1 is not pinned" in table.refusal(i.Pin(seq=1, pinned=False))
    for seq in (0, 99):
        assert f"no line {seq}: the last is" in table.refusal(i.Pin(seq=seq))


def test_a_check_is_held_for_a_while() -> None:
    table = Table().declare()
    table.do(i.PauseCheck(check="api", seconds=600, why="deploy"))
    assert table.incident.checks["api"].paused_until == at(10)
    assert "api is paused until 14:40:00 UTC already" in table.refusal(i.PauseCheck(check="api", seconds=60, why="x"))
    table.do(i.PauseCheck(check="api", seconds=900, why="longer"))
    assert "for 1 s to 7 d" in table.refusal(i.PauseCheck(check="api", seconds=8 * 86_400, why="x"))
    assert "needs the name of a check" in table.refusal(i.PauseCheck(check=" ", seconds=60, why="x"))
    assert "/pause needs words" in table.refusal(i.PauseCheck(check="db", seconds=60, why=""))


def test_only_a_turn_of_a_check_is_news() -> None:
    table = Table().declare()

    def turn(to: str) -> int:
        return len(table.do(i.ReportTransition(change=f.CheckChanged(check="api", from_="?", to=to))))

    assert [turn(to) for to in ("up", "down", "down", "up", "up", "unknown")] == [0, 1, 0, 1, 0, 1]


def test_watching_is_said_when_it_begins_and_ends() -> None:
    table = Table().declare()
    assert table.do(i.SetWatching(terminal="a:1", checks=("api",)))[0].kind == "watching_started"
    assert table.do(i.SetWatching(terminal="a:1", on=False, why="quit"))[0].kind == "watching_stopped"


def test_a_snooze_is_for_a_clock_that_runs_and_an_hour_at_most() -> None:
    table = Table().declare()
    table.do(i.Snooze(deadline="item:2", seconds=300, why="busy"))
    assert table.due("item:2").snoozed_until == at(5)
    assert "no clock item:8 is running" in table.refusal(i.Snooze(deadline="item:8", seconds=60, why="x"))
    assert "no clock item:99 is running" in table.refusal(i.Snooze(deadline="item:99", seconds=60, why="x"))
    assert "for 1 h at most" in table.refusal(i.Snooze(deadline="item:3", seconds=3601, why="x"))
    assert "/snooze needs words" in table.refusal(i.Snooze(deadline="item:3", seconds=60, why=""))
