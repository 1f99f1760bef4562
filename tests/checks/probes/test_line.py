"""The kept connection that checks of one server share."""

import asyncio

import pytest

from warroom.checks.failure import Failed
from warroom.checks.servers import line as lines
from warroom.checks.servers.line import Line, Lost


class Wire:
    """A connection that can be told to break."""

    def __init__(self) -> None:
        self.usable = True
        self.closed = ""

    def abort(self) -> None:
        self.usable, self.closed = False, "aborted"

    async def aclose(self) -> None:
        self.usable, self.closed = False, "closed"


class Maker:
    """Makes them and remembers which."""

    def __init__(self) -> None:
        self.made: list[Wire] = []

    async def make(self) -> Wire:
        self.made.append(Wire())
        return self.made[-1]


async def answers(_: Wire) -> str:
    return "ok"


async def breaks(_: Wire) -> str:
    raise Lost(Failed("closed", "connection closed"))


def test_a_connection_is_made_once() -> None:
    async def run() -> Maker:
        maker, line = Maker(), Line[Wire]()
        assert [await line.over(maker.make, answers) for _ in range(3)] == ["ok"] * 3
        await line.aclose()
        return maker

    [wire] = asyncio.run(run()).made
    assert wire.closed == "closed"


def test_a_kept_connection_that_broke_is_made_anew_within_the_same_probe() -> None:
    async def breaks_first(wire: Wire) -> str:
        if wire is maker.made[0]:
            raise Lost(Failed("closed", "connection closed"))
        return "ok"

    async def run() -> str:
        line = Line[Wire]()
        await line.over(maker.make, answers)
        return await line.over(maker.make, breaks_first)

    maker = Maker()
    assert asyncio.run(run()) == "ok"
    assert [wire.closed for wire in maker.made] == ["aborted", ""]


def test_a_new_connection_that_breaks_is_the_finding() -> None:
    maker = Maker()
    with pytest.raises(Failed, match="connection closed"):
        asyncio.run(Line[Wire]().over(maker.make, breaks))
    assert [wire.closed for wire in maker.made] == ["aborted"]


def test_an_answer_that_is_a_failure_keeps_the_connection() -> None:
    async def full(_: Wire) -> str:
        raise Failed("full", "full")

    async def run() -> Maker:
        maker, line = Maker(), Line[Wire]()
        for _ in range(2):
            with pytest.raises(Failed, match="full"):
                await line.over(maker.make, full)
        return maker

    assert [wire.closed for wire in asyncio.run(run()).made] == [""]


def test_a_probe_that_was_cut_short_leaves_no_answer_behind_for_the_next() -> None:
    async def hangs(_: Wire) -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async def run() -> Maker:
        maker, line = Maker(), Line[Wire]()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await line.over(maker.make, hangs)
        await line.over(maker.make, answers)
        return maker

    assert [wire.closed for wire in asyncio.run(run()).made] == ["aborted", ""]


def test_one_asks_at_a_time_and_whoever_waits_too_long_says_for_what() -> None:
    async def run() -> BaseException | None:
        maker, line = Maker(), Line[Wire]()
        begun, done = asyncio.Event(), asyncio.Event()

        async def slow(_: Wire) -> str:
            begun.set()
            await done.wait()
            return "ok"

        first = asyncio.create_task(line.over(maker.make, slow))
        await begun.wait()
        with pytest.raises(TimeoutError) as late:
            async with asyncio.timeout(0.01):
                await line.over(maker.make, answers)
        done.set()
        assert await first == "ok"
        assert len(maker.made) == 1
        return late.value.__cause__

    cause = asyncio.run(run())
    assert cause is not None
    assert cause.__notes__ == ["another check of the same server still waited for its answer"]


def test_a_connection_that_lay_idle_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> Maker:
        maker, line = Maker(), Line[Wire]()
        await line.over(maker.make, answers)
        monkeypatch.setattr(lines, "IDLE_S", 0.0)
        await line.over(maker.make, answers)
        return maker

    assert [wire.closed for wire in asyncio.run(run()).made] == ["closed", ""]
