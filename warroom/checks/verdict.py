"""From what a probe saw to a reading: conditions judged, and failures of the network put into words."""

import errno
import socket
import ssl
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from warroom.checks.condition import Condition, Verdict, parse
from warroom.checks.model import NO_NET, Found, Reading
from warroom.checks.network import on_network
from warroom.checks.result import Result, excerpt, in_cells
from warroom.playbook.model import Check

MAX_REASON = 200
MAX_VALUE = 7

_parse = lru_cache(maxsize=4096)(parse)

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


def judged(check: Check, at: datetime, result: Result, subjects: Sequence[str], expect: Sequence[str] = ()) -> Reading:
    """Hold `expect` and `warn` of the check against what was seen; `expect` here is what the kind demands besides."""
    demanded = [_parse(text, tuple(subjects)) for text in (*expect, *check.expect)]
    verdicts = [(condition, condition.judge(result)) for condition in demanded]
    failed = [(condition, verdict) for condition, verdict in verdicts if verdict.ok is False]
    latency = "" if result.latency_s is None else in_cells(result.latency_s)
    if failed:
        definite = any(condition.subject != "latency" for condition, _ in failed)
        value = _short_value(failed, result) or latency
        return Reading(
            check.name, at, "down", result.latency_s, value, _sentence(failed), definite, found=_found(verdicts)
        )
    if open_ := [(condition, verdict) for condition, verdict in verdicts if verdict.ok is None]:
        return Reading(check.name, at, "unknown", result.latency_s, latency, _sentence(open_), found=_found(verdicts))
    limits = [(condition, condition.judge(result)) for condition in (_parse(t, tuple(subjects)) for t in check.warn)]
    found = (*_found(verdicts), *_found(limits, warns=True))
    if warned := [(condition, verdict) for condition, verdict in limits if not verdict.ok]:
        slow = all(condition.subject == "latency" for condition, _ in warned)
        value = _short_value(warned, result) or latency
        return Reading(check.name, at, "degraded", result.latency_s, value, _sentence(warned), slow=slow, found=found)
    said = verdicts[0][1].said if verdicts else f"answered in {latency}"
    return Reading(check.name, at, "up", result.latency_s, latency, said, found=found)


def _short_value(failed: list[tuple[Condition, Verdict]], result: Result) -> str:
    """The value that is wrong, where it is a plain one that fits a cell: a status, a count."""
    for condition, _ in failed:
        value = result.values.get(condition.subject)
        if not condition.path and isinstance(value, str | int | float) and len(str(value)) <= MAX_VALUE:
            return str(value)
    return ""


def _found(verdicts: list[tuple[Condition, Verdict]], *, warns: bool = False) -> tuple[Found, ...]:
    return tuple(
        Found(excerpt(condition.text), verdict.ok, verdict.said[:MAX_REASON], warns) for condition, verdict in verdicts
    )


def _sentence(verdicts: list[tuple[Condition, Verdict]]) -> str:
    said = "; ".join(verdict.said for _, verdict in verdicts)
    return said if len(said) <= MAX_REASON else f"{said[: MAX_REASON - 1]}…"


def failed(check: Check, at: datetime, error: BaseException, host: str, port: int) -> Reading | None:
    """The reading for an error of the network, found anywhere in its chain of causes; None where it is none."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    for cause in _causes(error):
        match cause:
            case ssl.SSLCertVerificationError(verify_code=code, verify_message=message):
                said = _CERTIFICATE.get(code) or excerpt(str(message))
                detail = f": it is not for {host}" if code in (62, 64) else ""
                return Reading(check.name, at, "down", None, "tls", f"TLS: {said}{detail}", True)
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
                return Reading(check.name, at, "down", None, "closed", f"TLS: connection closed by {where}")
            case ssl.SSLError(reason=reason):
                said = excerpt((reason or "handshake failed").replace("_", " ").lower())
                return Reading(check.name, at, "down", None, "tls", f"TLS: {said} at {where}", True)
            case socket.gaierror() if not on_network():
                # Without a network a resolver says whatever it likes of a name.
                return Reading(
                    check.name, at, "unknown", None, NO_NET, f"this machine has no network to ask for {host}"
                )
            case socket.gaierror(errno=code) if code in _NO_NAME:
                return Reading(check.name, at, "down", None, "no name", f"name {host} not found", True)
            case socket.gaierror():
                return Reading(check.name, at, "down", None, "no dns", f"name {host} could not be looked up")
            case ConnectionRefusedError():
                return Reading(check.name, at, "down", None, "refused", f"connection refused by {where}", True)
            case ConnectionError():
                return Reading(check.name, at, "down", None, "reset", f"connection reset by {where}")
            case OSError(errno=errno.ETIMEDOUT):
                return Reading(check.name, at, "down", None, "timeout", f"no answer from {where}")
            case OSError(errno=errno.EHOSTUNREACH):
                return Reading(check.name, at, "down", None, "unreach", f"no way to {where}")
            case OSError(errno=code) if code in _NO_NETWORK:
                return Reading(check.name, at, "unknown", None, NO_NET, f"this machine has no network to {where}")
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
