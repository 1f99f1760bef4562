"""A read-only session on PostgreSQL: how it is made, how it asks, and every refusal of the server in words."""

import asyncio
import decimal
import errno
import os
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import asyncpg  # type: ignore[import-untyped] # ships no types
import msgspec

from warroom.checks.failure import Failed, of_network, unknown
from warroom.checks.net.addresses import Forbidden
from warroom.checks.net.wire import Steps, resolve
from warroom.checks.probes import Probes
from warroom.checks.result import exactly, excerpt
from warroom.checks.servers.line import Lost
from warroom.checks.servers.postgres_place import Place

STATEMENT_S = 3.0
LOCK_S = 1.0
CLOSE_S = 0.5
_MOST_TEXT = 1000
_ERRNO = re.compile(r"\[Errno (\d+)\]")
_GONE = ("57P01", "57P02", "57P05", "25P03")
"""The server ended this session; a new one may be had at once."""
_READS_ONLY = {"default_transaction_read_only": "on", "lock_timeout": f"{LOCK_S * 1000:.0f}"}

Row = dict[str, Any]


class Session:
    """One connection; `steps` are those of making it, `asked` whether it was used before.

    `pooled`: behind a pooler that takes no settings, so that each question brings its own along.
    """

    def __init__(self, connection: Any, place: Place, steps: Steps, pooled: bool) -> None:
        self._connection = connection
        self._place = place
        self._pooled = pooled
        self._limit_ms = 0
        self.steps = steps
        self.asked = False

    @property
    def usable(self) -> bool:
        """Whether something can still be asked over it."""
        return not self._connection.is_closed()

    @property
    def version(self) -> str:
        """The server's version: "18.4"."""
        found = self._connection.get_server_version()
        return f"{found.major}.{found.micro if found.major > 9 else found.minor}"

    def abort(self) -> None:
        """Close at once; a statement still running there ends at its own limit."""
        self._connection.terminate()

    async def aclose(self) -> None:
        """Take leave of the server and close."""
        with suppress(Exception):
            await self._connection.close(timeout=CLOSE_S)

    async def limit(self, budget_s: float) -> None:
        """From here on no statement takes longer than 3 s, nor than what the budget leaves room for."""
        milliseconds = max(1, round(min(STATEMENT_S, budget_s * 0.8) * 1000))
        if not milliseconds / 2 <= self._limit_ms <= min(STATEMENT_S, budget_s * 0.9) * 1000:
            with self._words("the limit"):
                if not self._pooled:
                    await self._connection.execute(f"SET statement_timeout = {milliseconds}")
            self._limit_ms = milliseconds

    async def rows(self, what: str, sql: str, *values: object) -> list[Row]:
        """What one of our own questions gives; `what` names it. Raises Failed, Lost."""
        with self._words(what):
            if not self._pooled:
                return [dict(row) for row in await self._connection.fetch(sql, *values)]
            async with self._reading():
                return [dict(row) for row in await self._connection.fetch(sql, *values)]

    async def first_two(self, what: str, sql: str) -> list[Row]:
        """The first two rows of somebody's own SELECT, in a read-only transaction. Raises Failed, Lost."""
        with self._words(what):
            async with self._reading():
                statement = await self._connection.prepare(sql)
                json = {each.name for each in statement.get_attributes() if each.type.name in ("json", "jsonb")}
                found = await (await statement.cursor()).fetch(2)
                return [{name: plain(value, name in json) for name, value in row.items()} for row in found]

    def _reading(self) -> "_ReadOnly":
        return _ReadOnly(self._connection, self._limit_ms if self._pooled else 0)

    @contextmanager
    def _words(self, what: str) -> Iterator[None]:
        try:
            yield
        except asyncio.CancelledError as ended:
            ended.add_note(f"connected to {self._place.server}, no answer to {what} came")
            raise
        except asyncpg.PostgresError as error:
            if error.sqlstate in _GONE or not self.usable:
                raise Lost(Failed("closed", f"session ended by {self._place.server}: {said(error)}")) from error
            raise of_server(error, self._place, what, self._limit_ms / 1000) from error
        except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
            raise Lost(Failed("closed", f"connection closed by {self._place.server}")) from error


class _ReadOnly:
    """A transaction that only reads, undone at its end; the settings in it where the session has none."""

    def __init__(self, connection: Any, limit_ms: int) -> None:
        self._connection = connection
        self._begin = "BEGIN READ ONLY"
        if limit_ms:
            self._begin += f"; SET LOCAL statement_timeout = {limit_ms}; SET LOCAL lock_timeout = {LOCK_S * 1000:.0f}"

    async def __aenter__(self) -> None:
        await self._connection.execute(self._begin)

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if not self._connection.is_closed() and (kind is None or issubclass(kind, Exception)):
            await self._connection.execute("ROLLBACK")


async def connect(place: Place, probes: Probes) -> Session:
    """A session that reads only. Raises Failed."""
    steps = Steps()
    _check_files(place)
    try:
        for host, port in place.hosts:
            if not host.startswith("/"):
                await resolve(host, port, "any", steps)
        began = time.perf_counter()
        connection, pooled = await _connect(place, probes)
    except asyncio.CancelledError as ended:
        if not getattr(ended, "__notes__", ()):
            ended.add_note(f"in connect to {place.server}")
        raise
    except asyncpg.ConnectionDoesNotExistError as error:
        raise Failed("closed", f"connection closed by {place.server} before the login was done") from error
    except asyncpg.PostgresError as error:
        raise of_server(error, place, "a connection", 0) from error
    except asyncpg.ClientConfigurationError as error:
        raise unknown(f"the connection cannot be set up: {excerpt(str(error))}") from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, UnicodeError, Forbidden) as error:
        raise _of_connecting(error, place) from error
    steps.took["connect"] = time.perf_counter() - began
    return Session(connection, place, steps, pooled)


def _check_files(place: Place) -> None:
    for key, path in place.files:
        if key != "sslpassword" and path != "system" and not os.access(path, os.R_OK):
            raise unknown(f"`{key}` names a file that cannot be read: {excerpt(path)}")


async def _connect(place: Place, probes: Probes) -> tuple[Any, bool]:
    """The connection, and whether it is a pooler's that knows none of our settings."""
    tls = await probes.tls() if place.system_trust else place.sslmode or None
    keys: dict[str, Any] = {
        "dsn": (not place.system_trust and place.files_url) or None,
        "host": [host for host, _ in place.hosts],
        "port": [port for _, port in place.hosts],
        "user": place.user or None,
        "password": place.password or None,
        "database": place.dbname or None,
        "ssl": tls,
        "target_session_attrs": place.session or None,
        "timeout": None,
    }
    options = {"options": place.options} if place.options else {}
    settings = {"application_name": "warroom", **options}
    try:
        return await asyncpg.connect(**keys, server_settings={**settings, **_READS_ONLY}), False
    except asyncpg.ProtocolViolationError as error:
        if "startup parameter" not in str(error):
            raise
    return await asyncpg.connect(**keys, server_settings=settings, statement_cache_size=0), True


def said(error: asyncpg.PostgresError) -> str:
    """The server's sentence and its SQLSTATE."""
    return f"{excerpt(str(getattr(error, 'message', None) or error))} ({error.sqlstate})"


def of_server(error: asyncpg.PostgresError, place: Place, what: str, limit_s: float) -> Failed:
    """The failure for what the server said to a question."""
    words, server, code = said(error), place.server, str(error.sqlstate or "")
    match code:
        case "53300":
            return Failed("full", f"all connections of {server} are taken: {words}", definite=True)
        case "08P01" if "no more connections" in words:
            return Failed("full", f"all connections of the pooler {server} are taken: {words}", definite=True)
        case "28P01" | "28000":
            gave = "" if place.password or code == "28000" else ", as the check gave no password"
            return Failed("auth", f"login refused by {server}{gave}: {words}", definite=True)
        case "3D000":
            return Failed("no db", f"no such database on {server}: {words}", definite=True)
        case "57P03":
            value = "stops" if "shutting" in words else "starts"
            return Failed(value, f"{server} takes no connections now: {words}", definite=True)
        case "57014":
            return Failed("slow", f"{what} was stopped by the server after {exactly(limit_s)}: {words}")
        case "55P03":
            return Failed("locked", f"{what} waited over {exactly(LOCK_S)} for a lock: {words}", definite=True)
        case "25006":
            return unknown(f"{what} would write, and a check only reads: {words}")
        case "42501":
            return unknown(f"the check's role may not ask for {what}: {words}; grant it pg_monitor")
    if code[:2] in ("42", "22", "0A", "21"):
        return unknown(f"{what} cannot be answered as it is asked: {words}")
    return Failed("error", f"{server} answered {what} with an error: {words}", definite=code[:2] in ("53", "58", "XX"))


def _of_connecting(error: BaseException, place: Place) -> Failed:
    """The failure for a connection that could not be made."""
    host, port = place.hosts[0]
    server = place.server
    if isinstance(error, OSError) and error.errno is None and (numbers := _ERRNO.findall(str(error))):
        error = OSError(int(numbers[0]), "")  # asyncio tells of several addresses in one sentence
    if isinstance(error, ssl.SSLError) and error.library in ("X509", "PEM"):
        return unknown(f"a file for TLS holds no certificate or key: {excerpt(str(error.reason))}")
    if isinstance(error, OSError) and host.startswith("/"):
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return Failed("no file", f"no socket of PostgreSQL in {host}", definite=True)
        if error.errno in (errno.EACCES, errno.EPERM):
            return unknown(f"no permission to connect to the socket in {host}")
    if isinstance(error, ConnectionError) and "SSL" in str(error):
        if place.sslmode in ("require", "verify-ca", "verify-full"):
            return Failed("no tls", f"{server} offers no TLS, which sslmode {place.sslmode} demands", definite=True)
        return Failed("no pg", f"what answers at {server} is not PostgreSQL", definite=True)
    if isinstance(error, asyncpg.TargetServerAttributeNotMatched):
        return Failed("role", f"no server of {server} is {place.session}", definite=True)
    if isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError):
        return Failed("no pg", f"what answers at {server} does not speak PostgreSQL's protocol", definite=True)
    return of_network(error, host, port) or unknown(f"no connection to {server}: {excerpt(str(error))}")


def plain(value: object, json: bool = False) -> object:
    """A column as conditions know values: a number, a text, true, null; an interval in seconds, JSON taken apart."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return value
        case decimal.Decimal():
            return int(value) if value == value.to_integral_value() and abs(value) < 1 << 53 else float(value)
        case timedelta():
            return value.total_seconds()
        case datetime() | date() | time_of_day():
            return value.isoformat()
        case str() if json:
            with suppress(msgspec.MsgspecError, ValueError, RecursionError):
                return msgspec.json.decode(value)
            return value
        case str():
            return value
        case bytes():
            return value[:_MOST_TEXT].hex()
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return str(value)
