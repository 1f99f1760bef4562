"""Names are looked up without holding anybody else up."""

import asyncio
import socket
import threading
from typing import Any

import pytest

from tests.checks.servers import says, serving
from warroom.checks.model import Reading
from warroom.checks.net.resolving import addresses
from warroom.checks.schedule import probe_once
from warroom.clock import SystemClock
from warroom.playbook.model import Check

REAL = socket.getaddrinfo


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A name server that never answers for names under `.dead`, until the test is over."""
    over = threading.Event()
    asked: list[str] = []

    def look_up(host: str, *more: Any, **named: Any) -> Any:
        if str(host).endswith(".dead") and not (len(more) > 4 and more[4] & socket.AI_NUMERICHOST):
            asked.append(host)
            over.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "x")
        return REAL(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield asked
    over.set()


def test_many_names_that_hang_hold_up_no_address(hanging: list[str]) -> None:
    async def run() -> list[Reading]:
        async with serving(says()) as served:
            dead = [Check(name=f"{n}", timeout=0.5, options={"url": f"http://{n}.dead/"}) for n in range(20)]
            return await probe_once([*dead, Check(name="here", options={"url": served.url()})], SystemClock().now)

    *dead, here = asyncio.run(run())
    assert here.state == "up"
    assert {reading.value for reading in dead} == {"timeout"}
    assert len(hanging) == 20


def test_whoever_asks_for_a_name_that_is_being_looked_up_waits_with_the_others(hanging: list[str]) -> None:
    async def run() -> None:
        async with asyncio.timeout(0.3):
            await asyncio.gather(*(addresses("one.dead", 80, 0) for _ in range(10)))

    with pytest.raises(TimeoutError):
        asyncio.run(run())
    assert hanging == ["one.dead"]


def test_an_address_needs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda _: pytest.fail("a thread was started"))
    found = asyncio.run(addresses("127.0.0.1", 80, 0))
    assert found[0][4] == ("127.0.0.1", 80)
