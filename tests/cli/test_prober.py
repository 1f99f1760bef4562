"""`check --watch` in processes of their own: one asks, another takes over, and whatever turned is recorded once."""

import json
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cli.shell import Shell, apart, surroundings
from warroom.checks.model import View
from warroom.incident.facts import CheckChanged, WatchingStarted, WatchingStopped
from warroom.incident.words import DUTY
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal

WAIT_S = 30.0


class Service:
    """Something on loopback that answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(service.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its parent's name
                del format, args

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service that is up, and settings that watch it."""
    found = Service()
    file = tmp_path / "warroom.yaml"
    file.write_text(
        "defaults: {every: 1s, timeout: 2s, recheck: 100ms, fails: 2, passes: 2}\n"
        f"checks: [{{name: api, url: 'http://127.0.0.1:{found.port}/'}}]\n"
    )
    file.chmod(0o600)
    yield found
    found.stop()


class Prober:
    """A running `check --watch`, whose lines are read as they come."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self.said: list[str] = []
        for stream, kept in ((process.stdout, self.lines), (process.stderr, self.said)):
            assert stream is not None
            threading.Thread(target=self._read, args=(stream, kept), daemon=True).start()

    def _read(self, stream: Any, kept: list[str]) -> None:
        for line in stream:
            kept.append(line.rstrip("\n"))  # noqa: PERF401  as they come

    def tells(self, words: str, *, of: str = "lines") -> None:
        until(lambda: any(words in line for line in getattr(self, of)), f"{words} in {self.lines} {self.said}")

    def ended(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(WAIT_S)

    def killed(self) -> None:
        self.process.kill()
        self.process.wait(WAIT_S)


@contextmanager
def probing(*argv: str) -> Iterator[Prober]:
    """`warroom check --watch`, killed at the end where it still runs."""
    with subprocess.Popen(
        apart("check", "--watch", *argv),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings(),
    ) as process:
        try:
            yield Prober(process)
        finally:
            process.kill()


def until(holds: Callable[[], object], what: str = "") -> None:
    """Wait for it, with an end."""
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Nobody can write into the journal until the block ends."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            db.execute("ROLLBACK")


def turns(shell: Shell, stream: str = DUTY) -> list[str]:
    """How the checks turned, as a stream of the journal has it."""
    with closing(Journal(shell.journal)) as journal:
        return [f"{r.fact.from_} {r.fact.to}" for r in journal.read(stream) if isinstance(r.fact, CheckChanged)]


def watches(shell: Shell) -> list[type]:
    with closing(Journal(shell.journal)) as journal:
        found = [type(record.fact) for record in journal.read(DUTY)]
    return [one for one in found if one in (WatchingStarted, WatchingStopped)]


def shown(shell: Shell) -> list[str]:
    """The state of each check, as the sidecar shows it to other terminals."""
    with closing(Live(shell.journal)) as live:
        return [msgspec.json.decode(view, type=View).state for view in live.views(DUTY)]


def test_each_turn_is_a_line_and_recorded_on_duty_and_in_the_open_incident(shell: Shell, service: Service) -> None:
    incident = shell.declared()
    with probing() as prober:
        prober.tells("api up")
        service.status = 503
        prober.tells("api down status 503, wanted 200..299")
        service.status = 200
        until(lambda: len(prober.lines) == 3)
        assert prober.ended() == 143
    assert [line.split()[1:3] for line in prober.lines] == [["api", "up"], ["api", "down"], ["api", "up"]]
    assert turns(shell) == turns(shell, incident) == ["up down", "down up"]
    assert watches(shell) == [WatchingStarted, WatchingStopped]
    assert prober.said == [
        "warroom: 1 check watched, a line for each turn; ^C ends it",
        "warroom: this terminal asks the checks",
    ]


def test_as_json_a_turn_is_an_object(shell: Shell, service: Service) -> None:
    service.status = 500
    with probing("--json") as prober:
        prober.tells('"to":"down"')
        assert prober.ended(signal.SIGHUP) == 129
    [turn] = [json.loads(line) for line in prober.lines]
    assert (turn["type"], turn["check"], turn["from"], turn["to"]) == ("check_changed", "api", "unknown", "down")
    assert (turn["value"], turn["reason"]) == ("500", "status 500, wanted 200..299")
    assert turn["since"] <= turn["at"]
    assert turns(shell) == ["unknown down"]


def test_names_choose_what_is_printed_and_a_wrong_one_is_refused(shell: Shell, service: Service) -> None:
    del service
    assert shell("check", "--watch", "apo").refused() == "no check `apo`, did you mean `api`?"
    assert not shell.journal.exists()


def test_what_waits_to_be_accepted_is_not_watched(shell: Shell, service: Service, tmp_path: Path) -> None:
    del service
    (tmp_path / "warroom.yaml").chmod(0o666)
    assert shell("check", "--watch").refused().startswith("others may write ")
    assert not shell.journal.exists()


def test_a_second_one_waits_and_goes_on_where_the_first_one_ended(shell: Shell, service: Service) -> None:
    with probing() as first:
        first.tells("this terminal asks", of="said")
        first.tells("api up")
        with probing() as second:
            second.tells("; this takes over when it ends", of="said")
            service.status = 503
            first.tells("api down")
            second.tells("api down")
            first.ended()
            second.tells("this terminal asks", of="said")
            service.status = 200
            second.tells("api up")
            second.ended()
    assert turns(shell) == ["up down", "down up"]
    assert [line.split()[2] for line in second.lines] == ["down", "up"]
    assert watches(shell) == [WatchingStarted, WatchingStopped] * 2


@pytest.mark.slow
def test_a_turn_seen_and_not_recorded_when_its_prober_was_killed_is_recorded_once_by_the_next(
    shell: Shell, service: Service
) -> None:
    incident = shell.declared()
    with probing() as first, probing() as second:
        until(lambda: any("this terminal asks" in line for line in first.said + second.said))
        if any("this terminal asks" in line for line in second.said):
            first, second = second, first
        second.tells("; this takes over when it ends", of="said")
        first.tells("api up")
        with locked(shell.journal):
            service.status = 503
            until(lambda: shown(shell) == ["down"])
            first.killed()
            # By the time somebody asks again, all is well: nothing but what was shown says that it was down.
            service.status = 200
        second.tells("api down")
        second.tells("api up")
        second.ended()
    assert turns(shell) == turns(shell, incident) == ["unknown down", "down up"]


@pytest.mark.slow
def test_a_turn_recorded_and_not_shown_when_its_prober_was_killed_is_gone_on_from(
    shell: Shell, service: Service
) -> None:
    with probing() as first:
        first.tells("api up")
        until(lambda: shown(shell) == ["up"])
        with closing(Live(shell.journal)) as live:
            [before] = live.views(DUTY)
            service.status = 503
            until(lambda: turns(shell) == ["up down"])
            first.killed()
            live.put_views(DUTY, {"api": (0, before)})
    service.status = 200
    with probing() as second:
        second.tells("api up")
        second.ended()
    assert turns(shell) == ["up down", "down up"]


@pytest.mark.slow
def test_ten_kills_right_after_a_line_lose_no_turn_and_double_none(shell: Shell, service: Service) -> None:
    for n in range(10):
        with probing() as prober:
            prober.tells("this terminal asks", of="said")
            service.status = 200 if n % 2 else 503
            wanted = "up" if n % 2 else "down"
            prober.tells(f"api {wanted}")
            prober.killed()
    with probing() as last:
        last.tells("this terminal asks", of="said")
        until(lambda: len(turns(shell)) == 10)
        last.ended()
    assert [turn.split()[1] for turn in turns(shell)] == ["down", "up"] * 5


@pytest.mark.slow
def test_while_the_journal_is_locked_turns_wait_in_order_and_that_is_said_once(shell: Shell, service: Service) -> None:
    with probing() as prober:
        prober.tells("api up")
        until(lambda: watches(shell) == [WatchingStarted])
        with locked(shell.journal):
            service.status = 503
            prober.tells("api down")
            prober.tells("what is seen waits, in order", of="said")
            service.status = 200
            until(lambda: len(prober.lines) == 3)
            assert turns(shell) == []
        prober.tells("the journal is written again, and nothing waits", of="said")
        assert turns(shell) == ["up down", "down up"]
        prober.ended()
    assert sum("waits, in order" in line for line in prober.said) == 1


@pytest.mark.slow
def test_what_could_not_be_recorded_at_the_end_is_told_and_the_exit_code_says_so(
    shell: Shell, service: Service
) -> None:
    with probing() as prober:
        prober.tells("api up")
        until(lambda: watches(shell) == [WatchingStarted])
        with locked(shell.journal):
            service.status = 503
            prober.tells("api down")
            assert prober.ended() == 3
            until(lambda: any("not recorded" in line for line in prober.said), str(prober.said))


def test_a_check_that_is_held_is_not_asked_until_it_is_asked_for_again(shell: Shell, service: Service) -> None:
    shell.declared()
    shell.done("pause", "api", "1h", "known")
    service.status = 503
    with probing() as prober:
        until(lambda: shown(shell) == ["paused"])
        assert prober.lines == []
        shell.done("pause", "api", "off")
        prober.tells("api down")
        prober.ended()


def test_checks_of_an_adopted_playbook_are_watched_as_soon_as_they_are_accepted(
    shell: Shell, service: Service, tmp_path: Path
) -> None:
    book = tmp_path / "shop.yaml"
    book.write_text(
        "name: shop\nseverities: [{id: P0}]\n"
        f"checks: [{{name: cart, url: 'http://127.0.0.1:{service.port}/cart', every: 1s}}]\n"
    )
    shell.done("--playbook", str(book), "declare", "P0", "cart down")
    with probing() as prober:
        prober.tells("nobody accepted the checks of shop yet: warroom playbook accept", of="said")
        prober.tells("api up")
        shell.done("playbook", "accept", str(book), "--yes")
        prober.tells("cart up")
        prober.ended()
    assert watches(shell) == [WatchingStarted, WatchingStarted, WatchingStopped]


def test_whoever_reads_it_may_go_and_the_right_to_ask_is_given_up(shell: Shell, service: Service) -> None:
    reader, writer = os.pipe()
    with subprocess.Popen(apart("check", "--watch"), stdout=writer, stderr=subprocess.PIPE, env=surroundings()) as ran:
        os.close(writer)
        assert os.read(reader, 1000).endswith(b"api up status 200\n")
        os.close(reader)
        service.status = 503
        assert ran.wait(WAIT_S) == 0
    until(lambda: watches(shell) == [WatchingStarted, WatchingStopped])
    assert turns(shell) == ["up down"]
