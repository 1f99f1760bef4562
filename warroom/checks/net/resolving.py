"""Names looked up by the system, each in a thread of its own: a name server that is silent holds up nobody else."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

MOST = 64
"""Look-ups under way; a name beyond them waits for one to end."""

Found = Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]]
_Key = tuple[str, int, int]


class _Lookups:
    """Those under way in one event loop; who asks for a name that is being looked up waits with the others."""

    def __init__(self) -> None:
        self.pending: dict[_Key, asyncio.Future[Found]] = {}
        self.places = asyncio.Semaphore(MOST)


_of_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, _Lookups]" = WeakKeyDictionary()


async def addresses(host: str, port: int, family: int) -> Found:
    """What getaddrinfo says of a host for TCP. Raises gaierror, UnicodeError."""
    try:
        return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
    except socket.gaierror:
        pass  # a name
    loop = asyncio.get_running_loop()
    lookups = _of_loop.setdefault(loop, _Lookups())
    key = (host, port, family)
    if key not in lookups.pending:
        async with lookups.places:
            if key not in lookups.pending:
                lookups.pending[key] = _begin(loop, lookups, key)
    return await asyncio.shield(lookups.pending[key])


def _begin(loop: asyncio.AbstractEventLoop, lookups: _Lookups, key: _Key) -> "asyncio.Future[Found]":
    future: asyncio.Future[Found] = loop.create_future()
    # Whoever waited may have given up: what it raises then is nobody's.
    future.add_done_callback(lambda done: None if done.cancelled() else done.exception())

    def settle(found: Found | None, error: BaseException | None) -> None:
        lookups.pending.pop(key, None)
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(found or [])

    def look_up() -> None:
        found: Found | None = None
        error: BaseException | None = None
        try:
            found = socket.getaddrinfo(key[0], key[1], key[2], socket.SOCK_STREAM)
        except (OSError, UnicodeError) as wrong:
            error = wrong
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=look_up, name=f"look up {key[0]}"[:40], daemon=True).start()
    return future
