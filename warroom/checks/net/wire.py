"""Connections of probes: a name resolved once, one address asked, metadata addresses never, each step timed."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import httpcore

from warroom.checks.net.addresses import Forbidden, is_metadata
from warroom.checks.net.resolving import addresses
from warroom.checks.result import exactly

Family = Literal["any", "4", "6"]
PER_ADDRESS_S = 2.0
_FAMILIES = {"any": socket.AF_UNSPEC, "4": socket.AF_INET, "6": socket.AF_INET6}


class Steps:
    """How long each step towards a connection took, in seconds, and the address it was made to."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}
        self.address = ""

    @contextlib.contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Time what is done inside; cut short, the error says in which step that was."""
        began = time.perf_counter()
        try:
            yield
        except BaseException as error:
            error.add_note(f"in {step}, after {exactly(time.perf_counter() - began)}")
            raise
        self.took[step] = self.took.get(step, 0.0) + time.perf_counter() - began


Address = tuple[socket.AddressFamily, Any]


async def resolve(host: str, port: int, family: Family, steps: Steps) -> list[Address]:
    """The addresses of a name, as the system orders them. Raises gaierror; Forbidden where one is never probed."""
    with steps.timed("resolve"):
        found = await addresses(host, port, _FAMILIES[family])
    for _, _, _, _, address in found:
        if is_metadata(str(address[0])):
            raise Forbidden(str(address[0]))
    return [(kind, address) for kind, _, _, _, address in found]


async def connect(host: str, port: int, family: Family, steps: Steps) -> "Stream":
    """A TCP connection to the first address that takes one; the next is tried after 2 s. Raises OSError, Forbidden."""
    addresses = await resolve(host, port, family, steps)
    for address in addresses[:-1]:
        with contextlib.suppress(OSError):  # TimeoutError is one
            async with asyncio.timeout(PER_ADDRESS_S):
                return await _connect(address, steps)
    return await _connect(addresses[-1], steps)


async def _connect(address: Address, steps: Steps) -> "Stream":
    kind, place = address
    steps.address = str(place[0])
    made = socket.socket(kind, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with steps.timed("connect"):
            await asyncio.get_running_loop().sock_connect(made, place)
        return Stream(*await asyncio.open_connection(sock=made), steps)
    except BaseException:
        made.close()
        raise


async def connect_unix(path: str, steps: Steps) -> "Stream":
    """A connection to a Unix socket. Raises OSError."""
    with steps.timed("connect"):
        return Stream(*await asyncio.open_unix_connection(path), steps)


class Stream(httpcore.AsyncNetworkStream):
    """A connection as httpcore wants it, on asyncio's own streams; the caller's deadline is the only one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, steps: Steps) -> None:
        self.reader = reader
        self.writer = writer
        self.steps = steps
        self.left: int | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 - httpcore's
        """The next bytes; empty at the end. Raises httpcore.ReadError."""
        try:
            data = await self.reader.read(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        if self.left is not None:
            self.left -= len(data)
            if self.left < 0:
                raise httpcore.RemoteProtocolError("more came before an answer than an answer takes")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - httpcore's
        """Send; waits while the other side does not read. Raises httpcore.WriteError."""
        try:
            self.writer.write(buffer)
            await self.writer.drain()
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Close at once, whatever is still under way."""
        self.writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's
    ) -> "Stream":
        """The same connection under TLS. Raises ssl.SSLError, OSError."""
        try:
            with self.steps.timed("TLS"):
                await self.writer.start_tls(ssl_context, server_hostname=server_hostname)
        except BaseException:
            self.writer.transport.abort()
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks a connection about: whether it was closed by the other side, its TLS."""
        if info == "is_readable":
            return self.reader.at_eof() or self.reader.exception() is not None
        return self.writer.get_extra_info("peername" if info == "server_addr" else info)


class Backend(httpcore.AsyncNetworkBackend):
    """Where httpcore gets its connections: addresses of one family, each step timed."""

    def __init__(self, family: Family = "any") -> None:
        self._family = family
        self.steps = Steps()
        self.left: int | None = None
        self.stream: Stream | None = None

    def allow(self, count: int | None) -> None:
        """How many more bytes may be read, over whatever connection is made; None for no limit."""
        self.left = count
        if self.stream is not None:
            self.stream.left = count

    def _kept(self, stream: Stream) -> Stream:
        self.stream, stream.left = stream, self.left
        return stream

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's
        local_address: str | None = None,  # noqa: ARG002 - httpcore's
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - httpcore's
    ) -> Stream:
        """A connection to one address of the host; the steps are those of this one."""
        self.steps = Steps()
        return self._kept(await connect(host, port, self._family, self.steps))

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - httpcore's
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - httpcore's
    ) -> Stream:
        """A connection to a Unix socket."""
        self.steps = Steps()
        return self._kept(await connect_unix(path, self.steps))
