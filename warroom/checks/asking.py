"""One reading of one check: a place among those in flight, one budget for everything, an answer whatever happens."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache

from msgspec.structs import replace

from warroom.checks import verdict
from warroom.checks.failure import Failed, unknown
from warroom.checks.model import Found, Reading
from warroom.checks.prepared import Prepared
from warroom.checks.result import CUT, Result, exactly, excerpt, without
from warroom.errors import WarroomError
from warroom.secrets import mask as _mask_anew
from warroom.secrets.span import sign

IN_FLIGHT = 64
PER_ORIGIN = 6
HELD_S = 1.0
TOO_MANY = 429


Probe = Callable[[Prepared, float], Awaitable[Result]]
Now = Callable[[], datetime]


class Places:
    """How many probes may begin side by side: 64 in all, 6 for one origin, so that a dead host holds up no other.

    A probe that has waited for a second only waits, which costs nothing: its places go to the next. A kind may allow
    itself fewer for as long as they run: a tool that is slow to start is not started for every check at once.
    """

    def __init__(self, in_flight: int = IN_FLIGHT, per_origin: int = PER_ORIGIN) -> None:
        self._all = asyncio.Semaphore(in_flight)
        self._of: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(per_origin))
        self._kinds: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def take(self, asked: Prepared) -> AsyncIterator[None]:
        """Hold a place; whoever waits for a busy origin holds none of the others' places."""
        if not asked.at_once:
            async with self._begun(self._of[asked.origin]):
                yield
            return
        async with self._kinds.setdefault(asked.kind, asyncio.Semaphore(asked.at_once)), self._begun(None):
            yield

    @asynccontextmanager
    async def _begun(self, origin: asyncio.Semaphore | None) -> AsyncIterator[None]:
        """Hold a place of the origin and one of all, for a second at most."""
        held: list[asyncio.Semaphore] = []

        def release() -> None:
            while held:
                held.pop().release()

        try:
            for places in (origin, self._all):
                if places is not None:
                    await places.acquire()
                    held.append(places)
            timer = asyncio.get_running_loop().call_later(HELD_S, release)
            try:
                yield
            finally:
                timer.cancel()
        finally:
            release()


# What a healthy check says is the same from probe to probe, and looking for secrets in it is not cheap.
@lru_cache(maxsize=1024)
def mask(words: str, known: frozenset[str]) -> str:
    """The words with secrets masked, those too whose end was cut off."""
    if CUT in words:
        for value in known:
            words = without(words, value, sign("known secret"))
    return _mask_anew(words, known)


async def ask(asked: Prepared, probe: Probe, now: Now, places: Places) -> Reading:
    """One reading; the wait for a place counts neither as latency nor against the check's timeout. Raises nothing.

    What the check keeps secret, and what looks like a secret, is masked in it, whoever said it.
    """
    reading = await _asked(asked, probe, now, places)
    known = asked.known
    return replace(
        reading,
        value=mask(reading.value, known),
        reason=mask(reading.reason, known),
        found=tuple(_masked(one, known) for one in reading.found),
        details=tuple((label, mask(words, known)) for label, words in reading.details),
    )


def _masked(one: Found, known: frozenset[str]) -> Found:
    return replace(one, condition=mask(one.condition, known), said=mask(one.said, known))


async def _asked(asked: Prepared, probe: Probe, now: Now, places: Places) -> Reading:
    timeout = asked.check.timeout
    async with places.take(asked):
        at = now()
        scope = asyncio.timeout(timeout)
        try:
            async with scope:
                result = await probe(asked, timeout)
            if asked.backs_off and result.retry_after_s is not None and result.values.get("status") == TOO_MANY:
                raise Failed("later", "asked too often", state="unknown", retry_after_s=result.retry_after_s)
            return verdict.judged(asked, at, result)
        except Failed as failure:
            return verdict.failed(asked, at, failure)
        except WarroomError as wrong:
            return verdict.failed(asked, at, unknown(str(wrong)))
        except Exception as odd:  # noqa: BLE001 - whatever one probe raises, it is told and the others go on
            if isinstance(odd, TimeoutError) and scope.expired():
                said = "; ".join(getattr(odd.__cause__ or odd.__context__, "__notes__", ()))
                reason = f"no answer within {exactly(timeout)}{': ' if said else ''}{said}"
                return verdict.failed(asked, at, Failed("timeout", reason, far=True))
            said = excerpt(f"{type(odd).__name__}: {odd}")
            return verdict.failed(asked, at, unknown(f"the probe itself failed: {said}"))
