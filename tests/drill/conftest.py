"""A drill's services for a test, how to ask them, and real probes that watch them."""

import asyncio
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import msgspec
import pytest

from warroom.checks.model import View
from warroom.checks.probes import Probes
from warroom.checks.schedule import Schedule
from warroom.clock import SystemClock
from warroom.drill.plan import Inject
from warroom.drill.scenario import FOR_GOOD, Act, Scenario, load
from warroom.drill.services import Services
from warroom.playbook.model import Playbook

NEVER = 3600.0


def get(port: int, path: str = "/health", method: str = "GET") -> tuple[int, str]:
    """Status and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
        asked.request(method, path)
        answer = asked.getresponse()
        return answer.status, answer.read().decode()


def page(services: Services, name: str, path: str) -> dict[str, Any]:
    """The JSON of a page of a service."""
    found: dict[str, Any] = json.loads(get(services.ports[name], path)[1])
    return found


def health(services: Services) -> tuple[int, dict[str, Any]]:
    status, body = get(services.ports["api"])
    return status, json.loads(body)


def until(true: Callable[[], object], within_s: float = 20.0) -> None:
    """Wait for it, and fail when it does not come in time."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, f"not so after {within_s} s"
        time.sleep(0.02)


def scene(fault: str = "slow-queries", *, at: float = NEVER, amount: float = 40, **acts: float) -> Scenario:
    """A scenario in which that goes wrong then, and these acts heal it for so many seconds."""
    changed = tuple(Act(name=name, does=f"do {name}", heals=heals) for name, heals in acts.items())
    return msgspec.structs.replace(load("pool"), injects=(Inject(at=at, fault=fault, amount=amount),), acts=changed)


CALM = scene(pool=0, api=0, cache=0, queue=0, worker=FOR_GOOD)


def begun(scenario: Scenario, speed: float = 1.0) -> Services:
    return Services.start(scenario, SystemClock().now(), speed=speed)


@contextmanager
def running(scenario: Scenario, speed: float = 1.0) -> Iterator[Services]:
    """The services of a scenario, for a while."""
    services = begun(scenario, speed)
    try:
        yield services
    finally:
        services.stop()


@pytest.fixture(scope="module")
def calm() -> Iterator[Services]:
    """Services that do not break."""
    with running(CALM) as services:
        yield services


@contextmanager
def watched(playbook: Playbook) -> Iterator[dict[str, str]]:
    """The state of every check of the playbook, as real probes see it meanwhile."""
    states: dict[str, str] = {}
    ended = asyncio.Event()
    loop = asyncio.new_event_loop()

    def see(view: View) -> None:
        states[view.name] = view.state

    async def watch() -> None:
        now = SystemClock().now
        async with Probes(now) as probes:
            schedule = Schedule(playbook.checks, probes.probe, now, see, lambda _turn: None)
            asking = asyncio.create_task(schedule.run())
            await ended.wait()
            asking.cancel()
            await asyncio.wait({asking})

    thread = threading.Thread(target=loop.run_until_complete, args=(watch(),))
    thread.start()
    try:
        yield states
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
