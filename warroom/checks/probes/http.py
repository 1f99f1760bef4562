"""HTTP and HTTPS: one request, redirects only where asked for, judged by status, latency, header fields and body."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from warroom.checks.probes import Probes
from warroom.checks.result import Result
from warroom.checks.units import Unit
from warroom.checks.web.asks import HttpOptions
from warroom.checks.web.urls import MOST_HOPS, READS

if TYPE_CHECKING:
    from warroom.checks.prepared import Prepared
    from warroom.checks.web.fetch import Request


class Options(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of an http check; `writes` allows methods that change something."""

    subjects: ClassVar[Mapping[str, Unit]] = {
        "status": "number",
        "latency": "duration",
        "body": "tree",
        "headers": "tree",
        "cert": "duration",
        "hops": "number",
    }
    usual_expect: ClassVar[tuple[str, ...]] = ("status in 200..299",)

    method: Literal["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    """The request's method; those that change something need `writes`."""
    body: str = ""
    """What is sent, with methods that take a body."""
    writes: bool = False
    """Whether the request may change something."""
    redirects: int = 0
    """How many redirects are followed; 0 takes the first answer."""
    fresh: bool = False
    """Whether every request opens a connection of its own."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.method not in READS and not self.writes:
            raise ValueError(f"`method` {self.method} may change something: set `writes: true` if it is meant")
        if self.body and self.method in READS:
            raise ValueError(f"`body` cannot go with {self.method}")
        if not 0 <= self.redirects <= MOST_HOPS:
            raise ValueError(f"`redirects` is how many to follow, 0 to {MOST_HOPS}")
        if self.redirects and self.method not in READS:
            raise ValueError(f"`redirects` cannot go with {self.method}: it would be sent twice")

    def request(self) -> "Request":
        """The request, ready to be sent often."""
        return self.asking(self.url, method=self.method, body=self.body, redirects=self.redirects, fresh=self.fresh)


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Send the request and see the answer; latency runs to the end of the body or its first MiB."""
    from warroom.checks.web.fetch import cert_left_s, fetch

    request: Request | None = asked.kept.get("request")
    if request is None:
        request = asked.kept["request"] = asked.options.request()
    answer = await fetch(request, probes)
    values = {"hops": len(answer.hops)}
    left = cert_left_s(answer.cert_ends, probes.now().timestamp()) if answer.cert_ends else None
    details = (("TLS", answer.protocol),) if answer.protocol else ()
    return answer.result(details, **values, **({} if left is None else {"cert": left}))
