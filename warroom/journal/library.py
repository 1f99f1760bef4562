"""The one SQLite library of this process: the same that sqlite-utils picks, found without importing all of that."""

import time
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["SAFE_WAL", "SqlError", "has_fts5", "patiently", "scrubbed", "sqlite3", "version"]

SAFE_WAL = (3, 51, 3)
"""The first release without the WAL-reset bug: two connections, one checkpoints while the other commits."""

SqlError = (sqlite3.Error, MemoryError)
"""All that a statement may raise."""


def version() -> tuple[str, bool]:
    """The library's version, and whether write-ahead logging is safe with it."""
    return sqlite3.sqlite_version, sqlite3.sqlite_version_info >= SAFE_WAL


def has_fts5() -> bool:
    """Whether the library has full-text search."""
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE words USING fts5(said)")
        except sqlite3.Error:
            return False
    return True


def scrubbed(db: "sqlite3.Connection", seconds: float) -> str:
    """Rewrite a database without its free pages and empty its log; why that was not done, "" where it was.

    Others who read or write it at that moment are waited for.
    """

    def anew() -> None:
        db.execute("VACUUM")
        held, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if held:
            raise sqlite3.OperationalError("database is locked")

    try:
        patiently(seconds, anew)
    except SqlError as error:
        return str(error) or type(error).__name__
    return ""


def patiently(seconds: float, act: Callable[[], None]) -> None:
    """Do it again while the file is locked: SQLite does not wait by itself when several turn it to WAL at once."""
    until = time.monotonic() + seconds
    while True:
        try:
            act()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return
