"""Statements of a runbook over the server of a postgres check; they only read unless somebody has confirmed more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Literal

import asyncpg  # type: ignore[import-untyped] # ships no types

from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.servers.postgres_place import Place
from warroom.checks.servers.postgres_session import said
from warroom.clock import SystemClock
from warroom.incident.words import say_duration
from warroom.runbook.ended import Ended
from warroom.runbook.plan import Plan
from warroom.runbook.sql_table import Table
from warroom.runbook.sql_text import statements

LOCK_S = 3.0
"""Seconds a read waits for a lock: what blocks everybody must not block who looks for it."""
CLOSE_S = 2.0

Take = Callable[[Literal["out", "err"], bytes], None]


async def run_sql(plan: Plan, take: Take, environ: Mapping[str, str], stop: asyncio.Event) -> Ended:
    """Each statement in turn, what it gives as a table; the first that fails ends it with exit 1."""
    if plan.postgres is None:
        return Ended(outcome="not started", why="no postgres check to ask")
    prepared = Prepared(plan.postgres, environ)
    if prepared.wrong is not None:
        return Ended(outcome="not started", why=f"check {plan.postgres.name}: {prepared.wrong}")

    def say(line: str, stream: Literal["out", "err"] = "out") -> None:
        take(stream, f"{line}\n".encode("utf-8", "backslashreplace"))

    asks = asyncio.ensure_future(_ask(plan, prepared.options.place, say))
    stops = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((asks, stops), timeout=plan.limit_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stops.cancel()
        if not asks.done():
            asks.cancel()
            with suppress(asyncio.CancelledError):
                await asks
    if not asks.cancelled():
        return asks.result()
    if stop.is_set():
        return Ended(outcome="stopped")
    return Ended(outcome="timed out", why=f"its limit is {say_duration(plan.limit_s or 0)}")


async def _ask(plan: Plan, place: Place, say: Callable[..., None]) -> Ended:
    reads = plan.risk == "reads"
    try:
        connection = await _connect(plan, place)
    except asyncpg.PostgresError as error:
        return Ended(outcome="not started", why=f"{place.server} refuses: {said(error)}")
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, ValueError) as error:
        return Ended(outcome="not started", why=f"no connection to {place.server}: {error}")
    try:
        for sql in statements(plan.command):
            await _one(connection, sql, say, reads=reads)
    except asyncpg.PostgresError as error:
        say(f"ERROR: {said(error)}", "err")
        for word in ("detail", "hint"):
            if more := getattr(error, word, None):
                say(f"{word.upper()}: {more}", "err")
        return Ended(exit=1)
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
        say(f"ERROR: the connection to {place.server} was lost: {error}", "err")
        return Ended(exit=1)
    finally:
        await _closed(connection)
    return Ended(exit=0)


async def _connect(plan: Plan, place: Place) -> Any:
    reads = {"default_transaction_read_only": "on", "lock_timeout": f"{LOCK_S * 1000:.0f}"}
    settings = {"application_name": "warroom", **({"options": place.options} if place.options else {})}
    if plan.risk == "reads":
        settings |= reads
    if plan.limit_s is not None:
        settings["statement_timeout"] = f"{plan.limit_s * 1000:.0f}"
    settings["standard_conforming_strings"] = "on"
    async with Probes(SystemClock().now) as probes:
        tls = await probes.tls() if place.system_trust else place.sslmode or None
    return await asyncpg.connect(
        dsn=(not place.system_trust and place.files_url) or None,
        host=[host for host, _ in place.hosts],
        port=[port for _, port in place.hosts],
        user=place.user or None,
        password=place.password or None,
        database=place.dbname or None,
        ssl=tls,
        target_session_attrs=place.session or None,
        timeout=plan.limit_s,
        statement_cache_size=0,
        server_settings=settings,
    )


async def _one(connection: Any, sql: str, say: Callable[..., None], *, reads: bool) -> None:
    """One statement: its rows as a table, or what the server says of it."""
    began = time.perf_counter()
    statement = await connection.prepare(sql)
    names = [each.name for each in statement.get_attributes()]
    if not names:
        # Not in a transaction of ours: VACUUM and CREATE INDEX CONCURRENTLY refuse one.
        say(str(await connection.execute(sql)))
        return
    table = Table(names, say)
    if connection.is_in_transaction():
        await _rows(statement, table)
    else:
        async with connection.transaction(readonly=reads):
            await _rows(statement, table)
    table.finish(time.perf_counter() - began)


async def _rows(statement: Any, table: Table) -> None:
    async for row in statement.cursor(prefetch=Table.BLOCK):
        table.add(tuple(row.values()))
        if table.count % Table.BLOCK == 0:
            await asyncio.sleep(0)


async def _closed(connection: Any) -> None:
    closing: Awaitable[Any] = connection.close(timeout=CLOSE_S)
    with suppress(Exception):
        await closing
        return
    connection.terminate()
