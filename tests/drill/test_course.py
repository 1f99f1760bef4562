"""A fault begins at its moment, gives way to what heals it, and comes back where that does not hold."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, cast

from warroom.drill.plan import Inject
from warroom.drill.shop.course import Course
from warroom.drill.shop.faults import Fault
from warroom.drill.shop.tempo import Tempo

if TYPE_CHECKING:
    from warroom.drill.shop.shop import Shop

SPEED = 1000.0
SOON, LATE = 20.0, 1e6
"""In seconds of a drill that runs a thousand times as fast: 20 ms, and never."""


class Harm(Fault):
    """Writes down what happens to it."""

    def __init__(self) -> None:
        super().__init__(cast("Shop", None))
        self.told: list[str] = []

    async def run(self, amount: float) -> None:
        self.told.append(f"on {amount:g}")
        try:
            await asyncio.Event().wait()
        finally:
            self.told.append("off")

    def give_way(self, act: str) -> None:
        self.told.append(f"no longer {act}")

    async def tells(self, *told: str) -> None:
        while self.told != list(told):
            assert list(told[: len(self.told)]) == self.told
            await asyncio.sleep(0.002)


class Ramping(Harm):
    ramps = True


class Outlasting(Harm):
    outlasts = True


def played(
    fault: Harm,
    use: Callable[[Course], Awaitable[None]],
    *,
    until: float | None = None,
    to_its_end: bool = False,
    **heals: float | None,
) -> None:
    """The course of a fault that begins at once; `heals` by the acts of slow-queries."""

    async def run() -> None:
        inject = Inject(at=0, fault="slow-queries", amount=7, until=until)
        course = Course(inject, fault, Tempo(SPEED, time.monotonic()), heals)
        running = asyncio.create_task(course.run())
        async with asyncio.timeout(10):
            await use(course)
            if to_its_end:
                await running
            running.cancel()
            await asyncio.wait({running})

    asyncio.run(run())


def test_what_heals_for_good_ends_it() -> None:
    fault = Harm()

    async def use(course: Course) -> None:
        await fault.tells("on 7")
        course.acted("worker")
        await fault.tells("on 7", "off")

    played(fault, use, worker=None)


def test_what_heals_for_a_while_lets_it_come_back_as_it_was() -> None:
    fault = Harm()

    async def use(course: Course) -> None:
        await fault.tells("on 7")
        course.acted("pool")
        await fault.tells("on 7", "off", "no longer pool", "on 7")

    played(fault, use, pool=SOON)


def test_healed_for_good_while_it_is_away_it_does_not_come_back() -> None:
    fault = Harm()

    async def use(course: Course) -> None:
        await fault.tells("on 7")
        course.acted("pool")
        await fault.tells("on 7", "off")
        course.acted("worker")

    played(fault, use, to_its_end=True, pool=LATE, worker=None)
    assert fault.told == ["on 7", "off"]


def test_an_act_that_heals_nothing_here_changes_nothing() -> None:
    fault = Harm()

    async def use(course: Course) -> None:
        await fault.tells("on 7")
        for act in ("pool", "api", "nothing"):
            course.acted(act)
        course.acted("worker")
        await fault.tells("on 7", "off")

    played(fault, use, pool=0, api=None, worker=None)


def test_what_was_done_before_it_began_is_no_cure() -> None:
    fault = Harm()

    async def use(course: Course) -> None:
        course.acted("worker")
        await fault.tells("on 7")
        assert fault.told == ["on 7"]

    played(fault, use, worker=None)


def test_what_grows_takes_as_long_as_the_act_holds_to_be_back() -> None:
    fault = Ramping()

    async def use(course: Course) -> None:
        await fault.tells("on 7")
        course.acted("pool")
        await fault.tells("on 7", "off", "on 90")

    played(fault, use, pool=90)


def test_what_acts_only_go_around_lasts_until_its_end() -> None:
    fault = Outlasting()

    async def use(course: Course) -> None:
        await fault.tells("on 7")
        course.acted("pool")
        await fault.tells("on 7", "no longer pool")
        course.acted("worker")
        await fault.tells("on 7", "no longer pool", "off")

    played(fault, use, until=600, pool=SOON, worker=None)
