"""PostgreSQL: whether it answers, how full and how far behind it is, what blocks and what takes long; it only reads."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from warroom.checks.cells import number_in_cells
from warroom.checks.condition import nearest
from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Gap, Result, excerpt
from warroom.checks.servers.own_sql import check_sql
from warroom.checks.servers.postgres_place import PORT, Place, SslMode, place_of
from warroom.checks.units import Unit

if TYPE_CHECKING:
    from warroom.checks.prepared import Prepared
    from warroom.checks.servers.postgres_queries import Seen
    from warroom.checks.servers.postgres_session import Session

TELLS: dict[str, tuple[str, ...]] = {
    "connections": ("connections", "connections_used"),
    "longest_query": ("longest_query", "longest_transaction"),
    "blocked_locks": ("blocked_locks",),
    "replication_lag": ("replication_lag", "replication_lag_bytes", "role"),
    "database_size": ("database_size",),
    "slowest": ("slowest",),
}
"""The questions a check can name, and the subjects each of them answers."""
_CELLS = 7
_QUERY_OF = {subject: query for query, subjects in TELLS.items() for subject in subjects}


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a postgres check: the URL applications use, or host, dbname and user; `query` and `sql` ask more."""

    needs: ClassVar[tuple[str, ...]] = (
        "asyncpg",
        "warroom.checks.servers.line",
        "warroom.checks.servers.postgres_session",
        "warroom.checks.servers.postgres_queries",
    )
    subjects: ClassVar[Mapping[str, Unit]] = {
        "latency": "duration",
        "connections": "share",
        "connections_used": "number",
        "longest_query": "duration",
        "longest_transaction": "duration",
        "blocked_locks": "number",
        "replication_lag": "duration",
        "replication_lag_bytes": "bytes",
        "role": "text",
        "database_size": "bytes",
        "slowest": "duration",
        "row": "tree",
    }
    secret_keys: ClassVar[tuple[str, ...]] = ("dsn", "password")

    dsn: str = ""
    """The URL applications use, with its password as ${NAME}."""
    host: str = ""
    """The server, or the folder of its socket."""
    port: int = PORT
    """The server's port."""
    dbname: str = ""
    """The database."""
    user: str = ""
    """The role to connect as."""
    password: str = ""
    """The password, as ${NAME} from the environment."""
    sslmode: SslMode = ""
    """How far TLS is demanded, as libpq has it."""
    sslrootcert: str = ""
    """A file of authorities to trust."""
    query: str | list[str] = ""
    """A question it knows by name, or several."""
    sql: str = ""
    """A question of your own, which only reads."""

    def __post_init__(self) -> None:
        place_of(self)
        for name in self.queries:
            if name not in TELLS:
                raise ValueError(f"`query`: unknown `{excerpt(name)}`{nearest(name, TELLS)}")
        if self.sql:
            check_sql(self.sql)

    @property
    def queries(self) -> tuple[str, ...]:
        """The questions named under `query`."""
        return ((self.query,) if self.query else ()) if isinstance(self.query, str) else tuple(self.query)

    @property
    def place(self) -> Place:
        """Where, and how to log in."""
        return place_of(self)

    @property
    def target(self) -> str:
        """Host, port and database."""
        return place_of(self).shown

    @property
    def origin(self) -> str:
        """The server: its checks share its places in flight."""
        return f"postgresql://{place_of(self).server}"


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:
    """`SELECT 1` over the kept session, then what is asked for; latency is that of the first."""
    from warroom.checks.servers.line import Line
    from warroom.checks.servers.postgres_session import Session, connect

    place: Place | None = asked.kept.get("place")
    if place is None:
        place = asked.kept["place"] = asked.options.place
        asked.kept["queries"] = _wanted(asked)
    line: Line[Session] = probes.keep(("postgres", place), Line)
    ended_at = time.monotonic() + budget_s
    return await line.over(lambda: connect(place, probes), lambda session: _ask(session, asked, ended_at))


def _wanted(asked: "Prepared") -> tuple[str, ...]:
    """The questions the check names, then those its conditions speak of."""
    spoken = (condition.subject for condition in (*asked.expect, *asked.warn))
    named = (*asked.options.queries, *(_QUERY_OF[subject] for subject in spoken if subject in _QUERY_OF))
    return tuple(dict.fromkeys(named))


async def _ask(session: "Session", asked: "Prepared", ended_at: float) -> Result:
    from warroom.checks.servers import postgres_queries

    fresh, session.asked = not session.asked, True
    phases = list(session.steps.took.items()) if fresh else []
    await session.limit(ended_at - time.monotonic())
    began = time.perf_counter()
    await session.rows("SELECT 1", "SELECT 1")
    latency = time.perf_counter() - began
    phases.append(("select", latency))
    values: dict[str, Any] = {}
    seen: list[Seen] = []
    for name in asked.kept["queries"]:
        began = time.perf_counter()
        await session.limit(ended_at - time.monotonic())
        seen.append(await postgres_queries.ask(name, session, asked.kept.setdefault("answers", {})))
        phases.append((name, time.perf_counter() - began))
    if asked.options.sql:
        began = time.perf_counter()
        await session.limit(ended_at - time.monotonic())
        values["row"] = _one(await session.first_two("`sql`", asked.options.sql))
        phases.append(("sql", time.perf_counter() - began))
    for one in seen:
        values |= one.values
    _full(asked, seen)
    result = Result(
        latency_s=latency,
        shown=seen[0].shown if seen else "",
        said="; ".join(one.said for one in seen),
        phases=phases,
        details=(("version", f"PostgreSQL {session.version}"), *(line for one in seen for line in one.details)),
        **values,
    )
    result.shown = result.shown or _shown(asked, result)
    return result


def _shown(asked: "Prepared", result: Result) -> str:
    """The first column of one's own row that a condition speaks of, where it fits a cell."""
    paths = (condition.path for condition in (*asked.expect, *asked.warn) if condition.subject == "row")
    value = result.look("row", path) if (path := next(paths, ())) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_in_cells(value)
    return value if isinstance(value, str) and len(value) <= _CELLS else ""


def _one(rows: list[dict[str, object]]) -> dict[str, object] | Gap:
    if not rows:
        return Gap("is missing: `sql` gave no row", False)
    if len(rows) > 1:
        return Gap("is not known: `sql` gave more than one row", None)
    return rows[0]


def _full(asked: "Prepared", seen: "list[Seen]") -> None:
    """Raises Failed where no connection is left and no condition of the check speaks of that."""
    from warroom.checks.failure import Failed

    if any(condition.subject in TELLS["connections"] for condition in (*asked.expect, *asked.warn)):
        return
    for one in seen:
        share = one.values.get("connections", 0.0)
        if isinstance(share, float) and share >= 100:
            raise Failed("full", f"{one.said}: new ones are refused", definite=True, details=one.details)
