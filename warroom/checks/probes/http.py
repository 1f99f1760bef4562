"""HTTP and HTTPS: one request without redirects, cookies or retries, judged by status, latency and body."""

import asyncio
import re
import ssl
import time
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from urllib.parse import SplitResult, urlsplit

import msgspec

from warroom import __version__
from warroom.checks.addresses import Forbidden, is_metadata
from warroom.checks.model import Reading
from warroom.checks.probes import ProbeOptions, Probes, options_of
from warroom.checks.result import Result, excerpt
from warroom.checks.verdict import failed, judged
from warroom.playbook.model import Check

if TYPE_CHECKING:
    import httpx

BODY_CAP = 1 << 20
READS = ("GET", "HEAD", "OPTIONS")
DEFAULT_EXPECT = "status in 200..299"
KEPT = 2
IDLE_S = 90.0

_LATIN = ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "windows-1252", "us-ascii")
_ZIPPED = {"gzip": 31, "x-gzip": 31, "deflate": 47}


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of an http check; `writes` allows methods that change something."""

    needs: ClassVar[tuple[str, ...]] = ("httpx",)
    subjects: ClassVar[tuple[str, ...]] = ("status", "latency", "body")

    url: str
    method: Literal["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    body: str = ""
    verify: bool = True
    writes: bool = False

    def __post_init__(self) -> None:
        url = _split(self.url)
        if is_metadata(url.hostname or ""):
            raise ValueError("`url` points at the cloud's metadata address, which is never probed")
        if self.method not in READS and not self.writes:
            raise ValueError(f"`method` {self.method} may change something: set `writes: true` if it is meant")
        if self.body and self.method in READS:
            raise ValueError(f"`body` cannot go with {self.method}")
        for name, value in self.headers.items():
            if (
                not name.replace("-", "").isalnum()
                or not name.isascii()
                or not value.isascii()
                or not value.isprintable()
            ):
                raise ValueError(f"`headers`: `{excerpt(ascii(name)[1:-1])}` has characters no header may have")

    @property
    def target(self) -> str:
        """The URL without its query, which may hold a token."""
        url = urlsplit(self.url)
        return f"{url.scheme}://{url.netloc}{url.path}{'?…' if url.query else ''}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        url = urlsplit(self.url)
        return f"{url.scheme}://{(url.hostname or '').lower()}:{port_of(url)}"


def _split(text: str) -> SplitResult:
    """The URL taken apart. Raises ValueError in the words of whoever wrote it."""
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError as wrong:
        raise ValueError(f"`url` cannot be read: {wrong}") from None
    if url.scheme not in ("http", "https"):
        raise ValueError(f"`url` must begin with http:// or https://, not `{excerpt(text)}`")
    if not host or port == 0 or not text.isprintable() or " " in text:
        raise ValueError(f"`url` names no host that can be asked: `{excerpt(ascii(text)[1:-1])}`")
    if url.username is not None or url.password is not None:
        raise ValueError("`url` holds a name or password, which screen and record would show: use `headers`")
    return url


def port_of(url: SplitResult) -> int:
    """The port written, or the scheme's own."""
    return url.port or (443 if url.scheme == "https" else 80)


class _Wire:
    """Watches one request: whether it opened a connection, and refuses a metadata address before anything is sent."""

    def __init__(self) -> None:
        self.connected = False
        self._stream: Any = None

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        if event == "connection.connect_tcp.started":
            self.connected = True
        elif event == "connection.connect_tcp.complete":
            self._stream = info["return_value"]
            address = self._stream.get_extra_info("server_addr")
            if address and is_metadata(str(address[0])):
                raise Forbidden(str(address[0]))

    async def close(self) -> None:
        """Close the connection this request opened; httpcore leaves it open when ended in the TLS handshake."""
        if self._stream is not None:
            await self._stream.aclose()


async def probe(check: Check, budget_s: float, probes: Probes) -> Reading:  # noqa: ARG001 - one signature for all kinds
    """Send the request and judge the answer; latency runs to the end of the body or its first MiB."""
    import httpx

    options: Options = options_of(check)
    url = urlsplit(options.url)
    host, port = url.hostname or "", port_of(url)
    context = await probes.tls(options.verify) if url.scheme == "https" else None
    transport = probes.keep((options.origin, options.verify), lambda: _transport(context))
    at = probes.now()
    try:
        result = await _ask_again_if_stale(transport, options)
    except Forbidden as address:
        said = f"{host} leads to {address}, a metadata address, which is never probed"
        return Reading(check.name, at, "unknown", reason=said)
    except UnicodeError:
        return Reading(check.name, at, "down", None, "no name", f"name {excerpt(host)} not found", True)
    except (httpx.TransportError, OSError) as error:
        reading = failed(check, at, error, host, port) or _broken(check, at, error, f"{host}:{port}")
        if reading is None:
            raise
        return reading
    speaks_of_status = any(text.lstrip().startswith("status") for text in check.expect)
    return judged(check, at, result, Options.subjects, () if speaks_of_status else (DEFAULT_EXPECT,))


def _transport(context: ssl.SSLContext | None) -> "httpx.AsyncHTTPTransport":
    """A pool for one origin: a pool over many costs more with each of them."""
    import httpx

    limits = httpx.Limits(max_connections=KEPT, max_keepalive_connections=KEPT, keepalive_expiry=IDLE_S)
    bare = context or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # given nothing, httpx reads certifi, 20 ms each time
    return httpx.AsyncHTTPTransport(verify=bare, trust_env=False, http2=False, limits=limits, retries=0)


async def _ask_again_if_stale(transport: "httpx.AsyncHTTPTransport", options: Options) -> Result:
    """Ask; once more where a kept connection turned out closed, which says nothing about the server."""
    import httpx

    for _ in range(KEPT):
        wire = _Wire()
        try:
            return await _ask(transport, options, wire)
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            if wire.connected or options.method not in READS:
                raise
    return await _ask(transport, options, _Wire())


async def _ask(transport: "httpx.AsyncHTTPTransport", options: Options, wire: _Wire) -> Result:
    import httpx

    headers = {"accept": "*/*", "accept-encoding": "identity", "user-agent": f"warroom/{__version__}"}
    headers |= {name.lower(): value for name, value in options.headers.items()}
    request = httpx.Request(
        options.method, options.url, headers=headers, content=options.body or None, extensions={"trace": wire}
    )
    began = time.perf_counter()
    try:
        response = await transport.handle_async_request(request)
    except BaseException:
        await wire.close()
        raise
    try:
        body, cut = await _read(response)
    except asyncio.CancelledError as ended:
        ended.add_note(f"status {response.status_code} came, its body did not end")
        raise
    finally:
        await response.aclose()
    return _result(response, body, cut, time.perf_counter() - began)


async def _read(response: "httpx.Response") -> tuple[bytes, bool]:
    """The body as sent, and whether it was cut at the cap."""
    parts, size = [], 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > BODY_CAP:
            return b"".join(parts)[:BODY_CAP], True
    return b"".join(parts), False


def _result(response: "httpx.Response", raw: bytes, cut: bool, latency_s: float) -> Result:
    """What conditions look into; a body zipped although we asked for plain is unzipped, to the cap as well."""
    body: bytes | None = raw
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in _ZIPPED:
        try:
            unzip = zlib.decompressobj(_ZIPPED[coding])
            body, cut = unzip.decompress(raw, BODY_CAP), cut or bool(unzip.unconsumed_tail)
            if not (unzip.eof or cut):
                body = None
        except zlib.error:
            body = None
    elif coding not in ("", "identity"):
        body = None
    latin = any(name in response.headers.get("content-type", "").lower() for name in _LATIN)
    unread = f"cannot be read, it came as {excerpt(coding)}"
    return Result(latency_s=latency_s, body=body, cut=cut, latin=latin, unread=unread, status=response.status_code)


def _broken(check: Check, at: datetime, error: Exception, where: str) -> Reading | None:
    """The reading for a connection that worked and an answer that did not."""
    import httpx

    said = excerpt(re.sub(r"bytearray\(b(['\"])(.*)\1\)", r"\2", str(error)))
    if isinstance(error, httpx.RemoteProtocolError):
        if "without sending a response" in said:
            reason = f"connection closed by {where} before an answer"
            return Reading(check.name, at, "down", None, "closed", reason)
        if "complete message body" in said or "incomplete chunked" in said:
            return Reading(check.name, at, "down", None, "cut off", f"answer broke off before its end: {said}")
        return Reading(check.name, at, "down", None, "no http", f"answer was not HTTP: {said}", True)
    if isinstance(error, httpx.NetworkError):
        return Reading(check.name, at, "down", None, "closed", f"connection closed by {where}")
    return None
