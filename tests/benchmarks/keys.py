"""From a key to its letter on the screen, and from Enter to the numbered line on the timeline."""

import random
import re
from collections.abc import Iterator

from tests.benchmarks.ground import BARE, WARROOM, Ground, Kind
from tests.benchmarks.screen import Program, Wanted, read_together
from tests.benchmarks.table import Figure, median, percentile

GAP_S = 0.047
"""No divisor of a second, so that keys meet the clock's tick in every phase."""
LINE = 60
MARK = 4
MEDIAN_MS = 5.0
P95_MS = 12.0
KEPT_MS = 25.0


def letters(count: int, seed: int) -> str:
    """Letters that make no word, no verb and no second line like them."""
    chance = random.Random(seed)
    return "".join(chance.choice("bcdfghjkmnpqrtvwxz") for _ in range(count))


def on_screen(words: str) -> Wanted:
    """Whether these words stand in a row."""
    return lambda rows: any(words in row for row in rows)


def to_paint(program: Program, line: str) -> list[float]:
    """Type a line a key at a time; milliseconds until each letter stood behind those before it, but the first few."""
    program.send(line[:MARK])
    program.until(on_screen(line[:MARK]))
    program.read(0.3)
    program.look()
    sent = program.type_paced(line[MARK:], GAP_S)
    program.read(0.5)
    seen = program.look(*(on_screen(line[: MARK + n + 1]) for n in range(len(sent))))
    if None in seen:
        raise RuntimeError(f"a key was lost; the screen says:\n{program.shown}")
    return [(stamp - key) * 1000 for stamp, key in zip(seen, sent, strict=True) if stamp is not None]


def measure(ground: Ground) -> Iterator[Figure]:
    """Keys in the room with many records, in the bare dashboard and in vim; then notes."""
    lines = 1 if ground.quick else 4
    found: dict[str, list[float]] = {}
    for kind in (WARROOM, BARE, *(peer for peer in ground.peers if peer.clear)):
        ground.tell(f"keys: {kind.name}")
        with ground.ready(kind, ground.home(ground.records) if kind is WARROOM else None) as program:
            program.read(3.0)
            found[kind.name] = [took for n in range(lines) for took in _line(program, kind, n)]
    for what, budget, figure in (
        (f"key to paint, {ground.many}, median", MEDIAN_MS, median),
        ("key to paint, 95 of 100 within", P95_MS, lambda took: percentile(took, 95)),
        ("key to paint, slowest", None, max),
    ):
        yield Figure(what=what, unit="ms", values={name: figure(took) for name, took in found.items()}, budget=budget)
    yield from _notes(ground)


def _line(program: Program, kind: Kind, n: int) -> list[float]:
    line = letters(MARK + LINE, seed=n)
    program.send(kind.clear)
    program.read(0.3)
    return to_paint(program, line)


def numbered(words: str) -> Wanted:
    """Whether the timeline shows these words as a record with a number: it is on disk."""
    acknowledged = re.compile(rf"{re.escape(words)} .*[\d,]+ │$")
    return lambda rows: any(acknowledged.search(row) for row in rows)


def _notes(ground: Ground) -> Iterator[Figure]:
    """Notes in one terminal, seen there and in a second one on the same journal."""
    count = 12 if ground.quick else 40
    home = ground.home(ground.records)
    kept: list[float] = []
    heard: list[float] = []
    ground.tell("keys: notes")
    with ground.ready(WARROOM, home) as first:
        first.read(3.0)
        with ground.begun(WARROOM, home) as second:
            read_together([first, second], 2.5)
            [opened] = second.look(WARROOM.ready)
            if opened is None:
                raise RuntimeError(f"the second terminal did not open; its screen says:\n{second.shown}")
            opened_ms = (opened - second.began) * 1000
            for n in range(5 if ground.quick else 12):
                one, other = _note(f"heard {letters(12, seed=100 + n)}", first, second)
                heard.append(other)
            ground.leave(WARROOM, second)
        for n in range(count):
            [one] = _note(f"kept {letters(12, seed=200 + n)}", first)
            kept.append(one)
    yield Figure(
        what="Enter to durable and shown, median",
        unit="ms",
        values={"warroom": median(kept)},
        budget=KEPT_MS,
    )
    yield Figure(what="Enter to durable, 95 of 100 within", unit="ms", values={"warroom": percentile(kept, 95)})
    yield Figure(what="a second terminal: useful frame", unit="ms", values={"warroom": opened_ms})
    yield Figure(what="a second terminal shows a record", unit="ms", values={"warroom": median(heard)})


def _note(words: str, *programs: Program) -> list[float]:
    """Write a note in the first; milliseconds from Enter until each shows it with its number."""
    programs[0].send(words)
    # Ends at another phase of the second each time.
    read_together(programs, 0.31)
    for program in programs:
        program.look()
    entered = programs[0].send("\r")
    read_together(programs, 0.4)
    seen = [program.look(numbered(words))[0] for program in programs]
    if None in seen:
        raise RuntimeError(f"the note “{words}” did not come; the screen says:\n{programs[0].shown}")
    return [(stamp - entered) * 1000 for stamp in seen if stamp is not None]
