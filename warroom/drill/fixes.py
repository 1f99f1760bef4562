"""What a trainee may do about a drill: real acts on its services, the wrong ones too."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from warroom.errors import BadInput, NotHere

HOST = "127.0.0.1"
ANSWER_LIMIT = 4096

FIXES = {
    "pool": "end the sessions of the database pool that are idle in transaction",
    "api": "restart the API",
}


def fix(what: str, ports: dict[str, int], timeout_s: float = 5) -> str:
    """Do it to the services on these ports and say in one sentence what came of it.

    Raises BadInput for something nobody can fix, NotHere when the services do not answer within `timeout_s` seconds.
    """
    act = _ACTS.get(what.strip().lower())
    if act is None:
        known = "; ".join(f"{name} ({words})" for name, words in FIXES.items())
        raise BadInput(f"nothing here is called {what!r}; there is {known}")
    return act(ports, time.monotonic() + timeout_s)


def _fix_pool(ports: dict[str, int], deadline: float) -> str:
    said = _ask_pool(ports["pool"], "KILL IDLE", deadline)
    ended: dict[str, int] = said["ended"]
    in_use = f"{said['sessions']} of {said['max']} in use"
    if not ended:
        return f"no session was idle in transaction; {in_use}"
    count = sum(ended.values())
    return f"ended {count} idle session{'s' if count > 1 else ''} of {', '.join(sorted(ended))}; {in_use}"


def _fix_api(ports: dict[str, int], deadline: float) -> str:
    began = time.monotonic()
    _request(ports["api"], "POST", "/restart", deadline)
    while True:
        try:
            _request(ports["api"], "GET", "/metrics", deadline)
            break
        except NotHere:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    took = time.monotonic() - began
    pool = _ask_pool(ports["pool"], "STATUS", deadline)
    sessions = f"{pool['sessions']} of {pool['max']} sessions"
    if pool["free"]:
        return f"restarted the API in {took:.1f} s; {sessions} of the pool are in use"
    return f"restarted the API in {took:.1f} s; the pool is as full as before: {sessions}, {pool['idle']} of them idle"


_ACTS: dict[str, Callable[[dict[str, int], float], str]] = {"pool": _fix_pool, "api": _fix_api}


def _ask_pool(port: int, line: str, deadline: float) -> dict[str, Any]:
    """The pool's answer to one line."""
    got = b""
    try:
        with socket.create_connection((HOST, port), timeout=_left(deadline)) as pool:
            pool.sendall(f"{line}\n".encode())
            while not got.endswith(b"\n") and len(got) < ANSWER_LIMIT:
                pool.settimeout(_left(deadline))
                more = pool.recv(ANSWER_LIMIT)
                if not more:
                    break
                got += more
    except OSError:
        raise _silent("pool", port) from None
    said, _, body = got.partition(b" ")
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if said != b"OK" or not isinstance(answer, dict):
        raise NotHere(f"what answers on {HOST}:{port} is not the drill's pool")
    return answer


def _request(port: int, method: str, path: str, deadline: float) -> None:
    """Send one request to the API and wait for its answer, whatever it says."""
    import http.client  # the palette shows the fixes long before anybody restarts anything

    asked = http.client.HTTPConnection(HOST, port, timeout=_left(deadline))
    try:
        asked.request(method, path)
        asked.getresponse().read(ANSWER_LIMIT)
    except (OSError, http.client.HTTPException):
        raise _silent("API", port) from None
    finally:
        asked.close()


def _left(deadline: float) -> float:
    return max(0.01, deadline - time.monotonic())


def _silent(what: str, port: int) -> NotHere:
    return NotHere(f"the drill's {what} does not answer on {HOST}:{port}: is the drill still running?")
