"""One prober a journal: a thread that holds the lease, asks the checks and lets other terminals see the answers."""

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.checks.model import Transition, View
from warroom.checks.takeover import taken_over
from warroom.clock import Clock, DrillClock
from warroom.errors import NotHere
from warroom.incident.intents import SetWatching
from warroom.playbook.model import Check

if TYPE_CHECKING:
    from warroom.checks.schedule import Schedule
    from warroom.incident.state import CheckState
    from warroom.journal.live import Live

RENEW_S = 1.0
CLAIM_S = 0.25
"""How often somebody who waits looks whether the right to ask is free."""
PUBLISH_S = 0.25
FRESH_S = 60.0
GAP_S = 10.0
"""A holder that did not look for longer was asleep or stopped, or its clock was set: nobody watched meanwhile."""


def terminal_name() -> str:
    """This process as others see it: "host:1234"."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Watcher(threading.Thread):
    """Probes `checks` in `scope` while it holds the lease; claims it again when its holder dies.

    `on_transition` and `on_watching` are called from this thread. `run` touches neither journal nor screen.
    `on_watching` hears of the beginning, with when the watcher before it was seen last if that one ended without a
    word, and of the end; the lease is then left to whoever records that, so that nobody begins before it is written.
    `recorded` tells from any thread what the record says of each check; None where nothing is recorded.
    """

    def __init__(
        self,
        journal: Path,
        scope: str,
        checks: Sequence[Check],
        clock: Clock,
        on_transition: Callable[[str, Transition], None],
        on_watching: Callable[[str, bool, datetime | None], None],
        on_error: Callable[[BaseException], None],
        recorded: "Callable[[], Mapping[str, CheckState]] | None" = None,
    ) -> None:
        super().__init__(name=f"watcher {scope}", daemon=True)
        self.holder = terminal_name()
        self.scope = scope
        self.checks = tuple(checks)
        self._journal = journal
        self._clock = clock
        self._on_transition = on_transition
        self._on_watching = on_watching
        self._on_error = on_error
        self._recorded = recorded
        self._anew = False
        self._stopped = False
        self._seen_at: datetime | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = asyncio.Event()
        self._schedule: Schedule | None = None
        self._dirty: dict[str, View] = {}
        self._held: dict[str, datetime | None] = {}
        self._focus: tuple[bool, tuple[str, ...]] = (False, ())

    def run(self) -> None:
        """Watch until `stop`."""
        try:
            asyncio.run(self._watch())
        except BaseException as error:  # noqa: BLE001  a dead watcher must be seen on the screen
            self._on_error(error)

    def stop(self) -> None:
        """End from any thread; the lease is given up."""
        self._stopped = True
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._stopping.set)

    def said(self, on: bool, unwatched_since: datetime | None = None) -> SetWatching:
        """What is to be recorded of a beginning or an end."""
        names = tuple(check.name for check in self.checks)
        return SetWatching(terminal=self.holder, checks=names, on=on, unwatched_since=unwatched_since)

    def change(self, checks: Sequence[Check]) -> None:
        """Ask these from now on, from any thread; what is known of those that stay is kept."""
        self.checks = tuple(checks)
        self._anew = True

    def probe_now(self, name: str) -> None:
        """Ask one check at once, from any thread; nothing happens where another terminal probes."""
        self._call(lambda schedule: schedule.probe_now(name))

    def pause(self, name: str, until: datetime | None) -> None:
        """Hold a check until then, from any thread; None asks it again."""
        self._held[name] = until
        self._call(partial(_hold, name=name, until=until))

    def focus(self, on: bool, names: Sequence[str] = ()) -> None:
        """Ask what is not up, and these, every second while `on`, from any thread; as far as each check allows it."""
        self._focus = (on, tuple(names))
        self._call(lambda schedule: schedule.focus(on, names))

    def _call(self, act: "Callable[[Schedule], None]") -> None:
        loop, schedule = self._loop, self._schedule
        if loop is not None and schedule is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._guarded, act, schedule)

    def _guarded(self, act: "Callable[[Schedule], None]", schedule: "Schedule") -> None:
        # A check that another release or another settings file knows, and this one does not, is no fault here.
        with suppress(NotHere):
            act(schedule)

    async def _watch(self) -> None:
        from warroom.journal.live import Live

        self._loop = asyncio.get_running_loop()
        if self._stopped:
            return
        live = Live(self._journal)
        asking: asyncio.Task[None] | None = None
        try:
            while not self._stopping.is_set():
                anew, self._anew = self._anew, False
                held = live.keeps(self.scope, self.holder) if asking is not None else self._claims(live)
                if asking is not None and (anew or not held):
                    await _ended(asking)
                    asking = None
                    # What somebody else asks now is theirs to show.
                    self._publish(live) if held else self._dirty.clear()
                if held and asking is None:
                    asking = self._take_over(live)
                if asking is not None:
                    if asking.done():
                        asking.result()
                    self._beat(live)
                await self._publish_for(live, CLAIM_S if asking is None else RENEW_S)
        finally:
            if asking is not None:
                await _ended(asking)
                self._publish(live)
                self._on_watching(self.scope, False, None)
            else:
                live.release(self.scope, self.holder)
            live.close()

    def _beat(self, live: "Live") -> None:
        """Say that it is still watched; a gap since the last time is told as such."""
        now, last = self._clock.now(), self._seen_at
        self._seen_at = now
        speed = self._clock.speed if isinstance(self._clock, DrillClock) else 1.0
        if last is not None and (now - last).total_seconds() > GAP_S * max(1.0, speed):
            self._on_watching(self.scope, True, last)
        live.beat(self.scope, self.holder, now)

    def _claims(self, live: "Live") -> bool:
        """Take the right to ask where nobody has it; looking costs the others nothing."""
        return live.holder(self.scope) in ("", self.holder) and live.claim(self.scope, self.holder)

    def _take_over(self, live: "Live") -> "asyncio.Task[None]":
        """Begin where the prober before this one ended; what it saw and did not live to record is told now."""
        seen: tuple[View, ...] = tuple(self._seen(live))
        missed: tuple[Transition, ...] = ()
        if self._recorded is not None:
            seen, missed = taken_over(seen, self._recorded())
        live.clear_views(self.scope, besides=[view.name for view in seen])
        asking = asyncio.create_task(self._ask(list(seen)))
        last = live.last_beat(self.scope)
        gone = last[1] if last is not None and last[0] != self.holder else None
        self._on_watching(self.scope, True, gone)
        self._seen_at = self._clock.now()
        for turn in missed:
            self._on_transition(self.scope, turn)
        return asking

    async def _publish_for(self, live: "Live", seconds: float) -> None:
        """Hand readings to the sidecar a few times a second, in one transaction each."""
        for _ in range(max(1, int(seconds / PUBLISH_S))):
            self._publish(live)
            if self._anew:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), PUBLISH_S)
                return

    def _publish(self, live: "Live") -> None:
        """Hand what is new to the sidecar."""
        if self._dirty:
            places = {check.name: n for n, check in enumerate(self.checks)}
            views, self._dirty = self._dirty, {}
            live.put_views(
                self.scope, {name: (places.get(name, 0), msgspec.json.encode(view)) for name, view in views.items()}
            )

    def _seen(self, live: "Live") -> list[View]:
        """What the prober before this one saw, if that was a moment ago; nobody knows what was between otherwise."""
        now = self._clock.now()
        known = {check.name for check in self.checks}
        found: list[View] = []
        for packed in live.views(self.scope):
            with suppress(msgspec.MsgspecError):
                view = msgspec.json.decode(packed, type=View)
                fresh = view.at is not None and abs((now - view.at).total_seconds()) <= FRESH_S + self._every(view.name)
                if fresh and view.name in known:
                    found.append(view)
        return found

    def _every(self, name: str) -> float:
        return next((check.every for check in self.checks if check.name == name), 0.0)

    async def _ask(self, seen: list[View]) -> None:
        from warroom.checks.probes import Probes
        from warroom.checks.schedule import Schedule

        async with Probes(self._clock.now) as probes:
            schedule = Schedule(
                self.checks,
                probes.probe,
                self._clock.now,
                self._see,
                lambda transition: self._on_transition(self.scope, transition),
                seen=seen,
            )
            self._schedule = schedule
            schedule.focus(*self._focus)
            for name, until in list(self._held.items()):
                self._guarded(partial(_hold, name=name, until=until), schedule)
            for view in schedule.views:
                self._see(view)
            try:
                await schedule.run()
            finally:
                self._schedule = None

    def _see(self, view: View) -> None:
        self._dirty[view.name] = view


def _hold(schedule: "Schedule", name: str, until: datetime | None) -> None:
    """Hold a check until then; None ends the pause."""
    if until is None:
        schedule.resume(name)
    else:
        schedule.pause(name, until)


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    # What it raised, if it did, has been told by `result` before; here it only has to be over.
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()
