"""The redis probe against servers that load, drip, lie and hang up; what INFO's numbers say; what keys may hold."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.probes.watching import Talk, listening, read, refused
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.result import Gap
from warroom.checks.servers import redis_info
from warroom.checks.servers.redis_info import Counted, Info, rates, values_of
from warroom.checks.servers.redis_session import MOST_BYTES
from warroom.checks.written import make_check

INFO = b"# Server\r\nredis_version:7.0.15\r\n# Replication\r\nrole:master\r\n"
WHOLE = b"+PONG\r\n$%d\r\n%s\r\n" % (len(INFO), INFO)


def says(words: bytes, close: bool = False) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            writer.write(words)
            await writer.drain()
            if close:
                writer.close()
                return

    return talk


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    writer.write(b"+PONG\r\n$1000\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.01)


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    while await reader.read(1000):
        pass


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    while True:
        writer.write(b"+" + b"x" * 100_000)
        await writer.drain()


def against(talk: Talk, **keys: Any) -> tuple[Reading, str]:
    async def run() -> tuple[Reading, str]:
        async with listening(talk) as port:
            return await read("redis", host="127.0.0.1", port=port, **keys), f"127.0.0.1:{port}"

    return asyncio.run(run())


def test_an_answer_as_redis_gives_it_is_up() -> None:
    reading, _ = against(says(WHOLE), expect="role == master")
    assert (reading.state, reading.value) == ("up", "master")


@pytest.mark.parametrize(
    ("words", "state", "value", "reason"),
    [
        (b"-LOADING Redis is loading the dataset in memory", "down", "loads", "{} is still loading its data: LOADING"),
        (b"-BUSY Redis is busy running a script.", "down", "busy", "{} is busy with a script: BUSY Redis is busy"),
        (b"-DENIED Redis is running in protected mode", "down", "denied", "{} takes nobody from elsewhere: DENIED"),
        (b"-MASTERDOWN Link with MASTER is down", "down", "no link", "{} has lost its master and serves nothing old"),
        (b"-NOPERM this user has no permissions", "unknown", "?", "the check's user may not ask {} for PING: NOPERM"),
        (b"-ERR something else", "down", "error", "{} answered PING with an error: ERR something else"),
        (b"-ERR max number of clients reached", "down", "full", "all connections of {} are taken: ERR max number of"),
    ],
)
@pytest.mark.parametrize("close", [False, True])
def test_every_refusal_is_said_in_words(words: bytes, state: str, value: str, reason: str, close: bool) -> None:
    reading, where = against(says(words + b"\r\n" + (b"" if close else words + b"\r\n"), close))
    assert (reading.state, reading.value) == (state, value)
    assert reading.definite == (state == "down")
    assert reading.reason.startswith(reason.format(where))


@pytest.mark.parametrize(
    ("talk", "value", "reason"),
    [
        (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "no RESP", "not Redis: `HTTP/1.1 400 Bad Request` came"),
        (says(b"\x16\x03\x01\r\n"), "no RESP", "not Redis: `"),
        (says(b"\r\n\r\n"), "no RESP", "not Redis: `` came"),
        (says(b"+OK\r\n+OK\r\n"), "no RESP", "not Redis: PING was not answered with PONG"),
        (says(b"+PONG\r\n$%d\r\n" % (MOST_BYTES + 1)), "no RESP", "not Redis: a reply of 1048577 bytes was announced"),
        (says(b"+PONG\r\n$99999999999999999999\r\n"), "no RESP", "not Redis: `$99999999999999999999` came"),
        (says(b"+PONG\r\n$-7\r\n"), "no RESP", "not Redis: a reply of -7 bytes was announced"),
        (says(b"+PONG\r\n$x\r\n"), "no RESP", "not Redis: `$x` came"),
        (says(b"+PONG\r\n$1\r\nabc"), "no RESP", "not Redis: a reply did not end where it was said to"),
        (endless, "no RESP", "not Redis: a line without an end came"),
        (says(b"", close=True), "closed", "connection closed by 127.0.0.1:"),
        (says(b"+PO", close=True), "closed", "connection closed by 127.0.0.1:"),
        (says(b"+PONG\r\n$100\r\nrole", close=True), "closed", "connection closed by 127.0.0.1:"),
        (silent, "timeout", "no answer within 200 ms: connected to 127.0.0.1:"),
        (drips, "timeout", "no answer within 200 ms: connected to 127.0.0.1:"),
    ],
)
def test_what_is_no_redis_is_told_from_it_within_bounds(talk: Talk, value: str, reason: str) -> None:
    reading, _ = against(talk, timeout="200ms" if value == "timeout" else "5s")
    assert (reading.state, reading.value) == ("down", value)
    assert reason in reading.reason


def test_the_words_of_a_timeout_say_how_far_it_came() -> None:
    reading, where = against(drips, timeout="200ms")
    said = f"no answer within 200 ms: connected to {where}, PONG came, INFO was sent, no whole answer came"
    assert reading.reason == said


def test_info_that_tells_nothing_leaves_values_unknown() -> None:
    reading, _ = against(says(b"+PONG\r\n$-1\r\n"), expect="memory < 90%")
    assert (reading.state, reading.reason) == ("unknown", "memory is not known: INFO told nothing")
    reading, _ = against(says(WHOLE), expect="memory < 90%")
    assert (reading.state, reading.reason) == ("unknown", "memory is not known")


def test_info_is_read_with_its_types() -> None:
    info = Info(b"# Memory\r\nused_memory:100\r\nratio:1.50\r\nname:a:b\r\ndb0:keys=3,expires=0\r\nodd\r\nempty:\r\n")
    assert info == {
        "used_memory": 100,
        "ratio": 1.5,
        "name": "a:b",
        "db0": {"keys": 3, "expires": 0},
        "empty": "",
    }
    assert Info(b"\xff\xfe:\x00\r\n") == {"\ufffd\ufffd": "\x00"}


@pytest.mark.parametrize(
    ("info", "values"),
    [
        ({"used_memory": 50, "maxmemory": 200}, {"memory": 25.0}),
        ({"connected_clients": 5, "maxclients": 20}, {"clients": 25.0}),
        ({"rdb_last_bgsave_status": "err", "aof_last_write_status": "ok"}, {"persistence": "rdb failing"}),
        (
            {"rdb_last_bgsave_status": "err", "aof_last_write_status": "err", "aof_last_bgrewrite_status": "err"},
            {"persistence": "rdb failing and aof failing"},
        ),
        (
            {"role": "master", "master_repl_offset": 500, "slave0": {"lag": 1, "offset": 480}, "slave1": {"lag": 9}},
            {"replication_lag": 9, "replication_lag_bytes": 500, "replicas": 2},
        ),
        (
            {"role": "slave", "master_link_status": "down", "master_link_down_since_seconds": 40},
            {"link": "down", "replication_lag": 40},
        ),
        (
            {
                "role": "slave",
                "master_link_status": "up",
                "master_last_io_seconds_ago": 2,
                "slave_read_repl_offset": 90,
                "slave_repl_offset": 60,
            },
            {"link": "up", "replication_lag": 2, "replication_lag_bytes": 30},
        ),
    ],
)
def test_numbers_become_what_conditions_speak_of(info: dict[str, Any], values: dict[str, object]) -> None:
    assert values_of(info).items() >= values.items()


NAMES = st.sampled_from(
    [
        *("role", "used_memory", "maxmemory", "connected_clients", "maxclients", "evicted_keys", "keyspace_hits"),
        *("keyspace_misses", "run_id", "uptime_in_seconds", "master_link_status", "master_last_io_seconds_ago"),
        *("master_repl_offset", "slave_repl_offset", "slave0", "connected_slaves", "rdb_last_bgsave_status"),
        *("redis_version", "master_host"),
    ]
)
WORDS = st.one_of(st.sampled_from(["master", "slave", "-1", "0", "1e9", "lag=1,offset=x", "=", ","]), st.text())


@given(st.lists(st.tuples(NAMES, WORDS)), st.lists(st.tuples(NAMES, WORDS)))
def test_whatever_info_holds_gives_values_or_gaps(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    before: Counted | None = None
    for at_s, lines in enumerate((first, second)):
        info = Info("\r\n".join(f"{name}:{words}" for name, words in lines).encode("utf-8", "surrogatepass"))
        values = values_of(info)
        counted, before = rates(info, float(at_s), before)
        lines_said = redis_info.details(info, {**values, **counted})
        assert all(isinstance(words, str) for _, words in lines_said)


@pytest.mark.parametrize(
    "info",
    [
        {"role": "slave", "master_link_status": "down", "master_link_down_since_seconds": -1},
        {"role": "master", "slave0": {"lag": -1, "offset": 0}},
    ],
)
def test_a_lag_nobody_told_is_not_known(info: dict[str, Any]) -> None:
    lag = values_of(info)["replication_lag"]
    assert isinstance(lag, Gap)
    assert lag.ok is None


def counters(evicted: int, hits: int, misses: int, run: str = "a", uptime: int = 1000) -> dict[str, Any]:
    return {
        "evicted_keys": evicted,
        "keyspace_hits": hits,
        "keyspace_misses": misses,
        "run_id": run,
        "uptime_in_seconds": uptime,
    }


def over(*steps: tuple[float, dict[str, Any]]) -> list[tuple[object, object]]:
    """Evictions and hit rate of these moments, one after the other."""
    before: Counted | None = None
    seen = []
    for at_s, info in steps:
        values, before = rates(info, at_s, before)
        seen.append((values["evictions"], values["hit_rate"]))
    return seen


def test_rates_are_those_since_the_probe_before() -> None:
    first, second = over((0.0, counters(500, 900, 100)), (10.0, counters(700, 1000, 200)))
    assert first == (0.5, 90.0)
    assert second == (20.0, 50.0)


def test_few_lookups_add_up_until_they_say_something() -> None:
    steps = [(0.0, counters(0, 900, 100)), (1.0, counters(0, 900, 160)), (2.0, counters(0, 900, 220))]
    assert [rate for _, rate in over(*steps)] == [90.0, 90.0, 0.0]
    assert redis_info.LEAST_LOOKUPS == 100


def test_counters_that_began_anew_are_no_negative_rates() -> None:
    first, second = over((0.0, counters(500, 900, 100)), (10.0, counters(8, 30, 10, run="b", uptime=4)))
    assert first == (0.5, 90.0)
    assert second == (2.0, 75.0)
    _, reset = over((0.0, counters(500, 900, 100)), (10.0, counters(20, 3, 1)))
    assert reset == (2.0, 75.0)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`url` is missing: write `url: ${REDIS_URL}`, or `host`, or `unix`"),
        ({"url": "redis://cache:6379"}, "`url` is a secret and comes from the environment: write `url: ${NAME}`"),
        ({"host": "cache", "password": "x"}, "`password` is a secret and comes from the environment"),
        ({"host": "cache:6379"}, "`host` is a name or an address alone: write `port: 6379` beside it"),
        ({"host": "169.254.169.254"}, "`host` is the cloud's metadata address, which is never probed"),
        ({"host": "cache", "port": 0}, "`port` must be from 1 to 65535, not 0"),
        ({"host": "cache", "db": -1}, "`db` is the number of a database, 0 or more"),
        ({"host": "cache", "username": "app"}, "`username` goes with a `password`"),
        ({"host": "cache", "unix": "/run/redis.sock"}, "`unix` and `host` cannot go together"),
        ({"unix": "redis.sock"}, "`unix` must be the whole path of a socket, at most 103 bytes"),
        ({"unix": "/run/redis.sock", "tls": True}, "`tls` cannot go with `unix`"),
        ({"host": "cache", "expect": "memory < lots"}, "`memory < lots`: `<` compares numbers"),
        ({"host": "cache", "expect": "hitrate > 80%"}, "`hitrate > 80%`: unknown `hitrate`, did you mean `hit_rate`?"),
        ({"host": "cache", "expect": "clients.used < 5"}, "`clients.used < 5`: clients has no parts"),
        ({"host": "cache", "pasword": "x"}, "unknown key `pasword`, did you mean `password`?"),
    ],
)
def test_wrong_keys_are_told_to_whoever_wrote_them(keys: dict[str, Any], said: str) -> None:
    assert refused("redis", **keys).startswith(said)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://:sesame9@cache/0", "`url` must begin with redis:// or rediss:// or"),
        ("redis://:ses@me9@cache/0", "`url` cannot be read: a password's @"),
        ("redis://:sesame9@cache:sesame9", "`url` has a port that is no number from 1 to 65535"),
        ("redis://:sesame9@cache/sesame9", "`url` ends in what is no number of a database"),
        ("redis://:sesame9@one,two/0", "`url` names several hosts: write a check for each"),
        ("redis://:sesame9@/0", "`url` is missing"),
    ],
)
def test_a_url_that_cannot_be_read_is_not_said_back(monkeypatch: pytest.MonkeyPatch, url: str, said: str) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    told = refused("redis", url="${REDIS_URL}")
    assert told.startswith(said)
    assert "sesame9" not in told


@pytest.mark.parametrize(
    ("url", "target", "origin"),
    [
        ("redis://:sesame9@cache", "cache:6379", "redis://cache:6379"),
        ("rediss://app:s%40same9@cache.example:6380/2?ssl_cert_reqs=none", "cache.example:6380/2", None),
        ("redis://[::1]:7000/0", "[::1]:7000", "redis://[::1]:7000"),
        ("unix:///run/redis.sock?db=3", "/run/redis.sock/3", "redis:///run/redis.sock"),
    ],
)
def test_the_target_is_the_place_without_the_login(
    monkeypatch: pytest.MonkeyPatch, url: str, target: str, origin: str | None
) -> None:
    monkeypatch.setenv("REDIS_URL", url)
    asked = Prepared(make_check({"name": "it", "kind": "redis", "url": "${REDIS_URL}"}))
    assert asked.target == target
    assert asked.origin == (origin or "redis://cache.example:6380")
