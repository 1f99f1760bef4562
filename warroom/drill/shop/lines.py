"""A line a request, a line an answer, `OK {json}` or `ERR {json}`; and HTTP on the same port, for checks."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from warroom.drill.shop.web import Respond, serve_http

LINE_LIMIT = 4096
FIRST_LINE_S = 5.0

Obey = Callable[[str, str], Awaitable[dict[str, Any]]]


class No(Exception):
    """Why a line is not obeyed; the connection ends with it."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer = {"error": error, **more}


async def serve_lines(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    obey: Obey,
    respond: Respond,
    patient: Callable[[], bool] = lambda: False,
) -> None:
    """Answer lines by `obey(verb, rest)` until one is refused; who is not `patient` must speak within 5 s."""
    first = True
    while line := await _line(reader, None if patient() else FIRST_LINE_S):
        verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
        if first and verb in ("GET", "HEAD", "POST"):
            await serve_http(reader, writer, respond, line)
            return
        first = False
        try:
            said = b"OK", await obey(verb, rest.strip())
        except No as no:
            said = b"ERR", no.answer
        writer.write(b"%b %b\n" % (said[0], json.dumps(said[1]).encode()))
        async with asyncio.timeout(FIRST_LINE_S):
            await writer.drain()
        if said[0] == b"ERR":
            return


async def _line(reader: asyncio.StreamReader, patience_s: float | None) -> bytes:
    async with asyncio.timeout(patience_s):
        return await reader.readline()
