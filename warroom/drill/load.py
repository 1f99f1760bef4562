"""Who uses the drill's services: customers, a steady neighbour, and the worker that takes every session."""

import asyncio
import random
from contextlib import AsyncExitStack, suppress

from warroom.drill.client import Refusal, session
from warroom.drill.listener import HOST

REQUESTS_PER_S = 4.0
PATIENCE_S = 2.0
BILLING_SESSIONS = 2
WORKER_WAIT_MS = 2000


async def customers(api_port: int, seed: int) -> None:
    """Read an order a few times a second, for ever, whatever comes back."""
    chance = random.Random(seed)  # noqa: S311 - when customers come, no secret
    while True:
        await asyncio.sleep(min(chance.expovariate(REQUESTS_PER_S), 1.0))
        with suppress(OSError, EOFError):
            async with asyncio.timeout(PATIENCE_S):
                await _read_order(api_port, chance.randrange(1, 1000))


async def _read_order(api_port: int, number: int) -> None:
    reader, writer = await asyncio.open_connection(HOST, api_port)
    try:
        writer.write(f"GET /orders/{number} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        await reader.read()
    finally:
        writer.close()


async def billing(pool_port: int) -> None:
    """Keep two sessions and use them: a neighbour that does nothing wrong."""
    async with AsyncExitStack() as held:
        sessions = [(await held.enter_async_context(session(pool_port, "billing")))[0] for _ in range(BILLING_SESSIONS)]
        while True:
            for db in sessions:
                await db.ask("QUERY SELECT count(*) FROM invoices")
            await asyncio.sleep(1)


async def report_worker(pool_port: int, after_s: float) -> None:
    """From then on take every session there is and leave it idle in transaction; once ended, it stays away."""
    await asyncio.sleep(after_s)
    try:
        async with asyncio.TaskGroup() as reports:
            while True:
                holds = asyncio.Event()
                reports.create_task(_report(pool_port, holds))
                await holds.wait()
    except* (Refusal, OSError, EOFError):
        pass  # one of its sessions was ended: the worker dies of it, with all the others


async def _report(pool_port: int, holds: asyncio.Event) -> None:
    while not holds.is_set():
        try:
            async with session(pool_port, "report-worker", WORKER_WAIT_MS) as (db, _):
                await db.ask("QUERY BEGIN")
                holds.set()
                await db.hear()
        except Refusal:
            if holds.is_set():
                raise
