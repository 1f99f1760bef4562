"""Ping: a few echo requests by the system's own program; the share that is lost and how long the others take."""

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.hosts import check_host
from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Result, excerpt
from warroom.checks.units import Unit
from warroom.incident.words import parse_duration

if TYPE_CHECKING:
    from warroom.checks.net.pinging import Answers
    from warroom.checks.prepared import Prepared

MOST = 5
LEAST_INTERVAL_S, MOST_INTERVAL_S = 0.2, 10.0
MARGIN_S = 0.5
"""Seconds kept back for the program to sum up."""
_MAY_NOT = re.compile(r"(?i)not permitted|permission denied|are you root|lacking privilege")
_NO_WAY = re.compile(r"(?i)no route to host|host is down|host is unreachable")


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a ping check; `interval` is the time between two echo requests."""

    needs: ClassVar[tuple[str, ...]] = (
        "warroom.checks.failure",
        "warroom.checks.net.pinging",
        "warroom.checks.net.wire",
    )
    subjects: ClassVar[Mapping[str, Unit]] = {
        "latency": "duration",
        "loss": "share",
        "rtt": "duration",
        "rtt_min": "duration",
        "rtt_max": "duration",
    }

    host: str
    """The host to send echo requests to."""
    count: int = 3
    """How many are sent each time."""
    interval: str = "200ms"
    """The time between two of them."""
    ip: Literal["any", "4", "6"] = "any"
    """Which addresses to use: 4, 6 or any."""

    def __post_init__(self) -> None:
        check_host(self.host)
        if not 1 <= self.count <= MOST:
            raise ValueError(f"`count` is how many to send, 1 to {MOST}")
        seconds = parse_duration(self.interval)
        if seconds is None or not LEAST_INTERVAL_S <= seconds <= MOST_INTERVAL_S:
            raise ValueError(f"`interval` must be 200ms to 10s, not `{excerpt(self.interval)}`")

    @property
    def target(self) -> str:
        """The host."""
        return self.host

    @property
    def origin(self) -> str:
        """The host, apart from those that speak to a port of it."""
        return f"ping {self.host}"


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Resolve the name, send the requests; latency is the mean of the answers."""
    import socket

    from warroom.checks.failure import of_network
    from warroom.checks.net.pinging import program, run
    from warroom.checks.net.wire import Steps, resolve

    options = asked.options
    began = time.perf_counter()
    try:
        family, address = (await resolve(options.host, 0, options.ip, Steps()))[0]
    except (OSError, UnicodeError, Forbidden) as error:
        failure = of_network(error, options.host, 0)
        if failure is None:
            raise
        raise failure from error
    # With the number of the interface, where the address is good for nothing without it.
    number, _ = socket.getnameinfo(address, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)
    seconds = parse_duration(options.interval)
    argv = [program(family == socket.AF_INET6), "-n", "-c", str(options.count), "-i", f"{seconds:g}", number]
    left = budget_s - (time.perf_counter() - began)
    out, err = await run(argv, left - min(MARGIN_S, left / 4))
    return _judged(options.host, number, out, err)


def _judged(host: str, number: str, out: str, err: str) -> Result:
    """What the program said as a result. Raises Failed where nothing was answered or could be sent."""
    from warroom.checks.failure import Failed, unknown
    from warroom.checks.model import NO_NET
    from warroom.checks.net.pinging import read

    answers = read(out)
    if answers is not None and answers.received and answers.times_s is not None:
        shortest, mean, longest = answers.times_s
        return Result(
            latency_s=mean,
            said=_said(answers),
            details=(
                ("address", number),
                ("answered", f"{answers.received} of {answers.sent}"),
                ("round trip", f"{_ms(shortest)} at least, {_ms(mean)} on average, {_ms(longest)} at most"),
                *((("turned away", answers.turned_away),) if answers.turned_away else ()),
            ),
            loss=answers.loss,
            rtt=mean,
            rtt_min=shortest,
            rtt_max=longest,
        )
    complaint = excerpt(err.strip().splitlines()[-1]) if err.strip() else ""
    if re.search(r"(?i)network is unreachable", err):
        raise unknown(f"this machine has no network to {host}", NO_NET)
    if _MAY_NOT.search(err):
        raise unknown(f"this user may not ping: {complaint}")
    if _NO_WAY.search(err):
        raise Failed("unreach", f"no way to {host}: {complaint}", far=True)
    if answers is None:
        raise unknown(f"ping did not sum up: {complaint or excerpt(out) or 'it printed nothing'}")
    if answers.received:
        raise unknown(f"ping named no times: {excerpt(out.strip().splitlines()[-1])}")
    if answers.turned_away:
        raise Failed("unreach", f"no way to {host}: {excerpt(answers.turned_away)}", far=True)
    raise Failed("lost", f"none of {answers.sent} pings answered by {host}", far=True)


def _said(answers: "Answers") -> str:
    lost = answers.sent - answers.received
    return f"{lost} of {answers.sent} pings lost" if lost else f"{answers.sent} of {answers.sent} pings answered"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"
