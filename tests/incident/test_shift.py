"""Lists of a shift: ticked on duty, by whom and when, for twelve hours or until another shift begins."""

from datetime import datetime, timedelta

import msgspec
import pytest

from tests.fakes import T0, at
from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.complete import complete
from warroom.incident.decide import decide
from warroom.incident.entry import Asked, Context, Wrong, parse
from warroom.incident.evolve import evolve
from warroom.incident.facts import Fact, Record
from warroom.incident.possible import possible
from warroom.incident.shift import LASTS, done
from warroom.incident.state import EMPTY, Incident
from warroom.incident.verbs import BY_NAME
from warroom.playbook.model import Item, Playbook, Severity, Ticklist

ACCESS = Ticklist(id="access", title="Can I get in?", items=("the console", "the database"))
BOOK = Playbook(
    name="team",
    severities=(Severity(id="P0"),),
    items=(Item(n=1, id="one", text="one"),),
    lists=(ACCESS, Ticklist(id="empty", title="Nothing")),
)
LOBBY = Context(now=T0, playbook=BOOK)
TICK = i.TickList(by="anna", list_="access", item=2, text="the database")


def after(incident: Incident, fact: Fact, when: datetime = T0, by: str = "anna") -> Incident:
    seq = incident.seq + 1
    return evolve(
        incident,
        Record(
            stream="duty", seq=seq, id=str(seq), kind=fact.kind, version=1, at=when, noted_at=when, by=by, hash="",
            fact=fact,
        ),
    )  # fmt: skip


def ticked(when: datetime = T0) -> Incident:
    [draft] = decide(EMPTY, TICK, T0)
    return after(EMPTY, draft.fact, when)


def stands(duty: Incident, now: datetime, text: str = "the database") -> bool:
    return done(duty.lists, "access", 2, text, now) is not None


def test_a_tick_names_list_number_and_words_and_folds_to_who_and_when() -> None:
    [draft] = decide(EMPTY, TICK, T0)
    assert draft.fact == f.ListTicked(list_="access", item=2, text="the database")
    assert msgspec.to_builtins(draft.fact) == {"list": "access", "item": 2, "text": "the database", "on": True}
    tick = done(ticked().lists, "access", 2, "the database", at(1))
    assert tick is not None
    assert (tick.by, tick.at, tick.seq) == ("anna", T0, 1)


def test_a_tick_counts_for_twelve_hours() -> None:
    duty = ticked()
    assert stands(duty, T0 + LASTS - timedelta(seconds=1))
    assert not stands(duty, T0 + LASTS)
    assert decide(duty, TICK, T0 + LASTS)


def test_a_tick_counts_no_more_once_the_shift_was_handed_over() -> None:
    duty = after(ticked(), f.ShiftHandedOver(from_="anna", to="bo"))
    assert not stands(duty, at(1))


def test_a_tick_is_of_the_words_the_item_had() -> None:
    assert not stands(ticked(), at(1), "the warehouse")


def test_what_is_ticked_is_unticked_and_each_is_said_once() -> None:
    duty = ticked()
    with pytest.raises(Refused, match=r"^access 2 is ticked already, by anna at 14:30:00 UTC$"):
        decide(duty, TICK, at(1))
    [draft] = decide(duty, msgspec.structs.replace(TICK, on=False), at(1))
    duty = after(duty, draft.fact)
    assert not stands(duty, at(1))
    with pytest.raises(Refused, match=r"^access 2 is not ticked in this shift$"):
        decide(duty, msgspec.structs.replace(TICK, on=False), at(2))


# The shift itself, in two steps.


def asked(duty: Incident, intent: i.Intent, by: str, when: datetime = T0) -> Incident:
    for draft in decide(duty, msgspec.structs.replace(intent, by=by), when):
        duty = after(duty, draft.fact, when, by)
    return duty


def refusal(duty: Incident, intent: i.Intent, by: str, when: datetime = T0) -> str:
    with pytest.raises(Refused) as refused:
        asked(duty, intent, by, when)
    return str(refused.value)


def on_call() -> Incident:
    return asked(EMPTY, i.OfferShift(to="anna"), "anna")


def test_the_first_takes_the_shift_alone_and_everybody_after_is_asked() -> None:
    duty = on_call()
    assert duty.on_call is not None
    assert (duty.on_call.person, duty.on_call.since, duty.on_call.before) == ("anna", T0, "")
    assert refusal(duty, i.OfferShift(to="Anna"), "bo") == "anna has the shift already, since 14:30:00 UTC"
    duty = asked(duty, i.OfferShift(to="kim", lines=(("open", "nothing"),), left=("1 x",)), "bo", at(1))
    assert duty.shift_offer is not None
    assert (duty.shift_offer.from_, duty.shift_offer.to, duty.shift_offer.until) == ("anna", "kim", at(1) + LASTS)
    assert (duty.shift_offer.lines, duty.shift_offer.left) == ((("open", "nothing"),), ("1 x",))
    assert duty.on_call is not None
    assert duty.on_call.person == "anna"
    assert "the shift is offered to kim since 14:31:00 UTC" in refusal(duty, i.OfferShift(to="bo"), "anna", at(2))


def test_who_accepts_the_shift_has_it_from_then_and_its_lists_begin_anew() -> None:
    duty = asked(asked(on_call(), TICK, "anna"), i.OfferShift(to="kim"), "anna")
    assert duty.lists
    assert refusal(duty, i.AcceptShift(), "bo") == "the shift is offered to kim, and you are bo"
    duty = asked(duty, i.AcceptShift(), "Kim", at(5))
    assert duty.on_call is not None
    assert (duty.on_call.person, duty.on_call.since, duty.on_call.before) == ("kim", at(5), "anna")
    assert (duty.lists, duty.shift_offer) == ({}, None)
    assert refusal(duty, i.AcceptShift(), "kim") == "the shift offered to kim was accepted by kim at 14:35:00 UTC"
    assert refusal(duty, i.AcceptShift(), "bo", at(6)) == (
        "the shift is not offered to anybody: kim has it since 2026-11-21 14:35:00 UTC"
    )


def test_a_shift_that_was_declined_or_withdrawn_stays_and_that_is_said() -> None:
    duty = asked(on_call(), i.OfferShift(to="kim"), "anna")
    assert "declining the shift needs words" in refusal(duty, i.DeclineShift(why=" "), "kim")
    declined = asked(duty, i.DeclineShift(why="asleep"), "kim")
    assert refusal(declined, i.AcceptShift(), "kim") == (
        "the shift offered to kim was declined by kim at 14:30:00 UTC: asleep"
    )
    withdrawn = asked(duty, i.WithdrawShift(), "anna")
    assert "was withdrawn by anna at 14:30:00 UTC" in refusal(withdrawn, i.AcceptShift(), "kim")
    assert "not offered to anybody: anna has it" in refusal(withdrawn, i.WithdrawShift(), "anna")
    assert declined.on_call == withdrawn.on_call == on_call().on_call


def test_an_offer_of_the_shift_ends_after_twelve_hours_and_can_be_made_again() -> None:
    duty = asked(on_call(), i.OfferShift(to="kim"), "anna")
    later = T0 + LASTS + timedelta(seconds=1)
    assert refusal(duty, i.AcceptShift(), "kim", later) == (
        "the shift offered to kim ended at 2026-11-22 02:30:00 UTC, unanswered: anna keeps it"
    )
    assert "ended" in refusal(duty, i.WithdrawShift(), "anna", later)
    duty = asked(asked(duty, i.OfferShift(to="kim"), "anna", later), i.AcceptShift(), "kim", later)
    assert duty.on_call is not None
    assert duty.on_call.person == "kim"


SHIFTS = [i.OfferShift(to="kim"), i.AcceptShift(), i.DeclineShift(why="x"), i.WithdrawShift()]


@pytest.mark.parametrize("intent", SHIFTS)
@pytest.mark.parametrize("fact", [f.Declared(title="x", severity="P0"), f.DrillStarted(start=T0)])
def test_no_incident_and_no_drill_hands_the_shift_over(intent: i.Intent, fact: Fact) -> None:
    assert "on duty, not in an incident" in refusal(after(EMPTY, fact), intent, "anna")


def test_where_no_room_is_open_the_words_of_a_hand_over_are_the_shifts() -> None:
    lobby = msgspec.structs.replace(LOBBY, shift=True)
    read = {line: parse(line, lobby) for line in ("/handover @kim", "/accept", "/decline asleep", "/withdraw")}
    assert [one.intent for one in read.values() if isinstance(one, Asked)] == [
        i.OfferShift(to="kim"), i.AcceptShift(), i.DeclineShift(why="asleep"), i.WithdrawShift(),
    ]  # fmt: skip
    wrong = parse("/handover @kim comms", lobby)
    assert isinstance(wrong, Wrong)
    assert wrong.said == "a shift has no roles: /handover @kim"


@pytest.mark.parametrize("fact", [f.Declared(title="x", severity="P0"), f.DrillStarted(start=T0)])
def test_an_incident_and_a_drill_are_no_place_to_tick_a_list(fact: Fact) -> None:
    with pytest.raises(Refused, match="on duty, not in an incident"):
        decide(after(EMPTY, fact), TICK, at(1))


@pytest.mark.parametrize(
    ("line", "item", "on"),
    [("/tick access 2", 2, True), ("/TICK Access #1", 1, True), ("/untick access 2", 2, False)],
)
def test_a_list_is_named_before_the_number(line: str, item: int, on: bool) -> None:
    read = parse(line, LOBBY)
    assert isinstance(read, Asked)
    assert read.intent == i.TickList(list_="access", item=item, text=ACCESS.items[item - 1], on=on)


def test_a_leading_time_back_dates_a_tick() -> None:
    read = parse("-5m /tick access 1", LOBBY)
    assert isinstance(read, Asked)
    assert read.intent.at == T0 - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/tick access", "an item of access is a number, not nothing"),
        ("/tick access x", "an item of access is a number, not “x”"),
        ("/tick access 3", "no item 3 of access: 1 to 2"),
        ("/tick access 0", "no item 0 of access: 1 to 2"),
        ("/tick empty 1", "an item is a number, not “empty”, and no list is called so: access"),
        ("/tick five", "an item is a number, not “five”, and no list is called so: access"),
    ],
)
def test_what_is_on_no_list_is_told_with_what_is(line: str, said: str) -> None:
    read = parse(line, LOBBY)
    assert isinstance(read, Wrong)
    assert read.said == said


def test_a_number_alone_is_the_checklists() -> None:
    read = parse("/tick 1", LOBBY)
    assert isinstance(read, Asked)
    assert read.intent == i.SetItem(n=1, done=True)


def test_a_drill_ticks_no_list_of_the_shift() -> None:
    drill = after(EMPTY, f.DrillStarted(start=T0))
    read = parse("/tick access 1", msgspec.structs.replace(LOBBY, incident=drill))
    assert isinstance(read, Wrong)
    assert read.said == "a drill ticks no list of the shift: it is no part of it"


def test_lists_and_their_items_are_completed() -> None:
    assert "access" in [found.word for found in complete("/tick ", LOBBY)]
    assert {found.word: found.means for found in complete("/tick access ", LOBBY)} == {
        "1": "the console",
        "2": "the database",
    }
    assert possible(BY_NAME["tick"], LOBBY)
    assert not possible(BY_NAME["tick"], Context(now=T0))
