"""HTTP servers on loopback that speak as an API's documentation has it, or break off wherever they are told to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from ssl import SSLContext
from typing import Any, NamedTuple

import msgspec


class Request(NamedTuple):
    """What came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


Answering = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


class Api:
    """A running server and what it was asked."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.requests: list[Request] = []

    def url(self, path: str = "/hook", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"


@asynccontextmanager
async def serving(answer: Answering, tls: SSLContext | None = None) -> AsyncIterator[Api]:
    """Answer every request by `answer`, one after another on a connection, until the block ends."""
    api = Api()
    tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        api.connections += 1
        try:
            while True:
                request = await _request(reader)
                api.requests.append(request)
                await answer(request, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(talk(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls)
    api.port = server.sockets[0].getsockname()[1]
    try:
        yield api
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def _request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Request(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def says(body: bytes | str = b"ok", status: int = 200, **headers: str) -> Answering:
    """A whole answer; header names as `retry_after`."""
    data = body.encode() if isinstance(body, str) else body
    fields = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(data)}\r\n{fields}\r\n".encode() + data)

    return answer


def says_json(value: Any, status: int = 200, **headers: str) -> Answering:
    """The same in JSON."""
    return says(msgspec.json.encode(value), status, content_type="application/json", **headers)


def in_turn(answers: Iterable[Answering]) -> Answering:
    """One answer a request."""
    left = list(answers)

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await left.pop(0)(request, writer)

    return answer


def raw(words: bytes) -> Answering:
    """These bytes, then the connection closed."""

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        await writer.drain()
        writer.close()

    return answer


HTML = says("<!doctype html><title>Login</title>", content_type="text/html")
HTML_503 = says("<html><body>Service Unavailable</body></html>", 503, content_type="text/html")
NOTHING = raw(b"")
GARBAGE = raw(b"\x00\x01 this is no HTTP\r\n\r\n")
HALF_HEAD = raw(b"HTTP/1.1 200 OK\r\ncontent-le")


async def silent(_: Request, __: asyncio.StreamWriter) -> None:
    """Never a word."""
    await asyncio.Event().wait()


async def resets(_: Request, writer: asyncio.StreamWriter) -> None:
    """The connection torn down, not closed."""
    made = writer.get_extra_info("socket")
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()


def drips(status: int = 200) -> Answering:
    """A head at once, then a byte now and then, for ever."""

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: 1000000\r\n\r\n".encode())
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)

    return answer


async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
    """As many bytes as are taken, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def endless_head(_: Request, writer: asyncio.StreamWriter) -> None:
    """Interim answers for ever, never one that ends."""
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
        await writer.drain()


HALF_BODY = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\no")
