"""Whether the room grows while an hour of an incident goes by, hurried: see hour.py."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.ground import QUIT, Ground, Kind, room_ready
from tests.benchmarks.screen import Program
from tests.benchmarks.table import Figure

HOUR = Path(__file__).with_name("hour.py")
SPEED = 48.0
NOTE_EVERY_S = 10.0
OUTAGE_EVERY_S = 300.0
OUTAGE_S = 60.0
GROWN_MB = 1.0
WITHIN_S = 180.0


def measure(ground: Ground) -> Iterator[Figure]:
    """Ticks, readings, host samples, notes, and a check that goes down and comes back every five minutes."""
    seconds = 720 if ground.quick else 3600
    ground.tell(f"memory: {seconds // 60} minutes in {seconds / SPEED:.0f} s")
    home = ground.home()
    told = home / "told"
    argv = (sys.executable, "-P", str(HOUR), str(SPEED), str(seconds), str(told))
    try:
        with ground.ready(Kind("hour", argv, room_ready, quit=QUIT), home) as program:
            notes = _live_through(ground, program, told, seconds)
    finally:
        ground.origins.failing.clear()
    ground.tell(f"memory: {notes} notes")
    resident = {tick: rss / 1e6 for tick, rss in _readings(told)}
    start, half, end = resident[seconds // 6], resident[seconds // 2], resident[seconds]
    what = f"{seconds // 60} minutes hurried, resident"
    yield Figure(what=f"{what}: start", unit="MB", values={"warroom": start})
    yield Figure(what=f"{what}: half", unit="MB", values={"warroom": half})
    yield Figure(what=f"{what}: end", unit="MB", values={"warroom": end})
    yield Figure(what="grown in the second half", unit="MB", values={"warroom": end - half}, budget=GROWN_MB)


def _live_through(ground: Ground, program: Program, told: Path, seconds: int) -> int:
    """Write notes and break a server until all seconds have ticked; returns how many notes were written."""
    began = time.perf_counter()
    notes = 0
    while not any(tick >= seconds for tick, _ in _readings(told)):
        passed_s = time.perf_counter() - began
        if passed_s > WITHIN_S:
            raise RuntimeError(f"not over after {WITHIN_S} s; the screen says:\n{program.shown}")
        hour_s = passed_s * SPEED
        if hour_s / NOTE_EVERY_S >= notes:
            notes += 1
            program.send(f"\x1b[200~note {notes}: what the scribe heard in this minute\x1b[201~\r")
        down = hour_s % OUTAGE_EVERY_S < OUTAGE_S
        ground.origins.failing = {0} if down else set()
        program.read(0.05)
        program.look()
    return notes


def _readings(told: Path) -> list[tuple[int, int]]:
    if not told.exists():
        return []
    rows = [line.split() for line in told.read_text().splitlines(keepends=True) if line.endswith("\n")]
    return [(int(tick), int(rss)) for tick, rss in rows]
