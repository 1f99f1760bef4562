"""The redis probe against a real server: what it finds, what it costs, and how it logs in."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.checks.probes.authority import Authority, issue
from tests.checks.probes.redis_server import RedisServer
from tests.checks.probes.watching import now, read, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.asking import Places, ask
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.written import make_check

PASSWORD = "correct-horse-7"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis"), maxmemory="100mb", maxclients=50) as running:
        running.tell("SET", "a", "1")
        yield running


def once(server: RedisServer, **keys: Any) -> Reading:
    return asyncio.run(read("redis", **{"host": "127.0.0.1", "port": server.port, **keys}))


@asynccontextmanager
async def kept(server: RedisServer, **keys: Any) -> AsyncIterator[Callable[[], Awaitable[Reading]]]:
    """Something that reads the same check over and over, as a watch does."""
    where = {"host": "127.0.0.1", "port": server.port}
    asked = Prepared(make_check({"name": "it", "kind": "redis", **where, **keys}))
    places = Places()
    async with Probes(now, [asked]) as probes:
        yield lambda: ask(asked, probes.probe, now, places)


def test_a_server_that_answers_is_up(server: RedisServer) -> None:
    reading = once(server)
    assert (reading.state, reading.value) == ("up", reading.reason.removeprefix("answered in "))
    assert [label for label, _ in reading.phases] == ["resolve", "connect", "ping", "info"]
    assert reading.latency_s == dict(reading.phases)["ping"]
    details = dict(reading.details)
    assert details["version"].startswith("Redis ")
    assert details["memory"].endswith(" of 105 MB, noeviction")
    assert details["clients"] == "1 of 50, 0 blocked"
    assert details["replication"] == "master, 0 replicas"
    assert details["persistence"] == "ok"


@pytest.mark.parametrize(
    ("expect", "state", "value", "reason"),
    [
        ("memory < 50%", "up", None, "memory "),
        ("memory < 0.001%", "down", None, "memory "),
        ("used_memory > 100kB", "up", None, "used_memory "),
        ("maxmemory == 100MiB", "up", "105 MB", "maxmemory 105 MB"),
        ("clients < 10%", "up", "2 %", "clients 2 %"),
        ("connected_clients > 1", "down", "1", "connected_clients 1, wanted > 1"),
        ("blocked_clients == 0", "up", "0", "blocked_clients 0"),
        ("evicted_keys == 0", "up", "0", "evicted_keys 0"),
        ("evictions < 1", "up", "0", "evictions 0"),
        ("role == master", "up", "master", 'role "master"'),
        ("role == slave", "down", "master", 'role "master", wanted slave'),
        ("persistence == ok", "up", "ok", 'persistence "ok"'),
        ("info.db0.keys == 1", "up", None, "info.db0.keys 1"),
        ("info.maxmemory_policy == noeviction", "up", None, 'info.maxmemory_policy "noeviction"'),
        ("info.mood == good", "down", None, "info.mood is missing"),
        ("hit_rate > 80%", "unknown", None, "hit_rate is not known yet: nothing was looked up"),
        ("replicas > 0", "down", "0", "replicas 0, wanted > 0"),
        ("replication_lag < 5s", "down", None, "replication_lag is missing: no replica is connected to this master"),
        ("link == up", "unknown", None, "link is not known: a master has no link to a master"),
    ],
)
def test_what_info_tells_is_judged(
    server: RedisServer, expect: str, state: str, value: str | None, reason: str
) -> None:
    reading = once(server, expect=expect)
    assert (reading.state, reading.value) == (state, reading.value if value is None else value)
    assert reading.reason.startswith(reason)


def test_every_probe_uses_the_one_connection(server: RedisServer) -> None:
    async def run() -> list[Reading]:
        async with kept(server, expect="info.total_connections_received < 1") as again:
            return [await again() for _ in range(5)]

    readings = asyncio.run(run())
    assert len({reading.reason for reading in readings}) == 1
    assert [label for label, _ in readings[1].phases] == ["ping", "info"]


def test_a_connection_that_was_closed_is_made_anew(server: RedisServer) -> None:
    async def run() -> list[Reading]:
        async with kept(server) as again:
            before = await again()
            killed = server.tell("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            assert killed == ":1\r\n"
            return [before, await again(), await again()]

    readings = asyncio.run(run())
    assert [reading.state for reading in readings] == ["up", "up", "up"]
    assert [len(reading.phases) for reading in readings] == [4, 4, 2]


def test_without_a_limit_there_is_no_share_of_memory(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as free:
        reading = once(free, expect="memory < 90%")
    assert reading.state == "unknown"
    assert reading.reason == "memory is not known: the server has no `maxmemory`, so nothing to be a share of"


def test_a_server_without_a_free_place_is_full(tmp_path: Path) -> None:
    with RedisServer(tmp_path, maxclients=3) as small, ExitStack() as crowd:

        async def run() -> tuple[Reading, Reading, Reading]:
            async with kept(small) as again, kept(small, warn="clients < 90%") as judged:
                await again()
                await judged()
                crowd.enter_context(small.client())
                fresh = await read("redis", host="127.0.0.1", port=small.port)
                return fresh, await again(), await judged()

        fresh, again, judged = asyncio.run(run())
    where = f"127.0.0.1:{small.port}"
    assert (fresh.state, fresh.value, fresh.definite) == ("down", "full", True)
    assert fresh.reason == f"all connections of {where} are taken: ERR max number of clients reached"
    assert (again.state, again.value) == ("down", "full")
    assert again.reason == f"all 3 connections of {where} are taken: new ones are refused"
    assert (judged.state, judged.value, judged.reason) == ("degraded", "100 %", "clients 100 %, wanted < 90%")


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("locked"), requirepass=PASSWORD) as running:
        with running.client() as admin:
            for words in (
                f"AUTH {PASSWORD}",
                f"ACL SETUSER probe on >{PASSWORD} +ping +info",
                f"ACL SETUSER mute on >{PASSWORD} +ping",
                f"ACL SETUSER none on >{PASSWORD} +info",
            ):
                admin.sendall(f"{words}\r\n".encode())
                assert admin.recv(100) == b"+OK\r\n"
        yield running


@pytest.mark.parametrize(
    ("login", "state", "value", "reason"),
    [
        ("", "down", "auth", "{} demands a password, and the check gave none: NOAUTH Authentication required."),
        (f":{PASSWORD}@", "up", "ok", 'persistence "ok"'),
        (f"probe:{PASSWORD}@", "up", "ok", 'persistence "ok"'),
        (":wrong-horse-8@", "down", "auth", "login refused by {}: WRONGPASS invalid username-password pair"),
        (":abc@", "down", "auth", "login refused by {}: WRONGPASS invalid username-password pair"),
        (f"mute:{PASSWORD}@", "unknown", "", "persistence is not known: the check's user may not ask {} for INFO"),
        (f"none:{PASSWORD}@", "unknown", "?", "the check's user may not ask {} for PING: NOPERM"),
    ],
)
def test_a_login_is_used_and_never_said(
    locked: RedisServer, monkeypatch: pytest.MonkeyPatch, login: str, state: str, value: str, reason: str
) -> None:
    where = f"127.0.0.1:{locked.port}"
    monkeypatch.setenv("REDIS_URL", f"redis://{login}{where}")
    reading = asyncio.run(read("redis", url="${REDIS_URL}", expect="persistence == ok"))
    assert reading.state == state
    assert reading.value == value or not value
    assert reading.reason.startswith(reason.format(where))
    password = login.strip("@").rpartition(":")[2]
    assert not password or password not in repr(reading)


def test_a_password_nobody_asked_for_is_said(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_PASSWORD", PASSWORD)
    reading = once(server, password="${REDIS_PASSWORD}")
    assert (reading.state, reading.value) == ("down", "auth")
    assert "without any password configured" in reading.reason
    assert PASSWORD not in repr(reading)


def test_a_database_that_is_not_there_is_said(server: RedisServer) -> None:
    reading = once(server, db=99)
    assert (reading.state, reading.value) == ("down", "error")
    assert reading.reason.endswith("answered SELECT with an error: ERR DB index is out of range")


def test_tls_is_verified_unless_it_is_said_not_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.files(issue("cache", authority.root, names=("localhost",)))
    port = free_port()
    tls = {"tls_port": port, "tls_cert_file": certificate, "tls_key_file": key, "tls_auth_clients": "no"}

    async def run() -> list[Reading]:
        return [
            await read("redis", url="${SAFE_URL}"),
            await read("redis", host="127.0.0.1", port=port, tls=True),
            await read("redis", host="127.0.0.1", port=port, tls=True, verify=False),
            await read("redis", host="127.0.0.1", port=port, timeout="500ms"),
        ]

    monkeypatch.setenv("SAFE_URL", f"rediss://localhost:{port}/0")
    with RedisServer(tmp_path, **tls):
        stranger = asyncio.run(read("redis", url="${SAFE_URL}"))
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca))
        good, name, unverified, plain = asyncio.run(run())
    assert (good.state, unverified.state) == ("up", "up"), (good.reason, unverified.reason)
    assert [label for label, _ in good.phases] == ["resolve", "connect", "TLS", "ping", "info"]
    assert (stranger.value, stranger.reason) == ("tls", "TLS: certificate signed by an unknown issuer")
    assert (name.value, name.reason) == ("tls", "TLS: certificate name mismatch: it is not for 127.0.0.1")
    assert plain.state == "down"


def test_a_socket_is_asked_as_a_port_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "redis.sock"
    gone = asyncio.run(read("redis", unix=str(path)))
    assert (gone.state, gone.value, gone.reason) == ("down", "no file", f"no socket at {path}")
    monkeypatch.setenv("REDIS_URL", f"unix://{path}?db=1")
    with RedisServer(tmp_path, unixsocket=path):
        assert asyncio.run(read("redis", unix=str(path))).state == "up"
        assert asyncio.run(read("redis", url="${REDIS_URL}")).state == "up"


def test_a_replica_tells_of_its_link_and_its_master_of_it(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with RedisServer(tmp_path / "one", repl_diskless_sync_delay=0) as master:
        follows = {"replicaof": f"127.0.0.1 {master.port}", "replica_serve_stale_data": "no"}
        with RedisServer(tmp_path / "two", **follows) as replica:

            async def run() -> tuple[Reading, Reading, Reading]:
                want = ["replication_lag < 15s", "replication_lag_bytes < 1MB"]
                below = await until("up", replica, expect=["role == slave", "link == up", *want])
                over = await until("up", master, expect=["role == master", "replicas == 1", *want])
                master.stop()
                return below, over, await until("down", replica)

            below, over, lost = asyncio.run(run())
    assert dict(below.details)["replication"] == f"replica of 127.0.0.1:{master.port}, link up"
    assert dict(over.details)["replication"] == "master, 1 replica"
    assert (lost.state, lost.value) == ("down", "no link")
    assert "MASTERDOWN" in lost.reason


async def until(state: str, server: RedisServer, **keys: Any) -> Reading:
    """The first reading of this state."""
    async with asyncio.timeout(60):
        while (reading := await read("redis", **of(server), **keys)).state != state:  # noqa: ASYNC110 - no bell rings
            await asyncio.sleep(0.01)
    return reading


def of(server: RedisServer) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": server.port}


@pytest.mark.parametrize(("stops", "state", "value"), [("yes", "down", "misconf"), ("no", "degraded", "")])
def test_a_server_that_cannot_save_is_found(tmp_path: Path, stops: str, state: str, value: str) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    with RedisServer(folder, save="3600 1", stop_writes_on_bgsave_error=stops) as server:
        shutil.rmtree(folder)
        assert server.tell("BGSAVE").startswith("+Background saving started")

        async def run() -> Reading:
            return await until(state, server, warn="persistence == ok")

        reading = asyncio.run(run())
    assert reading.state == state
    if value:
        assert (reading.value, reading.definite) == (value, True)
        assert reading.reason.startswith(f"127.0.0.1:{server.port} takes no writes, as it cannot save: MISCONF ")
    else:
        assert reading.reason == 'persistence "rdb failing", wanted ok'


def test_a_real_server_goes_down_and_comes_back(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)

    async def start() -> None:
        server.start()

    async def stop() -> None:
        server.stop()

    _, down, back = asyncio.run(ups_and_downs(start, stop, "redis", **of(server), expect="role == master"))
    assert (down.value, down.reason) == ("refused", f"connection refused by 127.0.0.1:{server.port}")
    assert (back.to, back.value) == ("up", "master")
