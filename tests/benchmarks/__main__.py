"""`python -m tests.benchmarks`: one table of what the room costs, beside other programs and its budgets."""

import argparse
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tests.benchmarks import checks, idle, journal, keys, looking_back, memory, other, running, start
from tests.benchmarks.ground import CHECKS, Ground
from tests.benchmarks.load import Origins
from tests.benchmarks.machine import notes
from tests.benchmarks.table import Figure, markdown
from tests.pty.terminal import environment

SECTIONS: dict[str, Callable[[Ground], Iterator[Figure]]] = {
    "start": start.measure,
    "idle": idle.measure,
    "keys": keys.measure,
    "journal": journal.measure,
    "memory": memory.measure,
    "running": running.measure,
    "other": other.measure,
    "checks": checks.measure,
    "record": looking_back.measure,
}
EXIT_MISSED = 1
EXIT_BROKEN = 2


def main(argv: list[str]) -> int:
    """Measure, print the table, and return the exit code."""
    options = _options(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="warroom-benchmark-") as folder:
        # What is built here must leave no trace in the home of whoever measures.
        os.environ.update(environment(Path(folder)))
        origins = Origins(CHECKS)
        try:
            ground = Ground(Path(folder), origins, options.records, options.quick, options.peers)
            figures, broken = _measured(ground, options.only or list(SECTIONS))
        finally:
            origins.close()
        said = [f"The budget of “{one.what}” is {one.basis}." for one in figures if one.basis] + notes(ground)
    sys.stdout.write("\n".join([markdown(figures), "", *said]) + "\n")
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode({"figures": figures, "notes": said})))
    missed = any(figure.met is False for figure in figures)
    return EXIT_BROKEN if broken else EXIT_MISSED if missed and options.strict else 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="NAME", help=", ".join(SECTIONS))
    parser.add_argument("--records", type=int, default=100_000, metavar="N", help="in the large incident")
    parser.add_argument("--quick", action="store_true", help="fewer repeats: about two minutes instead of eight")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures, for a script")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="glances, btop, vim")
    parser.add_argument("--strict", action="store_true", help=f"exit {EXIT_MISSED} when a budget is missed")
    return parser.parse_args(argv)


def _measured(ground: Ground, names: list[str]) -> tuple[list[Figure], bool]:
    """The figures of these sections; one that breaks is told, and the rest go on."""
    figures: list[Figure] = []
    broken = False
    for name in names:
        try:
            figures.extend(SECTIONS[name](ground))
        except Exception:  # noqa: BLE001  one measurement that fails must not cost the others
            broken = True
            ground.tell(f"{name} broke:\n{traceback.format_exc()}")
    return figures, broken


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
