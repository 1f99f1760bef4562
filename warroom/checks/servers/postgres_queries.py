"""What a check can ask PostgreSQL by a name: each reads the server's own views and gives values, and lines to open."""

import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from warroom.checks.failure import Failed
from warroom.checks.result import Gap, exactly, excerpt
from warroom.checks.servers.postgres_session import Row, Session
from warroom.checks.units import size, span

SLOW_S = 0.1
_SEEN_LINES = 5
_TOP = 10
_HIDDEN = Gap("is not known: the check's role may not see other roles' sessions, grant it pg_monitor", None)


class Seen(NamedTuple):
    """What a question gave: values by their subjects, the value in 7 cells, a sentence, lines of label and words."""

    values: dict[str, object]
    shown: str = ""
    said: str = ""
    details: tuple[tuple[str, str], ...] = ()


class Query(NamedTuple):
    """A question, and for how many seconds its answer serves, where asking costs the server something."""

    ask: Callable[[Session], Awaitable[Seen]]
    serves_s: float = 0.0


_CONNECTIONS = """
select coalesce(usename::text, '?') as role, coalesce(nullif(application_name, ''), usename::text, '?') as name,
       coalesce(state, 'state not shown') as state, count(*)::int as sessions,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
         - coalesce(nullif(current_setting('reserved_connections', true), ''), '0')::int as room
from pg_stat_activity
where backend_type = 'client backend' or (backend_type is null and datid is not null and usesysid is not null)
group by 1, 2, 3"""


async def connections(session: Session) -> Seen:
    """Sessions of clients against the room there is for those without privileges."""
    rows = await session.rows("connections", _CONNECTIONS)
    used, room = sum(row["sessions"] for row in rows), max((row["room"] for row in rows), default=0)
    states, names = Counter[str](), Counter[str]()
    for row in rows:
        states[row["state"]] += row["sessions"]
        names[row["name"]] += row["sessions"]
    said = f"{used} of {room} connections in use"
    share = 100 * used / room if room else Gap("is not known: no connection is left to ordinary roles", None)
    shown = f"{used}/{room}"
    if len(shown) > 7:
        shown = f"{used / room:.0%}" if room else str(used)
    return Seen(
        {"connections": share, "connections_used": used},
        shown,
        said,
        (("connections", f"{said}: {_counted(states)}"), ("held by", _counted(names))),
    )


_LONGEST = """
select pid, coalesce(nullif(application_name, ''), usename::text, '?') as name, state, wait_event_type as waits,
       extract(epoch from clock_timestamp() - query_start)::float8 as running_s,
       extract(epoch from clock_timestamp() - xact_start)::float8 as open_s, left(query, 300) as query,
       count(*) filter (where backend_type is null) over () as hidden
from pg_stat_activity
where pid <> pg_backend_pid() and (state is null or state <> 'idle')
  and (backend_type = 'client backend' or (backend_type is null and datid is not null and usesysid is not null))
order by xact_start nulls last limit 500"""


async def longest_query(session: Session) -> Seen:
    """The statement that runs and the transaction that is open the longest, this session and replicas left out."""
    rows = await session.rows("longest_query", _LONGEST)
    if rows and rows[0]["hidden"]:
        return Seen({"longest_query": _HIDDEN, "longest_transaction": _HIDDEN}, "?", f"longest query {_HIDDEN.said}")
    running = sorted((row for row in rows if row["state"] == "active"), key=_by("running_s"))
    opened = sorted((row for row in rows if row["open_s"] is not None), key=_by("open_s"))
    longest, oldest = (_first(running, "running_s"), _first(opened, "open_s"))
    details = [("running", _session(row, row["running_s"])) for row in running[:_SEEN_LINES]]
    details += [
        ("open", _session(row, row["open_s"])) for row in opened[:_SEEN_LINES] if row["state"].startswith("idle in")
    ]
    return Seen(
        {"longest_query": longest, "longest_transaction": oldest},
        span_in_cells(longest),
        f"longest query {span(longest)}" if running else "no query is running",
        tuple(details),
    )


_BLOCKED = """
select w.pid, pg_blocking_pids(w.pid) as blockers, a.state,
       coalesce(nullif(a.application_name, ''), a.usename::text, '?') as name,
       a.wait_event_type as waits, extract(epoch from clock_timestamp() - a.query_start)::float8 as running_s,
       left(a.query, 300) as query
from (select distinct pid from pg_locks where not granted and pid is not null limit 100) w
left join pg_stat_activity a on a.pid = w.pid"""
_BLOCKERS = """
select pid, coalesce(nullif(application_name, ''), usename::text, '?') as name, state,
       extract(epoch from clock_timestamp() - xact_start)::float8 as open_s
from pg_stat_activity where pid = any($1::int[])"""


async def blocked_locks(session: Session) -> Seen:
    """How many sessions wait for a lock that another holds, and who blocks whom."""
    rows = [row for row in await session.rows("blocked_locks", _BLOCKED) if row["blockers"]]
    rows.sort(key=_by("running_s"))
    pids = sorted({pid for row in rows for pid in row["blockers"]})
    holders = await session.rows("blocked_locks", _BLOCKERS, pids) if pids else []
    by = {row["pid"]: row for row in holders}
    details = tuple(
        ("blocked", f"{_session(row, row['running_s'])}; waits for {_and(_holder(pid, by) for pid in row['blockers'])}")
        for row in rows[:_TOP]
    )
    count = len(rows)
    said = "nobody waits for a lock" if not count else f"{count} {'waits' if count == 1 else 'wait'} for a lock"
    return Seen({"blocked_locks": count}, f"{count} wait", said, details)


_STANDBY = """
select extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 as age_s,
       pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 as behind,
       exists (select from pg_stat_wal_receiver) as receiving"""
_REPLICAS = """
select coalesce(nullif(application_name, ''), 'standby') as name, host(client_addr) as address, state, sync_state,
       extract(epoch from replay_lag)::float8 as lag_s,
       pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 as behind
from pg_stat_replication where state is null or state <> 'backup'"""


async def replication_lag(session: Session) -> Seen:
    """How far the furthest standby is behind, asked of the primary; how far this one is, asked of a standby."""
    [row] = await session.rows("replication_lag", "select pg_is_in_recovery() as standby")
    return await (_of_standby(session) if row["standby"] else _of_primary(session))


async def _of_standby(session: Session) -> Seen:
    [row] = await session.rows("replication_lag", _STANDBY)
    age, behind = row["age_s"], row["behind"]
    lag: float | Gap
    if row["receiving"] and behind is not None and behind <= 0:
        lag = 0.0  # all that came is replayed: the age of the last transaction only says that none was made since
    elif age is None:
        lag = Gap("is not known: nothing was replayed since the standby started", None)
    else:
        lag = max(0.0, age)
    link = "receives from its primary" if row["receiving"] else "receives nothing from its primary"
    details = (("replication", f"standby, {link}, {_behind(lag, behind)}"),)
    return _replication("standby", lag, behind, details)


async def _of_primary(session: Session) -> Seen:
    rows = await session.rows("replication_lag", _REPLICAS)
    if not rows:
        none = Gap("is missing: no standby is connected to this primary", False)
        missing: dict[str, object] = {"replication_lag": none, "replication_lag_bytes": none}
        return Seen({"role": "primary", **missing}, "none", "primary, no standby is connected")
    if any(row["state"] is None for row in rows):
        hidden: dict[str, object] = {"replication_lag": _HIDDEN, "replication_lag_bytes": _HIDDEN}
        return Seen({"role": "primary", **hidden}, "?", f"replication lag {_HIDDEN.said}")
    lags = [_lag_of(row) for row in rows]
    unknown = Gap("is not known yet: a standby has not told how far it is", None)
    behinds = [row["behind"] for row in rows if row["behind"] is not None]
    known = [lag for lag in lags if lag is not None]
    lag = max(known) if len(known) == len(rows) else unknown
    details = tuple(("replication", _replica(row, each)) for row, each in zip(rows[:_TOP], lags, strict=False))
    return _replication("primary", lag, max(behinds) if len(behinds) == len(rows) else None, details)


def _replica(row: Row, lag: float | None) -> str:
    at = f" at {row['address']}" if row["address"] else ""
    return f"{row['name']}{at}, {row['state']}, {row['sync_state']}, {_behind(lag, row['behind'])}"


def _lag_of(row: Row) -> float | None:
    """Nothing left to replay is no lag: the last one measured stays in the view for a while."""
    if row["behind"] is not None and row["behind"] <= 0:
        return 0.0
    return None if row["lag_s"] is None else float(row["lag_s"])


def _replication(role: str, lag: float | Gap, behind: float | None, details: tuple[tuple[str, str], ...]) -> Seen:
    values: dict[str, object] = {"role": role, "replication_lag": lag}
    if behind is not None:
        values["replication_lag_bytes"] = max(0, int(behind))
    shown = "?" if isinstance(lag, Gap) else span_in_cells(lag)
    said = lag.said if isinstance(lag, Gap) else span(lag)
    return Seen(values, shown, f"{role}, replication lag {said}", details)


def _behind(lag: float | Gap | None, behind: float | None) -> str:
    time_behind = "lag not known" if lag is None or isinstance(lag, Gap) else f"{span(lag)} behind"
    return time_behind if behind is None else f"{time_behind}, {size(max(0.0, behind))} to replay"


async def database_size(session: Session) -> Seen:
    """What the database takes on disk."""
    [row] = await session.rows("database_size", "select pg_database_size(current_database()) as size")
    said = size(row["size"])
    return Seen({"database_size": row["size"]}, said, f"database of {said}", (("database size", said),))


_HAS_STATEMENTS = """
select quote_ident(n.nspname) as place from pg_extension e join pg_namespace n on n.oid = e.extnamespace
where e.extname = 'pg_stat_statements'"""
_STATEMENTS = """
select {mean} / 1000 as mean_s, calls, left(query, 300) as query from {place}.pg_stat_statements
where dbid = (select oid from pg_database where datname = current_database())
order by {mean} desc limit 10"""


async def slowest(session: Session) -> Seen:
    """The statement with the longest mean, and those over 100 ms, from pg_stat_statements."""
    found = await session.rows("slowest", _HAS_STATEMENTS)
    if not found:
        return _no_statements("pg_stat_statements is not installed")
    mean = "mean_time" if int(session.version.split(".")[0]) < 13 else "mean_exec_time"
    try:
        rows = await session.rows("slowest", _STATEMENTS.format(mean=mean, place=found[0]["place"]))
    except Failed as failure:
        if "shared_preload_libraries" not in failure.reason:
            raise
        return _no_statements("pg_stat_statements is installed but not in shared_preload_libraries")
    top = rows[0]["mean_s"] if rows else 0.0
    slow = [row for row in rows if row["mean_s"] >= SLOW_S]
    details = tuple(
        ("slow", f"{exactly(row['mean_s'])} mean, {row['calls']} calls: {spoken(row['query'])}") for row in slow[:_TOP]
    )
    said = f"slowest statement takes {exactly(top)} on average"
    return Seen({"slowest": top}, span_in_cells(top), said, details)


def _no_statements(why: str) -> Seen:
    return Seen({"slowest": Gap(f"is not known: {why}", None)}, "?", why)


QUERIES: dict[str, Query] = {
    "connections": Query(connections),
    "longest_query": Query(longest_query),
    "blocked_locks": Query(blocked_locks),
    "replication_lag": Query(replication_lag),
    "database_size": Query(database_size, serves_s=60.0),
    "slowest": Query(slowest, serves_s=30.0),
}
"""The size looks at every file, the statements are read from a file whole: those are not asked every second."""


async def ask(name: str, session: Session, kept: dict[str, tuple[float, Seen]]) -> Seen:
    """The answer to one of QUERIES, or the last one while it serves. Raises Failed, Lost."""
    query = QUERIES[name]
    now = time.monotonic()
    if query.serves_s and name in kept and now - kept[name][0] < query.serves_s:
        return kept[name][1]
    seen = await query.ask(session)
    if query.serves_s:
        kept[name] = (now, seen)
    return seen


def span_in_cells(seconds: float) -> str:
    """A time for a column of 7 cells: "41 ms", "4 min", "21 d"."""
    said = span(seconds) if seconds < 60 else span(seconds // 60 * 60)
    return said if len(said) <= 7 else " ".join(said.split()[:2])[:7]


def spoken(query: str) -> str:
    """A statement without the values in it, which are the customers'."""
    bare = re.sub(r"'(?:[^']|'')*(?:'|$)", "'…'", query)
    return excerpt(re.sub(r"\b\d{5,}\b", "…", bare))


def _session(row: Row, seconds: float | None) -> str:
    took = "" if seconds is None else f", {span(max(0.0, seconds))}"
    waits = ", waits for a lock" if row["waits"] == "Lock" else ""
    return f"{row['pid']} {row['name']}, {row['state'] or 'state not shown'}{took}{waits}: {spoken(row['query'] or '')}"


def _holder(pid: int, by: dict[int, Row]) -> str:
    if pid not in by:
        return "a prepared transaction" if pid == 0 else str(pid)
    row = by[pid]
    opened = "" if row["open_s"] is None else f", open {span(max(0.0, row['open_s']))}"
    return f"{pid} {row['name']} ({row['state'] or 'state not shown'}{opened})"


def _by(key: str) -> Callable[[Row], float]:
    return lambda row: -(row[key] or 0.0)


def _first(rows: list[Row], key: str) -> float:
    return max(0.0, float(rows[0][key] or 0.0)) if rows else 0.0


def _and(words: Iterable[str]) -> str:
    return " and ".join(words)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {excerpt(name)}" for name, count in counts.most_common(_SEEN_LINES))
