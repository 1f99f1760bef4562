"""A role handed over in two steps: offered with a frozen brief, and taken by whoever reads back what counts."""

from datetime import timedelta

import pytest

from tests.fakes import T0, Table, at, book, item
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.arguments import Context
from warroom.incident.called import unanswered
from warroom.incident.entry import Asked, parse
from warroom.incident.offered import of_interest, standing
from warroom.incident.read_back import next_clock, right_words
from warroom.incident.vacant import Vacancy, vacancies
from warroom.playbook.model import Contact, Limit, Role, Rung, Severity

QUIET = book(items=(), ladder=(), severities=(Severity(id="P9"),), roles=())
LADDER = book(
    items=(item(5, "told", "40 min"),),
    ladder=(
        Rung(who="on-call", after=Limit(900, words="15 min")),
        Rung(who="director of engineering", after=Limit(3600, words="1 h")),
    ),
)


def offered(table: Table | None = None, to: str = "kim") -> Table:
    """anna has held command for ten seconds and offers it."""
    table = table or Table(LADDER).declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    table.go(seconds=10).do(i.OfferHandover(to=to))
    return table


def accept(table: Table, said: str | None, by: str = "kim") -> str:
    """What the rules say to it, "" where they take it."""
    try:
        table.do(i.AcceptHandover(read_back=said), by=by)
    except Exception as error:  # noqa: BLE001  the sentence is looked at
        return str(error)
    return ""


def test_an_offer_is_open_for_ten_minutes_and_then_can_be_made_again() -> None:
    table = offered()
    [offer] = standing(table.incident, table.clock.now())
    assert (offer.from_, offer.to, offer.role, offer.until) == ("anna", "kim", "commander", at(10, 10))
    table.go(10)
    assert standing(table.incident, table.clock.now()) == (offer,)
    assert "command is offered to kim since 14:30:10 UTC: /withdraw first" in table.refusal(i.OfferHandover(to="bo"))
    table.go(seconds=1)
    assert standing(table.incident, table.clock.now()) == ()
    said = accept(table, "P0 e1")
    assert said == (
        "the offer of command to kim ended at 14:40:10 UTC, unanswered: anna keeps it, /handover @kim offers it anew"
    )
    assert "ended at 14:40:10 UTC" in table.refusal(i.WithdrawHandover())
    assert "ended at 14:40:10 UTC" in table.refusal(i.DeclineHandover(why="x"), by="kim")
    assert table.incident.commander == "anna"
    table.do(i.OfferHandover(to="kim"))
    assert accept(table, "P0 e1") == ""
    assert table.incident.commander == "kim"


@pytest.mark.parametrize(
    "said",
    [
        "P0 e1",
        "p0 E1",
        "e1 P0",
        "P0, on-call",
        "critical: escalate: on-call",
        "P0 escalate on-call in 14:50",
        "P0 on-call by 14:45",
        "P0 14:45",
        "P0 14:45:00 UTC",
        "P0 15:45",
        "P0 next clock is on-call, in 14 min",
    ],
)
def test_the_next_clock_is_named_by_its_sign_its_words_or_its_time(said: str) -> None:
    table = offered(Table(LADDER).declare(zone="Europe/Berlin"))
    assert accept(table, said) == ""


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (None, "severity and next clock are to be read back"),
        ("", "severity and next clock are to be read back"),
        ("P0", "the next clock is missing"),
        ("e1", "the severity is missing"),
        ("P1 e1", "not the severity in force"),
        ("P0 e2", "not the next clock"),
        ("P0 none", "not the next clock"),
        ("P0 14:46", "not the next clock"),
        ("P0 director", "not the next clock"),
        ("P0 on-call director", "not the next clock"),
        ("P0 next clock", "not the next clock"),
        ("P0 in 14 min", "not the next clock"),
        ("P1 u", "not the severity in force and not the next clock"),
        ("u", "the severity is missing and not the next clock"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_the_answer_is_not_given_away(said: str | None, fault: str) -> None:
    table = offered()
    sentence = accept(table, said)
    assert sentence.partition(": ")[0] == fault
    told = sentence.partition(": ")[2]
    assert "P0" not in told
    assert "on-call" not in told
    assert "14:45" not in told
    assert table.incident.commander == "anna"
    assert standing(table.incident, table.clock.now())


def test_the_clock_that_was_next_when_it_was_offered_counts_as_well() -> None:
    table = Table(LADDER).declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    frozen = f.Frozen(clock_id="rung:1", clock_label="escalate: on-call", clock_due=at(15), clocks=("x",))
    table.do(i.OfferHandover(to="kim", brief=frozen))
    table.go(2).do(i.Escalate(rung=1))
    table.go(5)
    assert next_clock(table.incident, table.clock.now()).id == "cadence"
    assert accept(table, "P0 e1") == ""


def test_the_clock_that_was_next_within_the_last_minute_counts_as_well() -> None:
    table = offered()
    table.go(2).do(i.Escalate(rung=1))
    assert next_clock(table.incident, table.clock.now()).id == "cadence"
    table.go(seconds=61)
    assert "not the next clock" in accept(table, "P0 e1")
    table = offered()
    table.go(2).do(i.Escalate(rung=1))
    table.go(seconds=59)
    assert accept(table, "P0 e1") == ""


def test_where_no_clock_runs_that_is_what_is_read_back() -> None:
    table = offered(Table(QUIET).declare(severity="P9"))
    assert right_words(table.incident, table.clock.now()) == "P9 none"
    assert "the next clock is missing" in accept(table, "P9")
    assert "not the next clock" in accept(table, "P9 u")
    assert accept(table, "P9 none") == ""


def test_what_would_be_taken_is_taken() -> None:
    for table in (offered(), offered(Table().declare()), offered(Table(QUIET).declare(severity="P9"))):
        assert accept(table, right_words(table.incident, table.clock.now())) == ""


def test_both_moments_stand_in_the_record() -> None:
    table = offered()
    table.go(3)
    assert accept(table, "P0 e1") == ""
    moments = {r.kind: r.at for r in table.records if r.kind.startswith("handover") or r.kind == "role_taken"}
    assert moments == {"handover_offered": at(0, 10), "handover_accepted": at(3, 10), "role_taken": at(3, 10)}
    assert table.incident.roles["commander"].since == at(3, 10)


def test_two_roles_are_offered_at_once_and_each_takes_what_was_offered_to_them() -> None:
    table = offered()
    table.do(i.TakeRole(role="comms", person="nora"))
    table.do(i.OfferHandover(to="petra", role="comms"), by="nora")
    assert [one.role for one in standing(table.incident, table.clock.now())] == ["commander", "comms"]
    assert accept(table, "P0 e1", by="petra") == ""
    assert (table.incident.roles["comms"].person, table.incident.commander) == ("petra", "anna")
    assert accept(table, "P0 e1") == ""
    assert table.incident.commander == "kim"


def test_whoever_is_offered_two_roles_says_which() -> None:
    table = offered()
    table.do(i.TakeRole(role="comms", person="anna"))
    table.do(i.OfferHandover(to="kim", role="comms"))
    assert accept(table, "P0 e1") == ("command and the role comms are offered: /accept commander or /accept comms")
    context = Context(now=table.clock.now(), incident=table.incident)
    read = parse("/accept comms P0 e1", context)
    assert isinstance(read, Asked)
    assert read.intent == i.AcceptHandover(role="comms", read_back="P0 e1")
    table.do(read.intent, by="kim")
    assert {role: held.person for role, held in table.incident.roles.items()} == {"commander": "anna", "comms": "kim"}
    assert accept(table, "P0 e1") == ""


def test_a_giver_with_two_offers_says_which_is_withdrawn() -> None:
    table = offered()
    table.do(i.TakeRole(role="comms", person="anna"))
    table.do(i.OfferHandover(to="bo", role="comms"))
    assert "/withdraw commander or /withdraw comms" in table.refusal(i.WithdrawHandover())
    table.do(i.WithdrawHandover(role="comms"))
    table.do(i.WithdrawHandover())
    assert table.incident.offers == {}


def test_somebody_nobody_has_seen_is_offered_command_and_takes_it() -> None:
    table = offered(to="zoe")
    assert table.incident.people[-1] == "zoe"
    assert accept(table, "P0 e1", by="Zoe") == ""
    assert table.incident.commander == "zoe"


@pytest.mark.parametrize("role", ["commander", "comms", "driver"])
def test_any_role_is_handed_over_the_same_way(role: str) -> None:
    table = Table(LADDER).declare()
    table.do(i.TakeRole(role=role, person="anna"))
    table.do(i.OfferHandover(to="kim", role=role))
    assert "missing" in accept(table, "P0")
    assert accept(table, right_words(table.incident, table.clock.now())) == ""
    assert table.incident.roles[role].person == "kim"


def test_what_nobody_holds_cannot_be_handed_over() -> None:
    table = Table().declare()
    assert table.refusal(i.OfferHandover(to="kim", role="comms")) == (
        "nobody is comms, so nothing can be handed over: /role comms @kim"
    )
    assert "no role king" in table.refusal(i.OfferHandover(to="kim", role="king"))


def test_accepting_what_was_withdrawn_declined_overtaken_or_taken_says_what_happened_since() -> None:
    table = offered()
    table.go(1).do(i.WithdrawHandover())
    assert accept(table, "P0 e1") == "the offer of command to kim was withdrawn by anna at 14:31:10 UTC"
    table.do(i.OfferHandover(to="kim"))
    table.do(i.DeclineHandover(why="on the train"), by="kim")
    assert accept(table, "P0 e1") == "kim declined command at 14:31:10 UTC: on the train"
    table.do(i.OfferHandover(to="kim"))
    table.go(1).do(i.TakeRole(role="commander", person=""), by="bo")
    assert accept(table, "P0 e1") == (
        "the offer of command to kim ended at 14:32:10 UTC: bo has it now, or was offered it"
    )
    table.do(i.OfferHandover(to="kim"), by="bo")
    assert accept(table, "P0 e1") == ""
    assert accept(table, "P0 e1") == "kim accepted command at 14:32:10 UTC already"


def test_taking_command_voids_the_offer_of_command_and_no_other() -> None:
    table = offered()
    table.do(i.TakeRole(role="comms", person="nora"))
    table.do(i.OfferHandover(to="petra", role="comms"))
    table.go(1).do(i.TakeRole(role="commander", person="bo"))
    assert list(table.incident.offers) == ["comms"]


def test_of_two_who_take_command_at_once_the_second_is_told_who_has_it() -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="", seen=""), by="anna")
    said = table.refusal(i.TakeRole(role="commander", person="", seen=""), by="kim")
    assert said == "anna is commander since 14:30:00 UTC, just before you: ask again to take it"
    table.do(i.TakeRole(role="commander", person="", seen="anna"), by="kim")
    assert table.incident.commander == "kim"


def test_the_offer_that_concerns_me_is_the_first_to_look_at() -> None:
    table = offered()
    table.do(i.TakeRole(role="comms", person="nora"))
    table.do(i.OfferHandover(to="petra", role="comms"))
    now = table.clock.now()
    concerning = {me: of_interest(table.incident, now, me) for me in ("Petra", "nora", "kim", "anna", "bo")}
    assert {me: offer.role for me, offer in concerning.items() if offer} == {
        "Petra": "comms",
        "nora": "comms",
        "kim": "commander",
        "anna": "commander",
        "bo": "commander",
    }


# Who was called.


def called(line: str, table: Table) -> i.Intent:
    read = parse(line, Context(now=table.clock.now(), incident=table.incident))
    assert isinstance(read, Asked), read
    return read.intent


PEOPLE = book(
    ladder=LADDER.ladder, contacts=(Contact(name="Security team", how="security@x.example"), Contact(name="Ann"))
)


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("/escalate", i.Escalate()),
        ("/escalate by phone", i.Escalate(how="phone")),
        ("/escalate answered", i.Escalate(acknowledged=True)),
        ("/escalate 2 by phone no answer", i.Escalate(rung=2, how="phone", acknowledged=False)),
        ("/escalate e2 no answer by phone", i.Escalate(rung=2, how="phone", acknowledged=False)),
        ("/escalate 1 answered by chat", i.Escalate(rung=1, how="chat", acknowledged=True)),
        ("/escalate 1 by page, answered: soon", i.Escalate(rung=1, how="page", acknowledged=True, text="soon")),
        ("/escalate 1 it is bad", i.Escalate(rung=1, text="it is bad")),
        ("/escalate director by mail", i.Escalate(rung=2, how="mail")),
        ("/escalate @on-call", i.Escalate(rung=1)),
        ("/escalate @zoe by phone", i.Escalate(who="zoe", how="phone")),
        ("/escalate @Security team by mail", i.Escalate(who="Security team", how="mail")),
        ("/escalate security team answered", i.Escalate(who="Security team", acknowledged=True)),
        ("/escalate ann", i.Escalate(who="Ann")),
    ],
)  # fmt: skip
def test_who_was_called_how_and_whether_an_answer_came_is_read_from_one_line(line: str, intent: i.Intent) -> None:
    table = Table(PEOPLE).declare()
    assert called(line, table) == intent


def test_an_answer_is_added_to_a_call_and_another_try_is_recorded() -> None:
    table = Table(LADDER).declare()
    table.do(i.Escalate(rung=1, how="chat"))
    table.go(3).do(i.Escalate(rung=1, acknowledged=False))
    table.do(i.Escalate(rung=1, how="phone"))
    table.go(1).do(i.Escalate(rung=1, acknowledged=True))
    call = table.incident.calls[1]
    assert (call.at, call.last_at, call.times, call.how, call.acknowledged, call.acknowledged_at) == (
        T0, at(3), 2, "phone", True, at(4),
    )  # fmt: skip
    assert table.refusal(i.Escalate(rung=1)) == "on-call answered already, at 14:34:00 UTC"
    assert table.state("rung:1") == "met"


def test_anybody_can_be_called_by_name_and_is_no_rung() -> None:
    table = Table(LADDER).declare()
    table.do(i.Escalate(who="ann", how="phone"))
    assert list(table.incident.called) == ["ann"]
    assert "ann was called already, by anna at 14:30:00 UTC: /escalate @Ann answered" in table.refusal(
        i.Escalate(who="Ann")
    )
    assert table.incident.calls == {}


def test_who_does_not_answer_for_five_minutes_is_named_with_the_next_rung() -> None:
    table = Table(LADDER).declare()
    table.do(i.Escalate(rung=1))
    assert unanswered(table.incident, at(4, 59)) == ()
    [one] = unanswered(table.incident, at(5))
    assert (one.rung, one.since, one.next_rung, one.next_who) == (1, T0, 2, "director of engineering")
    table.do(i.Escalate(rung=1, acknowledged=True))
    assert unanswered(table.incident, at(60)) == ()


def test_who_is_said_not_to_answer_is_named_at_once_and_the_last_rung_has_none_after_it() -> None:
    table = Table(LADDER).declare()
    table.do(i.Escalate(rung=2, acknowledged=False))
    [one] = unanswered(table.incident, T0)
    assert (one.call.who, one.next_rung, one.next_who) == ("director of engineering", 0, "")
    table.happen(f.Resolved())
    assert unanswered(table.incident, T0) == ()


# Roles that are nobody's.


def test_a_needed_role_is_vacant_since_it_was_declared_or_given_up() -> None:
    table = Table().declare()
    assert vacancies(table.incident) == (Vacancy("commander", T0),)
    table.go(2).do(i.TakeRole(role="commander", person="anna"))
    assert vacancies(table.incident) == ()
    table.go(5).do(i.ReleaseRole(role="commander"))
    assert vacancies(table.incident) == (Vacancy("commander", at(7)),)
    table.happen(f.Resolved())
    assert vacancies(table.incident) == ()
    table.go(20).do(i.Reopen(why="again"))
    assert vacancies(table.incident) == (Vacancy("commander", at(27)),)


def test_a_role_is_vacant_since_the_severity_that_needs_it() -> None:
    needs = book(roles=(Role(id="commander", needed=True), Role(id="scribe", needed=True, severities=("P0", "P1"))))
    table = Table(needs).declare(severity="P2")
    assert vacancies(table.incident) == (Vacancy("commander", T0),)
    table.go(3).do(i.SetSeverity(to="P1", why="worse"))
    table.go(3).do(i.SetSeverity(to="P0", why="worse still"))
    assert vacancies(table.incident) == (Vacancy("commander", T0), Vacancy("scribe", at(3)))


def test_without_a_playbook_command_is_what_is_needed() -> None:
    table = Table(QUIET).declare(severity="P9")
    assert vacancies(table.incident) == (Vacancy("commander", T0),)
    assert vacancies(Table(QUIET).incident) == ()


def test_an_offer_lapses_by_the_clock_alone() -> None:
    table = offered()
    before = table.incident
    table.go(60)
    assert table.incident == before
    assert before.offers["commander"].lapsed(T0 + timedelta(minutes=11))


@pytest.mark.parametrize("end", [i.Close(despite="a test"), i.Cancel(why="none")])
def test_nothing_is_on_offer_in_an_incident_that_is_over(end: i.Intent) -> None:
    table = offered()
    if isinstance(end, i.Close):
        table.do(i.Resolve(despite="a test"))
    table.do(end)
    assert standing(table.incident, table.clock.now()) == ()
    assert of_interest(table.incident, table.clock.now(), "kim") is None


def test_a_read_back_is_one_short_line_in_the_record() -> None:
    table = offered()
    right = right_words(table.incident, table.clock.now())
    assert "a read-back is short" in accept(table, right + " next" * 5_000)
    assert accept(table, right.replace(" ", "\n\n\t")) == ""
    taken = next(r.fact for r in table.records if isinstance(r.fact, f.HandoverAccepted))
    assert taken.read_back == right


@pytest.mark.parametrize("call", [i.Escalate(rung=1, how="x" * 70_000), i.Escalate(rung=1, text="x" * 70_000)])
def test_what_is_said_of_a_call_has_an_end(call: i.Escalate) -> None:
    assert "may have 65,536 characters" in Table(LADDER).declare().refusal(call)


def test_a_long_reason_for_declining_does_not_fill_every_later_refusal() -> None:
    table = offered()
    table.do(i.DeclineHandover(why="no " * 5_000), by="kim")
    refusal = table.refusal(i.AcceptHandover(read_back="P0 e1"), by="kim")
    assert "kim declined command at 14:30:10 UTC: no no" in refusal
    assert len(refusal) < 300
