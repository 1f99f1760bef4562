"""Any order of claims, answers, crashes, sleeps and people at two terminals: nothing twice unasked, nothing lost."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import HandClock, Place
from tests.updates.ways import Scripted
from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.room import Room
from warroom.updates import outbox as module
from warroom.updates.outbox import Flight, Outbox
from warroom.updates.sending import Answer, Message

STEPS = st.one_of(
    st.tuples(st.just("queue"), st.booleans()),
    st.tuples(st.just("tend"), st.sampled_from([0, 1])),
    st.tuples(st.just("tend"), st.sampled_from([0, 1])),
    st.tuples(
        st.just("answer"), st.tuples(st.sampled_from([0, 1]), st.sampled_from(["sent", "later", "refused", "unknown"]))
    ),
    st.tuples(st.just("crash"), st.sampled_from([0, 1])),
    st.tuples(st.just("asleep"), st.sampled_from([0, 1])),
    st.tuples(st.just("wait"), st.sampled_from([3, 8, 40, 400])),
    st.tuples(st.just("network"), st.sampled_from([0, 1])),
    st.tuples(st.just("resend"), st.integers(1, 3)),
    st.tuples(st.just("ask again"), st.integers(1, 3)),
    st.tuples(st.just("went"), st.integers(1, 3)),
)
SETTLED = ("sent", "superseded", "refused", "unknown", "discarded")


class Pair:
    """Two terminals on one journal, whose messages fly until a step answers them."""

    def __init__(self, folder: Path, *, repeats_safely: bool) -> None:
        self.place = Place(folder, HandClock())
        self.room = self.place.declared()
        self.way = Scripted(repeats_safely=repeats_safely)
        self.connected = [True, True]
        self.rooms = [self.place.room(self.room.stream) for _ in (0, 1)]
        self.flying: list[list[Flight]] = [[], []]
        self.sent: list[tuple[int, int]] = []
        """Number and the seq of the attempt that was on record when the message left."""
        self.boxes = [self._box(which) for which in (0, 1)]

    def _box(self, which: int) -> Outbox:
        def start(flight: Flight, message: Message) -> None:
            self.flying[which].append(flight)
            self.sent.append((message.n, self.rooms[which].incident.seq))

        return Outbox(
            self.place.live,
            f"t:{which}:{len(self.sent)}",
            lambda: self.connected[which],
            lambda _stream, intent: self.rooms[which].act(intent),
            start,
        )

    def tend(self, which: int) -> None:
        self.rooms[which].catch_up()
        self.boxes[which].tend(self.rooms[which], [self.way], ("anna", "bo")[which])

    def let_go(self, which: int) -> None:
        """The lease of each claim lapses."""
        for flight in self.boxes[which]._flights:
            self.place.live.release(flight.scope, self.boxes[which]._key)

    def do(self, intent: Intent) -> None:
        with suppress(Refused):
            self.room.act(intent)

    def step(self, what: str, value: Any) -> None:
        match what:
            case "queue":
                n = len(self.room.incident.updates) + 1
                promised = self.place.clock.now().replace(microsecond=0) if value else None
                promise = promised and promised.replace(minute=59)
                self.do(i.DraftUpdate(channel="status_page", text="We look", next_at=promise, by="anna"))
                self.do(i.QueueUpdate(n=n, way="page", by="anna", despite="a test"))
            case "tend":
                self.tend(value)
            case "answer":
                which, outcome = value
                for flight in self.flying[which][:1]:
                    flight.answer = Answer(outcome, "so it ended")
                    self.flying[which].pop(0)
            case "crash":
                self.let_go(value)
                self.flying[value].clear()
                self.rooms[value] = self.place.room(self.room.stream)
                self.boxes[value] = self._box(value)
            case "asleep":
                self.let_go(value)
            case "wait":
                self.place.clock.go(seconds=value)
            case "network":
                self.connected[value] = not self.connected[value]
            case "resend":
                self.do(i.ResendUpdate(n=value, by="kim"))
            case "ask again":
                self.do(i.QueueUpdate(n=value, way="page", by="kim", despite="a test"))
            case "went":
                self.do(i.MarkSent(n=value, by="kim", despite="a test"))

    def end(self) -> None:
        """Everything is answered, the network is there, and time goes by."""
        self.connected[:] = [True, True]
        for _ in range(12):
            for which in (0, 1):
                for flight in self.flying[which]:
                    flight.answer = flight.answer or Answer("sent")
                self.flying[which].clear()
                self.tend(which)
                self.tend(which)
            self.place.clock.go(seconds=130)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that is gone is gone at once, and the network is looked at every time."""
    monkeypatch.setattr(module, "LOST_S", 0.0)
    monkeypatch.setattr(module, "LOST_TO_OTHERS_S", 0.0)
    monkeypatch.setattr(module, "NETWORK_S", 0.0)
    monkeypatch.setattr(module, "RETRY_S", 0.0)


def allowed(records: list[Record], n: int, before: int, after: int, *, repeats_safely: bool) -> bool:
    """Whether the record says, between two messages of this number, why there may be another."""
    between = [record.fact for record in records if before < record.seq <= after]
    for fact in between:
        match fact:
            case f.UpdateQueued(n=number) if number == n:
                return True
            case f.UpdateAnswered(n=number, outcome="later") if number == n:
                return True
            case f.UpdateAnswered(n=number, outcome="unknown") if number == n and repeats_safely:
                return True
    return False


@settings(max_examples=120, deadline=None)
@given(st.lists(STEPS, min_size=5, max_size=40), st.booleans())
def test_nothing_is_sent_twice_unasked_and_nothing_is_lost(steps: list[tuple[str, Any]], repeats_safely: bool) -> None:
    with TemporaryDirectory() as folder:
        pair = Pair(Path(folder), repeats_safely=repeats_safely)
        for what, value in [("queue", False), *steps]:
            pair.step(what, value)
        pair.end()
        records = list(pair.place.journal.read(pair.room.stream))
        last: dict[int, int] = {}
        for n, seq in pair.sent:
            if n in last:
                assert allowed(records, n, last[n], seq, repeats_safely=repeats_safely), (n, pair.sent)
            last[n] = seq
        final = Room(pair.place.journal, pair.place.live, pair.place.clock, pair.room.stream).incident
        for update in final.updates:
            stale = update.stale(pair.place.clock.now())
            assert update.state in SETTLED or stale or update.open, update
        pair.place.close()
