"""The postgres probe against a real server: what it finds, what it costs, and what it cannot be made to do."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types
import pytest

from tests.checks.probes.postgres_server import ROOM, Cluster
from tests.checks.probes.watching import now, read, ups_and_downs
from warroom.checks.asking import Places, ask
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.written import make_check

PASSWORD = "correct-horse-7"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    try:
        made.create().start()
        asyncio.run(filled(made))
        yield made
    finally:
        made.remove()


async def filled(cluster: Cluster) -> None:
    async with session(cluster) as admin:
        await admin.execute("create role app login; create table orders (id int, state text)")
        await admin.execute("insert into orders values (1, 'paid'), (2, 'open'); grant all on orders to app")
        await admin.execute(f"create role locked login password '{PASSWORD}'; create role shut login")
        await admin.execute(
            "create function cheats() returns int language sql volatile as "
            "$$ insert into orders values (9, 'forged') returning id $$"
        )
        await admin.execute("create view cheating as select cheats() as id; grant select on cheating to app")


@asynccontextmanager
async def session(cluster: Cluster, user: str = "postgres", name: str = "other") -> AsyncIterator[Any]:
    made = await asyncpg.connect(
        host="127.0.0.1",
        port=cluster.port,
        user=user,
        database="postgres",
        server_settings={"application_name": name},
    )
    try:
        yield made
    finally:
        made.terminate()


async def until(admin: Any, sql: str) -> None:
    """Wait until the query gives true."""
    async with asyncio.timeout(20):
        while not await admin.fetchval(sql):  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.005)


def once(cluster: Cluster, **keys: Any) -> Reading:
    return asyncio.run(read("postgres", **cluster.options(**keys)))


Again = Callable[[], Awaitable[Reading]]


@asynccontextmanager
async def kept(cluster: Cluster, **keys: Any) -> AsyncIterator[Again]:
    """Something that reads the same check over and over, as a watch does."""
    asked = Prepared(make_check({"name": "it", "kind": "postgres", **cluster.options(**keys)}))
    places = Places()
    async with Probes(now, [asked]) as probes:
        yield lambda: ask(asked, probes.probe, now, places)


def test_a_server_that_answers_is_up(cluster: Cluster) -> None:
    reading = once(cluster)
    assert (reading.state, reading.value) == ("up", reading.reason.removeprefix("answered in "))
    assert [label for label, _ in reading.phases] == ["resolve", "connect", "select"]
    assert reading.latency_s == dict(reading.phases)["select"]
    assert dict(reading.details)["version"].startswith("PostgreSQL 1")


def test_every_probe_uses_the_one_session_which_only_reads(cluster: Cluster) -> None:
    settings = ("application_name", "default_transaction_read_only", "transaction_read_only", "statement_timeout")
    sql = "select pg_backend_pid() as pid, " + ", ".join(f"current_setting('{name}') as {name}" for name in settings)
    want = ["row.application_name == warroom", "row.default_transaction_read_only == on"]
    want += ["row.transaction_read_only == on", 'row.statement_timeout == "3s"', "row.pid < 1"]

    async def run() -> list[Reading]:
        async with kept(cluster, sql=sql, expect=want) as again:
            return [await again() for _ in range(5)]

    readings = asyncio.run(run())
    assert {reading.reason for reading in readings} == {readings[0].reason}
    assert [one.ok for one in readings[0].found] == [True, True, True, True, False]
    assert [label for label, _ in readings[1].phases] == ["select", "sql"]


def test_checks_of_one_server_share_its_session(cluster: Cluster) -> None:
    async def run() -> int:
        checks = [
            Prepared(make_check({"name": f"check {n}", "kind": "postgres", **cluster.options()})) for n in range(5)
        ]
        places = Places()
        async with Probes(now, checks) as probes, session(cluster) as admin:
            readings = await asyncio.gather(*(ask(asked, probes.probe, now, places) for asked in checks))
            assert {reading.state for reading in readings} == {"up"}
            count: int = await admin.fetchval(
                "select count(*) from pg_stat_activity where application_name = 'warroom'"
            )
            return count

    assert asyncio.run(run()) == 1


def test_sessions_are_counted_against_the_room_there_is(cluster: Cluster) -> None:
    async def run() -> Reading:
        async with session(cluster, name="shop"), session(cluster, name="shop") as second:
            await second.execute("begin")
            return await read("postgres", **cluster.options(query="connections", warn="connections < 20%"))

    reading = asyncio.run(run())
    assert (reading.state, reading.value) == ("degraded", f"3/{ROOM}")
    assert reading.reason == "connections 30 %, wanted < 20%"
    details = dict(reading.details)
    states = details["connections"].removeprefix(f"3 of {ROOM} connections in use: ")
    assert set(states.split(", ")) == {"1 active", "1 idle", "1 idle in transaction"}
    assert details["held by"] == "2 shop, 1 warroom"


@asynccontextmanager
async def crowded(cluster: Cluster, count: int) -> AsyncIterator[None]:
    """So many sessions of an ordinary role."""
    crowd = [session(cluster, user="app", name="crowd") for _ in range(count)]
    for each in crowd:
        await each.__aenter__()
    try:
        yield
    finally:
        for each in crowd:
            await each.__aexit__(None, None, None)
        async with session(cluster) as admin:
            await until(admin, "select count(*) = 0 from pg_stat_activity where application_name = 'crowd'")


def test_a_server_without_a_free_connection_is_full(cluster: Cluster) -> None:
    async def run() -> Reading:
        async with crowded(cluster, ROOM):
            return await read("postgres", **cluster.options(user="app"))

    reading = asyncio.run(run())
    assert (reading.state, reading.value, reading.definite) == ("down", "full", True)
    assert reading.reason.startswith(f"all connections of 127.0.0.1:{cluster.port} are taken: ")
    assert reading.reason.endswith("(53300)")


def test_a_kept_session_still_counts_when_nobody_else_gets_in(cluster: Cluster) -> None:
    async def run() -> list[Reading]:
        async with (
            kept(cluster, user="app", query="connections") as bare,
            kept(cluster, user="app", expect="connections < 90% else SEV1") as judged,
        ):
            before = [await bare(), await judged()]
            async with crowded(cluster, ROOM - 2):
                return [*before, await bare(), await judged()]

    bare_before, judged_before, bare, judged = asyncio.run(run())
    assert (bare_before.state, judged_before.state) == ("up", "up")
    assert (bare.state, bare.value, bare.definite) == ("down", "full", True)
    assert bare.reason == f"{ROOM} of {ROOM} connections in use: new ones are refused"
    assert dict(bare.details)["held by"] == f"{ROOM - 2} crowd, 2 warroom"
    assert (judged.state, judged.value, judged.suggests) == ("down", f"{ROOM}/{ROOM}", ("SEV1",))
    assert judged.reason == "connections 100 %, wanted < 90%: suggests SEV1"


@asynccontextmanager
async def running(cluster: Cluster, sql: str, seen: str, user: str = "postgres") -> AsyncIterator[None]:
    """A statement under way in a session of its own; `seen` is what is true once it is."""
    async with session(cluster) as admin, session(cluster, user=user, name="batch") as busy:
        task = asyncio.ensure_future(busy.execute(sql))
        try:
            await until(admin, seen)
            yield
        finally:
            await admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'batch'"
            )
            await asyncio.gather(task, return_exceptions=True)


SLEEPS = "select exists (select from pg_stat_activity where wait_event = 'PgSleep')"
NAPS = "select pg_sleep(60), 'jane@example.com' as customer"


def test_the_longest_query_is_another_sessions_and_told_without_its_values(cluster: Cluster) -> None:
    async def run() -> Reading:
        async with running(cluster, NAPS, SLEEPS):
            want = ["longest_query < 0.001ms", "longest_transaction < 1h"]
            return await read("postgres", **cluster.options(expect=want))

    reading = asyncio.run(run())
    assert reading.state == "down"
    assert reading.reason.startswith("longest_query ")
    assert [one.ok for one in reading.found] == [False, True]
    line = dict(reading.details)["running"]
    assert " batch, active, " in line
    assert line.endswith("select pg_sleep(60), '…' as customer")


def test_sessions_that_may_not_be_seen_are_not_taken_for_none(cluster: Cluster) -> None:
    async def run() -> Reading:
        async with running(cluster, NAPS, SLEEPS):
            return await read("postgres", **cluster.options(user="app", expect="longest_query < 1h"))

    reading = asyncio.run(run())
    assert (reading.state, reading.value) == ("unknown", "?")
    assert reading.reason.endswith("the check's role may not see other roles' sessions, grant it pg_monitor")


def test_who_waits_for_whose_lock_is_told(cluster: Cluster) -> None:
    async def run() -> tuple[Reading, Reading, int]:
        async with kept(cluster, expect="blocked_locks == 0") as again, session(cluster, name="migration") as holder:
            free = await again()
            await holder.execute("begin; lock table orders in access exclusive mode")
            waits = "select exists (select from pg_locks where not granted)"
            async with running(cluster, "update orders set state = 'lost' where id = 1", waits):
                return free, await again(), await holder.fetchval("select pg_backend_pid()")

    free, blocked, pid = asyncio.run(run())
    assert (free.state, free.value) == ("up", "0 wait")
    assert (blocked.state, blocked.value) == ("down", "1")
    assert blocked.reason == "blocked_locks 1, wanted 0"
    line = dict(blocked.details)["blocked"]
    assert "batch, active" in line
    assert "update orders set state = '…' where id = 1" in line
    assert f"waits for {pid} migration (idle in transaction, open " in line


def test_a_primary_without_a_standby_has_no_lag_but_a_fault(cluster: Cluster) -> None:
    reading = once(cluster, expect=["role == primary", "replication_lag < 10s"])
    assert (reading.state, reading.value, reading.definite) == ("down", "none", True)
    assert reading.reason == "replication_lag is missing: no standby is connected to this primary"


def test_the_size_is_asked_for_once_a_minute(cluster: Cluster) -> None:
    async def run() -> list[Reading]:
        async with kept(cluster, expect="database_size < 1MB") as again, session(cluster) as admin:
            first = await again()
            await admin.execute("create table big as select repeat('x', 1000) from generate_series(1, 2000)")
            return [first, await again()]

    first, second = asyncio.run(run())
    assert first.state == "down"
    assert (first.reason, first.value) == (second.reason, second.value)
    assert first.value == dict(first.details)["database size"]


def test_statements_that_nobody_counts_are_unknown(cluster: Cluster) -> None:
    reading = once(cluster, expect="slowest < 1s")
    assert (reading.state, reading.reason) == ("unknown", "slowest is not known: pg_stat_statements is not installed")


@pytest.mark.slow
def test_slow_statements_are_found_by_their_mean() -> None:
    cluster = Cluster(needs="pg_stat_statements.control", shared_preload_libraries="pg_stat_statements")

    async def run() -> Reading:
        async with session(cluster) as admin:
            await admin.execute("create extension pg_stat_statements")
            await admin.fetch("select pg_sleep($1::float), 'jane'", 0.15)
            return await read("postgres", **cluster.options(query="slowest", warn="slowest < 100ms"))

    try:
        cluster.create().start()
        reading = asyncio.run(run())
    finally:
        cluster.remove()
    assert reading.state == "degraded"
    assert reading.reason.startswith("slowest 15")
    assert dict(reading.details)["slow"].endswith("1 calls: select pg_sleep($1::float), $2")


ONE_ROW = """
select count(*) as orders, 1.5::numeric as ratio, interval '90 s' as lag, null as nothing, true as fine,
       '{"queue": [3]}'::jsonb as stats, timestamp '2026-11-21 14:00' as at from orders"""


@pytest.mark.parametrize(
    ("expect", "state", "reason"),
    [
        ("row.orders == 2", "up", "row.orders 2"),
        ("row.orders > 2", "down", "row.orders 2, wanted > 2"),
        ("row.ratio < 2", "up", "row.ratio 1.5"),
        ("row.lag < 2m", "up", "row.lag 90"),
        ("row.nothing == null", "up", "row.nothing null"),
        ("row.fine == true", "up", "row.fine true"),
        ("row.stats.queue[0] < 3", "down", "row.stats.queue[0] 3, wanted < 3"),
        ('row.at contains "2026-11"', "up", 'row.at "2026-11-21T14:00:00"'),
        ("row.order == 2", "down", "row.order is missing"),
    ],
)
def test_the_columns_of_ones_own_row_are_judged(cluster: Cluster, expect: str, state: str, reason: str) -> None:
    reading = once(cluster, sql=ONE_ROW, expect=expect)
    assert (reading.state, reading.reason) == (state, reason)


def test_the_row_on_screen_shows_the_column_that_is_judged(cluster: Cluster) -> None:
    sql = "select 1234567 as orders, 'idle' as state, 'a long text' as note"
    expects = ("row.orders > 1", "row.state == idle", 'row.note contains "text"')
    values = [once(cluster, sql=sql, expect=expect).value for expect in expects]
    assert values[:2] == ["1.23M", "idle"]
    assert values[2].endswith(" ms")


@pytest.mark.parametrize(
    ("sql", "state", "reason"),
    [
        ("select id from orders where id = 77", "down", "row.id is missing: `sql` gave no row"),
        ("select id from orders", "unknown", "row.id is not known: `sql` gave more than one row"),
        ("select id from nowhere", "unknown", '`sql` cannot be answered as it is asked: relation "nowhere" does'),
        ("select 1/0 as id", "unknown", "`sql` cannot be answered as it is asked: division by zero (22012)"),
        ("select rolpassword as id from pg_authid", "unknown", "the check's role may not ask for `sql`: permission"),
        ("select id from cheating", "unknown", "`sql` would write, and a check only reads: cannot execute INSERT in"),
        (
            "select id from orders for update",
            "unknown",
            "`sql` would write, and a check only reads: cannot execute SEL",
        ),
    ],
)
def test_what_ones_own_sql_cannot_give_is_said(cluster: Cluster, sql: str, state: str, reason: str) -> None:
    reading = once(cluster, user="app", sql=sql, expect="row.id == 1")
    assert reading.state == state
    assert reading.reason.startswith(reason)


def test_nothing_ones_own_sql_does_is_kept(cluster: Cluster) -> None:
    async def run() -> int:
        async with kept(cluster, sql="select id from cheating") as again, session(cluster) as admin:
            assert [(await again()).state for _ in range(2)] == ["unknown", "unknown"]
            count: int = await admin.fetchval("select count(*) from orders where state = 'forged'")
            return count

    assert asyncio.run(run()) == 0


def test_a_statement_that_takes_too_long_is_stopped_by_the_server(cluster: Cluster) -> None:
    sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"

    async def run() -> tuple[Reading, Reading]:
        async with kept(cluster, sql=sql, timeout="500ms") as again:
            return await again(), await again()

    reading, second = asyncio.run(run())
    assert (reading.state, reading.value, reading.definite) == ("down", "slow", False)
    assert reading.reason.startswith("`sql` was stopped by the server after 3")
    assert reading.reason.endswith(" ms: canceling statement due to statement timeout (57014)")
    assert second.value == "slow"


def test_a_statement_does_not_wait_for_a_lock(cluster: Cluster) -> None:
    async def run() -> Reading:
        async with session(cluster) as holder:
            await holder.execute("begin; lock table orders in access exclusive mode")
            return await read("postgres", **cluster.options(sql="select count(*) from orders"))

    reading = asyncio.run(run())
    assert (reading.state, reading.value) == ("down", "locked")
    assert reading.reason == "`sql` waited over 1 s for a lock: canceling statement due to lock timeout (55P03)"


@pytest.mark.parametrize(
    ("keys", "value", "reason"),
    [
        ({"dbname": "shop"}, "no db", 'no such database on {}: database "shop" does not exist (3D000)'),
        ({"user": "nobody"}, "auth", 'login refused by {}: role "nobody" does not exist (28000)'),
        ({"user": "shut"}, "auth", "login refused by {}: pg_hba.conf rejects connection for host"),
        ({"user": "locked"}, "auth", "login refused by {}, as the check gave no password: password authent"),
        ({"sslmode": "require"}, "no tls", "{} offers no TLS, which sslmode require demands"),
    ],
)
def test_a_refused_login_is_said_in_words(cluster: Cluster, keys: dict[str, Any], value: str, reason: str) -> None:
    reading = once(cluster, **keys)
    assert (reading.state, reading.value, reading.definite) == ("down", value, True)
    assert reading.reason.startswith(reason.format(f"127.0.0.1:{cluster.port}"))


@pytest.mark.parametrize("password", [PASSWORD, "wrong-horse-8", "abc"])
def test_a_password_is_used_and_never_said(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setenv("DATABASE_URL", cluster.dsn("locked", password))
    reading = asyncio.run(read("postgres", dsn="${DATABASE_URL}"))
    assert reading.state == ("up" if password == PASSWORD else "down")
    assert password not in repr(reading)
    assert password == PASSWORD or reading.reason.endswith('password authentication failed for user "locked" (28P01)')


def test_a_session_that_was_ended_is_made_anew(cluster: Cluster) -> None:
    async def run() -> list[Reading]:
        async with kept(cluster, sql="select pg_backend_pid() as pid", expect="row.pid < 1") as again:
            readings = [await again()]
            async with session(cluster) as admin:
                ends = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'warroom'"
                await admin.fetch(ends)
                await until(admin, "select count(*) = 0 from pg_stat_activity where application_name = 'warroom'")
            return [*readings, await again(), await again()]

    first, second, third = asyncio.run(run())
    assert first.reason != second.reason == third.reason
    assert [label for label, _ in second.phases] == ["resolve", "connect", "select", "sql"]


def test_a_session_that_hangs_is_given_up_and_made_anew(cluster: Cluster) -> None:
    async def run() -> list[Reading]:
        sql = "select pg_backend_pid() as pid"
        async with kept(cluster, timeout="300ms", sql=sql, expect="row.pid > 1") as again:
            first = await again()
            pid = int(first.reason.split()[-1])
            os.kill(pid, signal.SIGSTOP)
            try:
                return [first, await again(), await again()]
            finally:
                os.kill(pid, signal.SIGCONT)

    first, hung, after = asyncio.run(run())
    where = f"127.0.0.1:{cluster.port}"
    assert hung.reason == f"no answer within 300 ms: connected to {where}, no answer to SELECT 1 came"
    assert (first.state, hung.state, after.state) == ("up", "down", "up")
    assert after.reason != first.reason


def test_a_server_that_waits_for_its_last_session_takes_no_more() -> None:
    cluster = Cluster()

    async def run() -> Reading:
        async with session(cluster):
            assert cluster.process is not None
            cluster.process.terminate()
            async with asyncio.timeout(20):
                while (reading := await read("postgres", **cluster.options())).state == "up":  # noqa: ASYNC110 - so
                    await asyncio.sleep(0.01)
            return reading

    try:
        cluster.create().start()
        reading = asyncio.run(run())
    finally:
        cluster.remove()
    assert (reading.state, reading.value, reading.definite) == ("down", "stops", True)
    assert reading.reason.endswith("the database system is shutting down (57P03)")


def test_a_real_server_goes_down_and_comes_back() -> None:
    cluster = Cluster()

    async def start() -> None:
        cluster.start()

    async def stop() -> None:
        cluster.stop()

    try:
        cluster.create()
        keys = cluster.options(query="connections", expect="connections < 90%")
        _, down, back = asyncio.run(ups_and_downs(start, stop, "postgres", **keys))
    finally:
        cluster.remove()
    assert down.value in ("refused", "closed", "stops")
    assert (back.to, back.value) == ("up", f"1/{ROOM}")


@pytest.mark.slow
def test_a_standby_tells_how_far_behind_it_is() -> None:
    primary = Cluster()
    standby = Cluster()

    async def run() -> tuple[Reading, Reading, Reading]:
        want = ["replication_lag < 10s", "replication_lag_bytes < 1GB"]
        async with session(primary) as admin, session(standby) as other:
            await until(admin, "select exists (select from pg_stat_replication where state = 'streaming')")
            await admin.execute("create table t as select generate_series(1, 1000) as id")
            await until(other, "select pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()")
            behind = "select coalesce(bool_and(replay_lsn = pg_current_wal_lsn()), false) from pg_stat_replication"
            await until(admin, behind)
            at_primary = await read("postgres", **primary.options(expect=["role == primary", *want]))
            at_standby = await read("postgres", **standby.options(expect=["role == standby", *want]))
            await other.execute("select pg_wal_replay_pause()")
            await admin.execute("insert into t select generate_series(1, 1000)")
            await until(other, "select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()")
            paused = await read("postgres", **standby.options(expect="replication_lag_bytes < 1B"))
            return at_primary, at_standby, paused

    try:
        primary.create().start()
        source = ("-h", "127.0.0.1", "-p", primary.port, "-U", "postgres")
        standby.run("pg_basebackup", "-D", standby.data, *source, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        standby.start()
        at_primary, at_standby, paused = asyncio.run(run())
    finally:
        standby.remove()
        primary.remove()
    assert (at_primary.state, at_standby.state) == ("up", "up"), (at_primary, at_standby)
    assert dict(at_primary.details)["replication"].startswith("walreceiver at 127.0.0.1, streaming, async, ")
    assert dict(at_standby.details)["replication"].startswith("standby, receives from its primary, 0")
    assert paused.state == "down"
    assert paused.reason.startswith("replication_lag_bytes ")


def test_a_pooler_that_takes_no_settings_is_asked_within_transactions(cluster: Cluster) -> None:
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        pytest.skip("pgbouncer is not installed")
    pooler = cluster.pooler(program)
    sql = "select current_setting('transaction_read_only') as only, current_setting('statement_timeout') as limit"

    async def run() -> list[Reading]:
        keys = {**cluster.options(), "port": pooler.port}
        checks: list[dict[str, Any]] = [
            {"query": "connections", "expect": "connections < 90%"},
            {"sql": sql, "expect": ["row.only == on", 'row.limit == "3s"']},
            {"sql": "select id from cheating"},
        ]
        return [await read("postgres", **keys, **each) for each in checks]

    with pooler:
        counts, limits, cheats = asyncio.run(run())
    assert (counts.state, counts.value) == ("up", f"1/{ROOM}")
    assert limits.state == "up", limits.reason
    assert (cheats.state, cheats.reason[-7:]) == ("unknown", "(25006)")
