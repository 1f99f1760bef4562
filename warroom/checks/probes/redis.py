"""Redis and what speaks its protocol: PING, and what INFO tells of memory, clients, hits, replicas and saving."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Gap, Result
from warroom.checks.servers.redis_place import PORT, Place, place_of
from warroom.checks.units import Unit

if TYPE_CHECKING:
    from warroom.checks.prepared import Prepared
    from warroom.checks.servers.redis_session import Refusal, Reply, Session

_CELLS = 7


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a redis check: the URL applications use, or host, or the path of a socket."""

    needs: ClassVar[tuple[str, ...]] = (
        "warroom.checks.servers.line",
        "warroom.checks.servers.redis_info",
        "warroom.checks.servers.redis_session",
    )
    subjects: ClassVar[Mapping[str, Unit]] = {
        "latency": "duration",
        "used_memory": "bytes",
        "maxmemory": "bytes",
        "memory": "share",
        "connected_clients": "number",
        "clients": "share",
        "blocked_clients": "number",
        "evicted_keys": "number",
        "evictions": "number",
        "hit_rate": "share",
        "role": "text",
        "replicas": "number",
        "link": "text",
        "replication_lag": "duration",
        "replication_lag_bytes": "bytes",
        "persistence": "text",
        "info": "tree",
    }
    secret_keys: ClassVar[tuple[str, ...]] = ("url", "password")

    url: str = ""
    """The URL applications use, with its password as ${NAME}."""
    host: str = ""
    """The server."""
    port: int = PORT
    """The server's port."""
    db: int = 0
    """The number of the database."""
    username: str = ""
    """The user of its access list."""
    password: str = ""
    """The password, as ${NAME} from the environment."""
    tls: bool = False
    """Whether it is spoken to over TLS."""
    verify: bool = True
    """Whether the certificate must be valid."""
    unix: str = ""
    """A socket file to connect to instead of the host."""

    def __post_init__(self) -> None:
        place_of(self)

    @property
    def target(self) -> str:
        """Host and port or the socket, and the number of the database where it is not 0."""
        return place_of(self).shown

    @property
    def origin(self) -> str:
        """The server: its checks share its places in flight."""
        return f"redis://{place_of(self).server}"


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """PING and INFO in one go over the kept session; latency is that of PING."""
    from warroom.checks.servers.line import Line
    from warroom.checks.servers.redis_session import Session, connect

    place: Place | None = asked.kept.get("place")
    if place is None:
        place = asked.kept["place"] = place_of(asked.options)
    line: Line[Session] = probes.keep(("redis", place), Line)
    return await line.over(lambda: connect(place, probes), lambda session: _ask(session, asked, place))


async def _ask(session: "Session", asked: "Prepared", place: "Place") -> Result:
    from warroom.checks.servers.line import Lost
    from warroom.checks.servers.redis_session import Refusal, of_server

    fresh, session.asked = not session.asked, True
    phases = tuple(session.steps.took.items()) if fresh else ()
    began = time.perf_counter()
    session.send(("PING",), ("INFO",))
    pong = await session.reply("PING was sent")
    latency = time.perf_counter() - began
    try:
        told = await session.reply("PONG came, INFO was sent")
    except Lost as lost:
        if isinstance(pong, Refusal):
            raise of_server(pong, place, "PING") from lost
        raise
    if isinstance(pong, Refusal):
        raise of_server(pong, place, "PING")
    if pong != b"PONG":
        raise session.odd("PING was not answered with PONG")
    result = _result(told, asked, place)
    result.latency_s = latency
    result.phases = (*phases, ("ping", latency), ("info", time.perf_counter() - began - latency))
    return result


def _result(told: "Reply | Refusal", asked: "Prepared", place: "Place") -> Result:
    """What INFO told, as values; those are gaps where the server refused to tell."""
    from warroom.checks.failure import Failed
    from warroom.checks.servers import redis_info
    from warroom.checks.servers.redis_session import of_server

    if not isinstance(told, bytes):
        why = str(of_server(told, place, "INFO")) if isinstance(told, Exception) else "INFO told nothing"
        gap = Gap(f"is not known: {why}", None)
        unknown: dict[str, Any] = dict.fromkeys(Options.subjects, gap)
        return Result(**{name: value for name, value in unknown.items() if name != "latency"})
    info = redis_info.Info(told)
    values: dict[str, Any] = redis_info.values_of(info)
    counted, asked.kept["counted"] = redis_info.rates(info, time.monotonic(), asked.kept.get("counted"))
    values |= counted
    details = redis_info.details(info, values)
    spoken = [condition.subject for condition in (*asked.expect, *asked.warn)]
    share = values.get("clients", 0.0)
    if isinstance(share, float) and share >= 100 and not {"clients", "connected_clients"} & set(spoken):
        said = f"all {info['maxclients']} connections of {place.server} are taken: new ones are refused"
        raise Failed("full", said, definite=True, details=details)
    return Result(shown=_shown(spoken, values), details=details, **values)


def _shown(spoken: list[str], values: Mapping[str, object]) -> str:
    """The first value that a condition speaks of, where it fits a cell."""
    from warroom.checks.units import say_value

    for subject in spoken:
        value = values.get(subject)
        if isinstance(value, int | float | str):
            said = value if isinstance(value, str) else say_value(value, Options.subjects[subject])
            return said if len(said) <= _CELLS else ""
        if subject == "latency":
            return ""
    return ""
