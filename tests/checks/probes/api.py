"""An HTTP server whose answers a test lays down path by path, and a check that is read again and again by its clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.checks.probes.watching import Listener
from tests.checks.servers import free_port
from warroom.checks.asking import Places, ask
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.written import make_check


class Api:
    """Answers what was laid down for a path, 404 elsewhere; keeps the head of every request."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.answers: dict[str, bytes] = {}
        self.heads: list[str] = []
        self.silent = False
        self._listener = Listener(self._talk, self.port)
        self.start, self.stop = self._listener.start, self._listener.stop

    def says(self, path: str, body: str | bytes = b"", status: str = "200 OK", headers: str = "") -> None:
        data = body.encode() if isinstance(body, str) else body
        self.answers[path] = f"HTTP/1.1 {status}\r\ncontent-length: {len(data)}\r\n{headers}\r\n".encode() + data

    def asked(self, key: str) -> str:
        """A parameter of the last request's query."""
        return parse_qs(urlsplit(self.heads[-1].split(" ")[1]).query)[key][0]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
            except asyncio.IncompleteReadError:
                return
            self.heads.append(head)
            if self.silent:
                await asyncio.Event().wait()
            path = urlsplit(head.split(" ")[1]).path
            writer.write(self.answers.get(path, b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\nnope"))
            await writer.drain()


@asynccontextmanager
async def serving_api() -> AsyncIterator[Api]:
    api = Api()
    await api.start()
    try:
        yield api
    finally:
        await api.stop()


class Clocked:
    """A check that is asked again and again, by a clock the test moves."""

    def __init__(self, kind: str, **keys: Any) -> None:
        self.asked = Prepared(make_check({"name": "it", "kind": kind, **keys}))
        self.at = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
        self.probes = Probes(lambda: self.at)

    async def read(self, after_s: float = 0.0) -> Reading:
        self.at += timedelta(seconds=after_s)
        return await ask(self.asked, self.probes.probe, self.probes.now, Places())
