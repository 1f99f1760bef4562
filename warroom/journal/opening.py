"""How a journal's file is opened: ready to be written, or to be read alone where nothing can be written beside it."""

import uuid
from pathlib import Path
from urllib.parse import quote

from warroom.errors import JournalError
from warroom.journal import place
from warroom.journal.faults import DISK, FULL, READ_ONLY, explain
from warroom.journal.library import SAFE_WAL, SqlError, patiently, sqlite3
from warroom.journal.migrations import APPLICATION_ID, SCHEMA, migrate


def connect(path: Path, wait_s: float, *, reading: bool = False) -> sqlite3.Connection:
    """The journal at `path`, laid out where it is new; a lock is waited for `wait_s` seconds. Raises JournalError.

    With `reading` a journal on a full disk, or in a folder that may only be read, is opened as well.
    """
    try:
        with place.for_its_readers(path):
            return _connected(path, wait_s)
    except SqlError as error:
        said = explain(error)
        if reading and said in (DISK, FULL):
            return _alone(path, wait_s)
        if reading and said in READ_ONLY:
            return _unlocked(path, wait_s)
        raise _not_opened(path, error) from error


def _alone(path: Path, wait_s: float) -> sqlite3.Connection:
    """For who has the file alone SQLite keeps in memory what it otherwise lays out on the disk."""
    try:
        with place.for_its_readers(path):
            return _connected(path, wait_s, reading="PRAGMA locking_mode = EXCLUSIVE")
    except SqlError as error:
        raise _not_opened(path, error) from error


def _unlocked(path: Path, wait_s: float) -> sqlite3.Connection:
    """In a folder that may only be read SQLite cannot lock; what nobody can write needs no lock."""
    wal = place.beside(path, "-wal")
    if wal.exists() and wal.stat().st_size:
        raise JournalError(
            f"journal {path}: its last records lie in {wal.name}, which cannot be read in a folder that may "
            "only be read: copy both files to another folder and name the copy with --journal"
        )
    try:
        return _connected(path, wait_s, name=f"file:{quote(str(path))}?immutable=1", reading="PRAGMA query_only = ON")
    except SqlError as error:
        raise _not_opened(path, error) from error


def _not_opened(path: Path, error: Exception) -> JournalError:
    said = explain(error, path)
    return JournalError(f"journal {path}: {said}: make room on it" if said == FULL else f"journal {path}: {said}")


def _connected(path: Path, wait_s: float, *, name: str = "", reading: str = "") -> sqlite3.Connection:
    """A connection under another `name` than the path's; `reading` is what a reader executes before anything else."""

    def ready() -> None:
        if reading:
            db.execute(reading)
        version = _known(db, path)
        if not reading:
            _lay_out(db, version)

    db = sqlite3.connect(name or str(path), timeout=wait_s, isolation_level=None, uri=bool(name))
    try:
        patiently(wait_s, ready)
    except BaseException:
        db.close()
        raise
    return db


def _known(db: sqlite3.Connection, path: Path) -> int:
    """The schema of the file, 0 for an empty one. Raises JournalError where it is not for this release to open."""
    # In this order: another process may be making the journal at this moment, all of it in one transaction.
    tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    found = int(db.execute("PRAGMA application_id").fetchone()[0])
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if tables and found != APPLICATION_ID:
        raise JournalError(f"{path} is a database of another program: name a new file with --journal")
    if version > SCHEMA:
        raise JournalError(
            f"{path} was written by a newer warroom (schema {version}, this one knows {SCHEMA}): update this one"
        )
    return version


def _lay_out(db: sqlite3.Connection, version: int) -> None:
    mode = "wal" if sqlite3.sqlite_version_info >= SAFE_WAL else "truncate"
    if db.execute("PRAGMA journal_mode").fetchone()[0] != mode:
        db.execute(f"PRAGMA journal_mode = {mode}")
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "cell_size_check = ON", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}")
    if version < SCHEMA:
        db.execute("BEGIN IMMEDIATE")
        try:
            migrate(db, str(uuid.uuid4()))
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
