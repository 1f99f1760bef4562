"""What the five rows of the host leave out: load, where the CPU's time goes, memory, swap, stalls, each interface."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from warroom.host.cgroup import Cgroup
from warroom.host.pressure import Pressure, pressures
from warroom.host.readable import readable
from warroom.host.sampler import INNER

MOST_CARDS = 12
FRESH_S = 10.0
"""What was counted longer ago says nothing about now."""
_SPENT = (("user", ("user", "nice")), ("system", ("system", "irq", "softirq")), ("disk wait", ("iowait",)),
          ("stolen", ("steal",)))  # fmt: skip


class Card(msgspec.Struct, frozen=True):
    """A network interface: bytes a second in and out, packets lost or wrong since it began."""

    name: str
    in_bytes_s: float | None = None
    out_bytes_s: float | None = None
    lost: int = 0
    up: bool = True


class Detail(msgspec.Struct, frozen=True, kw_only=True):
    """One look; None where the system does not tell, rates and shares since the look before."""

    host_cores: int | None = None
    load: tuple[float, float, float] | None = None
    spent: tuple[tuple[str, float], ...] = ()
    throttled_pct: float | None = None
    available: int | None = None
    used: int | None = None
    limit: int | None = None
    total: int | None = None
    killed: int | None = None
    swap_total: int | None = None
    swap_used: int | None = None
    swap_in_s: float | None = None
    swap_out_s: float | None = None
    pressures: tuple[Pressure, ...] = ()
    cards: tuple[Card, ...] = ()
    cards_left_out: int = 0


class Detailer:
    """Looks at the machine and the container this runs in; reads nothing that could hang."""

    def __init__(self, root: Path = Path("/"), clock: Callable[[], float] = time.monotonic) -> None:
        import psutil

        self._ps = psutil
        self._root = root
        self._clock = clock
        self._cgroup = Cgroup(root)
        self._at: float | None = None
        self._times: Any = None
        self._held: tuple[int, int] | None = None
        self._swapped: tuple[int, int] | None = None
        self._bytes: dict[str, tuple[int, int]] = {}

    def look(self) -> Detail:
        """One look; never raises."""
        now = self._clock()
        passed = now - self._at if self._at is not None else 0.0
        self._at = now
        if passed > FRESH_S:
            self._times, self._held, self._swapped, self._bytes = None, None, None, {}
        memory, swap = readable(self._ps.virtual_memory), readable(self._ps.swap_memory)
        cards, left_out = self._cards(passed)
        swapped = (int(swap.sin), int(swap.sout)) if swap is not None else None
        before, self._swapped = self._swapped, swapped
        return Detail(
            host_cores=readable(self._ps.cpu_count),
            load=readable(os.getloadavg),
            spent=self._spent(),
            throttled_pct=self._throttled(),
            available=None if memory is None else int(memory.available),
            total=None if memory is None else int(memory.total),
            used=readable(self._cgroup.memory_used),
            limit=readable(self._cgroup.memory_limit),
            killed=readable(self._cgroup.killed),
            swap_total=None if swap is None else int(swap.total),
            swap_used=None if swap is None else int(swap.used),
            swap_in_s=_rate(before and before[0], swapped and swapped[0], passed),
            swap_out_s=_rate(before and before[1], swapped and swapped[1], passed),
            pressures=readable(lambda: pressures(self._root, self._cgroup)) or (),
            cards=cards,
            cards_left_out=left_out,
        )

    def _spent(self) -> tuple[tuple[str, float], ...]:
        """Percent of the machine's time by what it went into, with what this system counts."""
        before, self._times = self._times, readable(self._ps.cpu_times)
        if before is None or self._times is None:
            return ()
        names = [name for name in self._times._fields if name not in ("guest", "guest_nice")]
        passed = {name: max(0.0, getattr(self._times, name) - getattr(before, name)) for name in names}
        whole = sum(passed.values())
        if not whole:
            return ()
        return tuple(
            (words, 100 * sum(passed[name] for name in of if name in passed) / whole)
            for words, of in _SPENT
            if any(name in passed for name in of)
        )

    def _throttled(self) -> float | None:
        """Percent of the periods in which the container had to stop for its quota."""
        before, self._held = self._held, readable(self._cgroup.throttled)
        if before is None or self._held is None or self._held[0] <= before[0]:
            return None if self._held is None else 0.0
        return 100 * (self._held[1] - before[1]) / (self._held[0] - before[0])

    def _cards(self, passed: float) -> tuple[tuple[Card, ...], int]:
        """Interfaces that carried anything: those that lead outside first, and how many were left out."""
        counted = readable(lambda: self._ps.net_io_counters(pernic=True)) or {}
        states = readable(self._ps.net_if_stats) or {}
        before, self._bytes = self._bytes, {name: (one.bytes_recv, one.bytes_sent) for name, one in counted.items()}
        used = sorted(
            (name for name, one in counted.items() if one.bytes_recv or one.bytes_sent),
            key=lambda name: (name.startswith(INNER), name),
        )
        cards = [
            Card(
                name,
                _rate(before[name][0] if name in before else None, self._bytes[name][0], passed),
                _rate(before[name][1] if name in before else None, self._bytes[name][1], passed),
                counted[name].errin + counted[name].errout + counted[name].dropin + counted[name].dropout,
                states[name].isup if name in states else True,
            )
            for name in used[:MOST_CARDS]
        ]
        return tuple(cards), len(used) - len(cards)


def _rate(before: int | None, now: int | None, passed: float) -> float | None:
    if before is None or now is None or passed <= 0:
        return None
    return max(0, now - before) / passed
