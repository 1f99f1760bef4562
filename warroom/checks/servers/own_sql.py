"""Somebody's own SELECT, looked at before any server sees it: one statement that reads, and no function that acts.

The server gets it in a read-only transaction, which refuses writes; what is refused here is what that lets through.
"""

import re

from warroom.checks.result import excerpt

MOST_LETTERS = 10_000

_TOKEN = re.compile(r"'(?:[^']|'')*'|\"((?:[^\"]|\"\")*)\"")
_CALL = re.compile(r"([a-z_][\w$]*)\s*\(")
_NAMED = re.compile(r"(?:\bwith|\brecursive|,)\s*([a-z_]\w*)\s*\([^()]*\)\s*as\b")
"""What a WITH calls its parts."""
_BEGINS = ("select", "show", "with", "table", "values")
_WRITES = re.compile(r"\b(insert|update|delete|merge)\b")
_PG_READS = re.compile(
    r"pg_(?:stat_get_\w+|get_\w+|is_\w+|last_\w+|size_\w+|current_\w+|has_\w+|\w*_is_visible|\w+_size"
    r"|wal_lsn_diff|walfile_name\w*|typeof|backend_pid|blocking_pids|safe_snapshot_blocking_pids|postmaster_start_time"
    r"|conf_load_time|encoding_to_char|char_to_encoding|lock_status|show_all_settings|timezone_\w+|column_compression"
    r"|relation_filenode|relation_filepath|filenode_relation|my_temp_schema|collation_actual_version|sequence_last_value"
    r"|prepared_\w+|cursor|available_extensions|index_column_has_property|indexam_has_property|options_to_table)"
)
"""Functions of the server that only tell; of its others none is called."""
_KEYWORDS = """
select from where and or not in is as on using over filter group by having order limit offset union intersect
except all any some exists case when then else end between like ilike similar to distinct row array values
with recursive materialized lateral join partition within set cast at nulls first last grouping rollup cube
sets table
"""
_TYPES = """
int int2 int4 int8 integer bigint smallint numeric decimal real float float4 float8 double precision text
varchar char character bpchar boolean bool date time timetz timestamp timestamptz interval json jsonb uuid
inet cidr bytea
"""
_RECKON = """
count sum avg min max coalesce nullif greatest least now clock_timestamp statement_timestamp
transaction_timestamp current_timestamp localtimestamp date_trunc date_bin date_part extract age to_char
to_date to_timestamp to_number make_interval make_date make_timestamp make_timestamptz justify_interval
isfinite round ceil ceiling floor abs sign mod div power sqrt exp ln log trunc width_bucket length char_length
octet_length bit_length lower upper initcap trim btrim ltrim rtrim substring substr position strpos overlay
replace split_part concat concat_ws left right lpad rpad reverse starts_with regexp_match regexp_replace
regexp_count regexp_like md5 sha256 encode format quote_ident quote_literal string_agg array_agg array_length
array_to_string array_position array_upper array_lower cardinality unnest string_to_array generate_series
bool_and bool_or every stddev stddev_pop stddev_samp variance var_pop var_samp corr percentile_cont
percentile_disc mode row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value
nth_value json_agg jsonb_agg to_json to_jsonb row_to_json json_object_agg jsonb_object_agg json_build_object
jsonb_build_object json_build_array jsonb_build_array json_array_length jsonb_array_length json_extract_path
json_extract_path_text jsonb_extract_path jsonb_extract_path_text json_typeof jsonb_typeof
jsonb_array_elements json_array_elements jsonb_array_elements_text json_array_elements_text jsonb_each
json_each current_setting current_database current_schema version inet_server_addr inet_server_port
inet_client_addr host family masklen text_pattern txid_current_snapshot txid_snapshot_xmin txid_snapshot_xmax
mxid_age obj_description col_description shobj_description
"""
_READS = frozenset((_KEYWORDS + _TYPES + _RECKON).split())
"""What may stand before a bracket besides: whoever needs a function of their own puts it into a view."""


def check_sql(text: str) -> None:
    """Raises ValueError, in the words of whoever wrote it, for what is not one statement that only reads."""
    if len(text) > MOST_LETTERS:
        raise ValueError(f"`sql` has {len(text)} letters, at most {MOST_LETTERS} are read")
    if "\\'" in text or re.search(r"(?i)u&\"", text) or "$" in _without(text):
        raise ValueError(r"`sql` quotes in a way that is not read: write texts as 'it''s', without \', U& and $$")
    bare = _without(text).lower().strip()
    if "'" in bare.replace("''", "") or '"' in bare:
        raise ValueError("`sql` has a quote without its other half")
    if "--" in bare or "/*" in bare:
        raise ValueError("`sql` is written without comments")
    bare = bare.removesuffix(";").rstrip()
    if ";" in bare:
        raise ValueError("`sql` must be one statement")
    first = re.match(r"[\s(]*(\w*)", bare)
    word = first[1] if first else ""
    if word not in _BEGINS:
        raise ValueError(
            f"`sql` must be a SELECT, SHOW or WITH … SELECT, a check only reads: `{excerpt(text.strip())}`"
        )
    if word == "with" and (found := _WRITES.search(bare)):
        raise ValueError(f"`sql` would change something, a check only reads: `{found[1].upper()}`")
    own = set(_NAMED.findall(bare))
    for called in _CALL.findall(bare):
        if called not in own and called not in _READS and not _PG_READS.fullmatch(called):
            raise ValueError(
                f"`sql` calls {excerpt(called)}, which is not known to only read: ask a view that holds what it gives"
            )


def _without(text: str) -> str:
    """The text with every literal empty and the quotes around names gone."""
    return _TOKEN.sub(lambda found: "''" if found[1] is None else found[1].replace('""', " "), text)
