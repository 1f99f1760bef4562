"""The drill's API: every order and every health check needs a session of the pool, as in life."""

import asyncio
import time
from http import HTTPStatus
from typing import Any

from warroom.drill.client import Refusal, connected, session
from warroom.drill.listener import Listener
from warroom.drill.web import HEAD_LIMIT, Answer, as_json, serve_http

WAIT_MS = 400
BUDGET_S = 1.5
RESTART_S = 0.3
REBIND_S = 5.0


class Api:
    """GET /health, /metrics and /orders/N; POST /restart."""

    def __init__(self, pool_port: int) -> None:
        self._pool_port = pool_port
        self._port = 0
        self._requests = 0
        self._errors = 0
        self._restarting: asyncio.Task[None] | None = None
        self._listener = Listener(self._serve, line_limit=HEAD_LIMIT)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        self._port = await self._listener.open()
        return self._port

    def close(self) -> None:
        """End every connection and stop listening."""
        self._listener.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve_http(reader, writer, self._respond)

    async def _respond(self, method: str, path: str) -> Answer:
        answer = await self._answer(method, path)
        self._requests += 1
        self._errors += answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return answer

    async def _answer(self, method: str, path: str) -> Answer:
        if path == "/restart" and method == "POST":
            restarting = {"status": "restarting"}
            return Answer(HTTPStatus.ACCEPTED, as_json(restarting).body, then=self._restart)
        if method not in ("GET", "HEAD"):
            return as_json({"error": "only GET and HEAD here"}, HTTPStatus.METHOD_NOT_ALLOWED)
        if path == "/health":
            return await self._health()
        if path == "/metrics":
            return await self._metrics()
        if path.startswith("/orders/"):
            return await self._order(path.removeprefix("/orders/"))
        return as_json({"error": "no such page: /health, /metrics, /orders/1"}, HTTPStatus.NOT_FOUND)

    async def _query(self, text: str) -> dict[str, Any]:
        """Run it in a session of its own; the pool's counts, with `up` and, where it failed, why."""
        try:
            async with asyncio.timeout(BUDGET_S), session(self._pool_port, "api", WAIT_MS) as (db, counts):
                await db.ask(f"QUERY {text}")
                return {"up": True, "sessions": counts["sessions"], "max": counts["max"]}
        except Refusal as no:
            return {"up": False, **no.answer}
        except TimeoutError:
            return {"up": False, "error": f"no answer within {BUDGET_S} s"}
        except (OSError, EOFError):
            return {"up": False, "error": "nothing answers on the pool's port"}

    async def _health(self) -> Answer:
        started = time.monotonic()
        db = await self._query("SELECT 1")
        said = {
            "status": "ok" if db["up"] else "failing",
            "db": db,
            "latency_ms": round((time.monotonic() - started) * 1000),
        }
        return as_json(said, HTTPStatus.OK if db["up"] else HTTPStatus.SERVICE_UNAVAILABLE)

    async def _order(self, number: str) -> Answer:
        if not (number.isascii() and number.isdecimal()):
            return as_json({"error": "an order is a number"}, HTTPStatus.NOT_FOUND)
        db = await self._query(f"EXECUTE read_order({number[:18]})")
        if db["up"]:
            return as_json({"order": number, "status": "paid"})
        return as_json({"error": "the order cannot be read now"}, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _metrics(self) -> Answer:
        counts = [
            ("http_requests_total", "counter", "Requests answered.", self._requests),
            ("http_errors_total", "counter", "Requests answered with 500 or above.", self._errors),
        ]
        try:
            async with asyncio.timeout(BUDGET_S), connected(self._pool_port) as db:
                pool = await db.ask("STATUS")
            counts += [
                ("db_sessions", "gauge", "Sessions in use.", pool["sessions"]),
                ("db_sessions_idle", "gauge", "Sessions idle in transaction.", pool["idle"]),
                ("db_sessions_max", "gauge", "Sessions there may be.", pool["max"]),
            ]
        except (Refusal, OSError, EOFError):
            pass  # a number that is not known is left out, as Prometheus wants it
        text = "".join(f"# HELP {name} {words}\n# TYPE {name} {kind}\n{name} {n}\n" for name, kind, words, n in counts)
        return Answer(HTTPStatus.OK, text.encode(), "text/plain; version=0.0.4; charset=utf-8")

    def _restart(self) -> None:
        self._listener.close()
        self._restarting = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        """Listen again on the same port, as a service that its supervisor has restarted."""
        self._requests = self._errors = 0
        async with asyncio.timeout(REBIND_S):
            while True:
                await asyncio.sleep(RESTART_S)
                try:
                    await self._listener.open(self._port)
                except OSError:
                    continue  # somebody has borrowed the port for a moment
                return
