"""Updates: drafted, approved, queued, tried, sent; by whose word, and what may be done next."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import Table, at, replayed
from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.arguments import Context
from warroom.incident.complete import complete
from warroom.incident.entry import Tool, parse
from warroom.incident.update import Update
from warroom.report.lines import describe


def drafted(by: str = "bo", commander: str = "anna", **words: Any) -> Table:
    """An incident with one draft, number 1."""
    table = Table().declare()
    if commander:
        table.do(i.TakeRole(role="commander", person=commander))
    fields: dict[str, Any] = {"channel": "status_page", "status": "investigating", "text": "We look into it."}
    table.do(i.DraftUpdate(**{**fields, **words}), by=by)
    return table


def queued(**words: Any) -> Table:
    """The same, approved and on its way by "page"."""
    table = drafted(by="anna", **words)
    table.do(i.QueueUpdate(way="page"))
    return table


def trying(**words: Any) -> Table:
    """The same, claimed by bo's terminal."""
    table = queued(**words)
    table.do(i.ClaimUpdate(n=1), by="bo")
    return table


def one(table: Table, n: int = 1) -> Update:
    update = table.incident.update(n)
    assert update is not None
    return update


def answer(outcome: str, attempt: int = 1, **fields: object) -> i.AnswerUpdate:
    return i.AnswerUpdate(n=1, attempt=attempt, outcome=outcome, **fields)  # type: ignore[arg-type]  # fields by name, whatever their types


# Drafts.


def test_drafts_are_numbered_and_a_newer_version_keeps_its_number() -> None:
    table = drafted()
    table.do(i.DraftUpdate(channel="email", text="Hello"), by="bo")
    table.do(i.DraftUpdate(n=1, channel="status_page", text="We know more."), by="kim")
    assert [(u.n, u.version, u.by) for u in sorted(table.incident.updates, key=lambda u: u.n)] == [
        (1, 2, "kim"),
        (2, 1, "bo"),
    ]
    assert one(table).text == "We know more."


def test_what_may_have_gone_out_once_does_not_go_out_by_another_way_unasked() -> None:
    table = trying()
    table.do(answer("unknown", retry_at=at(0, 1)))
    table.go(seconds=2).do(i.ClaimUpdate(n=1), by="bo")
    table.do(answer("later", attempt=2, retry_at=at(9), throttled=True))
    assert "on its way by page" in table.refusal(i.QueueUpdate(n=1, way="mail"))


def test_a_newer_version_loses_its_approval() -> None:
    table = drafted()
    table.do(i.ApproveUpdate(), by="anna")
    assert one(table).approved_by == "anna"
    table.do(i.DraftUpdate(n=1, channel="status_page", text="Other words"), by="bo")
    assert (one(table).state, one(table).approved_by) == ("draft", "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"channel": "pigeon"}, "no channel pigeon: status_page, email, chat"),
        ({"channel": " "}, "goes to a channel"),
        ({"status": "closed"}, "no status closed"),
        ({"text": "  "}, "needs words"),
        ({"subject": "x" * 201}, "a subject may have 200 characters"),
        ({"n": 4}, "no update 4: none yet"),
    ],
)
def test_a_draft_that_cannot_go_out_is_refused_with_the_reason(words: dict[str, object], says: str) -> None:
    fields = {"channel": "status_page", "text": "We look", **words}
    assert says in Table().declare().refusal(i.DraftUpdate(**fields))  # type: ignore[arg-type]  # fields by name, whatever their types


def test_a_subject_is_one_line() -> None:
    assert (
        one(drafted(subject="It is down\nBcc: everybody@example.org")).subject
        == "It is down Bcc: everybody@example.org"
    )


def test_what_is_discarded_can_neither_be_sent_nor_changed() -> None:
    table = drafted()
    table.do(i.DiscardUpdate(n=1, why="said elsewhere"))
    assert "was discarded, said elsewhere" in table.refusal(i.QueueUpdate(n=1, way="page"))
    assert "was discarded" in table.refusal(i.DraftUpdate(n=1, channel="email", text="x"))


# Approval.


def test_somebody_elses_words_wait_for_the_commander() -> None:
    table = drafted(by="bo")
    assert "waits for anna, who commands: /approve 1" in table.refusal(i.QueueUpdate(way="page"), by="bo")
    assert "for anna to approve" in table.refusal(i.ApproveUpdate(), by="bo")
    table.do(i.ApproveUpdate(), by="anna")
    table.do(i.QueueUpdate(way="page"), by="bo")
    assert (one(table).state, one(table).approved_by, one(table).queued_by) == ("queued", "anna", "bo")


def test_the_commanders_own_words_are_approved_by_being_sent_whoever_sends_them() -> None:
    table = drafted(by="Anna")
    records = table.do(i.QueueUpdate(way="page"), by="bo")
    assert [r.kind for r in records] == ["update_approved", "update_queued"]
    assert (one(table).approved_by, one(table).queued_by) == ("Anna", "bo")


def test_the_commander_approves_by_sending() -> None:
    table = drafted(by="bo")
    table.do(i.QueueUpdate(way="page"), by="anna")
    assert (one(table).state, one(table).approved_by) == ("queued", "anna")


def test_while_nobody_commands_anybody_may_send() -> None:
    table = drafted(by="bo", commander="")
    table.do(i.QueueUpdate(way="page"), by="kim")
    assert one(table).approved_by == "kim"


def test_a_draft_with_faults_goes_out_only_for_a_reason() -> None:
    table = drafted(by="anna")
    faults = ("no time of the next update",)
    for asked in (i.ApproveUpdate(faults=faults), i.QueueUpdate(way="page", faults=faults), i.MarkSent(faults=faults)):
        assert "no time of the next update" in table.refusal(asked)
    table.do(i.QueueUpdate(way="page", faults=faults, despite="it is the last one"))
    assert one(table).despite == "it is the last one"
    line = describe(table.records[-2], table.incident, table.clock.now()).text
    assert "although no time of the next update: it is the last one" in line


def test_with_several_drafts_the_number_is_asked_for() -> None:
    table = drafted(by="anna")
    table.do(i.DraftUpdate(channel="email", text="Hello"))
    assert table.refusal(i.ApproveUpdate()) == "which one? 1 to status_page, 2 to email"
    assert "nothing waits" in Table().declare().refusal(i.QueueUpdate(way="page"))


# By hand.


def test_a_copied_draft_counts_as_told_and_keeps_the_words_promise() -> None:
    table = drafted(by="anna", next_at=at(20))
    table.do(i.MarkSent())
    told = table.incident.last_told
    assert told is not None
    assert (told.text, told.how, told.n, told.next_at) == ("We look into it.", "copied", 1, at(20))
    assert one(table).state == "sent"
    assert table.due("cadence").due_at == at(20)


def test_a_copied_draft_ticks_the_item_that_waits_for_it() -> None:
    table = drafted(by="anna")
    table.go(3).do(i.MarkSent())
    assert table.state("item:3") == "met"


def test_what_is_recorded_by_hand_needs_no_draft() -> None:
    table = Table().declare()
    table.do(i.TellUsers(channel="status_page", text="We look"))
    assert table.incident.updates == ()
    assert table.incident.last_told is not None


# On its way.


def test_what_is_sent_is_told_from_that_moment_by_whoever_asked_for_it() -> None:
    table = trying()
    table.go(1).do(answer("sent", ref="m1"), by="bo")
    told = table.incident.last_told
    assert told is not None
    assert (told.by, told.how, told.at, told.next_at) == ("anna", "page", at(1), at(31))
    assert (one(table).state, one(table).ref, one(table).sent_at) == ("sent", "m1", at(1))


def test_a_promise_that_has_passed_gives_way_to_the_agreed_one() -> None:
    table = trying(next_at=at(2))
    table.go(5).do(answer("sent"))
    assert table.incident.last_told is not None
    assert table.incident.last_told.next_at == at(35)


def test_a_claim_excludes_every_other() -> None:
    table = trying()
    assert "is being sent by bo since 14:30:00 UTC" in table.refusal(i.ClaimUpdate(n=1), by="kim")
    for asked in (i.QueueUpdate(n=1, way="page"), i.DiscardUpdate(n=1, why="x"), i.MarkSent(n=1), i.ResendUpdate(n=1)):
        assert "is being sent" in table.refusal(asked)


def test_what_came_later_is_claimed_again_and_what_may_have_gone_is_not() -> None:
    table = trying()
    table.do(answer("later", retry_at=at(1)))
    table.do(i.ClaimUpdate(n=1))
    table.do(answer("unknown", attempt=2))
    assert "/resend 1 sends it again, /went 1 says that it did" in table.refusal(i.ClaimUpdate(n=1))
    assert "may have gone out" in table.refusal(i.QueueUpdate(n=1, way="page"))
    assert "may have gone out" in table.refusal(i.DraftUpdate(n=1, channel="status_page", text="x"))


def test_a_resent_update_keeps_its_key_and_a_new_version_has_another() -> None:
    table = trying()
    key = one(table).key
    table.do(answer("unknown"))
    table.do(i.ResendUpdate(n=1))
    assert (one(table).state, one(table).key) == ("queued", key)
    table.do(i.ClaimUpdate(n=1))
    table.do(answer("refused", attempt=2))
    table.do(i.DiscardUpdate(n=1, why="again"))
    fresh = trying()
    fresh.do(answer("refused"))
    was = one(fresh).key
    fresh.do(i.DraftUpdate(n=1, channel="status_page", text="shorter"))
    fresh.do(i.QueueUpdate(n=1, way="page"))
    assert one(fresh).key != was


def test_that_it_did_go_out_can_be_said_of_what_nobody_knew() -> None:
    table = trying()
    table.do(answer("unknown"))
    table.do(i.MarkSent(n=1, how="seen on the page"))
    assert one(table).state == "sent"
    assert table.incident.last_told is not None
    assert "is over" in table.refusal(answer("sent"))


def test_an_answer_that_comes_after_all_is_still_recorded() -> None:
    table = trying()
    table.do(answer("unknown"), by="kim")
    table.do(answer("refused", why="422"), by="bo")
    assert (one(table).state, one(table).why) == ("refused", "422")


def test_what_turns_out_to_have_gone_out_twice_is_told_twice() -> None:
    table = trying()
    table.do(answer("unknown"), by="kim")
    table.do(i.ResendUpdate(n=1))
    table.do(i.ClaimUpdate(n=1))
    table.do(answer("sent", attempt=2))
    table.do(answer("sent", attempt=1), by="bo")
    assert len(table.incident.told) == 2
    assert one(table).state == "sent"


def test_a_late_refusal_of_an_old_attempt_changes_nothing() -> None:
    table = trying()
    table.do(answer("unknown"), by="kim")
    table.do(i.ResendUpdate(n=1))
    assert table.do(answer("refused")) == []
    assert one(table).state == "queued"


def test_an_answer_nobody_asked_for_is_refused() -> None:
    table = queued()
    assert "never was" in table.refusal(answer("sent"))
    table = trying()
    table.do(answer("sent"))
    assert "is over" in table.refusal(answer("sent"))


def test_where_the_other_side_tells_a_repeat_an_unknown_one_is_tried_again_by_itself() -> None:
    table = trying()
    table.do(answer("unknown", retry_at=at(1)))
    table.go(1).do(i.ClaimUpdate(n=1))
    assert (one(table).state, one(table).attempts, one(table).tries) == ("trying", 2, (1, 2))


def test_who_asked_to_be_left_alone_is_left_alone_by_every_update() -> None:
    table = trying()
    table.do(answer("later", retry_at=at(10), throttled=True))
    assert "page asked to be left alone until 14:40:00 UTC" in table.refusal(i.ClaimUpdate(n=1))
    table.do(i.DraftUpdate(channel="email", text="Hello"))
    table.do(i.QueueUpdate(n=2, way="page"))
    assert "left alone" in table.refusal(i.ClaimUpdate(n=2))
    table.go(10).do(i.ClaimUpdate(n=1))


def test_a_wait_that_a_clock_set_back_made_endless_ends() -> None:
    table = trying()
    table.do(answer("later", retry_at=at(10), throttled=True))
    table.clock.moment -= timedelta(hours=2)
    table.do(i.ClaimUpdate(n=1))
    assert one(table).state == "trying"


def test_words_past_their_own_promise_are_asked_about_before_they_go() -> None:
    table = queued(next_at=at(30))
    table.go(31)
    assert one(table).stale(table.clock.now())
    assert "past its time: /send 1 sends it all the same, /discard 1 WHY" in table.refusal(i.ClaimUpdate(n=1))
    table.do(i.QueueUpdate(n=1, way="page"))
    table.do(i.ClaimUpdate(n=1))


def test_words_without_a_promise_are_asked_about_after_hours() -> None:
    table = queued(status="resolved")
    table.go(239)
    assert not one(table).stale(table.clock.now())
    table.go(2)
    assert "past its time" in table.refusal(i.ClaimUpdate(n=1))


def test_a_refused_update_goes_by_another_way_or_is_sent_again_on_purpose() -> None:
    table = trying()
    table.do(answer("refused", why="404"))
    assert "/resend 1" in table.refusal(i.QueueUpdate(n=1, way="page"))
    table.do(i.QueueUpdate(n=1, way="other"))
    assert (one(table).state, one(table).way) == ("queued", "other")


def test_asked_for_once_more_what_waits_to_be_tried_again_goes_at_once() -> None:
    table = trying()
    assert "is being sent" in table.refusal(i.QueueUpdate(n=1, way="page"))
    table.do(answer("later", retry_at=at(10)))
    table.do(i.QueueUpdate(n=1, way="page"))
    assert (one(table).state, one(table).retry_at) == ("queued", None)
    assert "is on its way by page" in table.refusal(i.QueueUpdate(n=1, way="page"))
    table.do(i.QueueUpdate(n=1, way="other"))
    assert one(table).way == "other"


def test_asking_once_more_does_not_shorten_what_the_other_side_asked_for() -> None:
    table = trying()
    table.do(answer("later", retry_at=at(10), throttled=True))
    assert "is on its way" in table.refusal(i.QueueUpdate(n=1, way="page"))


def test_an_update_keeps_the_way_it_was_given_unless_another_is_named() -> None:
    table = trying()
    table.do(answer("later", retry_at=at(10)))
    context = Context(now=at(), incident=table.incident, ways=(("first", "status_page"), ("page", "status_page")))
    assert parse("/send 1", context).intent == i.QueueUpdate(n=1, way="page")  # type: ignore[union-attr]  # the line is read as an intent
    assert parse("/send 1 first", context).intent == i.QueueUpdate(n=1, way="first")  # type: ignore[union-attr]  # the line is read as an intent


def test_only_what_waits_is_superseded_and_by_what_is_newer() -> None:
    table = queued()
    table.do(i.DraftUpdate(channel="status_page", text="News"))
    table.do(i.DraftUpdate(channel="email", text="News"))
    assert "not what follows" in table.refusal(i.SupersedeUpdate(n=1, by_n=3))
    assert "why" in table.refusal(i.SupersedeUpdate(n=1))
    table.do(i.SupersedeUpdate(n=1, by_n=2))
    assert (one(table).state, one(table).why) == ("superseded", "update 2 is newer")
    assert "is a draft" in table.refusal(i.SupersedeUpdate(n=2, by_n=3))


def test_without_a_way_out_the_sentence_names_copying() -> None:
    assert "no way out leads to status_page: /copy 1" in drafted(by="anna").refusal(i.QueueUpdate(way=""))


def test_a_drill_records_and_sends_nothing() -> None:
    table = Table()
    table.do(i.StartDrill(scenario="x", start=at(), playbook=table.playbook))
    table.do(i.Declare(severity="P0", title="API down", playbook=table.playbook))
    table.do(i.DraftUpdate(channel="status_page", status="investigating", text="We look"))
    table.do(i.QueueUpdate(way="drill"))
    told = table.incident.last_told
    assert told is not None
    assert told.how == "recorded, not sent: a drill"
    assert not any(isinstance(r.fact, f.UpdateQueued | f.UpdateAttempted) for r in table.records)
    for asked in (i.ClaimUpdate(n=1), answer("sent"), i.ResendUpdate(n=1)):
        assert table.refusal(asked) == "a drill sends nothing"


# The entry line.


@pytest.mark.parametrize(
    "line", ["/update", "/update status_page", "/update status_page identified", "/copy", "/copy 2"]
)
def test_an_update_without_words_is_for_the_screen_to_draft(line: str) -> None:
    table = Table().declare()
    read = parse(line, Context(now=at(), incident=table.incident))
    assert isinstance(read, Tool)
    assert f"/{read.verb.name} {read.words}".rstrip() == line


def test_the_entry_line_offers_what_waits_by_number_and_the_ways_of_its_channel() -> None:
    table = drafted(by="anna")
    context = Context(now=at(), incident=table.incident, ways=(("page", "status_page"), ("ops", "chat")))
    assert [one.word for one in complete("/approve ", context)] == ["1"]
    assert [one.word for one in complete("/send 1 ", context)] == ["page"]
    assert complete("/resend ", context) == ()


def test_send_finds_the_way_of_the_channel_by_itself() -> None:
    table = drafted(by="anna")
    context = Context(now=at(), incident=table.incident, ways=(("ops", "chat"), ("page", "status_page")))
    read = parse("/send", context)
    assert read.intent == i.QueueUpdate(way="page")  # type: ignore[union-attr]  # the line is read as an intent


# Any order of things.

_TEXT = st.sampled_from(["We look", "We know more"])
_N = st.integers(1, 3)
_ASKED = st.one_of(
    st.builds(i.DraftUpdate, channel=st.sampled_from(["status_page", "email"]), text=_TEXT, n=st.none() | _N),
    st.builds(i.ApproveUpdate, n=st.none() | _N),
    st.builds(i.QueueUpdate, n=st.none() | _N, way=st.sampled_from(["page", "mail"])),
    st.builds(i.ClaimUpdate, n=_N),
    st.builds(i.ClaimUpdate, n=_N),
    st.builds(
        i.AnswerUpdate,
        n=_N,
        attempt=st.integers(1, 4),
        outcome=st.sampled_from(["sent", "later", "refused", "unknown"]),
        retry_at=st.none() | st.just(at(5)),
        throttled=st.booleans(),
    ),
    st.builds(i.DiscardUpdate, n=_N, why=st.just("old")),
    st.builds(i.ResendUpdate, n=_N),
    st.builds(i.MarkSent, n=_N),
    st.builds(i.SupersedeUpdate, n=_N, by_n=_N),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_ASKED, st.sampled_from(["anna", "bo"]), st.integers(0, 400)), max_size=40))
def test_whatever_is_asked_no_attempt_follows_one_that_may_have_gone_out_unless_somebody_said_so(
    steps: list[tuple[i.Intent, str, int]],
) -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="anna"))
    for asked, by, seconds in steps:
        table.go(seconds=seconds)
        try:
            table.do(asked, by=by)
        except Refused:
            continue
    assert replayed(table.records) == table.incident
    _each_attempt_was_allowed([record.fact for record in table.records])


def _each_attempt_was_allowed(facts: list[f.Fact]) -> None:
    """By the facts alone: an attempt needs a word of its own, or that the one before it was certainly not accepted."""
    may_go: dict[int, bool] = {}
    approved: set[int] = set()
    for fact in facts:
        match fact:
            case f.UpdateDrafted(n=n):
                approved.discard(n)
                may_go[n] = False
            case f.UpdateApproved(n=n):
                approved.add(n)
            case f.UpdateQueued(n=n):
                assert n in approved
                may_go[n] = True
            case f.UpdateAttempted(n=n):
                assert may_go[n]
                may_go[n] = False
            case f.UpdateAnswered(n=n, outcome=outcome, retry_at=retry_at):
                may_go[n] = outcome == "later" or (outcome == "unknown" and retry_at is not None)
            case f.UpdateRecorded(n=n) | f.UpdateDiscarded(n=n) | f.UpdateSuperseded(n=n):
                may_go[n] = False
