"""What the API asks of others for an order, and how often in vain."""

import asyncio
from collections import Counter
from http import HTTPStatus
from itertools import count
from typing import Any

from warroom.drill.shop.client import Refusal, cached, connected, request, session
from warroom.drill.shop.node import Volume
from warroom.drill.shop.rate import Rate
from warroom.drill.shop.tempo import Tempo

POOL_WAIT_MS = 400
BUDGET_S = 1.5
REPLICAS = ("stock-a", "stock-b")
PROVIDERS = ("payments", "payments-2")
ORDERS = "orders.jsonl"
ORDERS_BYTES = 1 << 20


class Failed(Exception):
    """One of the others did not do what it was asked for."""

    def __init__(self, upstream: str, why: str) -> None:
        super().__init__(f"{upstream}: {why}")
        self.upstream = upstream


class Upstreams:
    """The pool, the cache, the stock's replicas, the provider in use, the queue of mails and the volume."""

    def __init__(self, ports: dict[str, int], volume: Volume, tempo: Tempo) -> None:
        self._ports = ports
        self._volume = volume
        self._turns = count()
        self.provider = PROVIDERS[0]
        self.drained: set[str] = set()
        self.asked: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.rates = {name: Rate(tempo) for name in ("pool", *REPLICAS, *PROVIDERS, "queue", "node")}

    def _count(self, upstream: str, failed: bool) -> None:
        self.asked[upstream] += 1
        self.failed[upstream] += failed
        self.rates[upstream].count(failed)

    async def _get(self, upstream: str, method: str, path: str) -> None:
        try:
            async with asyncio.timeout(BUDGET_S):
                status = await request(self._ports[upstream], method, path)
            why = "" if status < HTTPStatus.BAD_REQUEST else f"answered {status}"
        except (OSError, EOFError):
            why = "does not answer"
        self._count(upstream, bool(why))
        if why:
            raise Failed(upstream, why)

    async def query(self, text: str) -> dict[str, Any]:
        """Run it in a session of the pool and return the pool's counts; Failed with the pool's words."""
        said = await self.pool(text)
        self._count("pool", not said["up"])
        if not said["up"]:
            raise Failed("pool", said["error"])
        return said

    async def pool(self, text: str) -> dict[str, Any]:
        """The pool's counts after a query in a session of its own, with `up` and, where it failed, why."""
        try:
            async with asyncio.timeout(BUDGET_S), session(self._ports["pool"], "api", POOL_WAIT_MS) as (db, counts):
                await db.ask(f"QUERY {text}")
                return {"up": True, "sessions": counts["sessions"], "max": counts["max"]}
        except Refusal as no:
            return {"up": False, **no.answer}
        except TimeoutError:
            return {"up": False, "error": f"no answer within {BUDGET_S} s"}
        except (OSError, EOFError):
            return {"up": False, "error": "nothing answers on the pool's port"}

    async def reserve(self, number: int) -> None:
        """Ask the replicas of stock in turn, those that are drained left out."""
        serving = [name for name in REPLICAS if name not in self.drained] or list(REPLICAS)
        await self._get(serving[next(self._turns) % len(serving)], "GET", f"/reserve/{number}")

    async def charge(self) -> None:
        """Have the provider in use take the payment."""
        await self._get(self.provider, "POST", "/charges")

    async def mail(self, number: int) -> None:
        """Queue the customer's mail."""
        try:
            async with asyncio.timeout(BUDGET_S), connected(self._ports["queue"]) as queue:
                await queue.ask(f"PUSH order {number} is paid")
        except (Refusal, OSError, EOFError) as no:
            self._count("queue", True)
            raise Failed("queue", str(no) or "does not answer") from None
        self._count("queue", False)

    def write_down(self, number: int) -> None:
        """Write the order down on the volume; the file begins anew where it has become long."""
        try:
            if self._volume.files.get(ORDERS, 0) > ORDERS_BYTES:
                self._volume.delete(ORDERS)
            self._volume.append(ORDERS, b'{"order": %d, "status": "paid"}\n' % number)
        except OSError as no:
            self._count("node", True)
            raise Failed("node", (no.strerror or str(no)).lower()) from None
        self._count("node", False)

    async def remember(self, number: int) -> None:
        """Look the customer up in the cache; without a cache it is only slower."""
        try:
            async with asyncio.timeout(BUDGET_S):
                await cached(self._ports["cache"], f"customer:{number}", "x" * 200)
        except (OSError, EOFError):
            pass

    async def parts(self) -> dict[str, dict[str, Any]]:
        """How each part is now, all asked at once: `up`, and `error` where it is not."""
        replicas = [name for name in REPLICAS if name not in self.drained]
        db, cache, queue, payments, *stock = await asyncio.gather(
            self.pool("SELECT 1"),
            self._up("cache", "/status"),
            self._up("queue", "/status"),
            self._up(self.provider, "/health"),
            *(self._up(name, "/health") for name in replicas),
        )
        bad = [part for part in stock if not part["up"]]
        return {
            "db": db,
            "cache": cache,
            "queue": queue,
            "payments": {"provider": self.provider, **payments},
            "stock": {"replicas": replicas, **(bad[0] if bad else {"up": True})},
            "disk": self._disk(),
        }

    async def _up(self, name: str, path: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(BUDGET_S):
                status = await request(self._ports[name], "GET", path)
        except (OSError, EOFError):
            return {"up": False, "error": f"{name} does not answer"}
        return {"up": True} if status < HTTPStatus.BAD_REQUEST else {"up": False, "error": f"{name} answered {status}"}

    def _disk(self) -> dict[str, Any]:
        try:
            free = self._volume.status()["free_percent"]
        except OSError as no:
            return {"up": False, "error": (no.strerror or str(no)).lower()}
        return {"up": free > 0, "free_percent": free} | ({} if free > 0 else {"error": "no space left on device"})
