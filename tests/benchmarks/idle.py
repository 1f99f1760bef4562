"""What a room costs in which nobody does anything: CPU, bytes to the terminal, memory."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from tests.benchmarks.ground import BARE, CHECKS, WARROOM, Ground
from tests.benchmarks.screen import Program
from tests.benchmarks.table import Figure

CPU_PCT = 1.8
WRITTEN_KB_S = 5.0
FRESH_MB = 65.0
MANY_MB = 85.0
SETTLED_S = 12.0
"""Every check was asked once, and what is imported late is there."""
VERIFYING_PCT = 5.0
WINDOW_S = 2.0
VERIFIED_WITHIN_S = 90.0


@dataclass(frozen=True)
class Cost:
    """What a program used while nobody touched it."""

    cpu_pct: float
    written_kb_s: float
    resident_mb: float
    others_pct: float


def cost(program: Program, seconds: float) -> Cost:
    """Watch it for so long; `others_pct` is what the rest of the machine used meanwhile, 100 a core."""
    used, written, busy = program.cpu_s(), program.written, _busy_s()
    program.read(seconds)
    used, busy = program.cpu_s() - used, _busy_s() - busy
    return Cost(
        cpu_pct=100 * used / seconds,
        written_kb_s=(program.written - written) / seconds / 1000,
        resident_mb=program.resident_mb(),
        others_pct=max(0.0, 100 * (busy - used) / seconds),
    )


def measure(ground: Ground) -> Iterator[Figure]:
    """The fresh room, the one with many records once they are verified, the bare dashboard and the peers."""
    seconds = 8.0 if ground.quick else 24.0
    found: dict[str, Cost] = {}
    for kind in (WARROOM, BARE, *ground.peers):
        ground.tell(f"idle: {kind.name}")
        ours = kind is WARROOM
        with ground.ready(kind) as program:
            program.read(SETTLED_S if ours else 3.0)
            found[kind.name] = cost(program, seconds if ours else seconds / 2)
    ground.tell(f"idle: {ground.records:,} records")
    with ground.ready(WARROOM, ground.home(ground.records)) as program:
        verified_s = _verified(program)
        many = cost(program, seconds)
    ground.tell(f"idle: the rest of the machine used {found['warroom'].others_pct:.0f} % of a core meanwhile")
    yield Figure(
        what=f"idle, {CHECKS} checks, 14 clocks: CPU",
        unit="%",
        values={name: one.cpu_pct for name, one in found.items()},
        budget=CPU_PCT,
    )
    yield Figure(
        what="idle: written",
        unit="kB/s",
        values={name: one.written_kb_s for name, one in found.items()},
        budget=WRITTEN_KB_S,
    )
    yield Figure(what=f"idle, {ground.many}: CPU", unit="%", values={"warroom": many.cpu_pct})
    yield Figure(
        what="resident, fresh",
        unit="MB",
        values={name: one.resident_mb for name, one in found.items()},
        budget=FRESH_MB,
    )
    yield Figure(
        what=f"resident, {ground.many}",
        unit="MB",
        values={"warroom": many.resident_mb},
        budget=MANY_MB,
    )
    yield Figure(what=f"{ground.many}: verified behind the room", unit="s", values={"warroom": verified_s})


def _verified(program: Program) -> float:
    """Wait until it stops walking the chain, which shows as CPU; returns the seconds since its start, to WINDOW_S."""
    busy = True
    while busy:
        before, verified_s = program.cpu_s(), time.perf_counter() - program.began
        if verified_s > VERIFIED_WITHIN_S:
            raise RuntimeError(f"still busy after {VERIFIED_WITHIN_S:.0f} s")
        program.read(WINDOW_S)
        busy = 100 * (program.cpu_s() - before) / WINDOW_S >= VERIFYING_PCT
    program.read(max(0.0, SETTLED_S - (time.perf_counter() - program.began)))
    return verified_s


def _busy_s() -> float:
    """Seconds of CPU the whole machine has used."""
    times = psutil.cpu_times()
    return float(sum(getattr(times, kind, 0.0) for kind in ("user", "nice", "system", "irq", "softirq", "steal")))
