"""TLS: one handshake, always verified; how long the certificate lasts, and of a bad one what it says of itself."""

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.hosts import check_host, check_port, place
from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Gap, Result
from warroom.checks.units import Unit

if TYPE_CHECKING:
    import ssl

    from warroom.checks.failure import Failed
    from warroom.checks.net.certificates import Certificate
    from warroom.checks.prepared import Prepared

_PORTS = {"": 443, "smtp": 25, "imap": 143, "postgres": 5432}


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a tls check; `ca` is a file of authorities trusted instead of the system's."""

    needs: ClassVar[tuple[str, ...]] = (
        "warroom.checks.net.certificates",
        "warroom.checks.failure",
        "warroom.checks.net.starttls",
        "warroom.checks.net.wire",
    )
    subjects: ClassVar[Mapping[str, Unit]] = {
        "latency": "duration",
        "cert": "duration",
        "chain": "duration",
        "protocol": "text",
        "cipher": "text",
        "name": "text",
        "names": "tree",
        "issuer": "text",
    }

    host: str
    """The host to connect to."""
    port: int = 0
    """The port; without it the usual one of what it speaks."""
    server_name: str = ""
    """The name to ask for, where it is not the host's."""
    starttls: Literal["", "smtp", "imap", "postgres"] = ""
    """What is spoken before TLS begins."""
    ca: str = ""
    """A file of authorities to trust instead of the system's."""
    ip: Literal["any", "4", "6"] = "any"
    """Which addresses to use: 4, 6 or any."""

    def __post_init__(self) -> None:
        check_host(self.host)
        if self.port:
            check_port(self.port)
        if self.server_name:
            check_host(self.server_name, "server_name")

    @property
    def asked_port(self) -> int:
        """The port written, or the usual one."""
        return self.port or _PORTS[self.starttls]

    @property
    def asked_name(self) -> str:
        """The name the certificate must be for, which is also sent (SNI)."""
        return (self.server_name or self.host).rstrip(".")

    @property
    def target(self) -> str:
        """Host and port, and the name asked for where it is another."""
        where = place(self.host, self.asked_port)
        return f"{where} as {self.server_name}" if self.server_name else where

    @property
    def origin(self) -> str:
        """Host and port."""
        return place(self.host, self.asked_port)


class _Shaken(NamedTuple):
    """What is known after a handshake; `chain` is DER, the certificate of the other side first."""

    said: Mapping[str, Any]
    chain: list[bytes]
    protocol: str
    cipher: str
    address: str
    phases: tuple[tuple[str, float], ...]


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:
    """Shake hands and look at the certificate; one that is refused is fetched once more to tell its dates."""
    from warroom.checks.failure import of_network

    options = asked.options
    context = await _context(asked, probes)
    began = time.perf_counter()
    try:
        shaken = await _handshake(options, context)
    except (OSError, UnicodeError, Forbidden) as error:
        failure = of_network(error, options.host, options.asked_port)
        if failure is None:
            raise
        left = budget_s - (time.perf_counter() - began)
        raise await _explained(error, failure, options, probes, left) from error
    return await _judged(asked, shaken, time.perf_counter() - began, probes.now().timestamp())


async def _context(asked: "Prepared", probes: Probes) -> "ssl.SSLContext":
    """The shared context, or the check's own where it names its authorities."""
    import ssl

    from warroom.checks.failure import unknown

    ca = asked.options.ca
    if not ca:
        return await probes.tls()
    if "context" not in asked.kept:
        try:
            asked.kept["context"] = await asyncio.to_thread(ssl.create_default_context, cafile=ca)
        except ssl.SSLError:
            raise unknown(f"`ca`: {ca} holds no certificates in PEM") from None
        except OSError as error:
            raise unknown(f"`ca`: {ca} cannot be read: {error.strerror}") from None
    context: ssl.SSLContext = asked.kept["context"]
    return context


async def _handshake(options: Options, context: "ssl.SSLContext") -> _Shaken:
    """Connect and shake hands. Raises OSError (ssl.SSLError is one), UnicodeError, Forbidden, Failed."""
    import ssl

    from warroom.checks.net.certificates import chain_of
    from warroom.checks.net.starttls import ask_for_tls
    from warroom.checks.net.wire import Steps, connect

    steps = Steps()
    stream = await connect(options.host, options.asked_port, options.ip, steps)
    try:
        if options.starttls:
            with steps.timed("STARTTLS"):
                await ask_for_tls(options.starttls, stream.reader, stream.writer, options.origin)
        await stream.start_tls(context, options.asked_name)
        spoken: ssl.SSLObject = stream.get_extra_info("ssl_object")
        cipher = spoken.cipher()
        return _Shaken(
            spoken.getpeercert() or {},
            chain_of(spoken, verified=context.verify_mode != ssl.CERT_NONE),
            spoken.version() or "",
            cipher[0] if cipher else "",
            steps.address,
            tuple(steps.took.items()),
        )
    finally:
        await stream.aclose()


async def _explained(
    error: BaseException, failure: "Failed", options: Options, probes: Probes, left_s: float
) -> "Failed":
    """The failure with what a refused certificate says of itself; as it was where that cannot be had in time."""
    import ssl

    from warroom.checks.failure import Failed
    from warroom.checks.net.certificates import of_der, told, trouble

    if not isinstance(error, ssl.SSLCertVerificationError):
        return failure
    try:
        async with asyncio.timeout(left_s / 2):
            shaken = await _handshake(options, await probes.tls(verify=False))
            chain = await asyncio.to_thread(of_der, shaken.chain)
    except ImportError:
        failure.details = (("dates", "to see them install the Python package cryptography"),)
        return failure
    except (Failed, OSError, UnicodeError, Forbidden):  # TimeoutError is an OSError
        return failure
    if not chain:
        return failure
    now_s = probes.now().timestamp()
    value, reason = trouble(error.verify_code, error.verify_message, options.asked_name, chain, now_s)
    details = (*told(chain[0], now_s), ("sent", _chain_said(chain)), _tls_line(shaken), ("address", shaken.address))
    return Failed(value, f"TLS: {reason}", definite=True, details=details)


async def _judged(asked: "Prepared", shaken: _Shaken, took_s: float, now_s: float) -> Result:
    from warroom.checks.net.certificates import in_a_cell, of_verified, told
    from warroom.checks.units import span

    own = of_verified(shaken.said)
    left = own.ends_s - now_s
    values: dict[str, Any] = {
        "cert": left,
        "protocol": shaken.protocol,
        "cipher": shaken.cipher,
        "name": own.name,
        "names": list(own.names),
        "issuer": own.issuer,
    }
    details = [*told(own, now_s)]
    if any(condition.subject == "chain" for condition in (*asked.expect, *asked.warn)):
        chain = await _chain(asked, shaken.chain)
        if isinstance(chain, Gap):
            values["chain"] = chain
        else:
            first = min(chain, key=lambda each: each.ends_s)
            values["chain"] = first.ends_s - now_s
            details += (("chain", _chain_said(chain)), ("first to end", first.name))
    return Result(
        latency_s=took_s,
        shown=in_a_cell(left),
        said=f"certificate ends in {span(left)}",
        phases=shaken.phases,
        details=(*details, _tls_line(shaken), ("address", shaken.address)),
        **values,
    )


async def _chain(asked: "Prepared", ders: list[bytes]) -> "tuple[Certificate, ...] | Gap":
    """The verified chain, read anew only when it has changed."""
    from warroom.checks.net.certificates import of_der

    if asked.kept.get("ders") != ders:
        try:
            asked.kept["chain"] = await asyncio.to_thread(of_der, ders)
        except ImportError:
            return Gap("is not known: install the Python package cryptography", None)
        asked.kept["ders"] = ders
    chain: tuple[Certificate, ...] = asked.kept["chain"]
    return chain or Gap("is not known: the chain cannot be read", None)


def _chain_said(chain: "tuple[Certificate, ...]") -> str:
    return " < ".join(each.name for each in chain)


def _tls_line(shaken: _Shaken) -> tuple[str, str]:
    return "TLS", f"{shaken.protocol}, {shaken.cipher}"
