"""The state is what its records fold to, whatever is asked and in whatever order."""

from contextlib import suppress
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import T0, Table, book, replayed
from tests.incident.anything import INTENTS, intents, records
from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import STATES, by_urgency, deadlines
from warroom.incident.evolve import evolve
from warroom.incident.facts import KINDS, Record
from warroom.incident.intents import Intent
from warroom.incident.metrics import metrics
from warroom.incident.state import EMPTY, Incident
from warroom.journal.record import GENESIS, decode, encode
from warroom.playbook.model import Item
from warroom.report.brief import brief
from warroom.report.lines import describe
from warroom.report.show import show

steps = st.lists(st.tuples(intents, st.integers(0, 1800)), min_size=12, max_size=40)


def run(table: Table, asked: list[tuple[Intent, int]]) -> None:
    for intent, seconds in asked:
        table.go(seconds=seconds)
        with suppress(Refused):
            table.do(intent, by=intent.by or "anna")


def stored(record: Record, hash_: str) -> Record:
    """The record as the journal gives it back."""
    row = encode(
        record.fact,
        stream=record.stream,
        seq=record.seq,
        id_=record.id,
        prev=GENESIS,
        at=record.at,
        noted_at=record.noted_at,
        by=record.by,
        via={},
    )
    return msgspec.structs.replace(decode(row), hash=hash_)


def readable(incident: Incident, seconds: int = 0) -> None:
    """Everything that is derived from a state can be derived."""
    now = T0 + timedelta(seconds=seconds)
    found = deadlines(incident, now)
    assert all(d.state in STATES for d in found)
    by_urgency(found, now)
    metrics(incident)
    assert len(brief(incident, now)) == 6
    msgspec.json.encode(show(incident, now))


@settings(max_examples=100, deadline=None)
@given(steps)
def test_any_sequence_of_intents_leaves_the_state_its_records_replay_to(asked: list[tuple[Intent, int]]) -> None:
    table = Table().declare()
    run(table, asked)
    assert replayed(table.records) == table.incident
    readable(table.incident, 9000)


@settings(max_examples=100, deadline=None)
@given(steps)
def test_what_the_journal_gives_back_folds_to_a_state_that_reads_the_same_ever_after(
    asked: list[tuple[Intent, int]],
) -> None:
    table = Table().declare()
    run(table, asked)
    back = [stored(record, record.hash) for record in table.records]
    again = [stored(record, record.hash) for record in back]
    assert [r.fact for r in again] == [r.fact for r in back]
    assert not any(isinstance(r.fact, f.Unknown) for r in back), "a fact this release wrote is one it can read"
    folded = replayed(back)
    assert folded == replayed(again)
    snapshot = msgspec.msgpack.encode(folded)
    assert msgspec.msgpack.decode(snapshot, type=Incident) == folded
    assert folded == table.incident


@settings(max_examples=200, deadline=None)
@given(st.lists(records(), max_size=20))
def test_any_facts_in_any_order_fold_without_a_fault(any_records: list[Record]) -> None:
    incident = EMPTY
    for record in any_records:
        before = msgspec.msgpack.encode(incident)
        after = evolve(incident, record)
        assert (after.seq, after.id) == (record.seq, record.stream)
        assert msgspec.msgpack.encode(incident) == before, "the state before is left as it was"
        incident = after
    readable(incident)
    for record in any_records:
        assert describe(record, incident, T0).word


@settings(max_examples=100, deadline=None)
@given(steps, intents)
def test_asking_for_an_outcome_again_is_refused_or_adds_one_more_of_its_kind(
    asked: list[tuple[Intent, int]], intent: Intent
) -> None:
    table = Table().declare()
    run(table, asked)
    with suppress(Refused):
        first = table.do(intent, by="anna")
        shown = table.incident
        kinds = [r.kind for r in first]
        try:
            second = [r.kind for r in table.do(intent, by="anna")]
        except Refused:
            assert table.incident == shown
        else:
            assert second in ([], kinds) or isinstance(intent, i.Strike | i.Undo | i.TellUsers | i.PauseCheck)


def test_a_playbook_whose_items_wait_for_each_other_a_thousandfold_folds() -> None:
    waits = tuple(Item(n=n, id=f"i{n}", text="x", anchor=f"item:i{n + 1}") for n in range(1, 1500))
    last = Item(n=1500, id="i1500", text="x", anchor="fixed")
    circle = Item(n=1501, id="round", text="x", anchor="item:round")
    table = Table(book(items=(*waits, last, circle))).declare()
    for n in (1, 1500, 1501):
        table.do(i.SetItem(n=n, done=True))
    table.do(i.MarkFixed())
    table.do(i.Unfix(why="it does not hold"))
    assert sorted(table.incident.ticks) == [1501]


ONCE: list[Intent] = [
    i.Acknowledge(), i.SetSeverity(to="P1"), i.SetStatus(to="identified"), i.MarkFixed(), i.Resolve(despite="a test"),
    i.SetTitle(title="x"), i.TakeRole(role="commander", person="bo"), i.ReleaseRole(role="comms"),
    i.SetItem(n=2, done=True), i.SkipItem(n=3, why="x"), i.Escalate(rung=1), i.SetCadence(seconds=600, why="x"),
    i.Pin(seq=1), i.SetMilestone(name="started", moment=T0),
]  # fmt: skip


@pytest.mark.parametrize("intent", ONCE, ids=[type(intent).__name__ for intent in ONCE])
def test_asking_twice_for_what_is_so_already_changes_nothing(intent: Intent) -> None:
    table = Table().declare()
    table.do(i.TakeRole(role="comms", person="kim"))
    table.do(intent)
    before = table.incident
    assert table.refusal(intent)
    assert table.incident == before


def test_every_intent_and_every_kind_is_among_those_drawn() -> None:
    assert len(INTENTS) >= 40
    assert set(KINDS) >= {"declared", "note", "struck", "handover_accepted", "drill_started", "redacted"}
