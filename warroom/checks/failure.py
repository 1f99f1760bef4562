"""Why a probe has nothing to judge: an expected failure in words, above all those of the network."""

import errno
import socket
import ssl
from collections.abc import Iterator

from warroom.checks.model import NO_NET, State
from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.network import on_network
from warroom.checks.result import excerpt

_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN}
_CERTIFICATE = {
    9: "certificate not valid yet",
    10: "certificate expired",
    18: "certificate signed by itself",
    19: "certificate signed by an unknown issuer",
    20: "certificate signed by an unknown issuer",
    21: "certificate signed by an unknown issuer",
    62: "certificate name mismatch",
    64: "certificate name mismatch",
}


class Failed(Exception):
    """What a probe met instead of something to judge; becomes a reading of this state.

    `value` fits 7 cells, `reason` is a sentence; `definite` marks an answer as opposed to silence. `far` marks a
    failure that our own network may have caused. `retry_after_s` as in Result.
    """

    def __init__(
        self,
        value: str,
        reason: str,
        *,
        definite: bool = False,
        state: State = "down",
        far: bool = False,
        retry_after_s: float | None = None,
        details: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(reason)
        self.value = value
        self.reason = reason
        self.definite = definite
        self.state: State = state
        self.far = far
        self.retry_after_s = retry_after_s
        self.details = details


def unknown(reason: str, value: str = "?") -> Failed:
    """The failure that says nothing about what was to be probed: a missing tool, a key that is not set."""
    return Failed(value, reason, state="unknown")


def of_network(error: BaseException, host: str, port: int) -> Failed | None:
    """The failure for an error of the network, found anywhere in its chain of causes; None where it is none."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    for cause in _causes(error):
        match cause:
            case Failed():
                return cause
            case Forbidden():
                return unknown(f"{host} leads to {cause}, a metadata address, which is never probed", "")
            case ssl.SSLCertVerificationError(verify_code=code, verify_message=message):
                said = _CERTIFICATE.get(code) or excerpt(str(message))
                detail = f": it is not for {host}" if code in (62, 64) else ""
                return Failed("tls", f"TLS: {said}{detail}", definite=True)
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
                return Failed("closed", f"TLS: connection closed by {where}")
            case ssl.SSLError(reason=reason):
                said = excerpt((reason or "handshake failed").replace("_", " ").lower())
                return Failed("tls", f"TLS: {said} at {where}", definite=True)
            case socket.gaierror() if not on_network():
                # Without a network a resolver says whatever it likes of a name.
                return unknown(f"this machine has no network to ask for {host}", NO_NET)
            case socket.gaierror(errno=code) if code in _NO_NAME:
                return Failed("no name", f"name {host} not found", definite=True)
            case socket.gaierror():
                return Failed("no dns", f"name {host} could not be looked up", far=True)
            case UnicodeError():
                return Failed("no name", f"name {excerpt(host)} not found", definite=True)
            case ConnectionRefusedError():
                return Failed("refused", f"connection refused by {where}", definite=True)
            case FileNotFoundError():
                return Failed("no sock", f"no socket is at {host}", definite=True)
            case PermissionError():
                return unknown(f"this user may not connect to {where}")
            case ConnectionError():
                return Failed("reset", f"connection reset by {where}", far=True)
            case OSError(errno=errno.ETIMEDOUT):
                return Failed("timeout", f"no answer from {where}", far=True)
            case OSError(errno=errno.EHOSTUNREACH):
                return Failed("unreach", f"no way to {where}", far=True)
            case OSError(errno=code) if code in _NO_NETWORK:
                return unknown(f"this machine has no network to {where}", NO_NET)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, groups opened, nearest first."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            todo.extend(each.exceptions)
        todo.extend((each.__cause__, each.__context__))
