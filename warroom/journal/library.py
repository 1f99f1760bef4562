"""The one SQLite library of this process: the one sqlite-utils picked."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

__all__ = ["SAFE_WAL", "sqlite3", "version"]

SAFE_WAL = (3, 51, 3)
"""The first release without the WAL-reset bug: two connections, one checkpoints while the other commits."""


def version() -> tuple[str, bool]:
    """The library's version, and whether write-ahead logging is safe with it."""
    return sqlite3.sqlite_version, sqlite3.sqlite_version_info >= SAFE_WAL
