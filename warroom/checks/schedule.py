"""When each check is asked: on its own grid of absolute times, spread out, and faster while a change is under way."""

import asyncio
import hashlib
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime

from msgspec.structs import replace

from warroom.checks.asking import Now, Places, Probe, ask
from warroom.checks.canary import Canaries
from warroom.checks.health import Health
from warroom.checks.model import Reading, Transition, View
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.errors import BadInput, NotHere
from warroom.playbook.model import Check

FIRST_WITHIN = 1.5
PAUSE_LOOK = 1.0
FOCUS_EVERY = 1.0
FOCUSED = 200
"""Checks that are red at once and asked every second; of more, each is asked less often."""
LONGEST_BACKOFF = 300.0
MOST_OBEYED = 3600.0


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
        self.asked = Prepared(check)
        self.health = Health(self.asked)
        self.bell = asyncio.Event()
        self.throttled = 0
        self.rests_until = 0.0
        self.children: list[_Watched] = []
        self.parents: list[_Watched] = []

    @property
    def behind(self) -> str:
        """The nearest parent that is down, or a parent's parent; "" where none is."""
        known: set[str] = set()
        todo = list(self.parents)
        while todo:
            parent = todo.pop(0)
            if parent.health.failing:
                return parent.check.name
            if parent.check.name not in known:
                known.add(parent.check.name)
                todo += parent.parents
        return ""


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
        for watched in self._watched.values():
            watched.parents = [self._watched[name] for name in watched.check.parents if name in self._watched]
            for parent in watched.parents:
                parent.children.append(watched)
        for view in seen:
            if view.name in self._watched:
                self._watched[view.name].health.remember(view)
                self._watched[view.name].asked.remember(view, now())
        self._probe = probe
        self._now = now
        self._on_view = on_view
        self._on_transition = on_transition
        self._phase = phase
        self._places = places or Places()
        self._canaries = Canaries([w.asked for w in self._watched.values() if w.check.canary], self._ask)
        self._in_focus = False
        self._bad: set[str] = set()
        self._focused: frozenset[str] = frozenset()

    @property
    def views(self) -> tuple[View, ...]:
        """All rows, in the order of the checks."""
        now = self._now()
        return tuple(self._view(watched, now) for watched in self._watched.values())

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

    def focus(self, on: bool, names: Iterable[str] = ()) -> None:
        """While an incident is open: what is not up, and these, are asked every second, as far as they allow it."""
        self._in_focus, self._focused = on, frozenset(names)
        if on:
            for watched in self._watched.values():
                if self._is_focused(watched):
                    watched.bell.set()

    def _is_focused(self, watched: _Watched) -> bool:
        name = watched.check.name
        return self._in_focus and (name in self._bad or name in self._focused)

    def _of(self, name: str) -> _Watched:
        if name not in self._watched:
            raise NotHere(f"no check is called {name}")
        return self._watched[name]

    def _show(self, watched: _Watched) -> None:
        self._on_view(self._view(watched, self._now()))

    def _view(self, watched: _Watched, now: datetime) -> View:
        view, behind = watched.health.view(now), watched.behind
        return replace(view, behind=behind) if behind else view

    async def _ask(self, asked: Prepared) -> Reading:
        return await ask(asked, self._probe, self._now, self._places)

    async def _watch(self, watched: _Watched, start: float) -> None:
        loop, check = asyncio.get_running_loop(), watched.check
        offset = self._phase(check) % check.every
        due = start + offset / check.every * min(FIRST_WITHIN, check.every)
        slot = start + offset
        while True:
            await self._wait(watched, due)
            began = loop.time()
            reading = await self._canaries.weigh(watched.asked, await self._ask(watched.asked), began)
            self._take(watched, reading)
            now = loop.time()
            slot = next_slot(slot, check.every, now)
            rest = max(self._backoff(watched, reading), watched.asked.least_every)
            watched.rests_until = now + rest
            due = max(self._next(watched, reading, slot, now), watched.rests_until)

    def _next(self, watched: _Watched, reading: Reading, slot: float, now: float) -> float:
        """When to ask again: on the grid; soon while a change is under way; every second in focus."""
        if not watched.health.settled:
            slot = min(slot, now + watched.check.recheck)
        if self._is_focused(watched) and reading.retry_after_s is None:
            slot = min(slot, now + FOCUS_EVERY * max(1.0, len(self._bad) / FOCUSED))
        return slot

    def _backoff(self, watched: _Watched, reading: Reading) -> float:
        """Seconds to leave a third party alone: as long as it asked, and twice as long each time it asks again."""
        if not watched.asked.backs_off or reading.retry_after_s is None:
            watched.throttled = 0
            return 0.0
        watched.throttled += 1
        doubled = watched.check.every * 2.0 ** min(watched.throttled, 20)
        return max(min(reading.retry_after_s, MOST_OBEYED), min(doubled, LONGEST_BACKOFF))

    async def _wait(self, watched: _Watched, due: float) -> None:
        """Until it is time, or the bell rings, and the check is not held; a pause that ends asks at once."""
        loop = asyncio.get_running_loop()
        held = False
        while True:
            paused = watched.health.paused(self._now())
            if watched.bell.is_set():
                due = min(due, max(loop.time(), watched.rests_until))
            if not paused and (held or loop.time() >= due):
                break
            held = held or paused
            watched.bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(loop.time() + PAUSE_LOOK if paused else due):
                    await watched.bell.wait()
        watched.bell.clear()

    def _take(self, watched: _Watched, reading: Reading) -> None:
        transition = watched.health.observe(reading)
        bad = watched.health.state in ("down", "degraded") or not watched.health.settled
        (self._bad.add if bad else self._bad.discard)(watched.check.name)
        self._show(watched)
        if not watched.health.settled and reading.state == "down":
            for parent in watched.parents:
                if parent.health.state != "down":
                    parent.bell.set()
        if transition is None:
            return
        behind = watched.behind if transition.to in ("down", "degraded") else ""
        if behind:
            transition = replace(transition, reason=f"{transition.reason} (behind {behind})")
        self._on_transition(transition)
        for child in watched.children:
            self._show(child)


async def probe_once(checks: Iterable[Check], now: Now, seen: Iterable[View] = ()) -> list[Reading]:
    """Each check asked once, side by side, within the same limits; readings in the order of the checks.

    `seen` are the rows of whoever asks them all the time: windows go on from their samples.
    """
    prepared = tuple(map(Prepared, checks))
    rows = {view.name: view for view in seen}
    places = Places()
    async with Probes(now, prepared) as probes:

        async def once(asked: Prepared) -> Reading:
            return await ask(asked, probes.probe, now, places)

        async def weighed(asked: Prepared) -> Reading:
            if asked.check.name in rows:
                asked.remember(rows[asked.check.name], now())
            began = asyncio.get_running_loop().time()
            return await canaries.weigh(asked, await once(asked), began)

        canaries = Canaries([asked for asked in prepared if asked.check.canary], once)
        return list(await asyncio.gather(*map(weighed, prepared)))
