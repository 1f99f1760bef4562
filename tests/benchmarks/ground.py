"""What every measurement stands on: the size of the load, homes to run in, and the programs that are compared."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.benchmarks import bare
from tests.benchmarks.load import TITLE, Origins, furnish
from tests.benchmarks.screen import Program, Rows, anything, running
from tests.pty.terminal import environment

CHECKS = 20
QUIT = "\x11"
CLEAR = "\x15"


@dataclass(frozen=True)
class Kind:
    """A program: how it is begun, when it is ready, how it is made to take letters, how it is left."""

    name: str
    argv: tuple[str, ...]
    ready: Callable[[Rows], object] = anything
    quit: str = "q"
    clear: str = ""
    """What empties the line and lets letters be typed; nothing for a program that takes none."""


def room_ready(rows: Rows) -> bool:
    """The open incident's title, clocks, last lines and entry line."""
    return (
        TITLE in rows[0] and rows[-2].startswith(" ›") and all(_boxed(rows, name) for name in ("P0 clocks", "timeline"))
    )


def _boxed(rows: Rows, name: str) -> bool:
    return any(f"{name} ─" in row for row in rows)


def _bare_ready(rows: Rows) -> bool:
    return bare.TITLE in rows[0] and any("an entry line" in row for row in rows)


WARROOM = Kind("warroom", (sys.executable, "-m", "warroom"), room_ready, QUIT, CLEAR)
BARE = Kind("bare", (sys.executable, "-P", bare.__file__), _bare_ready, QUIT, CLEAR)
PEERS = (
    Kind("glances", ("glances",), lambda rows: any("MEM" in row for row in rows)),
    Kind("btop", ("btop",), lambda rows: any("proc" in row for row in rows)),
    Kind("vim", ("vim", "-u", "NONE", "-i", "NONE", "-n"), lambda rows: rows[2].startswith("~"), "\x1b:q!\r", "\x1bcc"),
)


@dataclass
class Ground:
    """The choices of one run, and the folder everything of it lies in."""

    folder: Path
    origins: Origins
    records: int
    quick: bool = False
    with_peers: bool = True
    missing: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        if self.with_peers:
            self.missing = [peer.name for peer in PEERS if shutil.which(peer.argv[0]) is None]

    @property
    def peers(self) -> list[Kind]:
        """The programs of others that are here and wanted."""
        return [peer for peer in PEERS if self.with_peers and peer.name not in self.missing]

    @property
    def many(self) -> str:
        """How the large incident's size is said: "100k records"."""
        count = self.records
        return f"{count // 1000}k records" if count % 1000 == 0 else f"{count} records"

    def tell(self, words: str) -> None:
        """Progress, on stderr."""
        print(words, file=sys.stderr, flush=True)  # noqa: T201  narration of a program that prints a table

    def home(self, records: int = 0) -> Path:
        """A new user's home with settings, and a journal whose open P0 has so many records."""
        home = self.folder / f"home-{next(self._numbers)}"
        furnish(home, self.origins.ports, records)
        return home

    @contextmanager
    def begun(self, kind: Kind, home: Path | None = None) -> Iterator[Program]:
        """The program in a terminal of its own."""
        home = home or self.home()
        env = environment(home, {"COLORTERM": "truecolor", "XDG_CACHE_HOME": str(home / "cache")})
        with running(kind.argv, env, home) as program:
            yield program

    @contextmanager
    def ready(self, kind: Kind, home: Path | None = None) -> Iterator[Program]:
        """The same once it is ready to be used."""
        with self.begun(kind, home) as program:
            program.until(kind.ready)
            yield program

    def leave(self, kind: Kind, program: Program) -> float:
        """Quit it by its key; returns how many seconds that took."""
        return program.ended(program.send(kind.quit))
