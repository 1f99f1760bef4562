"""How the drill's own programs talk to the pool."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from warroom.drill.listener import HOST
from warroom.drill.pool import LINE_LIMIT


class Refusal(Exception):
    """The pool said no; `answer` is what it said."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer.get("error", ""))
        self.answer = answer


class Connection:
    """One connection to the pool; raises Refusal for a no, OSError or EOFError when the pool is gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, line: str) -> dict[str, Any]:
        """Send a line and return what the pool answers."""
        self._writer.write(f"{line}\n".encode())
        return await self.hear()

    async def hear(self) -> dict[str, Any]:
        """The next thing the pool says."""
        said, _, body = (await self._reader.readuntil(b"\n")).partition(b" ")
        answer: dict[str, Any] = json.loads(body)
        if said != b"OK":
            raise Refusal(answer)
        return answer


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """A connection without a session."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=LINE_LIMIT)
    try:
        yield Connection(reader, writer)
    finally:
        writer.close()


@asynccontextmanager
async def session(port: int, name: str, wait_ms: int = 0) -> AsyncIterator[tuple[Connection, dict[str, Any]]]:
    """A connection holding one of the pool's sessions, and the pool's counts as it was opened."""
    async with connected(port) as connection:
        yield connection, await connection.ask(f"HELLO {name} {wait_ms}")
