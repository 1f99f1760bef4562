"""The append-only store of streams of records, in one SQLite file. Only this package knows SQL.

One process uses one SQLite library, the one sqlite-utils picked. One thread owns a Journal. Nothing but SQLite ever
opens the database, its -wal or its -shm: closing such a file would drop SQLite's locks.
"""

import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlite_utils

from warroom.errors import Damaged, JournalError, NotWritten
from warroom.incident.facts import Record
from warroom.incident.intents import Draft
from warroom.journal import network
from warroom.journal.ids import nth_id
from warroom.journal.library import SAFE_WAL, patiently, sqlite3
from warroom.journal.migrations import APPLICATION_ID, SCHEMA, migrate
from warroom.journal.record import GENESIS, Row, decode, encode

BUSY_MS = 5000

SqlError = sqlite3.Error


class Journal:
    """An open journal. Every method raises JournalError with one sentence; NotWritten when nothing was kept."""

    def __init__(self, path: Path, *, busy_ms: int = BUSY_MS) -> None:
        self.path = path
        _prepare(path)
        old = os.umask(0o077)
        try:
            self._db = _connect(path, busy_ms)
            try:
                patiently(busy_ms / 1000, self._open)
            except BaseException:
                self._db.close()
                raise
        except SqlError as error:
            raise JournalError(f"journal {path}: {explain(error)}") from error
        finally:
            os.umask(old)
        self._place = _place(path)

    def _open(self) -> None:
        db = self._db
        # In this order: another process may be making the journal at this moment, all of it in one transaction.
        tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        found = int(db.execute("PRAGMA application_id").fetchone()[0])
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        if tables and found != APPLICATION_ID:
            raise JournalError(f"{self.path} is a database of another program: name a new file with --journal")
        if version > SCHEMA:
            raise JournalError(
                f"{self.path} was written by a newer warroom (schema {version}, this one knows {SCHEMA}): "
                "update this one"
            )
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

    @property
    def id(self) -> str:
        """The journal's own id, made with its first table."""
        with self._reading():
            return str(self._db.execute("SELECT value FROM journal WHERE key = 'id'").fetchone()[0])

    @property
    def mode(self) -> str:
        """SQLite's journal mode: wal where that is safe, else truncate."""
        return str(self._db.execute("PRAGMA journal_mode").fetchone()[0])

    def close(self) -> None:
        """Close the file; SQLite folds its -wal in when it was the last."""
        self._db.close()

    def changed(self) -> int:
        """A number that differs after somebody else committed."""
        with self._reading():
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except SqlError as error:
            said = explain(error)
            kind = Damaged if said in _DAMAGE else JournalError
            raise kind(f"journal {self.path}: {said}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE ... COMMIT: what is appended inside is durable when the block has ended.

        Raises NotWritten when it is not; the same ids may then be tried again.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except SqlError as error:
            raise NotWritten(explain(error)) from error
        try:
            yield
            self._db.execute("COMMIT")
        except SqlError as error:
            self._rollback()
            raise NotWritten(explain(error)) from error
        except BaseException:
            self._rollback()
            raise
        if _place(self.path) != self._place:
            raise NotWritten(f"{self.path} was removed or replaced while it was open: /save-as FILE keeps what waits")

    def _rollback(self) -> None:
        try:
            if self._db.conn.in_transaction:
                self._db.execute("ROLLBACK")
        except SqlError:
            # The error that led here is the one to report; SQLite rolls back by itself when the file is next opened.
            return

    def append(
        self, stream: str, drafts: Sequence[Draft], *, intent_id: str, by: str, noted_at: datetime, via: dict[str, str]
    ) -> list[Record]:
        """Add facts to a stream; only inside `transaction`."""
        last = self._db.execute(
            "SELECT seq, hash FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1", [stream]
        ).fetchone()
        seq, prev = (int(last[0]), str(last[1])) if last else (0, GENESIS)
        made: list[Record] = []
        for n, draft in enumerate(drafts):
            seq += 1
            row = encode(
                draft.fact,
                stream=stream,
                seq=seq,
                id_=nth_id(intent_id, n),
                prev=prev,
                at=draft.at or noted_at,
                noted_at=noted_at,
                by=draft.by or by,
                via=via,
            )
            self._insert(row)
            prev = row.hash
            made.append(decode(row))
        return made

    def _insert(self, row: Row) -> None:
        self._db.execute(
            "INSERT INTO record (stream, seq, id, prev, hash, envelope) VALUES (?, ?, ?, ?, ?, ?)",
            [row.stream, row.seq, row.id, row.prev, row.hash, row.envelope],
        )
        self._db.execute(
            "INSERT INTO body (stream, seq, salt, body) VALUES (?, ?, ?, ?)", [row.stream, row.seq, row.salt, row.body]
        )

    def erase(self, stream: str, seq: int) -> None:
        """Forget the words of one record; only inside the `transaction` that appended its `redacted` record."""
        self._db.execute("UPDATE body SET body = NULL, salt = NULL WHERE stream = ? AND seq = ?", [stream, seq])

    def rows(self, stream: str, *, after: int = 0, limit: int = -1) -> Iterator[Row]:
        """The stored bytes of a stream's records with seq > after, in order."""
        with self._reading():
            yield from map(
                _row, self._db.execute(f"{_SELECT} AND seq > ? ORDER BY seq LIMIT ?", [stream, after, limit])
            )

    def read(self, stream: str, *, after: int = 0, limit: int = -1) -> Iterator[Record]:
        """A stream's records with seq > after, in order."""
        return map(decode, self.rows(stream, after=after, limit=limit))

    def backwards(self, stream: str) -> Iterator[Record]:
        """A stream's records, newest first."""
        with self._reading():
            for row in self._db.execute(f"{_SELECT} ORDER BY seq DESC", [stream]):
                yield decode(_row(row))

    def record(self, stream: str, seq: int) -> Record | None:
        """One record, None where there is none."""
        return next(self.read(stream, after=seq - 1, limit=1), None) if seq > 0 else None

    def known(self, intent_id: str) -> list[Record]:
        """The records an intent became already, [] when it was never written."""
        with self._reading():
            place = self._db.execute("SELECT stream, seq FROM record WHERE id = ?", [intent_id]).fetchone()
        if place is None:
            return []
        found: list[Record] = []
        for record in self.read(place[0], after=place[1] - 1):
            if record.id != nth_id(intent_id, len(found)):
                break
            found.append(record)
        return found

    def heads(self) -> dict[str, tuple[int, str]]:
        """Every stream's last seq and hash."""
        with self._reading():
            return {row[0]: (int(row[1]), str(row[2])) for row in self._db.execute(_HEADS)}

    def head(self, stream: str) -> tuple[int, str]:
        """One stream's last seq and hash; (0, "") for a stream that does not exist."""
        with self._reading():
            row = self._db.execute(
                "SELECT seq, hash FROM record WHERE stream = ? ORDER BY seq DESC LIMIT 1", [stream]
            ).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")


_SELECT = (
    "SELECT stream, seq, id, prev, hash, envelope, salt, body FROM record LEFT JOIN body USING (stream, seq)"
    " WHERE stream = ?"
)

# A skip scan: one index look-up a stream, however many records each has.
_HEADS = """
WITH RECURSIVE streams(stream) AS (
    SELECT min(stream) FROM record
    UNION ALL
    SELECT (SELECT min(stream) FROM record WHERE stream > streams.stream) FROM streams WHERE streams.stream IS NOT NULL
)
SELECT stream, seq, hash FROM record
JOIN streams USING (stream)
WHERE seq = (SELECT max(seq) FROM record AS others WHERE others.stream = streams.stream)
"""


def _row(row: Any) -> Row:
    try:
        return Row(*row)
    except TypeError as error:
        raise Damaged(f"a record cannot be read: {error}") from error


def _prepare(path: Path) -> None:
    if path.is_dir():
        raise JournalError(f"{path} is a directory: name a file with --journal")
    if path.exists() and not path.is_file():
        raise JournalError(f"{path} is no regular file: name one with --journal")
    if path.is_symlink() and not path.exists():
        raise JournalError(f"{path} is a link to nothing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise JournalError(f"{path.parent} cannot be made: {error.strerror}") from error
    if kind := network.file_system(path.parent):
        raise JournalError(
            f"{path} lies on a network file system ({kind}), where SQLite cannot lock: name a local file"
        )


def _connect(path: Path, busy_ms: int) -> sqlite_utils.Database:
    conn = sqlite3.connect(str(path), timeout=busy_ms / 1000, isolation_level=None)
    return sqlite_utils.Database(conn, execute_plugins=False)


def _place(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


_WORDS = {
    "database is locked": "another program holds the journal's lock",
    "database or disk is full": "the disk is full",
    "attempt to write a readonly database": "the journal may only be read: check its permissions and its folder's",
    "disk i/o error": "the disk reported an error",
    "file is not a database": "this is no SQLite database: name another file with --journal",
    "unable to open database file": "it cannot be opened: check the folder's permissions",
    "database disk image is malformed": "the database is damaged: keep a copy of the file before anything else",
    "could not decode": "a stored word is damaged: keep a copy of the file before anything else",
    "interrupted": "the write was interrupted",
}
_DAMAGE = (_WORDS["database disk image is malformed"], _WORDS["could not decode"])


def explain(error: Exception) -> str:
    """SQLite's error in words that say what to do."""
    said = str(error)
    return next((words for sign, words in _WORDS.items() if sign in said.lower()), f"SQLite says: {said}")
