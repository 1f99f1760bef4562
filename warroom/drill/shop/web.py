"""Just enough HTTP/1.1 for the drill's services: small requests, kept connections, hard limits."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

FIRST_S = 5.0
KEEP_S = 30.0
HEAD_LIMIT = 8192
BODY_LIMIT = 65_536


@dataclass(frozen=True)
class Answer:
    """A response; `then` is called once it is on its way, and such an answer ends its connection."""

    status: HTTPStatus
    body: bytes
    kind: str = "application/json"
    then: Callable[[], None] | None = None


Respond = Callable[[str, str], Awaitable[Answer]]


class _Unreadable(Exception):
    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def as_json(value: Any, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """The value as a JSON body."""
    return Answer(status, json.dumps(value).encode() + b"\n")


def only_reads(method: str) -> Answer | None:
    """The refusal of a method that is no read; None where it is one."""
    if method in ("GET", "HEAD"):
        return None
    return as_json({"error": "only GET and HEAD here"}, HTTPStatus.METHOD_NOT_ALLOWED)


async def serve_http(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, respond: Respond, first: bytes = b""
) -> None:
    """Answer the requests of one connection by `respond(method, path)`; `first` is a line already read from it."""
    patience = FIRST_S
    while True:
        try:
            async with asyncio.timeout(patience):
                request = await _request(reader, first)
        except _Unreadable as no:
            await _send(writer, as_json({"error": no.status.phrase}, no.status), head=False, keep=False)
            return
        if request is None:
            return
        method, path, keep = request
        answer = await respond(method, path)
        keep = keep and answer.then is None
        await _send(writer, answer, head=method == "HEAD", keep=keep)
        if answer.then is not None:
            answer.then()
        if not keep:
            return
        first, patience = b"", KEEP_S


async def _request(reader: asyncio.StreamReader, first: bytes) -> tuple[str, str, bool] | None:
    """Method, path and whether the connection stays open; None where the other side has ended it."""
    line = first or await _line(reader)
    if not line:
        return None
    words = line.decode("latin-1").split()
    if len(words) != 3 or words[2] not in ("HTTP/1.0", "HTTP/1.1"):
        raise _Unreadable(HTTPStatus.BAD_REQUEST)
    headers: dict[str, str] = {}
    size = len(line)
    while (line := await _line(reader)).strip():
        size += len(line)
        if size > HEAD_LIMIT:
            raise _Unreadable(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if not line:
        return None
    await _skip_body(reader, headers)
    said = headers.get("connection", "").lower()
    return words[0], words[1].partition("?")[0], said != "close" and (words[2] == "HTTP/1.1" or said == "keep-alive")


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readline()
    except ValueError:
        raise _Unreadable(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) from None


async def _skip_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> None:
    if "transfer-encoding" in headers:
        raise _Unreadable(HTTPStatus.NOT_IMPLEMENTED)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()):
        raise _Unreadable(HTTPStatus.BAD_REQUEST)
    if len(length) > 9 or int(length) > BODY_LIMIT:
        raise _Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    await reader.readexactly(int(length))


async def _send(writer: asyncio.StreamWriter, answer: Answer, *, head: bool, keep: bool) -> None:
    lines = [
        f"HTTP/1.1 {answer.status.value} {answer.status.phrase}",
        f"Content-Type: {answer.kind}",
        f"Content-Length: {len(answer.body)}",
        "Cache-Control: no-store",
        f"Connection: {'keep-alive' if keep else 'close'}",
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode() + (b"" if head else answer.body))
    async with asyncio.timeout(FIRST_S):
        await writer.drain()
