"""The pool keeps its promises to those who wait for a session."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from warroom.drill.shop.client import Refusal, connected, session
from warroom.drill.shop.pool import Pool


def with_pool(most: int, use: Callable[[int, Pool], Awaitable[None]]) -> None:
    async def run() -> None:
        pool = Pool(most=most)
        port = await pool.open()
        try:
            async with asyncio.timeout(5):
                await use(port, pool)
        finally:
            pool.close()

    asyncio.run(run())


async def reaches(pool: Pool, **wanted: object) -> None:
    while any(pool.status()[name] != value for name, value in wanted.items()):  # noqa: ASYNC110 - the pool counts, it rings no bell
        await asyncio.sleep(0.005)


def test_a_full_pool_refuses_whoever_does_not_wait() -> None:
    async def use(port: int, _pool: Pool) -> None:
        async with session(port, "first") as (db, counts):
            assert (counts["sessions"], counts["max"], counts["free"]) == (1, 1, 0)
            await db.ask("QUERY BEGIN")
            with pytest.raises(Refusal, match="pool exhausted: 1 of 1 sessions") as no:
                async with session(port, "second"):
                    pass
            assert no.value.answer["idle"] == 1
            assert (await db.ask("QUERY COMMIT"))["state"] == "idle"

    with_pool(1, use)


def test_who_waits_longest_is_next() -> None:
    async def use(port: int, pool: Pool) -> None:
        order: list[str] = []

        async def come(name: str) -> None:
            async with session(port, name, 5000):
                order.append(name)

        async with AsyncExitStack() as held:
            await held.enter_async_context(session(port, "holder"))
            tasks = []
            for place, name in enumerate(("a", "b", "c")):
                tasks.append(asyncio.create_task(come(name)))
                await reaches(pool, waiting=place + 1)
        await asyncio.gather(*tasks)
        assert order == ["a", "b", "c"]
        await reaches(pool, sessions=0)

    with_pool(1, use)


def test_ending_idle_sessions_spares_those_at_work() -> None:
    async def use(port: int, pool: Pool) -> None:
        async with session(port, "steady") as (steady, _), session(port, "stuck") as (stuck, _):
            await stuck.ask("QUERY BEGIN")
            late = asyncio.create_task(_refused(port, "stuck"))
            other = asyncio.create_task(_admitted(port, "other"))
            await reaches(pool, waiting=2)
            async with connected(port) as administrator:
                said = await administrator.ask("KILL IDLE")
            assert said["ended"] == {"stuck": 1}
            with pytest.raises(Refusal, match="ended by the administrator"):
                await stuck.hear()
            assert "turned away" in await late
            await other
            assert (await steady.ask("QUERY SELECT 1"))["state"] == "idle"
            await reaches(pool, by_name={"steady": 1})

    with_pool(2, use)


async def _refused(port: int, name: str) -> str:
    with pytest.raises(Refusal) as no:
        async with session(port, name, 5000):
            pass
    return str(no.value)


async def _admitted(port: int, name: str) -> None:
    async with session(port, name, 5000):
        pass


def test_whoever_stops_waiting_takes_no_place() -> None:
    async def use(port: int, pool: Pool) -> None:
        async with session(port, "holder"):
            with pytest.raises(Refusal):
                async with session(port, "short", 20):
                    pass
            assert pool.status()["waiting"] == 0
            gone = asyncio.create_task(_admitted(port, "gone"))
            await reaches(pool, waiting=1)
            gone.cancel()
        await reaches(pool, sessions=0, waiting=0)

    with_pool(1, use)
