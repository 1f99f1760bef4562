"""A journal looked at from outside its records: its pages, what SQLite finds in a little time, and who is at it now.

Nothing is written: not even the files that SQLite lays beside a database.
"""

import os
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec

from warroom.journal import place
from warroom.journal.library import SqlError, sqlite3
from warroom.journal.presence import Present

_STEPS = 2000


class Health(msgspec.Struct, frozen=True):
    """Bytes in use and free in a database; what is wrong with it, and whether all of it was looked at."""

    size: int
    free: int
    wrong: tuple[str, ...]
    whole: bool


def examine(db: sqlite3.Connection, seconds: float) -> Health:
    """Look for damage for at most so long. Raises SqlError."""
    size, pages, free = (
        int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_size", "page_count", "freelist_count")
    )
    until = time.monotonic() + seconds
    db.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    try:
        rows = [str(row[0]) for row in db.execute("PRAGMA quick_check(5)").fetchall()]
        whole = True
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        rows, whole = [], False
    finally:
        db.set_progress_handler(None, 0)
    return Health(size * pages, size * free, tuple(row for row in rows if row != "ok"), whole)


def at_it(journal: Path) -> tuple[Present, ...]:
    """Who has a room or the lobby open on this journal, as far as the sidecar says without being touched."""
    sidecar = place.beside(journal, "-live")
    if not all(sidecar.with_name(sidecar.name + suffix).exists() for suffix in ("", "-wal", "-shm")):
        return ()  # whoever has it open has a log beside it
    try:
        with closing(sqlite3.connect(f"file:{quote(str(sidecar))}?mode=ro", uri=True, timeout=0.1)) as db:
            rows = db.execute("SELECT terminal, name, stream, until FROM presence").fetchall()
    except SqlError:
        return ()
    now = time.monotonic()
    found = [
        Present(str(name), terminal.partition(":")[0], str(stream), max(0.0, now - until))
        for terminal, name, stream, until in rows
        if name and until >= now and _runs(terminal)
    ]
    return tuple(sorted(found))


def _runs(terminal: str) -> bool:
    try:
        os.kill(int(terminal.rpartition(":")[2]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True
