"""One prober a journal: the lease, what the next prober goes on from, and what is held."""

import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from warroom.checks import schedule, watch
from warroom.checks.model import Transition, View
from warroom.checks.watch import Watcher
from warroom.checks.written import make_check
from warroom.clock import SystemClock
from warroom.journal.live import Live
from warroom.playbook.model import Check

WAIT_S = 20.0


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease is looked at, readings are handed on and checks are first asked sooner than for people."""
    monkeypatch.setattr(watch, "RENEW_S", 0.1)
    monkeypatch.setattr(watch, "PUBLISH_S", 0.02)
    monkeypatch.setattr(schedule, "FIRST_WITHIN", 0.1)


class Seen:
    """A watcher and what it told."""

    def __init__(self, journal: Path, check: Check, terminal: str = "first:1", hold: bool = False) -> None:
        self.turns: list[Transition] = []
        self.watching: list[bool] = []
        self.gone: list[datetime | None] = []
        self.errors: list[BaseException] = []
        self.turned = threading.Event()
        self.watcher = Watcher(
            journal,
            "duty",
            (check,),
            SystemClock(),
            self._turn,
            self._watched,
            self.errors.append,
        )
        self.watcher.holder = terminal
        if hold:
            self.watcher.pause(check.name, SystemClock().now() + timedelta(hours=1))
        self.watcher.start()

    def _watched(self, _scope: str, on: bool, since: datetime | None) -> None:
        self.watching.append(on)
        if on:
            self.gone.append(since)

    def _turn(self, _scope: str, turn: Transition) -> None:
        self.turns.append(turn)
        self.turned.set()

    def stop(self) -> None:
        self.watcher.stop()
        self.watcher.join(WAIT_S)
        assert not self.watcher.is_alive()
        assert self.errors == []


def until(holds: Callable[[], bool]) -> None:
    """Wait for it, with an end."""
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def dead() -> Check:
    return make_check({"name": "dead", "url": f"http://127.0.0.1:{closed_port()}/", "every": "1s", "recheck": "100ms"})


def rows(live: Live) -> list[View]:
    return [msgspec.json.decode(view, type=View) for view in live.views("duty")]


def test_the_next_prober_goes_on_from_what_the_last_one_saw(tmp_path: Path) -> None:
    journal, check = tmp_path / "journal", dead()
    live = Live(journal)
    first = Seen(journal, check)
    assert first.turned.wait(WAIT_S)
    until(lambda: [view.state for view in rows(live)] == ["down"])
    before = rows(live)[0]
    second = Seen(journal, check, "second:2")
    assert not live.claim("duty", "second:2")
    assert second.watching == []
    first.stop()
    assert first.watching == [True, False]
    until(lambda: second.watching == [True] and len(rows(live)) == 1 and (rows(live)[0].at or before.at) != before.at)
    after = rows(live)[0]
    second.stop()
    assert (after.state, after.since) == ("down", before.since)
    assert [turn.to for turn in first.turns] == ["down"]
    assert second.turns == []
    live.close()


def test_what_is_held_stays_held_for_the_next_prober(tmp_path: Path) -> None:
    journal, check = tmp_path / "journal", dead()
    live = Live(journal)
    seen = Seen(journal, check, hold=True)
    until(lambda: [view.state for view in rows(live)] == ["paused"])
    seen.watcher.pause("dead", None)
    assert seen.turned.wait(WAIT_S)
    seen.stop()
    assert [turn.to for turn in seen.turns] == ["down"]
    live.close()


def test_the_lease_is_left_to_whoever_records_the_end(tmp_path: Path) -> None:
    one = Seen(tmp_path / "journal", dead(), "one:1")
    until(lambda: bool(one.watching))
    one.stop()
    live = Live(tmp_path / "journal")
    assert one.watching == [True, False]
    assert live.holder("duty") == "one:1"
    live.close()


def test_one_that_takes_over_from_a_dead_one_tells_when_that_was_seen_last(tmp_path: Path) -> None:
    live = Live(tmp_path / "journal")
    live.beat("duty", "dead:1", SystemClock().now() - timedelta(minutes=3))
    last = live.last_beat("duty")
    assert last is not None
    one = Seen(tmp_path / "journal", dead(), "one:1")
    until(lambda: bool(one.gone))
    one.stop()
    live.close()
    assert one.gone[0] == last[1]


def test_a_watcher_that_was_asleep_tells_since_when_nobody_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Seen(tmp_path / "journal", dead(), "one:1")
    until(lambda: bool(one.watching))
    monkeypatch.setattr(watch, "GAP_S", -1.0)
    until(lambda: len(one.gone) > 1)
    one.stop()
    assert one.gone[0] is None
    assert one.gone[1] is not None
