"""What this terminal watches: checks by scope, one watcher thread each, and the host."""

import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.clock import Clock
from warroom.playbook.model import Check
from warroom.tui import messages as m

if TYPE_CHECKING:
    from warroom.checks.watch import Watcher
    from warroom.host.sample import Sample
    from warroom.host.watch import HostWatch
    from warroom.tui.keeper import Keeper

JOIN_S = 1.0


class Watching:
    """Owns the watcher threads and the host's sampler; imports them when they are started."""

    def __init__(self, journal: Path, clock: Clock, keeper: "Keeper", tell: Callable[[object], object]) -> None:
        self.hostname = socket.gethostname().partition(".")[0]
        self._journal = journal
        self._clock = clock
        self._keeper = keeper
        self._tell = tell
        self._watchers: dict[str, Watcher] = {}
        self._focused: dict[str, tuple[bool, tuple[str, ...]]] = {}
        self._host: HostWatch | None = None

    def start_host(self) -> None:
        """Sample CPU, memory, disk, network and connections once a second."""
        from warroom.host.watch import HostWatch

        self._host = HostWatch(lambda _sample: None)
        self._host.start()

    @property
    def sample(self) -> "Sample | None":
        """The newest sample of the host."""
        return self._host.latest if self._host else None

    def trails(self) -> dict[str, tuple[float, ...]]:
        """The last minute of each of the host's rows."""
        if self._host is None:
            return {}
        from warroom.host.sample import ROWS

        return {row: tuple(value or 0.0 for value in self._host.spark(row)) for row in ROWS}

    def watch(self, scope: str, checks: Sequence[Check], clock: Clock | None = None) -> None:
        """Ask these checks in this scope, from now on, while nobody else does; a drill's answers bear its own time."""
        from warroom.checks.watch import Watcher

        if scope in self._watchers:
            if self._watchers[scope].checks != tuple(checks):
                self._watchers[scope].change(checks)
            return
        if not checks:
            return
        watcher = Watcher(
            self._journal,
            scope,
            checks,
            clock or self._clock,
            lambda where, turn: self._keeper.report(where, turn, watcher.holder),
            lambda where, begun, since: self._keeper.watching(where, watcher.said(begun, since)),
            lambda error: self._broken(scope, error),
            lambda: self._keeper.recorded(scope),
        )
        self._watchers[scope] = watcher
        watcher.start()

    def _broken(self, scope: str, error: BaseException) -> None:
        self._tell(m.Broken(f"watching {scope}", error))

    def pause(self, scope: str, check: str, until: datetime | None) -> None:
        """Hold a check, where this terminal is the one that asks it."""
        if scope in self._watchers:
            self._watchers[scope].pause(check, until)

    def focus(self, scope: str, on: bool, names: Sequence[str] = ()) -> None:
        """Look closely at what is red in this scope, and at these, where this terminal is the one that asks."""
        wanted = (on, tuple(names))
        if scope in self._watchers and self._focused.get(scope, (False, ())) != wanted:
            self._focused[scope] = wanted
            self._watchers[scope].focus(*wanted)

    def probe_now(self, check: str) -> bool:
        """Ask a check at once; False where another terminal asks it."""
        asking = [w for w in self._watchers.values() if any(known.name == check for known in w.checks)]
        for watcher in asking:
            watcher.probe_now(check)
        return bool(asking)

    def stop(self) -> None:
        """End the threads; leases are given up."""
        for watcher in self._watchers.values():
            watcher.stop()
        if self._host is not None:
            self._host.stop()
        for watcher in self._watchers.values():
            watcher.join(JOIN_S)


def loopback_only(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks of a drill that stay on this machine: all of them, unless somebody wrote others into the journal."""
    return tuple(check for check in checks if str(check.options.get("url", "")).startswith("http://127.0.0.1:"))
