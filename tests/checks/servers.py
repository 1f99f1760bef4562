"""Servers on loopback that answer as told: well, slowly, wrongly, never."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ssl import SSLContext

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Served:
    """A running server: its port, how many connections came, and the requests it read."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self.requests: list[bytes] = []

    def url(self, path: str = "/health", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@asynccontextmanager
async def serving(answer: Answer, tls: SSLContext | None = None, greeting: bytes = b"") -> AsyncIterator[Served]:
    """Greet every connection and answer each of its requests with `answer`, until the block ends."""
    served = Served()
    open_tasks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.connections += 1
        writer.write(greeting)
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                served.requests.append(request)
                await answer(writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(talk(reader, writer))
        open_tasks.add(task)
        task.add_done_callback(open_tasks.discard)

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for task in tuple(open_tasks):
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)
        await server.wait_closed()


def says(body: bytes = b"ok", status: str = "200 OK", headers: str = "") -> Answer:
    """A whole answer with the right length."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\n{headers}\r\n"
        writer.write(head.encode() + body)

    return answer


def raw(words: bytes, close: bool = False) -> Answer:
    """These bytes, and the connection closed after them or left open."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        if close:
            writer.close()

    return answer


async def silent(_: asyncio.StreamWriter) -> None:
    """Never a word."""
    await asyncio.Event().wait()


async def drips(writer: asyncio.StreamWriter) -> None:
    """A head at once, then a byte every 20 ms, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless(writer: asyncio.StreamWriter) -> None:
    """As many bytes as are taken, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        await writer.drain()


async def resets(writer: asyncio.StreamWriter) -> None:
    """The connection torn down, not closed."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    writer.transport.abort()


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
