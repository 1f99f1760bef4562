"""One request to somebody's API, never repeated: what came back, or whether it can have been accepted at all."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpcore
import msgspec

from warroom.checks.failure import of_network
from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.trust import trusting
from warroom.checks.net.wire import Backend
from warroom.checks.result import excerpt
from warroom.checks.web.fetch import HEAD_CAP, Headers, build
from warroom.checks.web.fetch import Answer as Fetched
from warroom.checks.web.urls import check_headers, port_of, split
from warroom.updates.senders import Lost, NotSent, Wrong
from warroom.updates.ways.addresses import web_address

BODY_CAP = 64 * 1024
MOST_PARTS = 1024


class Reply(NamedTuple):
    """What came: `text` up to the cap, `whole` where all of it came. `retry_after_s` None: no time was named."""

    status: int
    headers: Mapping[str, str]
    text: str
    whole: bool
    retry_after_s: float | None = None

    def json(self) -> Any:
        """The body as JSON; None where it is none or did not come whole."""
        try:
            return msgspec.json.decode(self.text) if self.whole else None
        except (msgspec.DecodeError, RecursionError):
            return None


async def ask(
    url: str, *, method: str = "POST", headers: Mapping[str, str], body: str = "", budget_s: float, cap: int = BODY_CAP
) -> Reply:
    """Send it once: no redirects, proxies, cookies or second tries. Raises NotSent, Lost, Wrong."""
    try:
        web_address(url)
        check_headers(headers)
        parts = split(url)
        wanted = build(url, method=method, headers=headers, body=body, cap=cap)
    except (ValueError, httpcore.LocalProtocolError) as wrong:
        raise Wrong(str(wrong)) from None
    host, port = parts.hostname or "", port_of(parts)
    backend = Backend()
    backend.allow(HEAD_CAP)
    begun = False

    async def trace(event: str, _info: object) -> None:
        nonlocal begun
        begun = begun or event.endswith("send_request_headers.started")

    wanted.request.extensions = {"trace": trace}
    line: httpcore.AsyncHTTPConnection | None = None
    head: httpcore.Response | None = None
    body_read = _Body(cap)
    try:
        async with asyncio.timeout(budget_s):
            context = await asyncio.to_thread(trusting) if parts.scheme == "https" else None
            line = httpcore.AsyncHTTPConnection(wanted.request.url.origin, ssl_context=context, network_backend=backend)
            head = await line.handle_async_request(wanted.request)
            backend.allow(None)
            await body_read.take(head)
    except Forbidden as error:
        raise Wrong(f"{host} leads to {error}, a metadata address, where nothing is sent") from None
    except (TimeoutError, OSError, UnicodeError, httpcore.NetworkError, httpcore.ProtocolError) as error:
        if head is None:
            why = _why(error, host, port, budget_s, begun)
            raise (Lost if begun else NotSent)(why) from None
    finally:
        if line is not None:
            await line.aclose()
    assert head is not None
    return _reply(head, body_read)


class _Body:
    """What was read of an answer's body, however that ended."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.parts: list[bytes] = []
        self.size = 0
        self.whole = False

    async def take(self, head: httpcore.Response) -> None:
        async for part in head.aiter_stream():
            self.parts.append(part)
            self.size += len(part)
            if self.size > self.cap or len(self.parts) >= MOST_PARTS:
                return
        self.whole = True


def _reply(head: httpcore.Response, read: _Body) -> Reply:
    fields = Headers((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in head.headers)
    raw = b"".join(read.parts)[: read.cap]
    answer = Fetched(
        429 if head.status == 420 else head.status, fields, raw, not read.whole, 0, (), "", "", "", read.cap
    )
    body, cut = answer.unzipped()
    return Reply(
        head.status,
        fields,
        (body or b"").decode("utf-8", "replace"),
        body is not None and not cut,
        answer.retry_after_s or None,
    )


def _why(error: Exception, host: str, port: int, budget_s: float, begun: bool) -> str:
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if isinstance(error, TimeoutError):
        return (
            f"no answer from {where} within {budget_s:g} s" if begun else f"no connection to {where} in {budget_s:g} s"
        )
    failure = of_network(error, host, port)
    if failure is not None:
        return failure.reason if not begun else f"{failure.reason}, after the message had begun to go out"
    if isinstance(error, httpcore.RemoteProtocolError) and "without sending" not in str(error):
        return f"the answer of {where} was not HTTP or broke off"
    return f"{where} closed the connection before an answer"


def words_of(reply: Reply) -> str:
    """What an answer said, for people: its own message where it is JSON, a line of it where it is text."""
    kind = reply.headers.get("content-type", "").lower()
    if "html" in kind or reply.text.lstrip()[:1] == "<":
        return "with a page of HTML"
    found = reply.json()
    said = _message_in(found) if isinstance(found, dict | list) else reply.text
    said = excerpt(said)
    return f"`{said}`" if said else "and said nothing"


def _message_in(found: Any) -> str:
    """The sentences in an API's error, wherever it has them."""
    said: list[str] = []
    for key in ("message", "error", "detail", "title", "status", "errors"):
        value = found.get(key) if isinstance(found, dict) else None
        said += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    return "; ".join(dict.fromkeys(said)) or msgspec.json.encode(found).decode()


def said_of(reply: Reply) -> str:
    """How a sentence tells what came: "503 with a page of HTML"."""
    return f"{reply.status} {words_of(reply)}" + ("" if reply.whole else ", broken off")
