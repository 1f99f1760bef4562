"""SQL of a runbook against a real PostgreSQL: it reads only, unless somebody has confirmed more."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types
import msgspec
import pytest

from tests.checks.probes.postgres_server import ROOM, Cluster
from tests.runbook.running import ENVIRON, Ran, planned, postgres, ran
from warroom.runbook.sql_table import Table


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    try:
        yield cluster.create().start()
    finally:
        cluster.remove()


def sql(text: str, cluster: Cluster, folder: Path, **more: Any) -> Ran:
    own = {name: more.pop(name) for name in ("stop_when",) if name in more}
    plan = planned(text, language="sql", checks=(postgres(**cluster.options()),), **more)
    assert plan.runs, plan.copy_only
    return ran(plan, folder, environ=ENVIRON, **own)


def test_rows_are_a_table(cluster: Cluster, tmp_path: Path) -> None:
    done = sql("SELECT 1 AS n, 'bo' AS name, null AS none, true AS yes", cluster, tmp_path)
    lines = done.text("out").splitlines()
    assert lines[:3] == ["n | name | none | yes", "--+------+------+----", "1 | bo   |      | t"]
    assert lines[3].startswith("(1 row, ")
    assert (done.ended.outcome, done.ended.exit) == ("exited", 0)
    assert done.kept.splitlines()[:3] == lines[:3]


def test_a_read_cannot_write_whatever_it_calls(cluster: Cluster, tmp_path: Path) -> None:
    sql("CREATE TABLE kept (n int)", cluster, tmp_path)
    plan = planned("SELECT 1", language="sql", checks=(postgres(**cluster.options()),))
    done = ran(msgspec.structs.replace(plan, command="INSERT INTO kept VALUES (1)"), tmp_path)
    assert done.ended.exit == 1
    assert "read-only transaction" in done.text("err")


def test_what_is_confirmed_changes(cluster: Cluster, tmp_path: Path) -> None:
    done = sql(
        "CREATE TABLE IF NOT EXISTS t (n int); INSERT INTO t VALUES (<n>) RETURNING n;\nVACUUM t",
        cluster,
        tmp_path,
        blanks={"<n>": "7"},
    )
    assert done.ended.exit == 0, done.text()
    assert done.text("out").splitlines()[0] == "CREATE TABLE"
    assert done.text("out").splitlines()[-1] == "VACUUM"
    assert sql("SELECT n FROM t", cluster, tmp_path).text("out").splitlines()[2] == "7"


def test_the_first_statement_that_fails_ends_it(cluster: Cluster, tmp_path: Path) -> None:
    done = sql("SELECT nope FROM nowhere; SELECT 1", cluster, tmp_path)
    assert done.ended.exit == 1
    assert 'relation "nowhere" does not exist (42P01)' in done.text("err")
    assert "(1 row" not in done.text()


def test_a_limit_and_a_stop_end_a_statement(cluster: Cluster, tmp_path: Path) -> None:
    done = sql("SELECT 1; SELECT pg_sleep(60)", cluster, tmp_path, stop_when=lambda said: "(1 row" in said)
    assert done.ended.outcome == "stopped"
    late = sql("SELECT pg_sleep(60)", cluster, tmp_path, limit_s=0.3)
    assert late.ended.outcome == "timed out" or "57014" in late.text("err")


def test_many_rows_come_in_blocks(cluster: Cluster, tmp_path: Path) -> None:
    done = sql("SELECT generate_series AS n FROM generate_series(1, 100000)", cluster, tmp_path)
    assert done.kept.rstrip().splitlines()[-1].startswith("(100000 rows, ")
    assert done.ended.lines == 100_003


def test_a_server_that_is_not_there_starts_nothing(cluster: Cluster, tmp_path: Path) -> None:
    plan = planned("SELECT 1", language="sql", checks=(postgres(**cluster.options(port=1)),))
    ended = ran(plan, tmp_path).ended
    assert ended.outcome == "not started"
    assert "no connection to 127.0.0.1:1" in ended.why


def test_a_password_is_in_no_word_of_it(cluster: Cluster, tmp_path: Path) -> None:
    options = cluster.options(user="locked", password="${PGSECRET}")
    plan = planned("SELECT 1", language="sql", checks=(postgres(**options),))
    done = ran(plan, tmp_path, environ=ENVIRON | {"PGSECRET": "sesame-street-9"})
    assert done.ended.outcome == "not started"
    assert "127.0.0.1" in done.ended.why
    assert "sesame" not in done.ended.why


def test_a_cell_is_one_line() -> None:
    lines: list[str] = []
    table = Table(["a", "b"], lines.append)
    table.add(("x\ny", [1, None]))
    table.add(("long " * 30, b"\x01"))
    table.finish(0.5)
    assert lines[2].startswith("x\\ny")
    assert lines[2].endswith("{1,}")
    assert lines[-1] == "(2 rows, 0.500 s)"


def test_idle_sessions_are_ended_by_a_step_while_no_connection_is_left(cluster: Cluster, tmp_path: Path) -> None:
    async def exhausted() -> str:
        options = cluster.options(user="shop")
        asked = {"host": "127.0.0.1", "port": cluster.port, "database": "postgres", "user": "shop"}
        taken = [await asyncpg.connect(**asked) for _ in range(ROOM)]
        with pytest.raises(asyncpg.TooManyConnectionsError):
            await asyncpg.connect(**asked)
        text = "SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity WHERE usename = '<who>'"
        admin = postgres(**{**options, "user": "postgres"})
        plan = planned(text, language="sql", checks=(admin,), blanks={"<who>": "shop"})
        assert (plan.asks, plan.destroys) == ("name", "deletes data or ends sessions")
        done = await asyncio.to_thread(ran, plan, tmp_path)
        for each in taken:
            each.terminate()
        again = await asyncpg.connect(**asked)
        await again.close()
        return done.text("out").splitlines()[2]

    sql("DROP ROLE IF EXISTS shop; CREATE ROLE shop LOGIN", cluster, tmp_path)
    assert asyncio.run(exhausted()) == str(ROOM).rjust(5)
