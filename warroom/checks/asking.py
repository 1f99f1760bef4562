"""One reading of one check: a place among those in flight, one budget for everything, an answer whatever happens."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from warroom.checks.model import Reading
from warroom.checks.probes import origin_of
from warroom.checks.result import exactly, excerpt
from warroom.errors import WarroomError
from warroom.playbook.model import Check
from warroom.secrets import known_in, mask

IN_FLIGHT = 64
PER_ORIGIN = 2

Probe = Callable[[Check, float], Awaitable[Reading]]
Now = Callable[[], datetime]


class Places:
    """How many probes may be under way: 64 in all, 2 for one origin, so that a dead host holds up no other."""

    def __init__(self, in_flight: int = IN_FLIGHT, per_origin: int = PER_ORIGIN) -> None:
        self._all = asyncio.Semaphore(in_flight)
        self._of: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_origin))

    @asynccontextmanager
    async def take(self, origin: str) -> AsyncIterator[None]:
        """Hold a place; whoever waits for a busy origin holds none of the others' places."""
        async with self._of[origin], self._all:
            yield


async def ask(check: Check, probe: Probe, now: Now, places: Places) -> Reading:
    """One reading; the wait for a place counts neither as latency nor against the check's timeout. Raises nothing.

    What the check keeps secret, and what looks like a secret, is masked in it, whoever said it.
    """
    reading = await _asked(check, probe, now, places)
    known = known_in(check.options)
    found = tuple(
        msgspec.structs.replace(one, condition=mask(one.condition, known), said=mask(one.said, known))
        for one in reading.found
    )
    return msgspec.structs.replace(
        reading, value=mask(reading.value, known), reason=mask(reading.reason, known), found=found
    )


async def _asked(check: Check, probe: Probe, now: Now, places: Places) -> Reading:
    async with places.take(origin_of(check)):
        at = now()
        scope = asyncio.timeout(check.timeout)
        try:
            async with scope:
                return await probe(check, check.timeout)
        except WarroomError as wrong:
            return Reading(check.name, at, "unknown", value="?", reason=str(wrong))
        except Exception as odd:  # noqa: BLE001 - whatever one probe raises, it is told and the others go on
            if isinstance(odd, TimeoutError) and scope.expired():
                said = "; ".join(getattr(odd.__cause__ or odd.__context__, "__notes__", ()))
                reason = f"no answer within {exactly(check.timeout)}{': ' if said else ''}{said}"
                return Reading(check.name, at, "down", value="timeout", reason=reason)
            said = excerpt(f"{type(odd).__name__}: {odd}")
            return Reading(check.name, at, "unknown", value="?", reason=f"the probe itself failed: {said}")
