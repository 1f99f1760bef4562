"""One HTTP request on a kept connection: without cookies, retries or proxies, each phase timed, the body capped."""

import asyncio
import re
import ssl
import time
import zlib
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpcore

from warroom.checks.failure import Failed, of_network
from warroom.checks.net.addresses import Forbidden, is_metadata
from warroom.checks.net.wire import Backend, Family
from warroom.checks.probes import Probes
from warroom.checks.result import Result, excerpt
from warroom.checks.web.urls import READS, origin_of, port_of, split

BODY_CAP = 1 << 20
HEAD_CAP = 256 * 1024
"""Bytes before an answer begins, interim answers among them."""
MOST_PARTS = 4096
"""Pieces a body is taken in: one that comes letter by letter costs a hundred times its size."""
IDLE_S = 90.0

_REDIRECTS = (301, 302, 303, 307, 308)
_OUR_HEADERS = {"accept": "*/*", "accept-encoding": "identity", "user-agent": "warroom"}
_LATIN = ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "windows-1252", "us-ascii")
_ZIPPED = {"gzip": 31, "x-gzip": 31, "deflate": 47}


class Headers(dict[str, str]):
    """Header fields by their names, whatever the case they are asked for in."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())


class Request(NamedTuple):
    """What to ask, over which connection (those with the same `key` share theirs), how many redirects to follow."""

    url: SplitResult
    request: httpcore.Request
    key: tuple[object, ...]
    verify: bool = True
    family: Family = "any"
    unix: str = ""
    redirects: int = 0
    fresh: bool = False
    cap: int = BODY_CAP

    @property
    def method(self) -> str:
        """The method in capitals."""
        return self.request.method.decode()


def build(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: str = "",
    verify: bool = True,
    family: Family = "any",
    unix: str = "",
    redirects: int = 0,
    fresh: bool = False,
    cap: int = BODY_CAP,
) -> Request:
    """The request for a URL that `split` takes; of the body, `cap` bytes are read at most."""
    parts = urlsplit(url)
    fields = {"host": _host_field(parts), **_OUR_HEADERS}
    fields |= {name.lower(): value for name, value in (headers or {}).items()}
    if body:
        fields["content-length"] = str(len(body.encode()))
    where = httpcore.URL(
        scheme=parts.scheme.encode(),
        host=_ascii(parts.hostname or ""),
        port=port_of(parts),
        target=_target(parts),
    )
    request = httpcore.Request(method, where, headers=list(fields.items()), content=body.encode() or None)
    key = (origin_of(parts), verify, family, unix)
    return Request(parts, request, key, verify, family, unix, redirects, fresh, cap)


class Answer(NamedTuple):
    """What came: the status, the header fields, the body to the cap, and how long each phase took in seconds."""

    status: int
    headers: Headers
    body: bytes
    cut: bool
    latency_s: float
    phases: tuple[tuple[str, float], ...]
    address: str
    cert_ends: str
    protocol: str
    cap: int = BODY_CAP
    hops: tuple[str, ...] = ()

    @property
    def retry_after_s(self) -> float | None:
        """Seconds the server asks to be left alone (0: no time named); None where it does not."""
        if self.status not in (429, 503):
            return None
        said = self.headers.get("retry-after", "")
        if said.isdecimal() and len(said) < 9:
            return float(said)
        if until := _seconds_between(self.headers.get("date", ""), said):
            return until
        return 0.0 if self.status == 429 else None

    def unzipped(self) -> tuple[bytes | None, bool]:
        """The body, unzipped to the cap where it came zipped although plain was asked for; None: not to be read."""
        coding = self.headers.get("content-encoding", "").strip().lower()
        if coding in ("", "identity"):
            return self.body, self.cut
        if coding not in _ZIPPED:
            return None, self.cut
        try:
            unzip = zlib.decompressobj(_ZIPPED[coding])
            body = unzip.decompress(self.body, self.cap)
        except zlib.error:
            return None, self.cut
        cut = self.cut or bool(unzip.unconsumed_tail)
        return (body if unzip.eof or cut else None), cut

    def result(self, details: Sequence[tuple[str, str]] = (), **values: Any) -> Result:
        """What conditions look into."""
        body, cut = self.unzipped()
        came = excerpt(self.headers.get("content-encoding", ""))
        return Result(
            latency_s=self.latency_s,
            body=body,
            cut=cut,
            latin=any(name in self.headers.get("content-type", "").lower() for name in _LATIN),
            unread=f"cannot be read, it came as {came}",
            phases=self.phases,
            details=(*(("hop", hop) for hop in self.hops), *details),
            retry_after_s=self.retry_after_s,
            status=self.status,
            headers=self.headers,
            **values,
        )


class _Line:
    """A connection to one origin, and the steps it took to make it."""

    def __init__(self, wanted: Request, context: ssl.SSLContext | None) -> None:
        self.backend = Backend(wanted.family)
        self.http = httpcore.AsyncHTTPConnection(
            wanted.request.url.origin,
            ssl_context=context,
            keepalive_expiry=IDLE_S,
            uds=wanted.unix or None,
            network_backend=self.backend,
        )
        self.used = False
        self.cert_ends = ""
        self.protocol = ""

    def look_at_tls(self, response: httpcore.Response) -> None:
        """Keep what the handshake said of the certificate."""
        stream = response.extensions.get("network_stream")
        tls = stream.get_extra_info("ssl_object") if stream is not None else None
        if tls is not None:
            self.cert_ends = str((tls.getpeercert() or {}).get("notAfter", ""))
            self.protocol = str(tls.version() or "")


class _Lines:
    """The idle connections to one origin."""

    def __init__(self) -> None:
        self.idle: list[_Line] = []

    def take(self) -> _Line | None:
        """A connection that may still be open; None where there is none."""
        while self.idle:
            line = self.idle.pop()
            if not line.http.has_expired():
                return line
            _abandon(line)
        return None

    async def aclose(self) -> None:
        """Close them all."""
        for line in self.idle:
            await line.http.aclose()
        self.idle.clear()


_closing: set[asyncio.Task[None]] = set()


def _abandon(line: _Line) -> None:
    task = asyncio.get_running_loop().create_task(line.http.aclose())
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def fetch(wanted: Request, probes: Probes) -> Answer:
    """Send it and read the answer, along as many redirects as it allows. Raises Failed."""
    hops: list[str] = []
    took: dict[str, float] = {}
    began = time.perf_counter()
    while True:
        answer = await _fetch_one(wanted, probes)
        for phase, seconds in answer.phases:
            took[phase] = took.get(phase, 0.0) + seconds
        to = answer.headers.get("location", "")
        if not wanted.redirects or answer.status not in _REDIRECTS or not to:
            break
        hops.append(f"{answer.status} to {excerpt(to)}")
        if len(hops) > wanted.redirects:
            raise Failed("hops", f"more than {wanted.redirects} redirects, the last to {excerpt(to)}", definite=True)
        wanted = _redirected(wanted, to)
    if not hops:
        return answer
    return answer._replace(latency_s=time.perf_counter() - began, phases=tuple(took.items()), hops=tuple(hops))


def _redirected(wanted: Request, to: str) -> Request:
    """The next request; another host gets none of the header fields somebody wrote for this one."""
    try:
        url = split(urljoin(wanted.url.geturl(), to))
    except ValueError as wrong:
        raise Failed("hops", f"redirected to `{excerpt(to)}`: {wrong}", definite=True) from None
    if is_metadata(url.hostname or ""):
        raise Failed("hops", f"redirected to {url.hostname}, a metadata address, which is never probed")
    same = origin_of(url) == origin_of(wanted.url)
    headers = {name.decode(): value.decode("latin-1") for name, value in wanted.request.headers} if same else {}
    headers.pop("host", None)
    return build(
        url.geturl(),
        method=wanted.method,
        headers=headers,
        verify=wanted.verify,
        family=wanted.family,
        unix=wanted.unix if same else "",
        redirects=wanted.redirects,
        fresh=wanted.fresh or not same,
        cap=wanted.cap,
    )


async def _fetch_one(wanted: Request, probes: Probes) -> Answer:
    host, port = wanted.url.hostname or "", port_of(wanted.url)
    context = await probes.tls(wanted.verify) if wanted.url.scheme == "https" else None
    lines = None if wanted.fresh else probes.keep(wanted.key, _Lines)
    while True:
        line = (lines.take() if lines else None) or _Line(wanted, context)
        try:
            answer = await _ask(line, wanted)
        except (httpcore.NetworkError, httpcore.RemoteProtocolError, OSError, UnicodeError, Forbidden) as error:
            if (
                line.used
                and wanted.method in READS
                and isinstance(error, httpcore.NetworkError | httpcore.ProtocolError)
            ):
                continue  # a kept connection that turned out closed says nothing about the server
            failure = of_network(error, wanted.unix or host, port) or _broken(error, wanted.unix or f"{host}:{port}")
            if failure is None:
                raise
            raise failure from error
        line.used = True
        if lines is not None and line.http.is_idle():
            lines.idle.append(line)
        else:
            await line.http.aclose()
        return answer


async def _ask(line: _Line, wanted: Request) -> Answer:
    began = time.perf_counter()
    try:
        line.backend.allow(HEAD_CAP)
        response = await line.http.handle_async_request(wanted.request)
        line.backend.allow(None)
        headers_at = time.perf_counter()
        try:
            body, cut = await _read(response, wanted.cap)
        finally:
            await response.aclose()
    except asyncio.CancelledError as ended:
        if line.used or line.backend.steps.address:
            _say_where(ended, line)
        await line.http.aclose()
        raise
    except BaseException:
        await line.http.aclose()
        raise
    ended_at = time.perf_counter()
    steps = {} if line.used else line.backend.steps.took
    if wanted.url.scheme == "https" and not line.used:
        line.look_at_tls(response)
    wait = max(0.0, headers_at - began - sum(steps.values()))
    return Answer(
        response.status,
        Headers((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers),
        body,
        cut,
        ended_at - began,
        (*steps.items(), ("wait", wait), ("transfer", ended_at - headers_at)),
        line.backend.steps.address,
        line.cert_ends,
        line.protocol,
        wanted.cap,
    )


def _say_where(ended: asyncio.CancelledError, line: _Line) -> None:
    if not getattr(ended, "__notes__", ()):
        ended.add_note(f"connected to {line.backend.steps.address or 'it'}, no answer came")


async def _read(response: httpcore.Response, cap: int) -> tuple[bytes, bool]:
    """The body as sent, and whether it was cut at the cap."""
    parts, size = [], 0
    try:
        async for part in response.aiter_stream():
            parts.append(part)
            size += len(part)
            if len(parts) >= MOST_PARTS or size > cap:
                return b"".join(parts)[:cap], True
    except asyncio.CancelledError as ended:
        ended.add_note(f"status {response.status} came, its body did not end")
        raise
    return b"".join(parts), False


def _broken(error: Exception, where: str) -> Failed | None:
    """The failure for a connection that worked and an answer that did not."""
    said = excerpt(re.sub(r"bytearray\(b(['\"])(.*)\1\)", r"\2", str(error)))
    if isinstance(error, httpcore.RemoteProtocolError):
        if "without sending a response" in said:
            return Failed("closed", f"connection closed by {where} before an answer")
        if "complete message body" in said or "incomplete chunked" in said:
            return Failed("cut off", f"answer broke off before its end: {said}")
        return Failed("no http", f"answer was not HTTP: {said}", definite=True)
    if isinstance(error, httpcore.NetworkError):
        return Failed("closed", f"connection closed by {where}")
    return None


def _host_field(url: SplitResult) -> str:
    host = _ascii(url.hostname or "").decode()
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{url.port}" if url.port else host


def _ascii(host: str) -> bytes:
    """The host as it travels. Raises UnicodeError for what can be no name."""
    if host.isascii():
        return host.encode()
    import idna

    return idna.encode(host, uts46=True)


def _target(url: SplitResult) -> bytes:
    safe = "/?:@!$&'()*+,;=-._~%"
    path = quote(url.path or "/", safe=safe)
    return f"{path}{'?' + quote(url.query, safe=safe + '[]') if url.query else ''}".encode()


def _seconds_between(now: str, then: str) -> float:
    """Seconds from one date of a header field to a later one; 0 where either is none."""
    try:
        return max(0.0, (parsedate_to_datetime(then) - parsedate_to_datetime(now)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def cert_left_s(ends: str, now_s: float) -> float | None:
    """Seconds until a certificate's `notAfter`, as TLS says it; None where it said none."""
    try:
        return ssl.cert_time_to_seconds(ends) - now_s if ends else None
    except ValueError:
        return None
