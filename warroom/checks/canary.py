"""Whether a silence is ours: when the canaries are silent too and nobody else answered, our own network is dead."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from warroom.checks.model import NO_NET, Reading
from warroom.checks.prepared import Prepared

FRESH_S = 1.0
NO_ANSWER = ("no name", "no dns")
"""Values of readings that somebody on this side of the network gave: a resolver may be as near as this machine."""
_LOCAL = ("127.", "localhost", "[::1]", "::1", "/")


def is_local(asked: Prepared) -> bool:
    """Whether what is probed lies on this machine, so that no network is between."""
    place = asked.origin.partition("://")[2] or asked.origin
    if asked.kind in ("host", "command"):
        return asked.kind == "host"
    return bool(getattr(asked.options, "unix", "")) or place.startswith(_LOCAL)


class Canaries:
    """The checks that tell our own network from an outage; `ask` gives a new reading of one."""

    def __init__(self, canaries: Sequence[Prepared], ask: Callable[[Prepared], Awaitable[Reading]]) -> None:
        self._canaries = tuple(canaries)
        self._ask = ask
        self._answered_at = -1.0
        self._asked_at = -FRESH_S
        self._silent: list[str] = []
        self._one_at_a_time = asyncio.Lock()

    async def weigh(self, asked: Prepared, reading: Reading, began: float) -> Reading:
        """The reading, or UNKNOWN where its silence is our own; `began` is the loop's time when it was asked for."""
        if is_local(asked):
            return reading
        if not reading.far:
            heard = reading.state != "unknown" and reading.value not in NO_ANSWER
            if heard and asked.kind != "command":
                self._answered_at = asyncio.get_running_loop().time()
            return reading
        if not self._canaries or self._answered_at >= began:
            return reading
        silent = await self._all_silent()
        if not silent or self._answered_at >= began:
            return reading
        if reading.state == "down":
            asked.history.take_back()
        said = f"our own network: {', '.join(silent)} gives no answer either ({reading.reason})"
        return replace(reading, state="unknown", value=NO_NET, reason=said, definite=False)

    async def _all_silent(self) -> list[str]:
        """The names of the canaries, if none of them answers at this moment; else none."""
        async with self._one_at_a_time:
            loop = asyncio.get_running_loop()
            if loop.time() - self._asked_at >= FRESH_S:
                readings = await asyncio.gather(*(self._ask(canary) for canary in self._canaries))
                silent = all(each.far or each.value == NO_NET for each in readings)
                self._silent = [each.check for each in readings] if silent else []
                self._asked_at = loop.time()
            return self._silent
