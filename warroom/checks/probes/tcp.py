"""TCP and Unix sockets: whether a connection is taken, and what is said first where that is asked for."""

import asyncio
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.hosts import check_host, check_port, check_socket, place
from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Result, excerpt
from warroom.checks.units import Unit

if TYPE_CHECKING:
    from warroom.checks.failure import Failed
    from warroom.checks.net.wire import Stream
    from warroom.checks.prepared import Prepared

BANNER_BYTES = 200
QUIET_S = 0.3
"""A banner without the end of a line ends when nothing follows for so long: `login: ` waits for an answer."""
_READABLE = re.compile(rb"[ -~]{4,}")


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a tcp check; the banner is read where `read` or a condition asks for it."""

    needs: ClassVar[tuple[str, ...]] = ("warroom.checks.failure", "warroom.checks.net.wire")
    subjects: ClassVar[Mapping[str, Unit]] = {"latency": "duration", "banner": "text"}

    host: str = ""
    """The host to connect to."""
    port: int = 0
    """The port to connect to."""
    unix: str = ""
    """A socket file to connect to instead."""
    ip: Literal["any", "4", "6"] = "any"
    """Which addresses to use: 4, 6 or any."""
    read: bool = False
    """Whether the first line it says is read."""

    def __post_init__(self) -> None:
        if not self.unix:
            check_host(self.host)
            check_port(self.port)
        elif self.host or self.port:
            raise ValueError("`unix` and `host` cannot go together")
        else:
            check_socket(self.unix)

    @property
    def target(self) -> str:
        """Host and port, or the path of the socket."""
        return self.unix or place(self.host, self.port)


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Connect, and read the banner where it is wanted; latency runs to the end of that."""
    from warroom.checks.net.wire import Steps, connect, connect_unix

    options = asked.options
    wanted = options.read or any(condition.subject == "banner" for condition in (*asked.expect, *asked.warn))
    steps = Steps()
    began = time.perf_counter()
    try:
        if options.unix:
            stream = await connect_unix(options.unix, steps)
        else:
            stream = await connect(options.host, options.port, options.ip, steps)
        try:
            banner = await _banner(stream, options.target) if wanted else None
        finally:
            await stream.aclose()
    except (OSError, UnicodeError, Forbidden) as error:
        failure = _failure(error, options)
        if failure is None:
            raise
        raise failure from error
    took = time.perf_counter() - began
    where = place(steps.address, options.port) if steps.address else options.unix
    said = f"connected to {where}"
    if banner is None:
        return Result(latency_s=took, said=said, phases=tuple(steps.took.items()))
    phases = (*steps.took.items(), ("banner", took - sum(steps.took.values())))
    details = (("address", where), ("banner", banner))
    return Result(latency_s=took, said=f"banner {excerpt(banner)}", phases=phases, details=details, banner=banner)


async def _banner(stream: "Stream", target: str) -> str:
    """What the other side says first: to the end of its line, 200 bytes, or until it falls quiet. Raises Failed."""
    from warroom.checks.failure import Failed

    heard = b""
    try:
        while b"\n" not in heard.lstrip() and len(heard) < BANNER_BYTES:
            try:
                async with asyncio.timeout(QUIET_S if heard else None):
                    part = await stream.reader.read(BANNER_BYTES)
            except TimeoutError:
                break
            if not part:
                break
            heard += part
    except asyncio.CancelledError as ended:
        ended.add_note(f"connected to {stream.steps.address or target}, no banner came")
        raise
    if not heard.strip():
        raise Failed("closed", f"connection closed by {target} before a banner")
    return _text(heard[:BANNER_BYTES])


def _text(heard: bytes) -> str:
    """The first line; of what is no text, such as MySQL's greeting, the parts that can be read."""
    if b"\0" in heard:
        return " ".join(run.decode() for run in _READABLE.findall(heard))
    return heard.strip().splitlines()[0].decode("utf-8", "replace").strip()


def _failure(error: BaseException, options: Options) -> "Failed | None":
    """The failure in words; None for an error nobody expects."""
    from warroom.checks.failure import Failed, of_network, unknown

    if not options.unix:
        return of_network(error, options.host, options.port)
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return Failed("no file", f"no socket at {options.unix}", definite=True)
        case ConnectionRefusedError():
            return Failed("refused", f"nobody listens at {options.unix}", definite=True)
        case PermissionError():
            return unknown(f"no permission to connect to {options.unix}")
        case ConnectionError():
            return Failed("reset", f"connection reset by {options.unix}")
    return None
