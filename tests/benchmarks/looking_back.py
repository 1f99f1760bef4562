"""What looking back costs: reports, review, replay and search of one huge incident, lobby and figures of many.

What prints is a whole process, from its start to its end; what shows is stamped when its bytes reach the terminal.
"""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.ground import QUIT, Ground, Kind
from tests.benchmarks.screen import Program, Rows
from tests.benchmarks.table import Figure, Unit, median
from tests.looking_back.huge import NEEDLE, big, many
from tests.looking_back.odd import JOURNAL
from tests.pty.terminal import environment

INCIDENTS, EACH = 1_000, 500
TENFOLD = 10.0
MEMORY_MB = 150.0
F6, F7, F9, ESC = "\x1b[17~", "\x1b[18~", "\x1b[20~", "\x1b"
SEEKS = (0.5, 0.02, 0.97, 0.3, 0.75)
"""Where to, as a share of the record; each is far from the one before."""
GREAT, SMALL = "great", "small"
WATCHED_S = 0.05

# What a process is told of its children counts what they had of it before they became something else.
_PEAK = """
import re, resource, sys
from pathlib import Path
from warroom.cli import run
code = run(sys.argv[1:])
status = Path("/proc/self/status")
told = re.search(r"VmHWM:\\s*(\\d+)", status.read_text()) if status.exists() else None
most = int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(most, file=sys.stderr)
sys.exit(code)
"""

Costs = dict[str, dict[str, float]]


def measure(ground: Ground) -> Iterator[Figure]:
    """The huge incident, the same at a tenth of its records, then many incidents."""
    costs: Costs = {SMALL: {}, GREAT: {}}
    yield from _one(ground, ground.records // 10, costs[SMALL])
    yield from _one(ground, ground.records, costs[GREAT])
    yield from _grown(costs)
    yield from _many(ground)


def _one(ground: Ground, records: int, cost: dict[str, float]) -> Iterator[Figure]:
    said = f"{records // 1000}k"
    ground.tell(f"record: {said} records are made")
    home = ground.folder / f"record-{said}"
    stream = big(home, records)
    with ground.ready(_kind(stream), home) as program:
        # As it is in life: somebody was in the room, and its state is kept beside the record.
        ground.leave(_kind(stream), program)
    rounds = 2 if ground.quick else 5
    whole = records == ground.records

    def figure(what: str, unit: Unit, value: float, budget: float | None = None, **peers: float) -> Figure:
        cost[what] = value
        return Figure(
            what=f"{what}, {said}", unit=unit, values={"warroom": value, **peers}, budget=budget if whole else None
        )

    for what, budget, words in (
        ("post-mortem", 1.5, ("report", "postmortem", stream, "--format", "md")),
        ("post-mortem as HTML", 2.0, ("report", "postmortem", stream, "--format", "html")),
        ("timeline as HTML", None, ("report", "timeline", stream, "--format", "html")),
    ):
        ground.tell(f"record: {what}")
        took, peak = _repeated(home, words, rounds)
        yield figure(what, "s", took, budget)
        yield figure(f"{what}: peak", "MB", peak, MEMORY_MB)
    ground.tell("record: search")
    took, peak = _repeated(home, ("search", NEEDLE), rounds)
    yield figure("search, a whole process", "ms", took * 1000, **_others(ground, home, stream, rounds))
    yield figure("search: peak", "MB", peak, MEMORY_MB)
    yield from _shown(ground, home, stream, figure)


def _shown(ground: Ground, home: Path, stream: str, figure: Callable[..., Figure]) -> Iterator[Figure]:
    """On the screen: review, replay and search, in a room that was opened long ago."""
    ground.tell("record: screen")
    with ground.ready(_kind(stream), home) as program:
        program.read(2.0)
        opened, read = _timed(program, F6, _reviewed, _reviewed_whole)
        yield figure("review: first frame", "ms", opened * 1000)
        yield figure("review: all of it read", "s", read, 1.0)
        yield figure("review: peak", "MB", program.peak_mb(), MEMORY_MB)
        program.send(ESC)
        program.until(_opened)
    with ground.ready(_kind(stream), home) as program:
        last = _last(home, stream)
        (begun,) = _timed(program, F9, lambda rows: _says(rows, "REPLAY"))
        yield figure("replay: first frame", "ms", begun * 1000)
        program.send("G")
        program.until(lambda rows: _at(rows, last))
        yield figure("replay: seek", "ms", max(_sought(program, int(share * last)) for share in SEEKS) * 1000, 200.0)
        yield figure("replay: peak", "MB", program.peak_mb(), MEMORY_MB)
    with ground.ready(_kind(stream), home) as program:
        program.read(1.0)
        program.send(F7)
        program.until(lambda rows: _says(rows, "lobby"))
        program.send(f"/find {NEEDLE}")
        program.read(1.0)
        program.look()
        (found,) = _timed(program, "\r", lambda rows: _says(rows, f"saw a {NEEDLE}"))
        yield figure("search: in the lobby", "ms", found * 1000, 150.0)


def _grown(costs: Costs) -> Iterator[Figure]:
    """How much more ten times the records cost; by ten times as much it grows as the record does."""
    for what, small in costs[SMALL].items():
        if small and not what.endswith("first frame"):
            times = costs[GREAT][what] / small
            yield Figure(what=f"{what}, times at ten times", unit="", values={"warroom": times}, budget=TENFOLD)


def _many(ground: Ground) -> Iterator[Figure]:
    incidents = INCIDENTS // 10 if ground.quick else INCIDENTS
    ground.tell(f"record: {incidents} incidents of {EACH} records are made")
    home = ground.folder / "record-many"
    stream = many(home, incidents, EACH)
    said = f"{incidents:,} x {EACH}"
    rounds = 2 if ground.quick else 5
    for what, budget, words in (
        ("metrics", 2.0, ("report", "metrics", "--format", "json")),
        ("metrics as HTML", None, ("report", "metrics", "--format", "html")),
        ("actions", None, ("report", "actions")),
    ):
        ground.tell(f"record: {what}")
        took, peak = _repeated(home, words, rounds)
        yield Figure(what=f"{what}, {said}", unit="s", values={"warroom": took}, budget=budget)
        yield Figure(what=f"{what}: peak", unit="MB", values={"warroom": peak}, budget=MEMORY_MB)
    with ground.ready(_kind(stream), home) as program:
        program.read(2.0)
        (took,) = _timed(program, F7, lambda rows: _says(rows, "open ─") and _says(rows, "INVESTIGATING"))
        yield Figure(what=f"lobby, {said}", unit="ms", values={"warroom": took * 1000}, budget=300.0)
        yield Figure(what="lobby: peak", unit="MB", values={"warroom": program.peak_mb()}, budget=MEMORY_MB)


# A program on a terminal.


def _kind(stream: str) -> Kind:
    argv = (sys.executable, "-m", "warroom", "--as", "anna", "--incident", stream)
    return Kind("warroom", argv, _opened, QUIT)


def _opened(rows: Rows) -> bool:
    """The room with its lines; before, it is the lobby, or a room of none."""
    return any(re.search(r"timeline ─ \D?[1-9][\d\s]* lines", row) for row in rows)


def _says(rows: Rows, words: str) -> bool:
    return any(words in row for row in rows)


def _reviewed(rows: Rows) -> bool:
    return _says(rows, "REVIEW") and _says(rows, "clocks kept")


def _reviewed_whole(rows: Rows) -> bool:
    """Lanes are drawn of all of it, and the draft is made."""
    lanes = next((row for row in rows if "lanes ━" in row), "read to")
    return _reviewed(rows) and "read to" not in lanes and not _says(rows, "drafted in a moment")


def _at(rows: Rows, seq: int) -> bool:
    """Whether a replay stands at this record; its numbers are written in groups."""
    return any(f"#{seq}of" in re.sub(r"\s", "", row) for row in rows)


def _timed(program: Program, keys: str, *wanted: Callable[[Rows], object], within_s: float = 60.0) -> list[float]:
    """Seconds from these keys until each of these came true, one after the other."""
    program.look()
    sent = program.send(keys)
    seen: list[float] = []
    while len(seen) < len(wanted):
        if time.perf_counter() - sent > within_s:
            raise RuntimeError(f"it did not come; the screen says:\n{program.shown}")
        program.read(WATCHED_S)
        seen += [stamp for stamp in program.look(*wanted[len(seen) :]) if stamp is not None]
    return [stamp - sent for stamp in seen]


def _sought(program: Program, seq: int) -> float:
    """Seconds from Enter until a replay stands at this record."""
    program.send("/")
    program.read(0.3)
    program.send(f"#{seq}")
    program.read(0.5)
    return _timed(program, "\r", lambda rows: _at(rows, seq))[0]


# A program that prints.


def _repeated(home: Path, words: Sequence[str], rounds: int) -> tuple[float, float]:
    """Seconds of a whole process in the middle of so many, after one that warms the disk, and its peak in MB."""
    found = [_took((sys.executable, "-m", "warroom", *words), home) for _ in range(rounds + 1)][1:]
    told = _ran((sys.executable, "-P", "-c", _PEAK, *words), home).stderr.splitlines()[-1]
    return median(found), int(told) * 1024 / 1e6


def _took(argv: Sequence[str], home: Path) -> float:
    began = time.perf_counter()
    _ran(argv, home)
    return time.perf_counter() - began


def _ran(argv: Sequence[str], home: Path) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        argv, env=environment(home), cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}: {done.stderr[-500:]}")
    return done


def _others(ground: Ground, home: Path, stream: str, rounds: int) -> dict[str, float]:
    """The same word looked for in the exported file by programs that read all of it, in ms."""
    if not ground.with_peers:
        return {}
    file = home / "exported.jsonl"
    export = (sys.executable, "-m", "warroom", "export", stream, "--out", str(file))
    if not file.exists():
        subprocess.run(export, env=environment(home), cwd=home, check=True, capture_output=True)
    asked = {"grep": ("grep", "-c", NEEDLE, str(file)), "jq": ("jq", "-c", _SELECT, str(file))}
    here = {name: argv for name, argv in asked.items() if shutil.which(name)}
    return {name: median([_took(argv, home) for _ in range(rounds + 1)][1:]) * 1000 for name, argv in here.items()}


_SELECT = f'select(.body != null) | .body | fromjson | select(.data.text // "" | contains("{NEEDLE}"))'


def _last(home: Path, stream: str) -> int:
    from warroom.journal.sqlite import Journal

    journal = Journal(home / JOURNAL)
    try:
        return journal.head(stream)[0]
    finally:
        journal.close()
