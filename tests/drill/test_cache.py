"""The cache speaks the protocol that clients of caches speak, and never keeps more than it may."""

import asyncio
from collections.abc import Awaitable, Callable

from warroom.drill.shop.cache import MAX_MEMORY, Cache

Ask = Callable[[bytes], Awaitable[bytes]]


def with_cache(use: Callable[[Ask, Cache], Awaitable[None]]) -> None:
    async def run() -> None:
        cache = Cache()
        port = await cache.open()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def ask(sent: bytes) -> bytes:
            """One request and its whole answer."""
            writer.write(sent)
            line = await reader.readline()
            if line.startswith(b"$") and line != b"$-1\r\n":
                line += await reader.readexactly(int(line[1:]) + 2)
            return line

        try:
            async with asyncio.timeout(10):
                await use(ask, cache)
        finally:
            writer.close()
            cache.close()

    asyncio.run(run())


def array(*words: bytes) -> bytes:
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


def test_it_answers_arrays_and_lines_typed_by_hand() -> None:
    async def use(ask: Ask, _cache: Cache) -> None:
        assert await ask(array(b"PING")) == b"+PONG\r\n"
        assert await ask(b"ping\r\n") == b"+PONG\r\n"
        assert await ask(array(b"PING", b"a b")) == b"$3\r\na b\r\n"
        assert await ask(b"GET nothing\r\n") == b"$-1\r\n"
        assert await ask(array(b"SET", b"k", b"a\r\nb\x00")) == b"+OK\r\n"
        assert await ask(b"GET k\r\n") == b"$5\r\na\r\nb\x00\r\n"
        assert await ask(b"DEL k other\r\n") == b":1\r\n"
        assert await ask(b"DBSIZE\r\n") == b":0\r\n"
        assert (await ask(b"GET\r\n")).startswith(b"-ERR wrong number of arguments")
        assert await ask(b"EVAL x\r\n") == b"-ERR unknown command 'EVAL'\r\n"
        assert await ask(b"QUIT\r\n") == b"+OK\r\n"

    with_cache(use)


def test_its_info_counts_memory_evictions_and_hits() -> None:
    async def use(ask: Ask, _cache: Cache) -> None:
        await ask(array(b"SET", b"k", b"v"))
        await ask(b"GET k\r\n")
        await ask(b"GET other\r\n")
        lines = (await ask(b"INFO\r\n")).split(b"\r\n")
        assert {b"maxmemory:1048576", b"evicted_keys:0", b"keyspace_hits:1", b"keyspace_misses:1"} <= set(lines)
        assert {b"# Memory", b"# Stats", b"db0:keys=1,expires=0"} <= set(lines)

    with_cache(use)


def test_what_was_used_last_stays_when_memory_runs_out() -> None:
    async def use(ask: Ask, cache: Cache) -> None:
        for n in range(40):
            await ask(array(b"SET", b"k%d" % n, b"v" * 50_000))
            await ask(b"GET k0\r\n")
        held = cache.status()
        assert held["used_memory"] <= MAX_MEMORY
        assert held["evicted_keys"] == 40 - held["keys"]
        assert (await ask(b"GET k0\r\n")).startswith(b"$50000")
        assert await ask(b"GET k1\r\n") == b"$-1\r\n"
        await ask(b"FLUSHALL\r\n")
        assert (cache.status()["keys"], cache.status()["used_memory"]) == (0, 0)

    with_cache(use)
