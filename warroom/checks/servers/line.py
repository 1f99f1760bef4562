"""A kept connection to a server, which its checks share: one at a time, made anew only where it broke or lay idle."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Generic, Protocol, TypeVar

from warroom.checks.failure import Failed

IDLE_S = 300.0
"""Longer than this nothing is sent over one: routers forget connections in silence, which would look like a hang."""


class Lost(Exception):
    """A connection that broke while it was used; `failure` says so where a new one breaks as well."""

    def __init__(self, failure: Failed) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class Connection(Protocol):
    """What a line holds."""

    @property
    def usable(self) -> bool:
        """Whether something can still be asked over it."""

    def abort(self) -> None:
        """Close at once."""

    async def aclose(self) -> None:
        """Take leave and close."""


Held = TypeVar("Held", bound=Connection)
Answer = TypeVar("Answer")


class Line(Generic[Held]):
    """The one connection to one server with one login; kept in `Probes.keep`."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._held: Held | None = None
        self._used_at = 0.0

    async def over(self, make: Callable[[], Awaitable[Held]], ask: Callable[[Held], Awaitable[Answer]]) -> Answer:
        """Ask over the kept connection, or a new one where that broke.

        `ask` raises Lost for a connection that broke and Failed for an answer, after which it goes on being used.
        """
        async with self._my_turn():
            if (held := await self._take()) is not None:
                with suppress(Lost):
                    return await self._asked(held, ask)
            try:
                return await self._asked(await make(), ask)
            except Lost as lost:
                raise lost.failure from lost

    async def _asked(self, connection: Held, ask: Callable[[Held], Awaitable[Answer]]) -> Answer:
        try:
            answer = await ask(connection)
        except Failed:
            self._keep(connection)
            raise
        except BaseException:
            connection.abort()
            raise
        self._keep(connection)
        return answer

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        try:
            await self._turn.acquire()
        except asyncio.CancelledError as ended:
            ended.add_note("another check of the same server still waited for its answer")
            raise
        try:
            yield
        finally:
            self._turn.release()

    async def _take(self) -> Held | None:
        held, self._held = self._held, None
        if held is None or (held.usable and time.monotonic() - self._used_at < IDLE_S):
            return held
        await held.aclose()
        return None

    def _keep(self, connection: Held) -> None:
        if connection.usable:
            self._held, self._used_at = connection, time.monotonic()
        else:
            connection.abort()

    async def aclose(self) -> None:
        """Close what is held."""
        if self._held is not None:
            held, self._held = self._held, None
            await held.aclose()
