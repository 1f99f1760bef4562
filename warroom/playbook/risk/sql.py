"""What SQL does, as far as its words tell: it only reads, it destroys, or else it changes."""

import re
from typing import Literal

from warroom.playbook.risk.options import words

_PIECE = re.compile(
    r"(?P<text>'(?:[^'\\]|'')*')"
    r'|(?P<name>"[^"\\]*")'
    r"|(?P<comment>--(?=[ \t\n]|\Z)[^\r\n]*|/\*(?![!+Mm])[^*/]*(?:\*(?!/)[^*/]*|/(?!\*)[^*/]*)*\*/)"
    r"|(?P<plain>(?:[^'\"#$`\\/*\r\x00\ufffc-]|-(?!-)|/(?!\*)|\*(?!/))+)"
    r"|(?P<unsure>.)",
    re.DOTALL,
)
"""What PostgreSQL and MySQL read alike; what one takes for a comment or a text and the other does not is unsure."""
_LEFT_OUT = {"text": " ", "comment": " "}
_DESTROYS = re.compile(
    r"\b(?:DROP\s+\w+|DELETE\s+FROM|DELETE\s+\w+|TRUNCATE)\b|\bpg_terminate_backend\b|\bpg_drop_\w+", re.IGNORECASE
)
_READS = re.compile(r"\s*(?:SELECT|SHOW|EXPLAIN\s+(?:\(FORMAT\s+\w+\)\s*)?SELECT)\b", re.IGNORECASE)
_NOT_IN_A_READ = re.compile(
    r"\b(?:INTO|UPDATE|INSERT|MERGE|DELETE|CALL|EXECUTE|COPY|LOCK|FOR\s+(?:NO\s+KEY\s+|KEY\s+)?SHARE|ANALYZE|ANALYSE|DO)\b"
    r"|\w\s*:=",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?<![\w\"\]])([\w\"\]]+)\s*\(")
_CALLED_OF_A_SCHEMA = re.compile(r"(?<!\bpg_catalog)\.\s*[\w\"]*\s*\(", re.IGNORECASE)
"""Somebody's own function, whatever it is called."""
_LONGEST = 10_000
_CALLS = words(
    """
    abs age all and any array_agg array_length as avg between by cast ceil char_length coalesce concat count
    current_database current_setting date date_part date_trunc dense_rank distinct else except exists extract filter
    floor from generate_series greatest group_concat having ifnull in inet_server_addr inet_server_port intersect
    interval join json_agg jsonb_agg lag lead least left length like limit lower max min mod not now nullif on or over
    order partition percentile_cont percentile_disc pg_backend_pid pg_blocking_pids pg_current_wal_lsn
    pg_database_size pg_indexes_size pg_is_in_recovery pg_last_wal_receive_lsn pg_last_wal_replay_lsn
    pg_last_xact_replay_timestamp pg_postmaster_start_time pg_relation_size pg_size_pretty pg_table_size
    pg_total_relation_size pg_wal_lsn_diff rank replace right round row_number select string_agg substr substring sum
    then timestampdiff to_char to_timestamp trim trunc union unnest upper using values version when where within
    """
)
"""What may stand before a parenthesis in a read: words of the language, and functions that change nothing."""


def sql_risk(sql: str) -> Literal["reads", "changes", "destroys"]:
    """Reads: one SELECT, SHOW or EXPLAIN that locks nothing and calls only functions known to change nothing."""
    if len(sql) > _LONGEST:
        return "destroys" if _DESTROYS.search(sql) else "changes"
    pieces = [(str(found.lastgroup), found[0]) for found in _PIECE.finditer(sql.replace("\r\n", "\n"))]
    sure = all(kind != "unsure" for kind, _ in pieces)
    named = "".join(_LEFT_OUT.get(kind, piece) for kind, piece in pieces)
    if _DESTROYS.search(named if sure else sql):
        return "destroys"
    said = "".join('""' if kind == "name" else _LEFT_OUT.get(kind, piece) for kind, piece in pieces)
    statements = [statement for statement in said.split(";") if statement.strip()]
    if not sure or len(statements) != 1 or not _READS.match(said) or _NOT_IN_A_READ.search(said):
        return "changes"
    if _CALLED_OF_A_SCHEMA.search(said):
        return "changes"
    return "reads" if all(name.lower() in _CALLS for name in _CALLED.findall(said)) else "changes"
