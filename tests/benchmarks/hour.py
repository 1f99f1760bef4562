"""The room with a faster clock, as a program: `hour.py SPEED SECONDS FILE` writes a line "TICK BYTES" a minute to FILE.

Everything is the room's own: journal, probes, host, screen. Its clock, its ticks, its checks' intervals and the host's
samples run SPEED times as fast; so an hour of each happens in 3600 / SPEED seconds.
"""

import asyncio
import sys
import time
from functools import partial
from pathlib import Path
from unittest.mock import patch

import msgspec
import psutil

import warroom.host.watch
from warroom import wiring
from warroom.clock import DrillClock, SystemClock
from warroom.settings import Settings
from warroom.tui.app import WarroomApp, run

A_MINUTE = 60


class Hurried(WarroomApp):
    """The room, ticking `speed` times a second, `seconds` times in all."""

    def __init__(self, settings: Settings, speed: float, seconds: int, told: Path) -> None:
        self._speed = speed
        self._seconds = seconds
        self._diary = told
        now = SystemClock()
        # JumpWatch knows a drill's clock by its speed, so nothing seems to jump.
        with patch("warroom.tui.app.SystemClock", lambda: DrillClock(now.now(), speed, now)):
            super().__init__(settings)

    async def _tick(self) -> None:
        due = time.monotonic()
        with self._diary.open("w", buffering=1) as told:
            for second in range(1, self._seconds + 1):
                due += 1 / self._speed
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                self._jumps.look()
                self.repaint()
                self.ring()
                if second % A_MINUTE == 0:
                    told.write(f"{second} {psutil.Process().memory_info().rss}\n")


def hurried(settings: Settings, speed: float) -> Settings:
    """The same checks, asked more often by so much."""
    checks = (
        msgspec.structs.replace(check, every=check.every / speed, recheck=check.recheck / speed)
        for check in settings.checks
    )
    return msgspec.structs.replace(settings, checks=tuple(checks))


def main(speed: float, seconds: int, told: Path) -> int:
    """Run it until it is quit."""
    warroom.host.watch.HostWatch = partial(warroom.host.watch.HostWatch, every=1 / speed)  # type: ignore[assignment, misc]  # hurried for this one hour
    return run(Hurried(hurried(wiring.read_settings(None, {}), speed), speed, seconds, told))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
