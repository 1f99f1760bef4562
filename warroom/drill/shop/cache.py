"""The shop's cache: as much of Redis's protocol as a client or a check needs, and /status over HTTP on the same port.

PING, INFO, GET, SET, DEL, DBSIZE, FLUSHALL and QUIT, as arrays of strings or typed by hand on one line.
"""

import asyncio
from collections import OrderedDict
from http import HTTPStatus
from typing import Any

from warroom.drill.shop.listener import Listener
from warroom.drill.shop.web import Answer, as_json, only_reads, serve_http

MAX_MEMORY = 1 << 20
LINE_LIMIT = 8192
MAX_WORDS = 16
MAX_VALUE = 65_536
OVERHEAD = 64
PATIENCE_S = 60.0

OK, NONE = b"+OK\r\n", b"$-1\r\n"


class _Malformed(Exception):
    """What came is no request; the connection ends with the answer."""


class Cache:
    """Keeps what was used last within 1 MiB; the rest is evicted, oldest use first."""

    def __init__(self) -> None:
        self._held: OrderedDict[bytes, bytes] = OrderedDict()
        self._memory = 0
        self._hits = self._misses = self._evicted = 0
        self._listener = Listener(self._serve, line_limit=LINE_LIMIT)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """Stop listening; what was kept is gone."""
        self._listener.close()

    def status(self) -> dict[str, Any]:
        """Keys, bytes used and allowed, evictions, hits and misses, and the share of hits in percent."""
        asked = self._hits + self._misses
        return {
            "keys": len(self._held),
            "used_memory": self._memory,
            "maxmemory": MAX_MEMORY,
            "evicted_keys": self._evicted,
            "keyspace_hits": self._hits,
            "keyspace_misses": self._misses,
            "hit_percent": round(100 * self._hits / asked, 1) if asked else 100.0,
        }

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = True
        while True:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    line = await reader.readline()
                    if first and line.startswith((b"GET /", b"HEAD /", b"POST /")) and b" HTTP/1." in line:
                        words = None
                    else:
                        words = await _words(reader, line)
            except _Malformed as why:
                writer.write(f"-ERR Protocol error: {why}\r\n".encode())
                return
            if words is None:
                await serve_http(reader, writer, self._respond, line)
                return
            if not line:
                return
            first = False
            if words:
                writer.write(self._do(words[0].upper(), words[1:]))
                await writer.drain()
                if words[0].upper() == b"QUIT":
                    return

    def _do(self, verb: bytes, rest: list[bytes]) -> bytes:
        match verb, rest:
            case b"PING", []:
                return b"+PONG\r\n"
            case b"PING", [said]:
                return _bulk(said)
            case b"INFO", [*_]:
                return _bulk(self._info())
            case b"GET", [key]:
                return self._get(key)
            case b"SET", [key, value, *_]:
                self._set(key, value)
                return OK
            case b"DEL", [_, *_]:
                return b":%d\r\n" % sum(self._drop(key) for key in rest)
            case b"DBSIZE", []:
                return b":%d\r\n" % len(self._held)
            case b"FLUSHALL", [*_]:
                self._held.clear()
                self._memory = 0
                return OK
            case b"QUIT", []:
                return OK
            case ((b"GET" | b"SET" | b"DEL" | b"PING"), _):
                return b"-ERR wrong number of arguments for '%b' command\r\n" % verb.lower()
        return b"-ERR unknown command '%b'\r\n" % bytes(one for one in verb[:40] if 32 < one < 127)

    def _get(self, key: bytes) -> bytes:
        if key not in self._held:
            self._misses += 1
            return NONE
        self._hits += 1
        self._held.move_to_end(key)
        return _bulk(self._held[key])

    def _set(self, key: bytes, value: bytes) -> None:
        self._drop(key)
        self._held[key] = value
        self._memory += _size(key, value)
        while self._memory > MAX_MEMORY:
            oldest, gone = self._held.popitem(last=False)
            self._memory -= _size(oldest, gone)
            self._evicted += 1

    def _drop(self, key: bytes) -> bool:
        if key not in self._held:
            return False
        self._memory -= _size(key, self._held.pop(key))
        return True

    def _info(self) -> bytes:
        held = self.status()
        memory = ("used_memory", "maxmemory")
        stats = ("evicted_keys", "keyspace_hits", "keyspace_misses")
        lines = ["# Server", "redis_mode:standalone", "", "# Memory", *(f"{name}:{held[name]}" for name in memory)]
        lines += ["maxmemory_policy:allkeys-lru", "", "# Stats", *(f"{name}:{held[name]}" for name in stats)]
        return "\r\n".join([*lines, "", "# Keyspace", f"db0:keys={held['keys']},expires=0", ""]).encode()

    async def _respond(self, method: str, path: str) -> Answer:
        if refused := only_reads(method):
            return refused
        if path != "/status":
            return as_json({"error": "no such page: /status"}, HTTPStatus.NOT_FOUND)
        return as_json(self.status())


def _size(key: bytes, value: bytes) -> int:
    return len(key) + len(value) + OVERHEAD


def _bulk(said: bytes) -> bytes:
    return b"$%d\r\n%b\r\n" % (len(said), said)


async def _words(reader: asyncio.StreamReader, line: bytes) -> list[bytes]:
    """The words of one request that begins with this line; none for an empty one."""
    if not line.startswith(b"*"):
        return line.split()[:MAX_WORDS]
    words = []
    for _ in range(_count(line[1:], MAX_WORDS, "multibulk")):
        head = await reader.readline()
        if not head.startswith(b"$"):
            raise _Malformed("expected '$'")
        words.append((await reader.readexactly(_count(head[1:], MAX_VALUE, "bulk") + 2))[:-2])
    return words


def _count(said: bytes, most: int, what: str) -> int:
    said = said.strip()
    if not (said.isdigit() and len(said) < 8 and int(said) <= most):
        raise _Malformed(f"invalid {what} length")
    return int(said)
