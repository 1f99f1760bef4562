"""Every disk: its size, how full it is and where that leads, each asked so that a dead one hangs nobody."""

import time
from collections import deque
from collections.abc import Callable

import msgspec

from warroom.host.disk import TREND_S, growth
from warroom.host.mounts import Chosen, Mount, Space, chosen, space
from warroom.host.reader import Clock, Reader, Readers

LIST_EVERY_S = 10.0
STEP_S, LEAST_S = 5.0, 10.0


class Volume(msgspec.Struct, frozen=True):
    """A mount at one moment: its space as last told, growth in bytes a second, seconds it has not answered for."""

    mount: Mount
    space: Space | None = None
    growth: float | None = None
    silent_s: float = 0.0
    failed: bool = False

    @property
    def full_in_s(self) -> float | None:
        """Seconds until it is full if it goes on so; None without a trend."""
        return self.space.free / self.growth if self.space is not None and self.growth else None


class Disks:
    """Asks what is mounted, and each mount how full it is; neither asking nor looking ever waits."""

    def __init__(
        self,
        listed: Callable[[], Chosen] = chosen,
        read: Callable[[str], Space] = space,
        clock: Clock = time.monotonic,
    ) -> None:
        self._listed = listed
        self._read = read
        self._clock = clock
        self._list: Readers[Chosen] = Readers("mounts", clock)
        self._spaces: Readers[Space] = Readers("disk", clock)
        self._trends: dict[str, _Trend] = {}

    def ask(self) -> None:
        """Have all of them read anew."""
        listing = self._list.want("", self._listed)
        if listing.last is None or self._clock() - listing.last[0] >= LIST_EVERY_S:
            listing.ask()
        if listing.last is not None:
            points = [mount.point for mount in listing.last[1].mounts]
            self._spaces.rest(keep=frozenset(points))
            for point in points:
                self._spaces.want(point, lambda point=point: self._read(point)).ask()  # type: ignore[misc]

    def volumes(self) -> tuple[tuple[Volume, ...], int]:
        """All mounts as last told, those of no size left out, and how many more are mounted than are asked."""
        listing = self._list.get("")
        if listing is None or listing.last is None:
            return (), 0
        found = [self._volume(mount, self._spaces.get(mount.point)) for mount in listing.last[1].mounts]
        return tuple(one for one in found if one.space is None or one.space.total), listing.last[1].left_out

    def _volume(self, mount: Mount, reader: Reader[Space] | None) -> Volume:
        if reader is None or reader.last is None:
            silent, failed = (reader.silent_s, reader.failed) if reader else (0.0, False)
            return Volume(mount, silent_s=silent, failed=failed)
        at, seen = reader.last
        trend = self._trends.setdefault(mount.point, _Trend())
        return Volume(mount, seen, trend.take(at, seen.free), reader.silent_s, reader.failed)

    @property
    def threads(self) -> int:
        """How many threads stand ready, or hang."""
        return len(self._list) + len(self._spaces)

    def rest(self) -> None:
        """End the threads that do not hang, until the next question; the trends are kept."""
        self._list.rest()
        self._spaces.rest()


class _Trend:
    """Free bytes over the last 10 minutes that were looked at, and the growth they show."""

    def __init__(self) -> None:
        self._free: deque[tuple[float, int]] = deque(maxlen=int(TREND_S / STEP_S))
        self._growth: float | None = None

    def take(self, at: float, free: int) -> float | None:
        """The growth with one more answer; reckoned anew no more often than every 5 s."""
        while self._free and at - self._free[0][0] > TREND_S:
            self._free.popleft()
        if not self._free or at - self._free[-1][0] >= STEP_S:
            self._free.append((at, free))
            self._growth = growth(self._free, LEAST_S)
        return self._growth
