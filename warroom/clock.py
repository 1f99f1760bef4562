"""The only reader of the wall clock, the drill's clock that is derived from it, and what notices when it lies."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

JUMP_S = 2.0

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 1, tzinfo=UTC)
"""No clock of ours tells a time outside these, so that a month may be added to what it tells, in any zone."""


class Clock(Protocol):
    """Something that tells the time as aware UTC with milliseconds."""

    def now(self) -> datetime: ...


class Readers(msgspec.Struct, frozen=True):
    """The three ways a machine tells time; a test gives its own to set a clock, or to sleep.

    `steady` counts seconds that stand still while the machine sleeps, `since_boot` seconds that do not; None where the
    system has no such count: a sleep then looks like a clock that was set forward.
    """

    wall: Callable[[], datetime]
    steady: Callable[[], float]
    since_boot: Callable[[], float] | None = None


def _boot_counter() -> Callable[[], float] | None:
    number = getattr(time, "CLOCK_BOOTTIME", None)
    if number is None:
        return None
    try:
        time.clock_gettime(number)
    except OSError:
        return None
    return lambda: time.clock_gettime(number)


MACHINE = Readers(lambda: datetime.now(UTC), time.monotonic, _boot_counter())


class SystemClock:
    """This machine's clock, by whatever `readers` say at the moment."""

    def __init__(self, readers: Readers = MACHINE) -> None:
        self.readers = readers

    def now(self) -> datetime:
        """The time in UTC, cut to milliseconds as it is stored."""
        return _stored(self.readers.wall())


def _stored(moment: datetime) -> datetime:
    moment = min(max(moment, FIRST), LAST)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def wall_millis() -> int:
    """Milliseconds since 1970, for ids alone: nothing is ever read back from them."""
    return time.time_ns() // 1_000_000


class DrillClock:
    """A drill's clock: start + (now - start) x speed, so that every terminal derives the same one."""

    def __init__(self, start: datetime, speed: float, under: Clock) -> None:
        self.start = start
        self.speed = speed
        self.under = under

    def now(self) -> datetime:
        """The drill's time in UTC."""
        now = self.under.now()
        try:
            return _stored(self.start + (now - self.start) * self.speed)
        except OverflowError:
            return LAST if now > self.start else FIRST


class ReplayClock:
    """A moment of a record: it stands, or goes on at `speed` by seconds that a machine's `steady` counter counts."""

    def __init__(self, at: datetime, steady: Callable[[], float], speed: float = 1.0) -> None:
        self._steady = steady
        self._from = at
        self._since: float | None = None
        self._speed = speed

    def now(self) -> datetime:
        """The moment of the record, in UTC."""
        if self._since is None:
            return self._from
        try:
            return _stored(self._from + timedelta(seconds=(self._steady() - self._since) * self._speed))
        except OverflowError:
            return LAST

    @property
    def runs(self) -> bool:
        """Whether it goes on."""
        return self._since is not None

    @property
    def speed(self) -> float:
        """Seconds of the record in a second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.go(self.now())
        self._speed = speed

    def go(self, at: datetime) -> None:
        """To this moment; it stands or goes on there as it did."""
        self._from = at
        self._since = None if self._since is None else self._steady()

    def run(self, on: bool = True) -> None:
        """Go on from here, or stand."""
        self._from = self.now()
        self._since = self._steady() if on else None


class Jump(msgspec.Struct, frozen=True):
    """What a clock did between two looks, in this machine's seconds; `at` is what it says since.

    `slept_s` is how long the machine slept, 0 where it did not; `set_s` by how much its clock was set, negative where
    it went back.
    """

    at: datetime
    slept_s: float
    set_s: float


class JumpWatch:
    """Notices that the machine slept between two looks, or that its wall clock went its own way."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._last = self._read()

    def look(self) -> Jump | None:
        """What happened since the last look; None when the clock went on as it should, a drill's at its speed."""
        before, (wall, steady, boot) = self._last, self._read()
        self._last = (wall, steady, boot)
        awake = steady - before[1]
        passed = boot - before[2]
        speed = (self.clock.speed or 1.0) if isinstance(self.clock, DrillClock) else 1.0
        slept_s, set_s = passed - awake, (wall - before[0]).total_seconds() / speed - passed
        jump = Jump(wall, slept_s if slept_s > JUMP_S else 0.0, set_s if abs(set_s) > JUMP_S else 0.0)
        return jump if jump.slept_s or jump.set_s else None

    def _read(self) -> tuple[datetime, float, float]:
        readers = _readers(self.clock)
        steady = readers.steady()
        return self.clock.now(), steady, readers.since_boot() if readers.since_boot else steady


def _readers(clock: Clock) -> Readers:
    """What counts seconds beneath a clock: a drill's has that of the clock under it."""
    under = clock.under if isinstance(clock, DrillClock) else clock
    return under.readers if isinstance(under, SystemClock) else MACHINE


def local_name(moment: datetime, zone: str) -> tuple[str, str]:
    """HH:MM in the named zone and the zone's place: ("15:42", "Berlin"); in UTC where the zone has no such date."""
    from warroom.incident.moment import zone_of

    try:
        there = moment.astimezone(zone_of(zone))
    except OverflowError:
        return f"{moment.astimezone(UTC):%H:%M}", "UTC"
    return f"{there:%H:%M}", zone.rpartition("/")[2].replace("_", " ")
