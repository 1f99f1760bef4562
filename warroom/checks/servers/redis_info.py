"""What Redis tells of itself with INFO: read, typed, and turned into the values that conditions speak of."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from warroom.checks.result import Gap, excerpt
from warroom.checks.units import size, span

LEAST_LOOKUPS = 100
"""Lookups below which a share of hits says nothing new."""
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,18})?")
_SAVES = {"rdb_last_bgsave_status": "rdb", "aof_last_bgrewrite_status": "aof", "aof_last_write_status": "aof"}


class Info(Mapping[str, Any]):
    """The fields by their names: numbers as such, `keys=1,expires=0` as a tree of its own, the rest as text.

    Each is made what it is when it is looked at: there are two hundred, and a check looks at a handful.
    """

    def __init__(self, text: bytes) -> None:
        lines = text.decode("utf-8", "replace").splitlines()
        self._words = dict(line.split(":", 1) for line in lines if ":" in line and line[0] != "#")

    def __getitem__(self, name: str) -> Any:
        value = self._words[name]
        return _tree(value) if "=" in value else _typed(value)

    def __contains__(self, name: object) -> bool:
        return name in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def _tree(value: str) -> dict[str, Any]:
    pairs = (pair.partition("=") for pair in value.split(","))
    return {name: _typed(each) for name, _, each in pairs}


def _typed(value: str) -> int | float | str:
    found = _NUMBER.fullmatch(value)
    if found is None:
        return value
    return float(value) if found[1] else int(value)


class Counted(NamedTuple):
    """Counters at a moment of the monotonic clock, and the share of hits that held then."""

    at_s: float
    run_id: object
    evicted: int
    hits: int
    lookups: int
    hit_rate: float | None


def values_of(info: Mapping[str, Any]) -> dict[str, object]:
    """The values of this moment; what the server did not tell is left out."""
    values: dict[str, object] = {"info": info}
    for name in ("used_memory", "maxmemory", "evicted_keys", "connected_clients", "blocked_clients", "role"):
        if name in info:
            values[name] = info[name]
    if "used_memory" in info and "maxmemory" in info:
        limited = _number(info, "maxmemory") > 0
        without = Gap("is not known: the server has no `maxmemory`, so nothing to be a share of", None)
        values["memory"] = 100 * _number(info, "used_memory") / _number(info, "maxmemory") if limited else without
    if "connected_clients" in info and _number(info, "maxclients") > 0:
        values["clients"] = 100 * _number(info, "connected_clients") / _number(info, "maxclients")
    if any(name in info for name in _SAVES):
        failing = dict.fromkeys(kind for name, kind in _SAVES.items() if info.get(name, "ok") != "ok")
        values["persistence"] = " and ".join(f"{kind} failing" for kind in failing) or "ok"
    return values | _replication(info)


def _replication(info: Mapping[str, Any]) -> dict[str, object]:
    match info.get("role"):
        case "master":
            return _of_master(info)
        case "slave":
            return _of_replica(info)
    return {}


def _of_master(info: Mapping[str, Any]) -> dict[str, object]:
    named = (info[name] for name in info if re.fullmatch(r"slave\d+", name))
    replicas = [each for each in named if isinstance(each, dict)]
    values: dict[str, object] = {"replicas": info.get("connected_slaves", len(replicas))}
    values["link"] = Gap("is not known: a master has no link to a master", None)
    if not replicas:
        missing = Gap("is missing: no replica is connected to this master", False)
        return values | {"replication_lag": missing, "replication_lag_bytes": missing}
    lags = [_number(replica, "lag", -1) for replica in replicas]
    offsets = [_number(replica, "offset") for replica in replicas]
    unknown = Gap("is not known yet: a replica has not told how far it is", None)
    values["replication_lag"] = unknown if min(lags) < 0 else max(lags)
    values["replication_lag_bytes"] = max(0, _number(info, "master_repl_offset") - min(offsets))
    return values


def _of_replica(info: Mapping[str, Any]) -> dict[str, object]:
    link = info.get("master_link_status", "unknown")
    since = info.get("master_link_down_since_seconds" if link != "up" else "master_last_io_seconds_ago", -1)
    known = isinstance(since, int) and since >= 0
    lag = since if known else Gap("is not known: the replica has not heard from its master yet", None)
    values: dict[str, object] = {"replicas": info.get("connected_slaves", 0), "link": link, "replication_lag": lag}
    if "slave_read_repl_offset" in info and "slave_repl_offset" in info:
        behind = _number(info, "slave_read_repl_offset") - _number(info, "slave_repl_offset")
        values["replication_lag_bytes"] = max(0, behind)
    return values


def rates(info: Mapping[str, Any], at_s: float, before: Counted | None) -> tuple[dict[str, object], Counted | None]:
    """Evicted keys a second and the share of hits since the probe before, or since the server's start at the first.

    Counters that went back began anew. Few lookups add up until there are enough, and the last share holds till then.
    """
    if "evicted_keys" not in info:
        return {}, before
    hits = _number(info, "keyspace_hits")
    now = Counted(at_s, info.get("run_id"), _number(info, "evicted_keys"), hits, hits + _misses(info), None)
    anew = before is None or before.run_id != now.run_id or now.evicted < before.evicted or now.lookups < before.lookups
    if before is None or anew:
        elapsed = max(1.0, float(_number(info, "uptime_in_seconds")))
        evictions = now.evicted / (elapsed if before is None else min(elapsed, max(0.001, at_s - before.at_s)))
        rate = 100 * hits / now.lookups if now.lookups else None
        return _rated(evictions, rate), now._replace(hit_rate=rate)
    evictions = (now.evicted - before.evicted) / max(0.001, at_s - before.at_s)
    lookups = now.lookups - before.lookups
    if lookups < LEAST_LOOKUPS:
        kept = now._replace(hits=before.hits, lookups=before.lookups, hit_rate=before.hit_rate)
        return _rated(evictions, before.hit_rate), kept
    rate = 100 * (now.hits - before.hits) / lookups
    return _rated(evictions, rate), now._replace(hit_rate=rate)


def _rated(evictions: float, rate: float | None) -> dict[str, object]:
    nothing = Gap("is not known yet: nothing was looked up", None)
    return {"evictions": evictions, "hit_rate": nothing if rate is None else rate}


def _misses(info: Mapping[str, Any]) -> int:
    return _number(info, "keyspace_misses")


def _number(info: Mapping[str, Any], name: str, otherwise: int = 0) -> int:
    found = info.get(name, otherwise)
    return found if isinstance(found, int) else otherwise


def details(info: Mapping[str, Any], values: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Lines for whoever opens the check."""
    name = "Valkey" if "valkey_version" in info else "Redis"
    version = info.get("valkey_version", info.get("redis_version", "?"))
    lines = [("version", f"{name} {excerpt(str(version))}, up {span(float(_number(info, 'uptime_in_seconds')))}")]
    if "used_memory" in info:
        used, most = _number(info, "used_memory"), _number(info, "maxmemory")
        policy = excerpt(str(info.get("maxmemory_policy", "")))
        lines.append(("memory", f"{size(used)} of {size(most)}, {policy}" if most else f"{size(used)}, no limit"))
    if "connected_clients" in info:
        most = _number(info, "maxclients")
        of = f" of {most}" if most else ""
        lines.append(("clients", f"{info['connected_clients']}{of}, {_number(info, 'blocked_clients')} blocked"))
    if "role" in info:
        lines.append(("replication", _role(info, values)))
    if "persistence" in values:
        lines.append(("persistence", str(values["persistence"])))
    return tuple(lines)


def _role(info: Mapping[str, Any], values: dict[str, object]) -> str:
    if info["role"] == "slave":
        of = f"{excerpt(str(info.get('master_host', '?')))}:{info.get('master_port', '?')}"
        return f"replica of {of}, link {excerpt(str(values.get('link')))}"
    count = _number(info, "connected_slaves")
    return f"{excerpt(str(info['role']))}, {count} replica{'' if count == 1 else 's'}"
