"""The programs beside the services: who uses them all day, and who can spoil them."""

import asyncio
import random
from contextlib import AsyncExitStack, suppress

from warroom.drill.shop.client import Connection, Refusal, connected, request, session
from warroom.drill.shop.node import Volume
from warroom.drill.shop.tempo import Tempo

ORDERS_PER_S = 4.0
MOST_ORDERS_PER_S = 24.0
CUSTOMERS = 4
MOST_PAUSE_S = 3.0
PATIENCE_S = 2.0
BILLING_SESSIONS = 2
BILLING_EVERY_S = 1.0
MAILS_EVERY_S = 0.1
WORKER_WAIT_MS = 2000
WRITE_EVERY_S = 0.1
ACCESS_LOG, DEBUG_LOG = "access.log", "debug.log"
ACCESS_LOG_BYTES = 256 << 10


async def customer(api_port: int, tempo: Tempo, seed: int) -> None:
    """One of `CUSTOMERS`: reads an order or pays one, for ever, whatever comes back; in a fast drill more often."""
    chance = random.Random(seed)  # noqa: S311 - when customers come, no secret
    rate = min(ORDERS_PER_S * max(1.0, tempo.speed), MOST_ORDERS_PER_S) / CUSTOMERS
    while True:
        await asyncio.sleep(min(chance.expovariate(rate), MOST_PAUSE_S))
        reads = chance.random() < 0.5
        method, path = ("GET", f"/orders/{chance.randrange(1, 1000)}") if reads else ("POST", "/orders")
        with suppress(OSError, EOFError):
            async with asyncio.timeout(PATIENCE_S):
                await request(api_port, method, path)


async def billing(pool_port: int) -> None:
    """Keep two sessions and use them: a neighbour that does nothing wrong."""
    async with AsyncExitStack() as held:
        sessions = [(await held.enter_async_context(session(pool_port, "billing")))[0] for _ in range(BILLING_SESSIONS)]
        while True:
            for db in sessions:
                await db.ask("QUERY SELECT count(*) FROM invoices")
            await asyncio.sleep(BILLING_EVERY_S)


async def mailer(queue_port: int) -> None:
    """Take mails from the queue ten times a second, all there are."""
    async with connected(queue_port) as queue:
        while True:
            while (await queue.ask("POP"))["item"] is not None:
                pass
            await asyncio.sleep(MAILS_EVERY_S)


async def access_log(volume: Volume) -> None:
    """Write a line a second; begin anew where it has become long. A full volume takes none."""
    while True:
        with suppress(OSError):
            if volume.files.get(ACCESS_LOG, 0) > ACCESS_LOG_BYTES:
                volume.delete(ACCESS_LOG)
            volume.append(ACCESS_LOG, b'127.0.0.1 "GET /orders/7" 200\n')
        await asyncio.sleep(1)


async def debug_log(volume: Volume, tempo: Tempo, full_after: float) -> None:
    """Fill what is free of the volume, evenly, within so many seconds of the drill; and whatever is freed, for ever."""
    begun, room = tempo.now(), volume.quota - volume.used
    written = 0
    while True:
        due = round(room * min(1.0, (tempo.now() - begun) / full_after))
        with suppress(OSError):
            volume.append(DEBUG_LOG, _debug_lines(due - written))
        written = due
        if written == room:
            begun, room, written = tempo.now(), max(0, volume.quota - volume.used), 0
        await asyncio.sleep(WRITE_EVERY_S)


def _debug_lines(size: int) -> bytes:
    line = b"DEBUG cart 4711 recomputed, took 0.2 ms; nothing changed\n"
    return (line * (size // len(line) + 1))[:size]


async def report_worker(pool_port: int, sessions: int) -> None:
    """Take so many sessions, one after the other, and leave each idle in transaction; it ends when one is ended."""
    try:
        async with asyncio.TaskGroup() as reports:
            for _ in range(sessions):
                holds = asyncio.Event()
                reports.create_task(_report(pool_port, holds))
                await holds.wait()
    except* (Refusal, OSError, EOFError):
        pass  # one of its sessions was ended: the worker dies of it, with all the others


async def _report(pool_port: int, holds: asyncio.Event) -> None:
    while not holds.is_set():
        with suppress(Refusal):
            async with session(pool_port, "report-worker", WORKER_WAIT_MS) as (db, _):
                await _hold(db, holds)


async def _hold(db: Connection, holds: asyncio.Event) -> None:
    await db.ask("QUERY BEGIN")
    holds.set()
    try:
        await db.hear()
    except Refusal:
        raise EOFError("ended by the administrator") from None
