"""The queue gives what came first, counts what waits, and has an end."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from warroom.drill.shop import mails as module
from warroom.drill.shop.client import Connection, Refusal, connected
from warroom.drill.shop.mails import Mails
from warroom.drill.shop.tempo import Tempo


def with_queue(use: Callable[[Connection, Mails], Awaitable[None]]) -> None:
    async def run() -> None:
        mails = Mails(Tempo(1.0, 0.0))
        port = await mails.open()
        try:
            async with asyncio.timeout(5), connected(port) as queue:
                await use(queue, mails)
        finally:
            mails.close()

    asyncio.run(run())


def test_what_came_first_goes_first() -> None:
    async def use(queue: Connection, mails: Mails) -> None:
        assert await queue.ask("PUSH one mail") == {"depth": 1}
        assert await queue.ask("PUSH another") == {"depth": 2}
        assert await queue.ask("DEPTH") == {"depth": 2}
        assert await queue.ask("POP") == {"item": "one mail", "depth": 1}
        assert await queue.ask("PURGE") == {"dropped": 1, "depth": 0}
        assert await queue.ask("POP") == {"item": None, "depth": 0}
        assert (mails.status()["pushed"], mails.status()["popped"]) == (2, 1)

    with_queue(use)


def test_a_full_queue_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)

    async def use(queue: Connection, mails: Mails) -> None:
        await queue.ask("PUSH 1")
        await queue.ask("PUSH 2")
        with pytest.raises(Refusal, match="the queue is full"):
            await queue.ask("PUSH 3")
        assert mails.status()["depth"] == 2

    with_queue(use)
