"""The journal thread by itself: who waits for whom, what is written in which order, and what is walked behind it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from tests.tui.stage import WITHIN_S, declare, notes, records, write
from tests.tui.test_not_saved import locked
from warroom import wiring
from warroom.checks.model import State, Transition
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import CheckChanged, Noted
from warroom.incident.intents import Intent
from warroom.incident.state import changed
from warroom.incident.words import DUTY
from warroom.journal import sqlite
from warroom.journal.ids import new_id
from warroom.journal.library import sqlite3
from warroom.journal.live import LEASE_S, Live
from warroom.journal.record import encode
from warroom.journal.sqlite import Journal
from warroom.journal.unrecorded import Unrecorded
from warroom.room import Room
from warroom.tui import keeper as module
from warroom.tui import messages as m
from warroom.tui import verifying
from warroom.tui.keeper import Keeper

NEVER_S = 3600.0
SINCE = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
What = TypeVar("What")


class Ear:
    """All that a keeper said, in order."""

    def __init__(self) -> None:
        self.at_once: Callable[[object], object] = lambda _what: None
        self._said: list[object] = []
        self._more = threading.Condition()

    def __call__(self, what: object) -> None:
        with self._more:
            self._said.append(what)
            self._more.notify_all()
        self.at_once(what)

    def every(self, kind: type[What]) -> list[What]:
        with self._more:
            return [what for what in self._said if isinstance(what, kind)]

    def hears(self, kind: type[What], true: Callable[[What], object] = lambda _what: True) -> What:
        """The first of a kind of which this is true; waits for it."""

        def heard() -> list[What]:
            return [what for what in self._said if isinstance(what, kind) and true(what)]

        with self._more:
            assert self._more.wait_for(heard, WITHIN_S), [repr(what)[:200] for what in self._said]
            return heard()[0]


class Kept:
    """A keeper at work, what it said, and what the journal holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ear = Ear()
        self.keeper = Keeper(path, SystemClock(), {}, "tty")
        for what in self.keeper.attach(self.ear):
            self.ear(what)
        self.keeper.start()
        self.ready = self.ear.hears(m.JournalReady)

    def enter(self, stream: str) -> None:
        self.keeper.enter(stream, "")
        self.ear.hears(m.Opened, lambda opened: opened.stream == stream)

    def act(self, intent: Intent) -> Intent:
        stamped = changed(intent, id=new_id(), by="bo")
        self.keeper.act(stamped, SystemClock().now())
        return stamped

    def note(self, text: str) -> Intent:
        return self.act(i.Note(text=text))

    def kept(self, intent: Intent) -> m.Kept:
        return self.ear.hears(m.Kept, lambda kept: kept.intent.id == intent.id)

    def turns(self, check: str, to: State = "down", scope: str = DUTY, holder: str = "here:1") -> None:
        """A check turns."""
        self.keeper.report(scope, Transition(check, "up", to, f"{check} {to}", "", SINCE), holder)

    def asked(self) -> None:
        """All that was asked of it until now is done, or waits."""
        done = threading.Event()
        self.keeper._jobs.put(done.set)
        assert done.wait(WITHIN_S)

    def turned(self, stream: str = DUTY) -> list[str]:
        """The turns in the record, in order."""
        facts = [record.fact for record in records(self.path, stream)]
        return [f"{fact.check} {fact.to}" for fact in facts if isinstance(fact, CheckChanged)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is waited for only briefly, and the journal looked at often."""
    monkeypatch.setattr(sqlite, "BUSY_MS", 20)
    monkeypatch.setattr(module, "POLL_S", 0.005)


@pytest.fixture
def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is not tried again before the end."""
    monkeypatch.setattr(module, "RETRY_S", NEVER_S)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is soon tried again."""
    monkeypatch.setattr(module, "RETRY_S", 0.02)


@contextmanager
def at_work(path: Path) -> Iterator[Kept]:
    """A keeper, ended after; nothing may have broken in it."""
    kept = Kept(path)
    try:
        yield kept
    finally:
        assert kept.keeper.stop(WITHIN_S)
        assert kept.ear.every(m.Broken) == []


# Turns of checks.


@pytest.mark.usefixtures("once")
def test_a_turn_that_comes_while_an_earlier_one_waits_is_written_after_it_and_at_the_latest_at_the_end(
    path: Path,
) -> None:
    stream = declare(path)
    with at_work(path) as kept:
        with locked(path):
            kept.turns("api")
            kept.ear.hears(m.JournalFailed, lambda failed: "lock" in failed.reason)
        kept.turns("db")
        kept.turns("api", "up")
        kept.asked()
        assert kept.turned() == [], "the first still waits for its time, and so do those behind it"
    assert kept.turned() == kept.turned(stream) == ["api down", "db down", "api up"]


@pytest.mark.usefixtures("often")
def test_turns_that_wait_are_written_by_themselves_in_order_once_each_and_the_trouble_is_over(path: Path) -> None:
    stream = declare(path)
    with at_work(path) as kept:
        with locked(path):
            for check in ("api", "db", "queue"):
                kept.turns(check)
            kept.turns("api", "up")
            kept.asked()
            kept.ear.hears(m.JournalFailed)
            assert kept.turned() == []
        kept.ear.hears(m.JournalWell)
        assert kept.turned() == kept.turned(stream) == ["api down", "db down", "queue down", "api up"]


@pytest.mark.usefixtures("once")
def test_a_line_entered_while_turns_wait_is_written_at_once_and_loses_none_of_them(path: Path) -> None:
    stream = declare(path)
    with at_work(path) as kept:
        kept.enter(stream)
        with locked(path):
            kept.turns("api")
            kept.ear.hears(m.JournalFailed)
        written = kept.kept(kept.note("words"))
        assert [record.kind for record in written.records] == ["note"]
        assert kept.turned(stream) == []
    assert kept.turned(stream) == ["api down"]
    assert notes(records(path, stream)) == ["words"]


@pytest.mark.usefixtures("once")
def test_a_turn_seen_while_a_line_waits_is_written_at_once_and_the_line_keeps_waiting(path: Path) -> None:
    stream = declare(path)
    with at_work(path) as kept:
        kept.enter(stream)
        with locked(path):
            line = kept.note("words")
            kept.ear.hears(m.NotRecorded, lambda said: said.intent.id == line.id and said.again)
        kept.turns("api")
        kept.asked()
        assert (kept.turned(stream), notes(records(path, stream))) == (["api down"], [])
    assert notes(records(path, stream)) == ["words"]


def test_a_turn_counts_only_from_who_has_the_right_to_ask(path: Path) -> None:
    declare(path)
    with closing(Live(path)) as live, at_work(path) as kept:
        assert live.claim(DUTY, "there:2", 8 * LEASE_S)
        kept.turns("api", holder="here:1")
        kept.turns("db", holder="there:2")
        kept.asked()
        assert kept.turned() == ["db down"]


@pytest.mark.usefixtures("often")
def test_a_turn_that_has_nowhere_to_go_is_told_and_does_not_hold_up_those_behind_it(path: Path) -> None:
    declare(path)
    with at_work(path) as kept:
        with locked(path):
            kept.turns("db")
            kept.turns("api", scope="a-drill-that-is-gone")
            kept.turns("queue")
            kept.ear.hears(m.JournalFailed, lambda failed: "lock" in failed.reason)
        kept.ear.hears(m.JournalFailed, lambda failed: "no incident a-drill-that-is-gone" in failed.reason)
        kept.ear.hears(m.JournalWell)
        assert kept.turned() == ["db down", "queue down"]


# Lines.


@pytest.mark.usefixtures("often")
def test_what_waited_for_an_older_copy_to_be_accepted_goes_to_the_incident_it_was_entered_in(path: Path) -> None:
    first, second = declare(path, "first"), declare(path, "second")
    older = sqlite3.connect(path.with_name("older"))
    with closing(older), closing(Live(path)) as live, at_work(path) as kept:
        kept.enter(first)
        with closing(wiring.open_journal(path)) as journal:
            journal._db.backup(older)
            Room(journal, live, SystemClock(), first).act(i.Note(text="lost", by="bo"))
        kept.ear.hears(m.Heard, lambda heard: heard.incident.seq == 3)
        with closing(sqlite3.connect(path)) as db:
            older.backup(db)
        line = kept.note("of the first")
        kept.ear.hears(m.NotRecorded, lambda said: said.intent.id == line.id and said.reason == "older copy")
        kept.enter(second)
        with closing(wiring.open_journal(path)) as journal, journal.accepting():
            pass
        kept.kept(line)
        assert (notes(records(path, first)), notes(records(path, second))) == (["of the first"], [])


# The record behind the room.


@contextmanager
def unguarded(path: Path) -> Iterator[Journal]:
    """The journal without the triggers that keep its records as they are; they stand there again after."""
    with closing(Journal(path)) as journal:
        guards = journal._db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            journal._db.execute(f"DROP TRIGGER {name}")
        yield journal
        for _, sql in guards:
            journal._db.execute(sql)


def test_an_open_rooms_record_is_walked_to_its_end(path: Path) -> None:
    stream = declare(path)
    write(path, *(i.Note(text=f"line {n}") for n in range(3 * verifying.ROWS)), stream=stream)
    with at_work(path) as kept:
        kept.enter(stream)
        assert kept.ear.hears(m.VerifiedTo, lambda said: said.whole).seq == 2 + 3 * verifying.ROWS


def test_a_line_entered_while_the_record_is_walked_does_not_wait_for_it_and_is_walked_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "SLICE_S", 0.0)
    monkeypatch.setattr(verifying, "ROWS", 1)
    stream = declare(path)
    write(path, *(i.Note(text=f"line {n}") for n in range(10)), stream=stream)
    with at_work(path) as kept:
        entered: list[Intent] = []

        def enter_a_line(what: object) -> None:
            if isinstance(what, m.VerifiedTo) and what.seq == 5:
                entered.append(kept.note("meanwhile"))

        kept.ear.at_once = enter_a_line
        kept.enter(stream)
        assert kept.ear.hears(m.VerifiedTo, lambda said: said.whole).seq == 13
        [line] = entered
        said = [what for what in kept.ear.every(object) if isinstance(what, m.VerifiedTo | m.Kept)]
        place = said.index(kept.kept(line))
        assert said[place - 1 : place + 2] == [
            m.VerifiedTo(5, whole=False),
            kept.kept(line),
            m.VerifiedTo(6, whole=False),
        ]


@pytest.mark.usefixtures("often")
def test_a_record_that_was_changed_is_named_with_the_way_out_and_from_then_on_nothing_is_written(path: Path) -> None:
    stream = declare(path)
    write(path, i.Note(text="as it was"), i.Note(text="after it"), stream=stream)
    with unguarded(path) as journal:
        journal._db.execute("UPDATE body SET body = replace(body, 'as it was', 'as it is') WHERE seq = 3")
    with at_work(path) as kept:
        kept.enter(stream)
        said = kept.ear.hears(m.JournalFailed, lambda failed: failed.damaged).reason
        assert said == "damaged at #3: its words were changed: warroom verify says more"
        line = kept.note("words")
        refused = kept.ear.hears(m.NotRecorded, lambda said: said.intent.id == line.id)
        assert (refused.reason, refused.again) == ("damaged at #3", True)
        kept.turns("api")
        kept.asked()
    assert len(records(path, stream)) == 4
    assert kept.turned() == []


def test_a_record_that_was_forged_whole_is_found_by_the_one_after_it_in_the_next_slice(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "ROWS", 1)
    stream = declare(path)
    write(path, i.Note(text="as it was"), i.Note(text="after it"), stream=stream)
    with unguarded(path) as journal:
        _, before, was, _ = journal.rows(stream)
        forged = encode(
            Noted(text="as it is"),
            stream=stream,
            seq=3,
            id_=was.id,
            prev=before.hash,
            at=SINCE,
            noted_at=SINCE,
            by="bo",
            via={},
        )
        for table, *columns in (("record", "hash", "envelope"), ("body", "salt", "body")):
            for column in columns:
                words = [getattr(forged, column), stream]
                journal._db.execute(f"UPDATE {table} SET {column} = ? WHERE stream = ? AND seq = 3", words)
    with at_work(path) as kept:
        kept.enter(stream)
        said = kept.ear.hears(m.JournalFailed, lambda failed: failed.damaged).reason
        assert said.startswith("damaged at #4: ")


# What stood here before.


@pytest.mark.usefixtures("often")
def test_what_stood_here_before_is_told_until_it_is_given_up_and_no_longer(path: Path) -> None:
    declare(path, "the one before")
    wiring.open_journal(path).close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    declare(path)
    with at_work(path) as kept:
        assert kept.ready.gone.startswith("another journal stood here before, with ")
        assert kept.ready.gone.endswith("the-one-before to #2: warroom verify --accept-head WHY, or put it back")
        with closing(wiring.open_journal(path)) as journal, journal.accepting():
            pass
        kept.ear.hears(m.JournalReady, lambda ready: not ready.gone)
        kept.asked()
    assert [bool(ready.gone) for ready in kept.ear.every(m.JournalReady)] == [True, False]


def test_what_stands_unrecorded_at_this_terminal_is_not_offered_to_it_when_it_says_again_who_sits_here(
    path: Path,
) -> None:
    declare(path)
    with at_work(path) as kept:
        kept.keeper.sit("anna")
        kept.keeper.keep_drafts([Unrecorded(SINCE, "half a line")])
        kept.keeper.sit("anna")
        kept.asked()
        assert kept.ear.every(m.DraftsFound) == []
    with at_work(path) as kept:
        kept.keeper.sit("anna")
        assert [draft.text for draft in kept.ear.hears(m.DraftsFound).drafts] == ["half a line"]
