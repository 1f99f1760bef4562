"""DNS: one question to the system's name servers or a named one; its answers, their TTL and the code they came with."""

import ipaddress
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from warroom.checks.net.addresses import is_metadata
from warroom.checks.net.hosts import MOST_LETTERS, MOST_PORT
from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Result, excerpt
from warroom.checks.units import Unit

if TYPE_CHECKING:
    from warroom.checks.failure import Failed
    from warroom.checks.net.lookup import Found
    from warroom.checks.prepared import Prepared

_MOST_LABEL = 63
_SHOWN = 8
_DNS_PORT = 53
_SERVER = re.compile(r"(?:\[(.+)\]|([^:]+))(?::(\d{1,6}))?")


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a dns check; `host` is taken as a whole name, no search domain is added."""

    needs: ClassVar[tuple[str, ...]] = ("warroom.checks.failure", "warroom.checks.net.lookup")
    subjects: ClassVar[Mapping[str, Unit]] = {
        "latency": "duration",
        "answers": "tree",
        "count": "number",
        "ttl": "duration",
        "rcode": "text",
    }

    host: str
    """The whole name to look up; no search domain is added."""
    record: Literal["A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "SOA", "PTR"] = "A"
    """The type of record to ask for."""
    resolver: str = ""
    """The server to ask, instead of the system's."""

    def __post_init__(self) -> None:
        said = excerpt(ascii(self.host)[1:-1])
        if not self.host.isprintable() or set(self.host) & set(" @/") or len(self.host) > MOST_LETTERS:
            raise ValueError(f"`host` is no name that can be looked up: `{said}`")
        whole = self.host.removesuffix(".")
        if self.host != "." and not all(1 <= len(label) <= _MOST_LABEL for label in whole.split(".")):
            raise ValueError(f"`host`: a part of `{said}` is empty or longer than {_MOST_LABEL} letters")
        if self.resolver:
            server_of(self.resolver)

    @property
    def servers(self) -> tuple[tuple[str, int], ...]:
        """The server named, or none for the system's."""
        return (server_of(self.resolver),) if self.resolver else ()

    @property
    def target(self) -> str:
        """The name and the record, and who is asked for them."""
        return f"{self.host} {self.record}" + (f" at {self.resolver}" if self.resolver else "")

    @property
    def origin(self) -> str:
        """The server asked."""
        return f"dns {self.resolver}"


def server_of(text: str) -> tuple[str, int]:
    """Address and port in "10.0.0.53", "10.0.0.53:5353", "::1", "[::1]:5353". Raises ValueError."""
    parts = _SERVER.fullmatch(text)
    host, port = (parts[1] or parts[2], parts[3]) if parts else (text, "")
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        raise ValueError(f"`resolver` is an address like 10.0.0.53 or [fd00::53]:5353, not `{excerpt(text)}`") from None
    if is_metadata(address):
        raise ValueError("`resolver` is in the range of the cloud's metadata address, which is never probed")
    if port and not 1 <= int(port) <= MOST_PORT:
        raise ValueError(f"`resolver`: {port} is no port")
    return address, int(port) if port else _DNS_PORT


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Ask once; a name that is not there or has no such record fails unless the conditions speak of that."""
    from warroom.checks.net.lookup import look_up, question

    options = asked.options
    if "question" not in asked.kept:
        asked.kept["question"] = question(options.host, options.record)
    found = await look_up(asked.kept["question"], options.record, options.servers)
    spoken = {condition.subject for condition in (*asked.expect, *asked.warn)}
    failure = _failure(found, options, spoken)
    if failure is not None:
        raise failure
    values: dict[str, Any] = {"rcode": found.rcode, "answers": list(found.answers), "count": len(found.answers)}
    if found.ttl_s is not None:
        values["ttl"] = found.ttl_s
    return Result(
        latency_s=found.took_s,
        said=_said(found, options.record),
        details=_details(found),
        **values,
    )


def _failure(found: "Found", options: Options, spoken: set[str]) -> "Failed | None":
    """What is wrong with an answer that nobody's condition is about to judge."""
    from warroom.checks.failure import Failed
    from warroom.checks.net.lookup import no_network

    if "rcode" in spoken:
        return None
    details = _details(found)
    match found.rcode:
        case "NOERROR" if found.answers or spoken & {"answers", "count"}:
            return None
        case "NOERROR":
            return Failed("empty", f"{options.host} has no {options.record} record", definite=True, details=details)
        case "NXDOMAIN":
            reason = f"name {options.host} not found: {found.server} said NXDOMAIN"
            failure = Failed("no name", reason, definite=True, details=details)
        case "SERVFAIL":
            reason = f"{found.server} could not look up {options.host}: SERVFAIL"
            failure = Failed("failed", reason, far=not options.resolver, details=details)
        case "REFUSED":
            reason = f"{found.server} refused to look up {options.host}: REFUSED"
            failure = Failed("refused", reason, definite=True, details=details)
        case other:
            reason = f"{found.server} answered {other} for {options.host}"
            failure = Failed(other.lower()[:7], reason, definite=True, details=details)
    return no_network(options.servers) or failure


def _said(found: "Found", record: str) -> str:
    if not found.answers:
        return f"no {record} record, {found.rcode}"
    more = f" and {len(found.answers) - 1} more" if len(found.answers) > 1 else ""
    return f"{record} {excerpt(found.answers[0])}{more}"


def _details(found: "Found") -> tuple[tuple[str, str], ...]:
    more = len(found.answers) - _SHOWN
    return (
        *(("alias", alias) for alias in found.aliases[:_SHOWN]),
        *(("answer", excerpt(answer)) for answer in found.answers[:_SHOWN]),
        *((("answer", f"and {more} more"),) if more > 0 else ()),
        ("code", found.rcode),
        ("server", found.server),
    )
