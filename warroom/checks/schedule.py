"""When each check is asked: on its own grid of absolute times, spread out, and faster while a change is under way."""

import asyncio
import hashlib
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime

from warroom.checks.asking import Now, Places, Probe, ask
from warroom.checks.health import Health
from warroom.checks.model import Reading, Transition, View
from warroom.checks.probes import Probes
from warroom.errors import BadInput, NotHere
from warroom.playbook.model import Check

FIRST_WITHIN = 1.5
PAUSE_LOOK = 1.0


def phase(check: Check) -> float:
    """Where in its interval a check stands, in seconds: the same after every start, evenly spread over many names."""
    digest = hashlib.blake2b(check.name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 * check.every


def next_slot(slot: float, every: float, after: float) -> float:
    """The first time on the grid past `after`; what was missed is skipped, never made up for."""
    return slot + every * max(0, math.floor((after - slot) / every) + 1)


class _Watched:
    """A check under watch: its health, and the bell that wakes its task."""

    def __init__(self, check: Check) -> None:
        self.check = check
        self.health = Health(check)
        self.bell = asyncio.Event()


class Schedule:
    """Asks checks for as long as `run` runs; every method belongs to the loop that runs it.

    `now` gives aware UTC times. `on_view` gets the row after every reading and pause, `on_transition` each change of
    health; what they raise ends `run`. `seen` are the rows of the prober before this one.
    """

    def __init__(
        self,
        checks: Iterable[Check],
        probe: Probe,
        now: Now,
        on_view: Callable[[View], None],
        on_transition: Callable[[Transition], None],
        phase: Callable[[Check], float] = phase,
        places: Places | None = None,
        seen: Iterable[View] = (),
    ) -> None:
        self._watched: dict[str, _Watched] = {}
        for check in checks:
            if check.name in self._watched:
                raise BadInput(f"checks: two checks are called {check.name}")
            self._watched[check.name] = _Watched(check)
        for view in seen:
            if view.name in self._watched:
                self._watched[view.name].health.remember(view)
        self._probe = probe
        self._now = now
        self._on_view = on_view
        self._on_transition = on_transition
        self._phase = phase
        self._places = places or Places()

    @property
    def views(self) -> tuple[View, ...]:
        """All rows, in the order of the checks."""
        now = self._now()
        return tuple(watched.health.view(now) for watched in self._watched.values())

    async def run(self) -> None:
        """Ask until cancelled: every check first within 2 s, then on its grid."""
        start = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for watched in self._watched.values():
                group.create_task(self._watch(watched, start), name=f"check {watched.check.name}")
            await asyncio.get_running_loop().create_future()

    def probe_now(self, name: str) -> None:
        """Ask at once, the grid unmoved; while one is under way, one more follows. A held check stays held."""
        self._of(name).bell.set()

    def pause(self, name: str, until: datetime | None) -> None:
        """Stop asking until then (None: until `resume`)."""
        watched = self._of(name)
        watched.health.pause(until, self._now())
        self._show(watched)

    def resume(self, name: str) -> None:
        """End a pause and ask at once."""
        watched = self._of(name)
        watched.health.resume()
        watched.bell.set()
        self._show(watched)

    def _of(self, name: str) -> _Watched:
        if name not in self._watched:
            raise NotHere(f"no check is called {name}")
        return self._watched[name]

    def _show(self, watched: _Watched) -> None:
        self._on_view(watched.health.view(self._now()))

    async def _watch(self, watched: _Watched, start: float) -> None:
        loop, check = asyncio.get_running_loop(), watched.check
        offset = self._phase(check) % check.every
        due = start + offset / check.every * min(FIRST_WITHIN, check.every)
        slot, after = start + offset, due + check.every / 2
        while True:
            await self._wait(watched, due)
            reading = await ask(check, self._probe, self._now, self._places)
            self._take(watched, reading)
            now = loop.time()
            slot = next_slot(slot, check.every, max(now, after))
            due = slot if watched.health.settled else min(slot, now + check.recheck)

    async def _wait(self, watched: _Watched, due: float) -> None:
        """Until it is time, or the bell rings, and the check is not held; a pause that ends asks at once."""
        loop = asyncio.get_running_loop()
        held = False
        while True:
            paused = watched.health.paused(self._now())
            if not paused and (held or watched.bell.is_set() or loop.time() >= due):
                break
            held = held or paused
            watched.bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(loop.time() + PAUSE_LOOK if paused else due):
                    await watched.bell.wait()
        watched.bell.clear()

    def _take(self, watched: _Watched, reading: Reading) -> None:
        transition = watched.health.observe(reading)
        self._show(watched)
        if transition is not None:
            self._on_transition(transition)


async def probe_once(checks: Iterable[Check], now: Now) -> list[Reading]:
    """Each check asked once, side by side, within the same limits; readings in the order of the checks."""
    checks = tuple(checks)
    places = Places()
    async with Probes(now, checks) as probes:
        return list(await asyncio.gather(*(ask(check, probes.probe, now, places) for check in checks)))
