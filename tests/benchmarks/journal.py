"""How fast records become durable: one at a time through the room, and piped into the command line."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.ground import Ground
from tests.benchmarks.table import Figure
from tests.pty.terminal import environment
from warroom import wiring
from warroom.incident import intents as i
from warroom.settings import Settings

ONE_BY_ONE_S = 1000.0
PIPED_S = 3000.0


def measure(ground: Ground) -> Iterator[Figure]:
    """Each record in a transaction of its own with a full sync; then lines piped into `warroom note -`."""
    ground.tell("journal: one at a time")
    count = 1000 if ground.quick else 4000
    for records in (0, ground.records):
        yield Figure(
            what=f"one at a time, {ground.many} before" if records else "records one at a time, synced",
            unit="/s",
            values={"warroom": _one_by_one(ground.home(records), count)},
            budget=ONE_BY_ONE_S,
            at_least=True,
        )
    ground.tell("journal: piped")
    lines = 5_000 if ground.quick else 20_000
    yield Figure(
        what=f"{lines:,} lines piped, with the start",
        unit="/s",
        values={"warroom": _piped(ground.home(), lines)},
        budget=PIPED_S,
        at_least=True,
    )


def _one_by_one(home: Path, count: int) -> float:
    with wiring.open_house(Settings(journal=home / "journal.sqlite")) as house:
        room = house.room(house.directory.choose())
        before = room.incident.seq
        began = time.perf_counter()
        for n in range(count):
            room.act(i.Note(by="anna", text=f"note {n} of a scribe who types fast"))
        took = time.perf_counter() - began
        held = house.journal.head(room.stream)[0] - before
    if held != count:
        raise RuntimeError(f"{count} notes were acknowledged, {held} are there")
    return count / took


def _piped(home: Path, count: int) -> float:
    lines = "".join(f"line {n} of a log that somebody pipes into the incident\n" for n in range(count))
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "warroom", "note", "-"],
        input=lines,
        capture_output=True,
        text=True,
        env=environment(home),
        cwd=home,
        timeout=120,
        check=True,
    )
    took = time.perf_counter() - began
    if done.stdout.count("#") != count:
        raise RuntimeError(f"{count} lines were piped, {done.stdout.count('#')} acknowledged: {done.stderr[:500]}")
    return count / took
