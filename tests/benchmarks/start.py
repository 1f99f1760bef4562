"""From the shell to the first frame, to the room, and back to the shell."""

import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.ground import BARE, WARROOM, Ground, Kind
from tests.benchmarks.screen import WITHIN_S, anything
from tests.benchmarks.table import Figure, median

FIRST_FRAME_X_BARE = 1.25
MORE_WITH_RECORDS_MS = 500.0
QUIT_MS = 400.0
WATCHED_S = 1.5
"""Nothing is drawn before, so that drawing is in no figure."""

Found = dict[str, dict[str, list[float]]]


def measure(ground: Ground) -> Iterator[Figure]:
    """Alternating starts, the first of each thrown away; each is left again by its key."""
    rounds = 3 if ground.quick else 8
    homes = {kind.name: ground.home() for kind in (WARROOM, BARE, *ground.peers)}
    many = ground.home(ground.records)
    found: Found = defaultdict(lambda: defaultdict(list))
    for turn in range(rounds + 1):
        ground.tell(f"start: {turn} of {rounds}")
        for kind in (BARE, WARROOM):
            _start(ground, kind, homes[kind.name], found[kind.name] if turn else {})
        _start(ground, WARROOM, many, found["many"] if turn else {})
        if turn <= rounds // 4 + 1:
            for peer in ground.peers:
                _start(ground, peer, homes[peer.name], found[peer.name] if turn else {})
    yield from _figures(ground, found)
    yield _ended_by_signal(ground, homes)


def _start(ground: Ground, kind: Kind, home: Path, found: dict[str, list[float]]) -> None:
    with ground.begun(kind, home) as program:
        seen: list[float] = []
        while len(seen) < 2:
            if time.perf_counter() - program.began > WITHIN_S:
                raise RuntimeError(f"{kind.name} does not get ready; its screen says:\n{program.shown}")
            program.read(WATCHED_S)
            seen += [stamp for stamp in program.look(*(anything, kind.ready)[len(seen) :]) if stamp is not None]
        first, ready = seen
        left_s = ground.leave(kind, program)
        for name, took in (("first", first - program.began), ("ready", ready - program.began), ("quit", left_s)):
            found.setdefault(name, []).append(took * 1000)
        if kind is WARROOM and program.left():
            raise RuntimeError(f"the terminal was left with {', '.join(program.left())}")


def _figures(ground: Ground, found: Found) -> Iterator[Figure]:
    names = [name for name in found if name != "many"]
    budget = FIRST_FRAME_X_BARE * median(found["bare"]["first"])
    yield Figure(
        what="first frame, anything",
        unit="ms",
        values={name: median(found[name]["first"]) for name in names},
    )
    yield Figure(
        what="first useful frame",
        unit="ms",
        values={name: median(found[name]["ready"]) for name in names},
        budget=budget,
        basis=f"{FIRST_FRAME_X_BARE} times bare's first frame",
    )
    yield Figure(
        what=f"first useful frame, {ground.many}",
        unit="ms",
        values={"warroom": median(found["many"]["ready"])},
        budget=median(found["warroom"]["ready"]) + MORE_WITH_RECORDS_MS,
        basis="the fresh room's and half a second",
    )
    yield Figure(
        what="quit, to the shell",
        unit="ms",
        values={name: median(found[name]["quit"]) for name in names},
        budget=QUIT_MS,
    )
    yield Figure(
        what=f"quit, {ground.many}",
        unit="ms",
        values={"warroom": median(found["many"]["quit"])},
        budget=QUIT_MS,
    )


def _ended_by_signal(ground: Ground, homes: dict[str, Path]) -> Figure:
    ground.tell("start: SIGTERM")
    took: list[float] = []
    for _ in range(3):
        with ground.ready(WARROOM, homes["warroom"]) as program:
            program.read(1.0)
            took.append(program.ended(program.kill(signal.SIGTERM)) * 1000)
            if left := program.left():
                raise RuntimeError(f"SIGTERM left the terminal with {', '.join(left)}")
    return Figure(what="SIGTERM, terminal restored", unit="ms", values={"warroom": median(took)})
