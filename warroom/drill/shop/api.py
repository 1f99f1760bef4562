"""The shop's API: what customers use, what checks ask, and what an operator may do to it.

GET /health        how it is, part by part        GET /errors      percent of the customers' requests that failed
GET /metrics       for Prometheus                 GET /upstreams   the same for each of the others it asks
GET /orders/N      read an order                  POST /orders     pay one
POST /restart      POST /deploy/v41|v42      POST /payments/NAME      POST /drain/stock-a|stock-b
"""

import asyncio
import time
from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from typing import Any

from warroom.drill.shop.every import Every
from warroom.drill.shop.listener import HttpListener
from warroom.drill.shop.memory import Memory
from warroom.drill.shop.metrics import Metrics, family
from warroom.drill.shop.rate import Rate
from warroom.drill.shop.tempo import Tempo
from warroom.drill.shop.upstreams import PROVIDERS, REPLICAS, Failed, Upstreams
from warroom.drill.shop.web import Answer, as_json, only_reads

RESTART_S = 0.3
SOONEST_RESTART_S = 0.05
REBIND_S = 5.0
SLOW_FROM_PERCENT = 85.0
SLOWEST_S = 1.2
GOOD, BAD = "v41", "v42"
VERSIONS = (GOOD, BAD)


class Api:
    """Needs a session of the pool, a replica of stock and a provider for every order; hears acts by `acted(name)`."""

    def __init__(self, upstreams: Upstreams, tempo: Tempo, acted: Callable[[str], None]) -> None:
        self.upstreams = upstreams
        self.memory = Memory()
        self.version = GOOD
        self.spoiled = Every()
        self._tempo = tempo
        self._acted = acted
        self._port = 0
        self._orders = count(1000)
        self._restarting: asyncio.Task[None] | None = None
        self._listener = HttpListener(self._respond)
        self._reset()

    def _reset(self) -> None:
        self._metrics = Metrics()
        self._rate = Rate(self._tempo)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        self._port = await self._listener.open()
        return self._port

    def close(self) -> None:
        """End every connection and stop listening."""
        self._listener.close()

    def deploy(self, version: str) -> None:
        """Run that version from now on; it restarts with it."""
        self.version = version
        self.restart()

    def restart(self) -> None:
        """End every connection, forget all counts, free all memory, and listen again on the same port."""
        self._listener.close()
        self.memory.free()
        self._reset()
        if self._restarting is None or self._restarting.done():
            self._restarting = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        async with asyncio.timeout(REBIND_S):
            while True:
                await asyncio.sleep(max(SOONEST_RESTART_S, RESTART_S / self._tempo.speed))
                try:
                    await self._listener.open(self._port)
                except OSError:
                    continue  # somebody has borrowed the port for a moment
                return

    async def _respond(self, method: str, path: str) -> Answer:
        began = time.monotonic()
        answer = await self._answer(method, path)
        route = "/orders" if path.startswith("/orders") else path if answer.status < HTTPStatus.BAD_REQUEST else "other"
        failed = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if route == "/orders":
            self._rate.count(failed)
        self._metrics.count(route, answer.status.value, time.monotonic() - began)
        return answer

    async def _answer(self, method: str, path: str) -> Answer:
        if method == "POST" and path != "/orders":
            return self._operate(path)
        if method != "POST" and (refused := only_reads(method)):
            return refused
        if path == "/metrics":
            return await self._numbers()
        if path == "/errors":
            return as_json({"percent": self._rate.percent, "requests": self._rate.requests})
        if path == "/upstreams":
            return as_json(self._by_upstream())
        await asyncio.sleep(self._sluggish())
        if path == "/health":
            return await self._health()
        if path == "/orders" or path.startswith("/orders/"):
            return await self._order(method, path)
        return as_json({"error": "no such page: /health, /metrics, /orders/1"}, HTTPStatus.NOT_FOUND)

    def _operate(self, path: str) -> Answer:
        """What an operator asks for by POST."""
        what, _, name = path.removeprefix("/").partition("/")
        if what == "restart" and not name:
            return _then(self.restart, lambda: self._acted("api"), status="restarting")
        if what == "deploy" and name in VERSIONS:
            was = self.version
            if was == name:
                return as_json({"version": name, "was": was})
            return _then(lambda: self.deploy(name), lambda: self._acted("rollback"), version=name, was=was)
        if what == "payments" and name in PROVIDERS:
            was, self.upstreams.provider = self.upstreams.provider, name
            self._acted("provider")
            return as_json({"provider": name, "was": was})
        if what == "drain" and name in REPLICAS:
            self.upstreams.drained = {name}
            self._acted("drain")
            return as_json({"drained": name})
        return as_json({"error": "nothing to POST here"}, HTTPStatus.METHOD_NOT_ALLOWED)

    def _sluggish(self) -> float:
        """Seconds lost to looking for free memory: more, the less there is, and none once there is nothing to find."""
        if self.memory.full:
            return 0.0
        over = max(0.0, self.memory.percent - SLOW_FROM_PERCENT)
        return SLOWEST_S * over / (100 - SLOW_FROM_PERCENT)

    async def _health(self) -> Answer:
        began = time.monotonic()
        parts = await self.upstreams.parts()
        memory = {"percent": self.memory.percent, "up": not self.memory.full}
        failing = not (parts["db"]["up"] and parts["disk"]["up"] and memory["up"])
        well = all(part["up"] for part in parts.values())
        said = {
            "status": "failing" if failing else "ok" if well else "degraded",
            "version": self.version,
            **parts,
            "memory": memory,
            "latency_ms": round((time.monotonic() - began) * 1000),
        }
        return as_json(said, HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK)

    async def _order(self, method: str, path: str) -> Answer:
        wanted = path.removeprefix("/orders").removeprefix("/")
        if wanted and not (wanted.isascii() and wanted.isdecimal()):
            return as_json({"error": "an order is a number"}, HTTPStatus.NOT_FOUND)
        if bool(wanted) == (method == "POST"):
            return as_json({"error": "GET /orders/1, POST /orders"}, HTTPStatus.METHOD_NOT_ALLOWED)
        number = int(wanted[:18]) if wanted else next(self._orders)
        if self.memory.full:
            return as_json({"error": "out of memory"}, HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            await (self._read(number) if wanted else self._pay(number))
        except Failed as no:
            ours = no.upstream in ("pool", "node")
            return as_json({"error": str(no)}, HTTPStatus.SERVICE_UNAVAILABLE if ours else HTTPStatus.BAD_GATEWAY)
        if not wanted and self.spoiled.turn():
            return as_json({"error": "KeyError: 'vat'"}, HTTPStatus.INTERNAL_SERVER_ERROR)
        return as_json({"order": str(number), "status": "paid"})

    async def _read(self, number: int) -> None:
        await self.upstreams.remember(number)
        await self.upstreams.query(f"EXECUTE read_order({number})")
        await self.upstreams.reserve(number)

    async def _pay(self, number: int) -> None:
        await self.upstreams.query(f"EXECUTE new_order({number})")
        await self.upstreams.reserve(number)
        await self.upstreams.charge()
        self.upstreams.write_down(number)
        await self.upstreams.mail(number)

    def _by_upstream(self) -> dict[str, Any]:
        percent = {name: rate.percent for name, rate in self.upstreams.rates.items()}
        worst = max(percent, key=lambda name: percent[name])
        return {"worst": {"name": worst if percent[worst] else "none", "percent": percent[worst]}, "percent": percent}

    async def _numbers(self) -> Answer:
        labelled = {"asked": self.upstreams.asked, "failed": self.upstreams.failed}
        by_name = {what: {f'{{upstream="{n}"}}': c for n, c in found.items()} for what, found in labelled.items()}
        pool = await self.upstreams.pool("SELECT 1")
        lines = [
            *self._metrics.lines(),
            *family("upstream_requests_total", "counter", "Requests to the others.", by_name["asked"]),
            *family("upstream_errors_total", "counter", "Those that failed.", by_name["failed"]),
            *family("process_resident_memory_bytes", "gauge", "Memory held.", {"": self.memory.resident}),
            *family("api_build_info", "gauge", "The version that runs.", {f'{{version="{self.version}"}}': 1}),
        ]
        if pool["up"]:  # a number that is not known is left out, as Prometheus wants it
            lines += family("db_sessions", "gauge", "Sessions in use.", {"": pool["sessions"]})
            lines += family("db_sessions_max", "gauge", "Sessions there may be.", {"": pool["max"]})
        return Answer(HTTPStatus.OK, ("\n".join(lines) + "\n").encode(), "text/plain; version=0.0.4; charset=utf-8")


def _then(*does: Callable[[], None], **said: str) -> Answer:
    """An answer after which these are done: the restart of who answers."""

    def do() -> None:
        for each in does:
            each()

    return Answer(HTTPStatus.ACCEPTED, as_json(said).body, then=do)
