"""The drill's time for its services: seconds since the drill began, `speed` of them to each of this machine's."""

import asyncio
import time


class Tempo:
    """`zero` is what this machine's monotonic clock said as the drill began."""

    def __init__(self, speed: float, zero: float) -> None:
        self.speed = speed
        self._zero = zero

    def now(self) -> float:
        """Seconds of the drill since it began."""
        return (time.monotonic() - self._zero) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of the drill."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)

    async def until(self, moment: float) -> None:
        """Wait for this moment of the drill."""
        await self.sleep(moment - self.now())
