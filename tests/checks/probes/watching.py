"""Checks as people write them, read once, or watched while what they ask goes away and comes back."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from warroom.checks.model import Reading, Transition, View
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.schedule import Schedule, probe_once
from warroom.checks.written import make_check
from warroom.errors import BadInput

Step = Callable[[], Awaitable[None]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - real servers, real time


async def read(kind: str, **keys: Any) -> Reading:
    """One reading of a check written with these keys."""
    [reading] = await probe_once([make_check({"name": "it", "kind": kind, **keys})], now)
    return reading


def refused(kind: str, **keys: Any) -> str:
    """What whoever writes a check with these keys is told."""
    try:
        check = make_check({"name": "it", "kind": kind, **keys})
    except BadInput as wrong:
        return str(wrong).removeprefix("checks: it: ")
    # What the environment has wrong is said where the check is asked.
    wrong_there = Prepared(check).wrong
    assert wrong_there is not None, "nothing is wrong with it"
    return str(wrong_there)


async def ups_and_downs(start: Step, stop: Step, kind: str, **keys: Any) -> list[Transition]:
    """Start, stop and start again under watch; the transitions up, down, up."""
    check = replace(make_check({"name": "it", "kind": kind, **keys}), every=0.2, recheck=0.05)
    turned: asyncio.Queue[Transition] = asyncio.Queue()
    views: list[View] = []
    async with Probes(now) as probes:
        schedule = Schedule([check], probes.probe, probes.now, views.append, turned.put_nowait)
        watching = asyncio.create_task(schedule.run())

        async def until(state: str) -> Transition:
            while (turn := await turned.get()).to != state:
                pass
            return turn

        try:
            async with asyncio.timeout(60):
                await start()
                seen = [await until("up")]
                await stop()
                seen.append(await until("down"))
                await start()
                seen.append(await until("up"))
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await stop()
    assert {"up", "down"} <= {view.word for view in views}
    return seen


class Program:
    """A real server that is started and stopped."""

    def __init__(self, *argv: object) -> None:
        self._argv = [str(each) for each in argv]
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def stop(self) -> None:
        if self._process is not None:
            if self._process.returncode is None:
                self._process.terminate()
            await self._process.wait()
            self._process = None


@asynccontextmanager
async def listening(
    talk: Talk, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A server that talks so on every connection until the block ends; its port."""
    talks: set[asyncio.Task[None]] = set()

    async def until_closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(until_closed(reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(begin, host, port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


class Listener:
    """Such a server, started and stopped."""

    def __init__(self, talk: Talk, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._talk, self._port, self.tls = talk, port, tls
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def run() -> None:
            async with listening(self._talk, port=self._port, tls=self.tls):
                begun.set_result(None)
                await asyncio.Event().wait()

        self._running = asyncio.create_task(run())
        await begun

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None
