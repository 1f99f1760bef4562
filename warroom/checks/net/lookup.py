"""One question to name servers: nothing remembered, TCP where an answer is too long, errors told at once."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.resolver
import dns.reversename
from dns._asyncio_backend import Backend

from warroom.checks.failure import Failed, of_network, unknown
from warroom.checks.model import NO_NET
from warroom.checks.net.network import on_network
from warroom.checks.result import excerpt
from warroom.errors import BadInput

RETRY_S = 2.0
"""Seconds after which a question that may have been lost is asked again, of the next server where there is one."""
_BEYOND_S = 60.0

Server = tuple[str, int]


class Found(NamedTuple):
    """What name servers said: the code by its name, the answers as text in a fixed order, seconds they may be kept.

    `aliases` are the names led through, `server` the one that answered where that is known.
    """

    rcode: str
    answers: tuple[str, ...]
    ttl_s: int | None
    aliases: tuple[str, ...]
    server: str
    took_s: float


class _Connected(Backend):
    """UDP on connected sockets: what the other machine says of a closed port is heard instead of waited through."""

    def datagram_connection_required(self) -> bool:
        return True


def question(host: str, record: str) -> dns.name.Name:
    """The whole name to ask for; an address becomes the name its PTR stands under. Raises BadInput."""
    try:
        if record == "PTR" and not host.rstrip(".").endswith(".arpa"):
            return dns.reversename.from_address(host)
        return dns.name.from_text(host)
    except (dns.exception.DNSException, UnicodeError, ValueError) as wrong:
        raise BadInput(f"`host`: {excerpt(host)} cannot be asked for: {excerpt(str(wrong))}") from None


async def look_up(asked: dns.name.Name, record: str, servers: Sequence[Server]) -> Found:
    """Ask the servers, or the system's where none are named; the caller's deadline is the only one. Raises Failed."""
    resolver = await _resolver(servers)
    began = time.perf_counter()
    rcode, response, server = await _ask(resolver, asked, record)
    took = time.perf_counter() - began
    if response is None:
        return Found(rcode, (), None, (), server, took)
    chain = response.resolve_chaining()
    aliases = tuple(_name(alias.target) for rrset in chain.cnames for alias in rrset)
    if chain.answer is None:
        return Found(rcode, (), None, aliases, server, took)
    answers = tuple(dict.fromkeys(map(_text, sorted(chain.answer))))
    return Found(rcode, answers, chain.minimum_ttl, aliases, server, took)


async def _resolver(servers: Sequence[Server]) -> dns.asyncresolver.Resolver:
    """A resolver without a memory; the system's servers are read anew, they change with the network."""
    try:
        resolver = await asyncio.to_thread(dns.asyncresolver.Resolver, configure=not servers)
    except dns.resolver.NoResolverConfiguration:
        raise unknown("this machine names no name server: name one as `resolver`") from None
    if servers:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(*server) for server in servers]
    resolver.timeout = RETRY_S
    resolver.cache = None
    return resolver


async def _ask(
    resolver: dns.asyncresolver.Resolver, asked: dns.name.Name, record: str
) -> tuple[str, dns.message.QueryMessage | None, str]:
    """The code that came, the message it came in, and from whom."""
    named = ", ".join(_server(each) for each in resolver.nameservers)
    try:
        answer = await resolver.resolve(
            asked, record, raise_on_no_answer=False, search=False, lifetime=_BEYOND_S, backend=_Connected()
        )
    except asyncio.CancelledError as ended:
        ended.add_note(f"asked {named}")
        raise
    except dns.resolver.NXDOMAIN as said:
        response: dns.message.QueryMessage = said.response(asked)  # type: ignore[no-untyped-call]
        return "NXDOMAIN", response, named
    except dns.resolver.YXDOMAIN:
        return "YXDOMAIN", None, named
    except dns.resolver.NoNameservers as none:
        return _refused(none, named)
    except dns.exception.DNSException as wrong:
        raise Failed("no dns", f"answer of {named} was not DNS: {excerpt(str(wrong))}", definite=True) from wrong
    return dns.rcode.to_text(answer.response.rcode()), answer.response, f"{answer.nameserver}:{answer.port}"


def _refused(none: dns.resolver.NoNameservers, named: str) -> tuple[str, None, str]:
    """The code of the last server that gave one, else the failure that kept the last from it."""
    tried = none.kwargs["errors"]
    for _, _, _, _, response in reversed(tried):
        if response is not None and response.rcode():
            return dns.rcode.to_text(response.rcode()), None, named
    server, tcp, port, error, _ = tried[-1]
    host = str(server).partition(":")[2].rpartition("@")[0]  # dnspython writes Do53:ADDRESS@PORT
    if tcp and isinstance(error, EOFError | OSError):
        raise Failed("no tcp", f"{named} cut its answer short and gave no whole one over TCP: {_short(error)}")
    if isinstance(error, EOFError):
        raise Failed("closed", f"connection closed by {named} before an answer")
    if isinstance(error, OSError) and (failure := of_network(error, host, port)) is not None:
        raise failure from error
    raise Failed("no dns", f"answer of {named} was not DNS: {_short(error)}", definite=True)


def _short(error: object) -> str:
    return excerpt(str(error) or type(error).__name__)


def _server(server: object) -> str:
    match server:
        case dns.nameserver.AddressAndPortNameserver(address=address, port=port):
            return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return str(server)


def _name(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True)


def _text(data: dns.rdata.Rdata) -> str:
    """A record's data as people write it: no dots at the ends of names, TXT in one piece and without quotes."""
    if data.rdtype == dns.rdatatype.TXT:
        strings: tuple[bytes, ...] = data.strings  # type: ignore[attr-defined]
        return b"".join(strings).decode("utf-8", "replace")
    return " ".join(part.rstrip(".") or "." for part in data.to_text().split())


def no_network(servers: Sequence[Server]) -> Failed | None:
    """The failure to tell instead where the system's servers are asked on a machine without a network."""
    if servers or on_network():
        return None
    return unknown("this machine has no network to ask for names", NO_NET)
