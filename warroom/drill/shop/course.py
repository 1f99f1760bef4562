"""The course of one inject: it begins at its moment, gives way to an act that heals, and may come back."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from warroom.drill.catalog import FAULTS
from warroom.drill.plan import Inject
from warroom.drill.shop.faults import Fault
from warroom.drill.shop.tempo import Tempo


class Course:
    """`heals` says for how many seconds of the drill an act heals: 0 not at all, None for good."""

    def __init__(self, inject: Inject, fault: Fault, tempo: Tempo, heals: Mapping[str, float | None]) -> None:
        self._inject = inject
        self._fault = fault
        self._tempo = tempo
        self._heals = {act: heals[act] for act in FAULTS[inject.fault].healed_by if heals.get(act, 0) != 0}
        self._acts: asyncio.Queue[str] = asyncio.Queue()
        self._begun = False

    def acted(self, act: str) -> None:
        """Hear of an act; one done before the fault began is no cure."""
        if self._begun and act in self._heals:
            self._acts.put_nowait(act)

    async def run(self) -> None:
        """From the begin to the end, which may be the drill's."""
        await self._tempo.until(self._inject.at)
        self._begun = True
        end = self._inject.until
        with suppress(TimeoutError):
            async with asyncio.timeout(None if end is None else (end - self._inject.at) / self._tempo.speed):
                await self._come_and_go()

    async def _come_and_go(self) -> None:
        harm = asyncio.create_task(self._fault.run(self._inject.amount))
        try:
            while (act := await self._acts.get()) and (held := self._heals[act]) is not None:
                if self._fault.ramps:
                    harm = await self._instead(harm, held)
                    continue
                if not self._fault.outlasts:
                    await _ended(harm)
                lasting = await self._kept_away(act)
                if lasting:
                    break
                if not self._fault.outlasts:
                    harm = await self._instead(harm, self._inject.amount)
            if self._fault.outlasts:
                await harm
        finally:
            await _ended(harm)

    async def _instead(self, harm: "asyncio.Task[None]", amount: float) -> "asyncio.Task[None]":
        await _ended(harm)
        return asyncio.create_task(self._fault.run(amount))

    async def _kept_away(self, act: str) -> bool:
        """Whether it is kept away for good; False once the last of the acts has lost its hold."""
        while (held := self._heals[act]) is not None:
            try:
                async with asyncio.timeout(held / self._tempo.speed):
                    act = await self._acts.get()
            except TimeoutError:
                self._fault.give_way(act)
                return False
        return True


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait({task})
