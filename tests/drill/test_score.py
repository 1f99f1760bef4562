"""The score: what each part earns, what it costs, and that nothing but a healed and resolved drill passes."""

import msgspec
import pytest

from tests.drill.plays import BREAKS_S, MINUTES, SCENARIO, Played
from tests.fakes import Table, at
from warroom.drill.score import PASS_MARK, SPANS, Span, score
from warroom.drill.scorecard import lines, parts, verdict
from warroom.incident import intents as i
from warroom.incident.facts import DrillScored


def well() -> Played:
    return Played().led().healed().resolved()


def test_a_drill_led_without_a_fault_earns_all_of_it() -> None:
    found = well().score
    assert found.points == 100, found.earned
    assert found.passed
    assert found.missed == 0
    assert found.earned == {
        "detect": 10, "acknowledge": 10, "mitigate": 25, "resolve": 15, "deadlines": 30, "updates": 10,
        "hints": 0, "wrong acts": 0,
    }  # fmt: skip


def test_every_duration_counts_from_the_first_inject_and_not_from_what_the_trainee_says_began() -> None:
    play = well()
    found = play.score
    assert found.trouble_at == at(seconds=BREAKS_S)
    assert (found.detect_s, found.acknowledge_s, found.mitigate_s, found.resolve_s) == (30, 0, 210, 270)
    play.do(i.SetMilestone(name="started", moment=at(4)))
    assert (play.score.detect_s, play.score.mitigate_s, play.score.resolve_s) == (30, 210, 270)


@pytest.mark.parametrize("one", SPANS, ids=lambda one: one.name)
def test_a_duration_earns_all_before_its_first_limit_and_nothing_from_its_last(one: Span) -> None:
    whole, nothing = one.limits(MINUTES)
    assert one.earns(0, MINUTES) == one.earns(whole, MINUTES) == one.points
    assert one.earns(nothing, MINUTES) == one.earns(None, MINUTES) == 0
    assert 0 < one.earns((whole + nothing) / 2, MINUTES) < one.points


def test_being_later_never_earns_more() -> None:
    earned = []
    for minutes in range(0, 30, 2):
        play = Played().led().later(minutes)
        earned.append(play.healed().resolved().score.points)
    assert earned == sorted(earned, reverse=True)
    assert earned[0] > earned[-1]


def test_every_deadline_is_listed_with_its_margin() -> None:
    play = Played().broken().later(seconds=15)
    play.declare("P0").later(6).do(i.TakeRole(role="commander", person="anna"))
    play.healed().resolved()
    judged = {one.id: one for one in play.score.deadlines}
    assert (judged["response"].state, judged["response"].margin_s) == ("late", -60)
    assert (judged["item:1"].state, judged["item:1"].margin_s) == ("late", -60)
    assert (judged["item:2"].state, judged["item:2"].margin_s) == ("missed", -300)
    assert judged["item:8"].state == "met"
    assert judged["rung:1"].state == "open"
    assert not [one for one in judged.values() if one.id == "item:10"], "the review is after the drill"
    found = play.score
    assert found.missed == sum(one.state in ("late", "missed") for one in judged.values())
    assert found.met == sum(one.state == "met" for one in judged.values())
    assert found.earned["deadlines"] == round(30 * found.met / (found.met + found.missed))


def test_hints_and_wrong_acts_cost_points_and_are_named() -> None:
    play = Played().led()
    play.do(i.TakeHint(n=1, text="look at the pool"))
    play.act("cache").act("pool").healed().resolved()
    found = play.score
    assert found.hints == 1
    assert found.wrong_acts == ("cache",)
    assert found.points == well().score.points - 10
    said = {part.name: (part.points, part.figure) for part in parts(found)}
    assert said["hints"] == ("-5", "1 taken")
    assert said["wrong acts"] == ("-5", "1: cache")


def test_a_drill_resolved_while_something_is_down_does_not_pass() -> None:
    play = Played().led().act("worker")
    play.do(i.MarkFixed())
    found = play.resolved().score
    assert found.still_down == ("api",)
    assert (found.mitigate_s, found.resolve_s) == (None, None)
    assert not found.passed
    assert "api was still down" in verdict(found)


def test_what_heals_for_a_while_only_mitigates_and_does_not_pass() -> None:
    play = Played().led().later(1).act("pool").turn("up")
    play.do(i.MarkFixed())
    found = play.resolved().score
    assert found.unhealed == ("slow-queries",)
    assert found.mitigate_s is not None
    assert not found.passed
    assert "would have come back" in verdict(found)


def test_a_fix_before_it_broke_heals_nothing() -> None:
    play = Played().act("worker").led().later(1).act("pool").turn("up")
    play.do(i.MarkFixed())
    assert play.resolved().score.unhealed == ("slow-queries",)


def test_pausing_a_red_check_does_not_make_it_up() -> None:
    play = Played().led()
    play.do(i.PauseCheck(check="api", seconds=600, why="it is noisy"))
    play.act("worker").do(i.MarkFixed())
    assert not play.resolved().score.passed


def test_a_fix_that_did_not_hold_is_judged_by_the_one_that_did() -> None:
    play = Played().led().later(1).act("pool").turn("up")
    play.do(i.MarkFixed())
    play.later(1).turn("down").do(i.Unfix(why="red again"))
    before = play.broke_at
    found = play.healed().resolved().score
    assert found.mitigate_s == before + 180
    assert found.passed


def test_resolving_before_anything_broke_earns_no_time_and_does_not_pass() -> None:
    play = Played()
    play.declare("P0").do(i.TakeRole(role="commander", person="anna"))
    play.do(i.MarkFixed())
    play.do(i.Resolve(despite="a test"))
    found = play.score
    assert (found.detect_s, found.mitigate_s, found.resolve_s) == (None, None, None)
    assert found.points < PASS_MARK
    assert not found.passed
    assert "nothing had broken yet" in verdict(found)


def test_a_cancelled_drill_is_scored_and_does_not_pass() -> None:
    play = Played().led().healed()
    play.do(i.Cancel(why="enough"))
    found = play.score
    assert found.resolve_s is None
    assert not found.passed
    assert found.points > 0
    assert "it was not resolved" in verdict(found)


def test_declaring_it_too_mild_earns_nothing_for_its_deadlines() -> None:
    play = Played().broken()
    play.declare("P2").do(i.TakeRole(role="commander", person="anna"))
    found = play.healed().resolved().score
    assert found.too_mild == "P2"
    assert found.earned["deadlines"] == 0
    play = Played().broken()
    play.declare("P2").do(i.SetSeverity(to="P0", why="all are hit"))
    assert play.healed().resolved().score.too_mild == ""


def test_updates_are_counted_by_what_users_were_promised() -> None:
    play = Played().led()
    play.later(40).do(i.TellUsers(channel="status_page", text="still at it"))
    play.do(i.TellUsers(channel="chat", text="only the team reads this"))
    play.later(10)
    found = play.healed().resolved().score
    assert (found.updates_promised, found.updates_sent, found.updates_late) == (2, 2, 1)
    assert found.earned["updates"] == 5
    play = Played().led().later(40).healed().resolved()
    found = play.score
    assert (found.updates_promised, found.updates_sent, found.updates_late) == (2, 1, 0)
    assert found.earned["updates"] == 5


def test_users_who_heard_nothing_earn_nothing() -> None:
    play = Played().broken()
    play.declare("P0")
    assert play.healed().resolved().score.earned["updates"] == 0


def test_entries_are_counted_by_person_and_machines_are_none() -> None:
    play = Played().led()
    play.do(i.Note(text="first 503s"), by="bo")
    play.do(i.TakeHint(n=1, text="look"), by="bo")
    play.healed().resolved()
    found = play.score
    assert set(found.entries) == {"anna", "bo"}
    assert found.entries["bo"] == 1
    # Declared, five more that led it, what healed it, fixed, resolved.
    assert found.entries["anna"] == 1 + 6 + 1 + 1 + 1


def test_a_score_stands_in_the_record_once_and_the_same() -> None:
    play = well()
    play.do(i.ScoreDrill(score=play.score), by="drill")
    assert play.incident.score == play.score
    assert msgspec.convert(msgspec.to_builtins(play.score), DrillScored) == play.score
    assert "scored already: 100 of 100" in play.refusal(i.ScoreDrill(score=play.score))


def test_reopening_takes_the_score_away_and_the_next_resolution_gives_another() -> None:
    play = well()
    play.do(i.ScoreDrill(score=play.score), by="drill")
    play.do(i.Reopen(why="red again"))
    assert play.incident.score is None
    assert "once it is resolved" in play.refusal(i.ScoreDrill(score=play.score))
    play.later(20).do(i.Resolve(despite="a test"))
    play.do(i.ScoreDrill(score=play.score), by="drill")
    assert play.incident.score is not None
    assert play.incident.score.resolve_s == 270 + 1200


def test_hints_are_taken_in_order_and_only_in_a_drill_that_runs() -> None:
    play = Played()
    assert "hint 1 comes first" in play.refusal(i.TakeHint(n=2, text="b"))
    play.do(i.TakeHint(n=1, text="a"))
    assert play.incident.hints == 1
    assert "hint 1 was taken already" in play.refusal(i.TakeHint(n=1, text="a"))
    play.led().healed().resolved()
    assert "resolved since" in play.refusal(i.TakeHint(n=2, text="b"))


@pytest.mark.parametrize("intent", [i.TakeHint(n=1, text="a"), i.ScoreDrill(score=DrillScored(points=99, passed=True))])
def test_a_real_incident_has_neither_hints_nor_a_score(intent: i.Intent) -> None:
    real = Table().declare("P0")
    real.do(i.Resolve(despite="a test"))
    assert "belongs to a drill, and this is none" in real.refusal(intent)


def test_the_text_says_drill_the_rule_of_every_figure_and_each_deadline() -> None:
    play = Played().led()
    play.do(i.TakeHint(n=1, text="look"))
    found = play.healed().resolved().score
    said = lines(found, "Checkout fails", "2026-11-21 14:30 UTC", SCENARIO.cause)
    assert said[0] == "DRILL  Checkout fails"
    assert said[2] == f"score  {found.points} of 100, passed"
    text = "\n".join(said)
    for part in parts(found):
        assert f"  {part.name}" in text
        assert part.rule in text
    for one in found.deadlines:
        assert one.label in text
    assert "60 of 100 passes" in text
    assert "a report kept every session" in text


def test_the_same_record_always_gives_the_same_score() -> None:
    play = well()
    assert score(play.incident, play.records, SCENARIO, at(999)) == play.score


def test_no_hostile_name_of_a_deadline_acts_on_a_terminal() -> None:
    play = Played().led()
    play.do(i.GiveTask(owner="anna", text="\x1b[2Jgone", seconds=600))
    said = "\n".join(lines(play.healed().resolved().score, "\x1b]0;owned\x07", "now"))
    assert "\x1b" not in said
    assert "\x07" not in said
