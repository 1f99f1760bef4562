"""What is done next about what waits: pure, and the same at every terminal."""

from datetime import timedelta

import pytest

from tests.fakes import Table, at
from warroom.incident import intents as i
from warroom.incident.state import Incident
from warroom.updates.plan import Plan, backoff_s, message, outcome, plan
from warroom.updates.sending import Answer


def queued(*sent: tuple[str, str]) -> Table:
    """An incident with these queued, each a channel and its way, by anna."""
    table = Table().declare()
    for n, (channel, way) in enumerate(sent, 1):
        table.do(i.DraftUpdate(channel=channel, text=f"words {n}"))
        table.do(i.QueueUpdate(n=n, way=way))
    return table


def failed(table: Table, n: int, wait_s: float = 10, **more: object) -> None:
    update = table.incident.update(n)
    assert update is not None
    table.do(i.ClaimUpdate(n=n))
    again = table.clock.now() + timedelta(seconds=wait_s)
    table.do(
        i.AnswerUpdate(n=n, attempt=update.attempts + 1, outcome="later", retry_at=again, **more)  # type: ignore[arg-type]  # fields by name, whatever their types
    )


def due(table: Table, me: str = "anna", hurry: tuple[int, ...] = ()) -> Plan:
    return plan(table.incident, table.clock.now(), me, hurry)


PAGE, MAIL = ("status_page", "page"), ("email", "mail")


def test_one_update_goes_at_once_by_each_way() -> None:
    assert due(queued(PAGE, MAIL)) == Plan((), (1, 2))


def test_two_that_follow_each_other_at_once_go_in_order_one_at_a_time() -> None:
    table = queued(PAGE, PAGE)
    assert due(table) == Plan((), (1,))
    table.do(i.ClaimUpdate(n=1))
    assert due(table) == Plan()
    table.do(i.AnswerUpdate(n=1, attempt=1, outcome="sent"))
    assert due(table) == Plan((), (2,))


def test_of_those_held_up_only_the_newest_of_a_channel_goes() -> None:
    table = queued(PAGE, PAGE, PAGE, MAIL)
    table.go(1)
    assert due(table) == Plan(((1, 3), (2, 3)), (3, 4))


def test_one_that_failed_gives_way_to_a_newer_one_at_once() -> None:
    table = queued(PAGE)
    failed(table, 1)
    table.do(i.DraftUpdate(channel="status_page", text="news"))
    table.do(i.QueueUpdate(n=2, way="page"))
    assert due(table) == Plan(((1, 2),), (2,))


def test_one_that_failed_gives_way_to_what_was_said_by_hand_since() -> None:
    table = queued(PAGE)
    failed(table, 1)
    table.do(i.DraftUpdate(channel="status_page", text="news"))
    table.do(i.MarkSent(n=2))
    assert due(table) == Plan(((1, 2),), ())


def test_one_that_failed_is_not_lost_to_one_that_had_gone_out_before_anybody_asked_for_it() -> None:
    table = Table().declare()
    for n in (1, 2):
        table.do(i.DraftUpdate(channel="status_page", text=f"words {n}"))
    table.do(i.MarkSent(n=2))
    table.go(5).do(i.QueueUpdate(n=1, way="page"))
    failed(table, 1, wait_s=0)
    assert due(table) == Plan((), (1,))


def test_an_update_that_may_have_gone_out_holds_nothing_up_and_is_not_repeated() -> None:
    table = queued(PAGE)
    table.do(i.ClaimUpdate(n=1))
    table.do(i.AnswerUpdate(n=1, attempt=1, outcome="unknown"))
    assert due(table, hurry=(1,)) == Plan()
    table.do(i.DraftUpdate(channel="status_page", text="news"))
    table.do(i.QueueUpdate(n=2, way="page"))
    assert due(table) == Plan((), (2,))


def test_others_leave_an_update_for_some_seconds_to_whoever_asked_for_it() -> None:
    table = queued(PAGE)
    assert due(table, "bo") == Plan()
    table.go(seconds=6)
    assert due(table, "bo") == Plan((), (1,))


def test_a_wait_is_kept_and_hurrying_does_not_mind_it() -> None:
    table = queued(PAGE)
    failed(table, 1)
    assert due(table) == Plan()
    assert due(table, hurry=(1,)) == Plan((), (1,))
    table.go(seconds=10)
    assert due(table) == Plan((), (1,))


def test_who_asked_to_be_left_alone_is_left_alone_also_by_who_hurries() -> None:
    table = queued(PAGE)
    failed(table, 1, throttled=True)
    assert due(table, hurry=(1,)) == Plan()


def test_what_is_past_its_promise_does_not_go() -> None:
    table = Table().declare()
    table.do(i.DraftUpdate(channel="status_page", text="x", next_at=at(5)))
    table.do(i.QueueUpdate(n=1, way="page"))
    table.go(6)
    assert due(table, hurry=(1,)) == Plan()


def test_a_clock_that_went_back_leaves_nothing_waiting_for_ever() -> None:
    table = queued(PAGE)
    table.clock.moment -= timedelta(days=1)
    assert due(table, "bo") == Plan((), (1,))


# The message.


def sent(incident: Incident, n: int) -> object:
    update = incident.update(n)
    assert update is not None
    return message(incident, update)


def test_a_message_knows_whether_it_is_the_first_and_what_the_one_before_was_called() -> None:
    table = queued(PAGE, PAGE, MAIL)
    first = message(table.incident, table.incident.updates[0])
    assert (first.first, first.ref, first.severity, first.incident) == (True, "", "P0", "table")
    table.do(i.ClaimUpdate(n=1))
    table.do(i.AnswerUpdate(n=1, attempt=1, outcome="sent", ref="abc"))
    by_n = {one.n: message(table.incident, one) for one in table.incident.updates}
    assert (by_n[2].first, by_n[2].ref) == (False, "abc")
    assert (by_n[3].first, by_n[3].ref) == (True, "")


def test_a_message_has_the_same_key_at_every_attempt() -> None:
    table = queued(PAGE)
    key = message(table.incident, table.incident.updates[0]).key
    failed(table, 1)
    assert message(table.incident, table.incident.updates[0]).key == key != ""


# Answers.


@pytest.mark.parametrize(("attempt", "waits"), [(1, 5), (2, 10), (3, 20), (6, 120), (99, 120), (0, 5)])
def test_each_wait_is_twice_the_one_before_up_to_two_minutes(attempt: int, waits: float) -> None:
    assert backoff_s(attempt) == waits


def test_what_the_other_side_asks_for_is_kept_up_to_an_hour() -> None:
    assert backoff_s(1, 90) == 90
    assert backoff_s(6, 3) == 120
    assert backoff_s(1, 9e9) == 3600


def test_an_answer_is_tried_again_only_where_that_is_safe() -> None:
    for answer, safe, again in (
        (Answer("later"), False, at(0, 5)),
        (Answer("unknown"), False, None),
        (Answer("unknown"), True, at(0, 5)),
        (Answer("refused"), True, None),
        (Answer("sent"), True, None),
    ):
        assert outcome(1, 1, answer, at(), repeats_safely=safe).retry_at == again


def test_an_answer_of_many_lines_and_a_strange_name_are_made_fit_for_the_record() -> None:
    asked = outcome(1, 1, Answer("refused", "<html>\n" * 500, "x\x1b[2J"), at(), repeats_safely=False)
    assert "\n" not in asked.why
    assert len(asked.why) == 300
    assert asked.ref == ""
