"""The only reader of the wall clock, and the drill's clock that is derived from it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

JUMP_S = 2.0


class Clock(Protocol):
    """Something that tells the time as aware UTC with milliseconds."""

    def now(self) -> datetime: ...


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """The time in UTC, cut to milliseconds as it is stored."""
        moment = datetime.now(UTC)
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
        moment = self.start + (self.under.now() - self.start) * self.speed
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class JumpWatch:
    """Notices that the wall clock went its own way between two looks."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._wall = clock.now()
        self._mono = time.monotonic()

    def look(self) -> timedelta | None:
        """By how much the clock jumped since the last look; None when it did not."""
        wall, mono = self.clock.now(), time.monotonic()
        speed = getattr(self.clock, "speed", 1.0)
        jump = (wall - self._wall) - timedelta(seconds=(mono - self._mono) * speed)
        self._wall, self._mono = wall, mono
        return jump if abs(jump.total_seconds()) > JUMP_S * max(1.0, speed) else None


def local_name(moment: datetime, zone: str) -> tuple[str, str]:
    """HH:MM in the named zone and the zone's place: ("15:42", "Berlin")."""
    from warroom.incident.moment import zone_of

    return f"{moment.astimezone(zone_of(zone)):%H:%M}", zone.rpartition("/")[2].replace("_", " ")
