"""A port of this machine's own: what the shop's services listen on."""

import asyncio
from collections.abc import Awaitable, Callable

from warroom.drill.shop.web import HEAD_LIMIT, Respond, serve_http

HOST = "127.0.0.1"

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Listener:
    """Serves at most `most` connections, each in its own task; a line may have `line_limit` bytes."""

    def __init__(self, serve: Serve, *, line_limit: int, most: int = 128) -> None:
        self._serve = serve
        self._line_limit = line_limit
        self._most = most
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def open(self, port: int = 0) -> int:
        """Listen, on a free port unless one is named, and return the port."""
        server = await asyncio.start_server(self._connected, HOST, port, limit=self._line_limit, start_serving=False)
        self._server = server
        await server.start_serving()
        found: int = server.sockets[0].getsockname()[1]
        return found

    def close(self) -> None:
        """Stop listening and end every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task, writer in self._open.items():
            writer.close()
            task.cancel()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        # One that was accepted in the moment of closing is served no more.
        if self._server is None or task is None or len(self._open) >= self._most:
            writer.close()
            return
        self._open[task] = writer
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, ValueError):
            pass  # gone, cut off or over the limit: the other side's doing, and nobody here to tell
        finally:
            del self._open[task]
            writer.close()


class HttpListener(Listener):
    """A Listener that speaks HTTP."""

    def __init__(self, respond: Respond) -> None:
        super().__init__(lambda reader, writer: serve_http(reader, writer, respond), line_limit=HEAD_LIMIT)
