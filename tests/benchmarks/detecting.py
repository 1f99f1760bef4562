"""How long until a server that is gone is told as down: `detecting.py every focus` prints the seconds of each round."""

import asyncio
import sys
import time
from contextlib import suppress

import msgspec

from warroom.checks.model import State
from warroom.checks.probes import Probes
from warroom.checks.schedule import Schedule
from warroom.checks.written import make_check
from warroom.clock import SystemClock

ORIGINS = 40
MOST_S = 30.0
SETTLED_S = 2.0


async def _origin() -> asyncio.Server:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


async def measured(every: str, focus: bool) -> list[float]:
    """Seconds from the end of each server to its DOWN; servers asked at every place of the interval."""
    servers = [await _origin() for _ in range(ORIGINS)]
    names = [f"service {n}" for n in range(ORIGINS)]
    checks = [
        make_check({"name": name, "url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", "every": every})
        for name, server in zip(names, servers, strict=True)
    ]
    down: dict[str, float] = {}
    up: set[str] = set()
    all_up, all_down = asyncio.Event(), asyncio.Event()

    def turned(name: str, to: State) -> None:
        if to == "down":
            down[name] = time.perf_counter()
        elif to == "up":
            up.add(name)
        if len(up) == ORIGINS:
            all_up.set()
        if len(down) == ORIGINS:
            all_down.set()

    async with Probes(SystemClock().now) as probes:
        schedule = Schedule(checks, probes.probe, probes.now, lambda _: None, lambda turn: turned(turn.check, turn.to))
        watching = asyncio.create_task(schedule.run())
        schedule.focus(focus, names if focus else ())
        await all_up.wait()
        await asyncio.sleep(SETTLED_S)
        ended = time.perf_counter()
        for server in servers:
            server.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(all_down.wait(), MOST_S)
        watching.cancel()
        await asyncio.wait([watching])
    return [at - ended for at in down.values()] + [MOST_S] * (ORIGINS - len(down))


if __name__ == "__main__":
    print(msgspec.json.encode(asyncio.run(measured(sys.argv[1], sys.argv[2] == "focus"))).decode())  # noqa: T201  its one answer
