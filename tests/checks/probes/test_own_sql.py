"""Which SELECTs of people are asked, and which are refused before any server sees them."""

import pytest

from warroom.checks.servers.own_sql import check_sql


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "SELECT count(*) AS n FROM orders WHERE state = 'open';",
        "(select 1) union (select 2)",
        "show max_connections",
        "with o as (select * from orders) select count(*) from o",
        "table orders",
        "select max(now() - updated_at) from jobs where note = 'delete; -- it''s pg_sleep(1)'",
        "select pg_database_size('shop'), pg_is_in_recovery(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')",
        "select pg_stat_get_numscans(1), pg_get_expr(a, b), pg_catalog.pg_total_relation_size('t')",
        "select * from pg_stat_activity a join pg_locks l on true",
        'select "pg_sleep" from t',
        "select lower(name), log(2), localtimestamp(0) from t where name ~ '\\d+'",
    ],
)
def test_what_reads_is_taken(sql: str) -> None:
    check_sql(sql)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "must be a SELECT"),
        ("insert into t values (1)", "must be a SELECT"),
        ("copy t to program 'rm'", "must be a SELECT"),
        ("do 'begin end'", "must be a SELECT"),
        ("explain analyze select 1", "must be a SELECT"),
        ("begin", "must be a SELECT"),
        ("select 1; drop table t", "must be one statement"),
        ("with d as (delete from t returning *) select * from d", "would change something"),
        ("with d as (MERGE into t using u on true when matched then delete) select 1", "would change something"),
        ("select pg_terminate_backend(pid) from pg_stat_activity", "calls pg_terminate_backend"),
        ("select PG_Cancel_Backend (1)", "calls pg_cancel_backend"),
        ('select "pg_terminate_backend"\n(1)', "calls pg_terminate_backend"),
        ("select pg_catalog . pg_terminate_backend(1)", "calls pg_terminate_backend"),
        ("select pg_sleep(60)", "calls pg_sleep"),
        ("select pg_sleep_for('1 h')", "calls pg_sleep_for"),
        ("select pg_reload_conf()", "calls pg_reload_conf"),
        ("select pg_promote()", "calls pg_promote"),
        ("select pg_advisory_lock(1)", "calls pg_advisory_lock"),
        ("select pg_stat_reset()", "calls pg_stat_reset"),
        ("select pg_stat_statements_reset()", "calls pg_stat_statements_reset"),
        ("select pg_read_file('/etc/passwd')", "calls pg_read_file"),
        ("select pg_notify('a', 'b')", "calls pg_notify"),
        ("select pg_switch_wal()", "calls pg_switch_wal"),
        ("select pg_logical_emit_message(true, 'a', 'b')", "calls pg_logical_emit_message"),
        ("select lo_import('/etc/passwd')", "calls lo_import"),
        ("select lo_unlink(1)", "calls lo_unlink"),
        ("select * from dblink('host=db', 'drop table t') as t(a int)", "calls dblink"),
        ("select dblink_exec('drop table t')", "calls dblink_exec"),
        ("select set_config('default_transaction_read_only', 'off', false)", "calls set_config"),
        ("select nextval('s')", "calls nextval"),
        ("select query_to_xml('select pg_sleep(1)', true, true, '')", "calls query_to_xml"),
        ("select * from crosstab('select 1')", "calls crosstab"),
        ("select pg_terminate_backend/**/(1)", "without comments"),
        ("select 1 -- one", "without comments"),
        ("select E'\\'', pg_sleep(60), ''", "quotes in a way"),
        ("select $$a$$", "quotes in a way"),
        ("select $1", "quotes in a way"),
        ('select U&"pg_sl\\0065ep"(1)', "quotes in a way"),
        ("select 'half", "without its other half"),
        ('select "half', "without its other half"),
        ("select '" + "x" * 10_000 + "'", "at most 10000 are read"),
    ],
)
def test_what_acts_or_cannot_be_read_is_refused(sql: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^`sql` ") as wrong:
        check_sql(sql)
    assert said in str(wrong.value)
