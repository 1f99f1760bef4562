"""The postgres probe against servers that start, hang, lie or show a certificate; and what its keys may hold."""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.checks.probes.authority import Authority, issue
from tests.checks.probes.postgres_server import Cluster
from tests.checks.probes.watching import Talk, listening, read, refused
from tests.checks.servers import free_port
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.servers.postgres_queries import span_in_cells, spoken
from warroom.checks.written import make_check

SSL_REQUEST = 8


def error(code: str, message: str) -> bytes:
    fields = f"SFATAL\0VFATAL\0C{code}\0M{message}\0\0".encode()
    return b"E" + (len(fields) + 4).to_bytes(4, "big") + fields


def answers(words: bytes) -> Talk:
    """No TLS, then these words to whoever logs in."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(SSL_REQUEST)
        writer.write(b"N")
        await reader.read(1000)
        writer.write(words)
        await writer.drain()

    return talk


def says(words: bytes) -> Talk:
    """These words to whatever comes, again and again."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            writer.write(words)

    return talk


def against(talk: Talk, **keys: Any) -> tuple[Reading, str]:
    async def run() -> tuple[Reading, str]:
        async with listening(talk) as port:
            where = {"host": "127.0.0.1", "port": port, "dbname": "shop", "user": "app"}
            return await read("postgres", **where, **keys), f"127.0.0.1:{port}"

    return asyncio.run(run())


STARTS, STOPS = "the database system is starting up", "the database system is shutting down"


@pytest.mark.parametrize(
    ("code", "message", "state", "value", "reason"),
    [
        ("57P03", STARTS, "down", "starts", "{} takes no connections now: the database system is starting up (57P03)"),
        ("57P03", STOPS, "down", "stops", "{} takes no connections now: the database system is shutting down (57P03)"),
        (
            "53300",
            "sorry, too many clients already",
            "down",
            "full",
            "all connections of {} are taken: sorry, too many",
        ),
        ("08P01", "no more connections allowed", "down", "full", "all connections of the pooler {} are taken: no more"),
        ("28P01", "password authentication failed", "down", "auth", "login refused by {}, as the check gave no pass"),
        ("3D000", 'database "shop" does not exist', "down", "no db", 'no such database on {}: database "shop" does'),
        ("53100", "could not write: No space left", "down", "error", "{} answered a connection with an error: could"),
        ("XX000", "cache lookup failed", "down", "error", "{} answered a connection with an error: cache lookup fa"),
        ("42501", "permission denied", "unknown", "?", "the check's role may not ask for a connection: permission"),
    ],
)
def test_every_refusal_is_said_in_words(code: str, message: str, state: str, value: str, reason: str) -> None:
    reading, where = against(answers(error(code, message)))
    assert (reading.state, reading.value) == (state, value)
    assert reading.reason.startswith(reason.format(where))
    assert f"({code})" in reading.reason


@pytest.mark.parametrize(
    ("talk", "value", "reason"),
    [
        (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "no pg", "what answers at {} is not PostgreSQL"),
        (says(b"-ERR unknown command\r\n"), "no pg", "what answers at {} is not PostgreSQL"),
        (answers(b""), "closed", "connection closed by {} before the login was done"),
        (answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "closed", "connection closed by {} before the login was done"),
    ],
)
def test_what_is_no_postgresql_is_told_from_it(talk: Talk, value: str, reason: str) -> None:
    reading, where = against(talk, timeout="2s")
    assert (reading.state, reading.value) == ("down", value)
    assert reading.reason == reason.format(where)


def test_a_server_that_says_nothing_ends_with_the_budget() -> None:
    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    reading, where = against(silent, timeout="200ms")
    assert (reading.state, reading.value, reading.far) == ("down", "timeout", True)
    assert reading.reason == f"no answer within 200 ms: in connect to {where}"


def test_a_server_that_drips_ends_with_the_budget() -> None:
    async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(SSL_REQUEST)
        writer.write(b"N")
        await reader.read(1000)
        writer.write(b"R\x7f\xff\xff\xff")
        while True:
            writer.write(b"\0")
            await writer.drain()
            await asyncio.sleep(0.01)

    reading, _ = against(drips, timeout="200ms")
    assert (reading.state, reading.value) == ("down", "timeout")


def test_a_port_nobody_listens_on_refuses_by_every_address_of_the_name() -> None:
    port = free_port()
    reading = asyncio.run(read("postgres", host="localhost", port=port, dbname="shop", user="app"))
    assert (reading.state, reading.value, reading.definite) == ("down", "refused", True)
    assert reading.reason == f"connection refused by localhost:{port}"


def test_a_socket_that_is_not_there_is_no_file(tmp_path: Path) -> None:
    reading = asyncio.run(read("postgres", host=str(tmp_path), dbname="shop", user="app"))
    assert (reading.state, reading.value) == ("down", "no file")
    assert reading.reason == f"no socket of PostgreSQL in {tmp_path}"


def test_files_for_tls_that_are_none_are_the_checks_own_fault(tmp_path: Path) -> None:
    prose = tmp_path / "ca.pem"
    prose.write_text("no certificate")

    async def run() -> list[Reading]:
        where = {"host": "127.0.0.1", "port": free_port(), "dbname": "shop", "user": "app", "sslmode": "verify-ca"}
        return [await read("postgres", **where, sslrootcert=each) for each in ("/nowhere/ca.pem", str(prose))]

    nowhere, nothing = asyncio.run(run())
    assert (nowhere.state, nothing.state) == ("unknown", "unknown")
    assert nowhere.reason == "`sslrootcert` names a file that cannot be read: /nowhere/ca.pem"
    assert nothing.reason == "a file for TLS holds no certificate or key: NO_CERTIFICATE_OR_CRL_FOUND"


@pytest.mark.slow
def test_a_certificate_is_held_against_what_sslmode_demands(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    server = issue("db", authority.root, names=("localhost",))
    certificate, key = authority.files(server)
    cluster = Cluster(needs="pg_stat_statements.control")  # which only a whole PostgreSQL has, as it has TLS

    async def run() -> list[Reading]:
        trusted = {"sslmode": "verify-full", "sslrootcert": str(authority.ca)}
        return [
            await read("postgres", **cluster.options(host="localhost", **trusted, **TLS)),
            await read("postgres", **cluster.options(sslmode="require", **TLS)),
            await read("postgres", **cluster.options(**trusted)),
            await read("postgres", **cluster.options(host="localhost", sslmode="verify-full")),
        ]

    try:
        cluster.create()
        for file in (certificate, key):
            shutil.copy(file, cluster.folder)
        kept = cluster.folder / key.name
        if os.geteuid() == 0:
            shutil.chown(kept, "nobody")
        kept.chmod(0o600)
        files = {"ssl_cert_file": cluster.folder / certificate.name, "ssl_key_file": kept}
        cluster.settings |= {"ssl": "on", **files}
        cluster.start()
        good, required, name, issuer = asyncio.run(run())
    finally:
        cluster.remove()
    assert (good.state, required.state) == ("up", "up"), (good.reason, required.reason)
    assert (name.value, name.reason) == ("tls", "TLS: certificate name mismatch: it is not for 127.0.0.1")
    assert (issuer.value, issuer.reason) == ("tls", "TLS: certificate signed by an unknown issuer")


TLS = {"sql": "select ssl from pg_stat_ssl where pid = pg_backend_pid()", "expect": "row.ssl == true"}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`dsn` is missing: write `dsn: ${DATABASE_URL}`, or `host`, `dbname` and `user`"),
        ({"dsn": "postgresql://app@db/shop"}, "`dsn` is a secret and comes from the environment: write `dsn: ${NAME}`"),
        ({"host": "db", "password": "x"}, "`password` is a secret and comes from the environment"),
        ({"host": "db:5432"}, "`host` is a name or an address alone: write `port: 5432` beside it"),
        ({"host": "169.254.169.254"}, "`host` is the cloud's metadata address, which is never probed"),
        ({"host": "db", "port": 70000}, "`port` must be from 1 to 65535, not 70000"),
        ({"host": "db", "sslmode": "yes"}, "`sslmode`"),
        ({"host": "db", "sslmode": "require", "sslrootcert": "system"}, "`sslrootcert` system goes with `sslmode: ver"),
        ({"host": "db", "query": "conections"}, "`query`: unknown `conections`, did you mean `connections`?"),
        ({"host": "db", "query": ["connections", "size"]}, "`query`: unknown `size`"),
        (
            {"host": "db", "sql": "delete from orders"},
            "`sql` must be a SELECT, SHOW or WITH … SELECT, a check only reads",
        ),
        ({"host": "db", "expect": "conections < 5%"}, "`conections < 5%`: unknown `conections`, did you mean `connec"),
        ({"host": "db", "expect": "connections.used < 5"}, "`connections.used < 5`: connections has no parts"),
        ({"host": "db", "dbnam": "shop"}, "unknown key `dbnam`, did you mean `dbname`?"),
    ],
)
def test_wrong_keys_are_told_to_whoever_wrote_them(keys: dict[str, Any], said: str) -> None:
    assert refused("postgres", **keys).startswith(said)


ENCODE = "a password's @ : / ? # % are written %40 %3A %2F %3F %23 %25"


@pytest.mark.parametrize(
    ("dsn", "said"),
    [
        ("mysql://app:sesame9@db/shop", "`dsn` must begin with postgresql:// or postgres://"),
        ("host=db password=sesame9", "`dsn` has spaces or characters no URL may have, or too many"),
        ("postgres://app:ses@me9@db/shop", f"`dsn` cannot be read: {ENCODE}"),
        ("postgres://app:ses#ame9@db/shop", f"`dsn` cannot be read: {ENCODE}"),
        ("postgres://app:12/sesame9@db/shop", f"`dsn` cannot be read: {ENCODE}"),
        ("postgres://app:sesame9/x", f"`dsn` has a port that is no number from 1 to 65535; {ENCODE}"),
        ("postgres://app:sesame9@/shop", "`dsn` names no host"),
        ("postgres://app:sesame9@db/shop?sslmode=sesame", "`sslmode` must be disable, allow, prefer, require"),
        ("postgres://app:sesame9@169.254.169.254/shop", "`dsn` names no host that can be asked"),
        ("postgres://app:sesame9@db/shop?service=x", "`dsn` names a file of connections or passwords, which is not"),
        ("postgres://app:sesame9@db/shop?host=/run&port=x", "`dsn` has a port that is no number"),
    ],
)
def test_a_url_that_cannot_be_read_is_not_said_back(monkeypatch: pytest.MonkeyPatch, dsn: str, said: str) -> None:
    monkeypatch.setenv("DATABASE_URL", dsn)
    told = refused("postgres", dsn="${DATABASE_URL}")
    assert told.startswith(said)
    assert "sesame9" not in told


@pytest.mark.parametrize(
    ("dsn", "target"),
    [
        ("postgres://app:sesame9@db/shop", "db:5432/shop"),
        (
            "postgresql+asyncpg://app:s%40same9@db.example:6543/shop?sslmode=require&pgbouncer=true",
            "db.example:6543/shop",
        ),
        ("postgresql://app:sesame9@one:1,two/shop?target_session_attrs=primary", "one:1,two:5432/shop"),
        ("postgresql://app:sesame9@[::1]:5433/shop", "[::1]:5433/shop"),
        ("postgresql://app@%2Frun%2Fpostgresql/shop", "/run/postgresql/shop"),
        ("postgresql:///shop?host=/run/postgresql&user=app", "/run/postgresql/shop"),
        ("postgresql://app:sesame9@db", "db:5432/app"),
    ],
)
def test_the_target_is_the_place_without_the_login(monkeypatch: pytest.MonkeyPatch, dsn: str, target: str) -> None:
    monkeypatch.setenv("DATABASE_URL", dsn)
    asked = Prepared(make_check({"name": "it", "kind": "postgres", "dsn": "${DATABASE_URL}"}))
    assert (asked.target, asked.origin) == (target, f"postgresql://{target.rpartition('/')[0]}")


def test_a_statement_is_told_without_the_customers_in_it() -> None:
    assert spoken("select 1 from t where mail = 'o''hara@x' and id = 1234567 limit 10") == (
        "select 1 from t where mail = '…' and id = … limit 10"
    )
    assert spoken("update t set name = 'cut off in the mid") == "update t set name = '…'"


@pytest.mark.parametrize(
    ("seconds", "cells"),
    [(0.0, "0.0 ms"), (0.041, "41 ms"), (12.345, "12.35 s"), (61, "1 min"), (3725, "1 h"), (90_000 * 300, "312 d")],
)
def test_a_span_fits_a_column(seconds: float, cells: str) -> None:
    assert len(span_in_cells(seconds)) <= 7
    assert span_in_cells(seconds) == cells
