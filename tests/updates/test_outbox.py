"""The outbox of terminals on one journal: nothing is sent twice without somebody's word, and nothing is lost."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes import HandClock, Place, opened
from tests.updates.ways import LATER, REFUSED, UNKNOWN, Scripted
from warroom.errors import NotWritten
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.update import Update
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room
from warroom.updates import outbox as module
from warroom.updates.outbox import Outbox
from warroom.updates.sending import Answer, Way

WITHIN_S = 10.0


class Terminal:
    """One terminal: its own connections, its own outbox."""

    def __init__(self, place: Place, stream: str, ways: list[Way], me: str) -> None:
        self.journal = Journal(place.path)
        self.live = Live(place.path)
        self.room = Room(self.journal, self.live, place.clock, stream)
        self.ways = ways
        self.me = me
        self.online = True
        self.failing = False
        self.box = Outbox(self.live, f"{me}:{id(self)}:1", lambda: self.online, self._write)

    def _write(self, stream: str, intent: Intent) -> list[Record]:
        assert stream == self.room.stream
        if self.failing and isinstance(intent, i.AnswerUpdate):
            raise NotWritten("the disk is full")
        return self.room.act(intent)

    def tend(self, *hurry: int) -> None:
        self.room.catch_up()
        self.box.tend(self.room, self.ways, self.me, hurry)

    def until(self, state: str, n: int = 1) -> Update:
        return self.wait(lambda: self.update(n).state == state, n)

    def wait(self, true: Callable[[], bool], n: int = 1) -> Update:
        end = time.monotonic() + WITHIN_S
        while True:
            self.tend()
            if true():
                return self.update(n)
            assert time.monotonic() < end, self.update(n)
            time.sleep(0.005)

    def update(self, n: int = 1) -> Update:
        found = self.room.incident.update(n)
        assert found is not None
        return found

    def die(self) -> None:
        """As kill -9: nothing is written any more, and the lease stays until it lapses."""
        self.journal.close()
        self.live.close()


class Bench:
    """An incident, a clock that tests move, and terminals."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder, HandClock())
        self.room = self.place.declared()
        self.terminals: list[Terminal] = []

    def sit(self, *ways: Way, me: str = "anna") -> Terminal:
        self.terminals.append(Terminal(self.place, self.room.stream, list(ways), me))
        return self.terminals[-1]

    def queue(
        self, text: str = "We look into it.", way: str = "page", channel: str = "status_page", by: str = "anna"
    ) -> int:
        self.room.act(i.DraftUpdate(channel=channel, text=text, by=by))
        n = max(update.n for update in self.room.incident.updates)
        self.room.act(i.QueueUpdate(n=n, way=way, by=by, despite="a test"))
        return n

    def go(self, **span: float) -> None:
        self.place.clock.go(**span)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    for terminal in made.terminals:
        terminal.die()
    made.place.close()


def kinds(bench: Bench) -> list[str]:
    return [r.kind for r in bench.place.journal.read(bench.room.stream) if r.kind.startswith("update_")]


def test_what_is_queued_goes_out_once_and_counts_as_told(bench: Bench) -> None:
    page = Scripted()
    bench.queue()
    update = bench.sit(page).until("sent")
    assert [m.text for m in page.went] == ["We look into it."]
    assert update.ref == "page-1"
    assert kinds(bench) == [
        "update_drafted", "update_approved", "update_queued", "update_attempted", "update_recorded",
    ]  # fmt: skip


def test_the_attempt_is_on_disk_before_a_byte_goes_out(bench: Bench) -> None:
    seen: list[str] = []

    def look(_message: object) -> None:
        with opened(bench.place.path) as journal:
            seen.append([record.kind for record in journal.read(bench.room.stream)][-1])

    page = Scripted()
    page.on_send = look
    bench.queue()
    bench.sit(page).until("sent")
    assert seen == ["update_attempted"]


def test_certainly_not_accepted_is_tried_again_by_itself_after_its_wait(bench: Bench) -> None:
    page = Scripted(script=[LATER, LATER])
    bench.queue()
    terminal = bench.sit(page)
    terminal.until("later")
    terminal.tend()
    assert len(page.went) == 1
    bench.go(seconds=5)
    terminal.wait(lambda: len(page.went) == 2)
    terminal.until("later")
    bench.go(seconds=10)
    terminal.until("sent")
    assert len({m.key for m in page.went}) == 1


def test_as_long_as_the_other_side_asked_nobody_tries(bench: Bench) -> None:
    page = Scripted(script=[Answer("later", "429", retry_after_s=300)])
    bench.queue()
    terminal = bench.sit(page)
    assert terminal.until("later").throttled
    bench.go(seconds=299)
    terminal.tend(1)
    assert len(page.went) == 1
    bench.go(seconds=1)
    terminal.until("sent")


@pytest.mark.parametrize(("answer", "state"), [(REFUSED, "refused"), (UNKNOWN, "unknown")])
def test_refused_and_unknown_wait_for_a_person(bench: Bench, answer: Answer, state: str) -> None:
    page = Scripted(script=[answer])
    bench.queue()
    terminal = bench.sit(page)
    terminal.until(state)
    bench.go(minutes=20)
    terminal.tend(1)
    assert len(page.went) == 1
    bench.room.act(i.ResendUpdate(n=1, by="anna"))
    terminal.until("sent")
    assert len(page.went) == 2


def test_an_unknown_outcome_is_repeated_where_the_other_side_tells_a_repeat(bench: Bench) -> None:
    page = Scripted(script=[UNKNOWN], repeats_safely=True)
    bench.queue()
    terminal = bench.sit(page)
    terminal.until("unknown")
    bench.go(seconds=5)
    terminal.until("sent")
    assert len({m.key for m in page.went}) == 1


def test_a_fault_of_a_sender_and_its_silence_are_answers_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Scripted(script=[ValueError("odd")])
    bench.queue()
    terminal = bench.sit(page)
    assert terminal.until("unknown").why == "sending by page failed: ValueError"
    monkeypatch.setattr(module, "LIMIT_S", 0.05)
    page.script = [30.0]
    bench.room.act(i.ResendUpdate(n=1, by="anna"))
    assert terminal.until("unknown").why == "no answer within 0 s"


def test_nothing_is_tried_over_and_over_on_no_network_and_only_the_newest_goes_once_it_is_back(bench: Bench) -> None:
    page, mail = Scripted(script=[LATER, LATER]), Scripted("mail", "email", script=[LATER])
    terminal = bench.sit(page, mail)
    terminal.online = False
    bench.queue("one")
    bench.queue("mail", way="mail", channel="email")
    terminal.until("later", 1)
    terminal.until("later", 2)
    bench.queue("two")
    terminal.until("later", 3)
    for _ in range(5):
        bench.go(minutes=2)
        terminal.tend()
    assert [m.text for m in page.went] == ["one", "two"]
    terminal.online = True
    terminal.until("sent", 3)
    terminal.until("sent", 2)
    assert [m.text for m in page.went] == ["one", "two", "two"]
    assert (terminal.update(1).state, terminal.update(1).why) == ("superseded", "update 3 is newer")


def test_what_a_network_came_too_late_for_is_asked_about(bench: Bench) -> None:
    page = Scripted(script=[LATER])
    terminal = bench.sit(page)
    terminal.online = False
    bench.room.act(
        i.DraftUpdate(channel="status_page", text="x", next_at=bench.place.clock.now().replace(minute=50), by="anna")
    )
    bench.room.act(i.QueueUpdate(n=1, way="page", by="anna", despite="a test"))
    terminal.until("later")
    bench.go(minutes=21)
    terminal.online = True
    for _ in range(3):
        terminal.tend()
    assert len(page.went) == 1
    bench.room.act(i.QueueUpdate(n=1, way="page", by="bo"))
    terminal.until("sent")


def test_what_leads_nowhere_off_this_machine_needs_no_network(bench: Bench) -> None:
    near = Scripted(script=[LATER], target="http://127.0.0.1:9/hook")
    terminal = bench.sit(near)
    terminal.online = False
    bench.queue()
    terminal.until("later")
    bench.go(seconds=5)
    terminal.until("sent")


# Two terminals.


def test_two_terminals_of_one_person_send_it_once(bench: Bench) -> None:
    page = Scripted(script=[0.05])
    bench.queue()
    one, two = bench.sit(page), bench.sit(page)
    one.tend()
    two.tend()
    one.until("sent")
    two.until("sent")
    assert len(page.went) == 1


def test_a_terminal_that_died_while_sending_leaves_a_question_and_nobody_sends_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_S", 0.2)
    monkeypatch.setattr(module, "LOST_S", 0.05)
    page = Scripted(script=[8.0])
    bench.queue()
    dead = bench.sit(page)
    dead.wait(lambda: bool(page.went))
    other = bench.sit(page, me="bo")
    other.tend()
    assert other.update().state == "trying"
    lost = other.until("unknown")
    assert lost.why == "the terminal of anna ended before it could tell"
    bench.go(minutes=20)
    other.tend(1)
    assert len(page.went) == 1


def test_a_terminal_that_died_while_sending_is_followed_where_a_repeat_is_safe(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_S", 0.2)
    monkeypatch.setattr(module, "LOST_S", 0.05)
    page = Scripted(script=[8.0], repeats_safely=True)
    bench.queue()
    bench.sit(page).wait(lambda: bool(page.went))
    other = bench.sit(page, me="bo")
    other.until("unknown")
    bench.go(seconds=12)
    other.until("sent")


def test_a_claim_that_is_kept_up_is_nobody_elses(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEASE_S", 0.3)
    monkeypatch.setattr(module, "RENEW_S", 0.05)
    monkeypatch.setattr(module, "LOST_S", 0.05)
    page = Scripted(script=[1.0])
    bench.queue()
    slow, other = bench.sit(page), bench.sit(page, me="bo")
    slow.wait(lambda: bool(page.went))
    while slow.update().state == "trying":
        slow.tend()
        other.tend()
        assert other.update().state in ("trying", "sent")
        time.sleep(0.01)
    assert slow.update().state == "sent"


def test_a_terminal_that_comes_to_itself_late_still_says_how_it_ended(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_S", 0.1)
    monkeypatch.setattr(module, "LOST_S", 0.05)
    page = Scripted()
    bench.queue()
    asleep = bench.sit(page)
    asleep.tend()
    other = bench.sit(page, me="bo")
    other.until("unknown")
    asleep.until("sent")
    assert len(page.went) == 1


def test_the_others_take_over_what_a_terminal_without_the_way_has_queued(bench: Bench) -> None:
    page = Scripted()
    bench.queue()
    bare, able = bench.sit(), bench.sit(page, me="bo")
    bare.tend()
    able.tend()
    assert page.went == []
    bench.go(seconds=6)
    able.until("sent")


# Trouble of our own.


def test_an_outcome_that_cannot_be_written_is_kept_and_written_later(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.02)
    page = Scripted()
    bench.queue()
    terminal = bench.sit(page)
    terminal.failing = True
    with pytest.raises(NotWritten):
        terminal.wait(lambda: False)
    assert terminal.box.flying
    terminal.failing = False
    terminal.until("sent")
    assert len(page.went) == 1


def test_who_leaves_while_sending_says_that_nobody_knows(bench: Bench) -> None:
    page = Scripted(script=[8.0])
    bench.queue()
    terminal = bench.sit(page)
    terminal.wait(lambda: bool(page.went))
    terminal.box.finish(0.05)
    assert terminal.update().state == "unknown"
    assert not terminal.box.flying


def test_who_leaves_just_as_it_is_answered_says_so(bench: Bench) -> None:
    page = Scripted(script=[0.05])
    bench.queue()
    terminal = bench.sit(page)
    terminal.wait(lambda: bool(page.went))
    terminal.box.finish(WITHIN_S)
    assert terminal.update().state == "sent"


def test_nothing_of_a_drill_leaves(bench: Bench) -> None:
    page = Scripted()
    terminal = bench.sit(page)
    drill = terminal.room.incident
    bench.queue()
    terminal.room.catch_up()
    terminal.room.incident = type(drill)(
        **{**{name: getattr(terminal.room.incident, name) for name in drill.__struct_fields__}, "is_drill": True}
    )
    terminal.box.tend(terminal.room, terminal.ways, "anna", (1,))
    assert page.went == []


def test_threads_end_with_their_message(bench: Bench) -> None:
    before = set(threading.enumerate())
    page = Scripted()
    bench.queue()
    bench.sit(page).until("sent")
    end = time.monotonic() + WITHIN_S
    while set(threading.enumerate()) - before:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_claim_that_nobody_holds_is_given_up_while_another_room_is_tended_too(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOST_S", 0.2)
    bench.queue()
    bench.room.act(i.ClaimUpdate(n=1, by="anna"))
    other = bench.place.declared("another")
    other.act(i.DraftUpdate(channel="email", text="words", by="anna"))
    other.act(i.QueueUpdate(n=1, way="unknown here", by="anna", despite="a test"))
    bo = bench.sit(Scripted(), me="bo")

    def both() -> bool:
        bo.box.tend(other, bo.ways, "bo")
        return bo.update().state == "unknown"

    bo.wait(both)
