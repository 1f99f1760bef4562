"""A whole P0 by three people on one journal: a real database that is full, a real page that is cut off in between."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.checks.probes.postgres_server import ROOM, Cluster
from tests.checks.servers import free_port
from tests.pty.terminal import Terminal, shell, terminal

F2, F3, F5, ESC = "\x1bOQ", "\x1bOR", "\x1b[15~", "\x1b"

PLAYBOOK = """\
format: 1
name: shop
severities:
  - {id: P0, name: critical, meaning: customers cannot pay, response: 5 min, cadence: 30 min}
channels:
  - {id: status_page, name: Status page}
roles:
  - {id: commander, name: Commander, needed: true}
  - {id: comms, name: Communications}
scenarios:
  - id: pool
    title: Pool exhausted
    when: [db]
    symptoms: [new connections are refused]
    steps:
      - title: who holds the connections
        language: sql
        run: "select usename, state, count(*) from pg_stat_activity where usename is not null group by 1, 2 order by 3"
      - title: end idle sessions
        stage: resolve
        language: sql
        run: "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'app' and state = 'idle'"
templates:
  - id: found
    channel: status_page
    status: investigating
    body: "Payments fail since {started}: {impact}. Next update by {next_update}."
  - id: better
    channel: status_page
    status: monitoring
    body: "Payments have worked again since {fixed}. Next update by {next_update}."
resolution:
  criteria: [payments work]
  watch: 5 s
"""

SETTINGS = """\
format: 1
playbook: {home}/playbook.yaml
checks:
  - {{name: db, kind: postgres, host: 127.0.0.1, port: {database}, dbname: postgres, user: postgres, query: connections,
     expect: ["connections < 90%"], every: 1s, fails: 2}}
senders:
  page:
    kind: http
    channel: status_page
    url: http://127.0.0.1:{page}/incidents
    json: {{body: "{{text}}", state: "{{status}}"}}
    ref: id
    then: {{method: PATCH, url: "http://127.0.0.1:{page}/incidents/{{ref}}"}}
"""


class Page:
    """A status page of the team's own, which can be cut off; `got` is what it was sent."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.got: list[tuple[str, str, Any]] = []
        self._server: ThreadingHTTPServer | None = None

    def open(self) -> None:
        got = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                got.append((self.command, self.path, json.loads(body)))
                answer = b'{"id": "inc-7"}'
                self.send_response(201)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_PATCH = do_POST  # noqa: N815  the server's own name

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def filled(cluster: Cluster) -> Iterator[None]:
    """As many idle sessions as ordinary roles may have."""

    async def hold(ready: threading.Event, over: threading.Event) -> None:
        where = {"host": "127.0.0.1", "port": cluster.port, "user": "app", "database": "postgres"}
        held = [await asyncpg.connect(**where) for _ in range(ROOM)]
        ready.set()
        await asyncio.to_thread(over.wait)
        for one in held:
            one.terminate()

    ready, over = threading.Event(), threading.Event()
    holding = threading.Thread(target=lambda: asyncio.run(hold(ready, over)))
    holding.start()
    try:
        assert ready.wait(20)
        yield
    finally:
        over.set()
        holding.join()


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster().create().start()
    made.run("psql", "-h", "127.0.0.1", "-p", made.port, "-U", "postgres", "-c", "create role app login")
    yield made
    made.remove()


@pytest.fixture
def page() -> Iterator[Page]:
    made = Page(free_port())
    made.open()
    yield made
    made.cut()


def escape(room: Terminal, then: str) -> None:
    """Esc alone, and what the screen says once it is read: what is typed before that would be read as its end."""
    room.type(ESC)
    room.shows(then)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_whole_p0_is_led_told_handed_over_and_resolved_and_the_record_tells_it_all(
    home: Path, cluster: Cluster, page: Page
) -> None:
    (home / "playbook.yaml").write_text(PLAYBOOK)
    settings = home / "config" / "warroom" / "warroom.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS.format(home=home, database=cluster.port, page=page.port))
    settings.chmod(0o600)
    with ExitStack() as open_:
        open_.enter_context(filled(cluster))
        anna = open_.enter_context(terminal(home))
        anna.shows("✗ db", "down")
        anna.line("/declare P0 payments fail")
        anna.shows("INVESTIGATING", "saved #")
        anna.line("/ic")
        anna.shows("IC anna")
        mia = open_.enter_context(terminal(home, more={"WARROOM_AS": "mia"}))
        mia.opened()
        mia.line("/role comms @mia")
        mia.shows("comms mia")
        mia.line("-2m first 503s in the log")
        mia.line("/started -4m")
        mia.line("/impact checkout refuses cards")
        mia.shows("checkout refuses cards", "first 503s in the log")

        anna.type(F3)
        anna.shows("runbook", "Pool exhausted")
        anna.type("\r")
        anna.shows("step 1: who holds the connections", "about to run")
        anna.type("\r")
        anna.shows("✓ 1 who holds the connections", "exit 0", "app", "(4 rows")
        anna.type("j\r")
        anna.shows("type pool to run it")
        anna.line("pool")
        anna.shows("✓ 2 end idle sessions", "(1 row")
        escape(anna, "timeline ─")
        anna.shows("all 1 up")

        mia.type(F2)
        mia.shows("lint ─ all well", "checkout refuses cards")
        escape(mia, "Tab write")
        mia.line("/send")
        mia.shows("waits for anna")
        anna.shows("update 1 by mia waits", "/approve 1")
        anna.line("/approve 1")
        anna.shows("/send 1")
        mia.type("\x15")
        mia.line("/send")
        mia.shows("said before ─ 1")
        assert [(one[0], one[1], one[2]["state"]) for one in page.got] == [("POST", "/incidents", "investigating")]
        assert "checkout refuses cards" in page.got[0][2]["body"]

        anna.line("/fix")
        anna.shows("MONITORING")
        page.cut()
        mia.line("/update status_page monitoring")
        mia.shows("worked again")
        escape(mia, "Tab write")
        mia.line("/send")
        mia.shows("waits for anna")
        anna.shows("update 2 by mia waits")
        anna.line("/approve 2")
        anna.shows("/send 2")
        mia.type("\x15")
        mia.line("/send")
        anna.shows("UNSENT")
        mia.shows("UNSENT")

        anna.line("/handover @kim")
        anna.shows("kim to take command")
        with terminal(home, more={"WARROOM_AS": "kim"}) as kim:
            kim.shows("payments fail", "kim to take command")
            kim.line("/accept P1 u")
            kim.shows("refused")
            kim.type("\x15")
            page.open()
            anna.until(lambda: len(page.got) == 2)
            mia.shows("said before ─ 2")
            kim.type(F5)
            kim.shows("brief", "clocks running", "next update to users")
            kim.type("\r")
            kim.shows("will accept")
            kim.line("P0 u")
            kim.shows("IC kim")
            anna.shows("IC kim")
            kim.line("/resolve")
            kim.shows("not all of it holds", "payments work")
            mia.line("/confirm 1")
            kim.shows("all of it holds now")
            kim.type("\r")
            kim.shows("RESOLVED")
            kim.leave()
        mia.shows("RESOLVED")
        escape(mia, "timeline ─")
        mia.leave()
        anna.leave()

    assert page.got[1][:2] == ("PATCH", "/incidents/inc-7")
    assert len(page.got) == 2
    told = [json.loads(line) for line in shell(home, "timeline", "--json").stdout.splitlines()]
    kinds = [one["kind"] for one in told]
    for kind in (
        "declared", "role_taken", "note", "impact_set", "command_started", "command_finished", "check_changed",
        "update_drafted", "update_approved", "update_queued", "update_attempted", "update_answered", "update_recorded",
        "fixed", "handover_offered", "handover_accepted", "criterion_met", "resolved",
    ):  # fmt: skip
        assert kind in kinds, kind
    assert kinds.count("update_recorded") == 2
    accepted = next(one for one in told if one["kind"] == "handover_accepted")
    assert (accepted["by"], accepted["data"]["person"]) == ("kim", "kim")
    verified = shell(home, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
