"""How the shop's programs talk to each other: lines, sessions of the pool, HTTP and the cache's protocol."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from warroom.drill.shop.lines import LINE_LIMIT
from warroom.drill.shop.listener import HOST

BODY_LIMIT = 65_536


class Refusal(Exception):
    """The other side said no; `answer` is what it said."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer.get("error", ""))
        self.answer = answer


class Connection:
    """One connection that speaks lines; raises Refusal for a no, OSError or EOFError when the other side is gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, line: str) -> dict[str, Any]:
        """Send a line and return what is answered."""
        self._writer.write(f"{line}\n".encode())
        return await self.hear()

    async def hear(self) -> dict[str, Any]:
        """The next thing the other side says."""
        said, _, body = (await self._reader.readuntil(b"\n")).partition(b" ")
        answer: dict[str, Any] = json.loads(body)
        if said != b"OK":
            raise Refusal(answer)
        return answer


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """A connection that speaks lines."""
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


async def request(port: int, method: str, path: str) -> int:
    """The status of one HTTP request on a connection of its own; OSError or EOFError when there is no answer."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=BODY_LIMIT)
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        line = await reader.readline()
        await reader.read()
        words = line.split()
        if len(words) < 2 or not words[1].isdigit():
            raise EOFError("no HTTP")
        return int(words[1])
    finally:
        writer.close()


async def cached(port: int, key: str, value: str) -> bool:
    """Whether the cache had the key; it is set where not."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=BODY_LIMIT)
    try:
        writer.write(_array("GET", key))
        held = await reader.readuntil(b"\r\n")
        if held == b"$-1\r\n":
            writer.write(_array("SET", key, value))
            await reader.readuntil(b"\r\n")
        return held != b"$-1\r\n"
    finally:
        writer.close()


def _array(*words: str) -> bytes:
    sent = [word.encode() for word in words]
    return b"*%d\r\n" % len(sent) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in sent)
