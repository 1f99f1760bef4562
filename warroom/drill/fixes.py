"""What a trainee may do about a drill: real acts on its services, the wrong ones too.

An act of the catalog is a function here; a scenario says which of them it has. Each says in one sentence what came.
"""

import time
from collections.abc import Callable

from warroom.drill.catalog import SERVICES
from warroom.drill.wire import Wire
from warroom.errors import BadInput, NotHere

TIMEOUT_S = 5.0


def fix(what: str, ports: dict[str, int], timeout_s: float = TIMEOUT_S) -> str:
    """Do it to the services on these ports and say in one sentence what came of it.

    Raises BadInput for what this drill has no act for, NotHere when a service does not answer within `timeout_s`
    seconds.
    """
    wire = Wire(ports, timeout_s)
    here = _acts(wire)
    act = _ACTS.get(what.strip().lower()) if what.strip().lower() in here else None
    if act is None:
        known = "; ".join(f"{name} ({words})" for name, words in here.items())
        raise BadInput(f"nothing here is called {what!r}; there is {known}")
    try:
        return act(wire)
    except (KeyError, TypeError):
        raise NotHere("what answers on this drill's ports is not its services: is the drill still running?") from None


def ports_from(supervisor: int, timeout_s: float = TIMEOUT_S) -> dict[str, int]:
    """Where all services of a drill listen, as its supervisor says. Raises NotHere when it does not answer."""
    said = Wire({"supervisor": supervisor}, timeout_s).get("supervisor", "/drill")
    ports = said.get("ports")
    if said.get("drill") is not True or not isinstance(ports, dict):
        raise NotHere(f"what answers on 127.0.0.1:{supervisor} is not the drill's supervisor")
    known = {name: port for name, port in ports.items() if isinstance(port, int) and 0 < port < 65_536}
    if not SERVICES.keys() <= known.keys():
        raise NotHere(f"the drill on 127.0.0.1:{supervisor} is that of another version of warroom")
    return known


def _acts(wire: Wire) -> dict[str, str]:
    acts = wire.get("supervisor", "/drill").get("acts")
    return {str(name): str(words) for name, words in acts.items()} if isinstance(acts, dict) else {}


def _pool(wire: Wire) -> str:
    said = wire.line("pool", "KILL IDLE")
    ended: dict[str, int] = said["ended"]
    in_use = f"{said['sessions']} of {said['max']} in use"
    if not ended:
        return f"no session was idle in transaction; {in_use}"
    count = sum(ended.values())
    return f"ended {count} idle session{'s' if count > 1 else ''} of {', '.join(sorted(ended))}; {in_use}"


def _worker(wire: Wire) -> str:
    was = wire.post("supervisor", "/programs/report-worker/stop")["was"]
    pool = wire.line("pool", "STATUS")
    in_use = f"{pool['sessions']} of {pool['max']} sessions of the pool are in use"
    if was == "idle":
        return f"the report worker has not run yet; {in_use}"
    did = "stopped the report worker" if was == "running" else f"the report worker had {was}, and is not started again"
    return f"{did}; {in_use}"


def _api(wire: Wire) -> str:
    before, began = _wrong(wire), time.monotonic()
    wire.post("api", "/restart")
    wire.again("api", "/errors")
    return f"restarted the API in {time.monotonic() - began:.1f} s; {_health(wire, before)}"


def _rollback(wire: Wire) -> str:
    before = _wrong(wire)
    was = wire.post("api", "/deploy/v41")["was"]
    if was == "v41":
        return f"v41 runs already, nothing was changed; {_health(wire, before)}"
    wire.again("api", "/errors")
    return f"put v41 back in place of {was}; {_health(wire, before)}"


def _wrong(wire: Wire) -> dict[str, str]:
    """The parts of which the API says that they are not up, with what it says of them."""
    parts = wire.again("api", "/health").items()
    return {name: str(part.get("error", "not up")) for name, part in parts if isinstance(part, dict) and not part["up"]}


def _health(wire: Wire, before: dict[str, str]) -> str:
    """What the API says of itself now, and whether that is any better than `before`."""
    wrong = _wrong(wire)
    if not wrong:
        return "the API says that all it needs is up"
    same = " as before" if wrong.keys() == before.keys() else ""
    return f"the API fails{same}, {'; '.join(f'{name}: {said}' for name, said in wrong.items())}"


def _provider(wire: Wire) -> str:
    said = wire.post("api", "/payments/payments-2")
    if said["was"] == said["provider"]:
        return f"payments go through {said['provider']} already"
    return f"payments go through {said['provider']} from now on, no longer through {said['was']}"


def _replica(wire: Wire) -> str:
    wire.post("stock-b", "/restart")
    percent = wire.get("api", "/errors")["percent"]
    return f"restarted stock-b; of the last requests {percent:g} % failed"


def _drain(wire: Wire) -> str:
    wire.post("api", "/drain/stock-b")
    percent = wire.get("api", "/upstreams")["percent"]["stock-b"]
    return f"no more requests go to stock-b; of its last ones {percent:g} % failed"


def _logs(wire: Wire) -> str:
    said = wire.post("node", "/logs/clear")
    return f"deleted {_mib(said['freed_bytes'])} of logs; {said['free_percent']:g} % of the volume are free"


def _writer(wire: Wire) -> str:
    was = wire.post("supervisor", "/programs/log-writer/stop")["was"]
    freed = wire.post("node", "/logs/debug.log/delete").get("freed_bytes", 0)
    did = "stopped the log writer" if was == "running" else f"the log writer was {was} already"
    free = wire.get("node", "/disk")["free_percent"]
    return f"{did} and deleted {_mib(freed)} of its file; {free:g} % of the volume are free"


def _cache(wire: Wire) -> str:
    before, keys = _wrong(wire), wire.get("cache", "/status")["keys"]
    wire.resp("cache", "FLUSHALL")
    return f"emptied the cache of {keys} entries; {_health(wire, before)}"


def _queue(wire: Wire) -> str:
    before, dropped = _wrong(wire), wire.line("queue", "PURGE")["dropped"]
    return f"threw away {dropped} mails that waited; {_health(wire, before)}"


def _mib(size: int) -> str:
    return f"{size / (1 << 20):.1f} MiB"


_ACTS: dict[str, Callable[[Wire], str]] = {
    "pool": _pool,
    "worker": _worker,
    "api": _api,
    "rollback": _rollback,
    "provider": _provider,
    "replica": _replica,
    "drain": _drain,
    "logs": _logs,
    "writer": _writer,
    "cache": _cache,
    "queue": _queue,
}
