"""The append-only store of streams of records, in one SQLite file. Only this package knows SQL.

One process uses one SQLite library, the one sqlite-utils picked. One thread owns a Journal. Nothing but SQLite ever
opens the database, its -wal or its -shm: closing such a file would drop SQLite's locks.
"""

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warroom.errors import Damaged, JournalError, NotWritten
from warroom.incident.facts import Record
from warroom.incident.intents import Draft
from warroom.journal import place
from warroom.journal.faults import DISK, READ_ONLY, explain, is_damage
from warroom.journal.head import OutsideHead
from warroom.journal.ids import nth_id
from warroom.journal.library import SAFE_WAL, patiently, sqlite3
from warroom.journal.migrations import APPLICATION_ID, SCHEMA, laid_out, migrate
from warroom.journal.record import GENESIS, Row, decode, encode

BUSY_MS = 5000
REMEMBER_S = 1.0

_NEEDS_ANOTHER = (DISK, *READ_ONLY)
"""Errors after which a connection is not used again: it may remember what is not so, or not any more."""

SqlError = (sqlite3.Error, MemoryError)


class Journal:
    """An open journal. Every method raises JournalError with one sentence; NotWritten when nothing was kept.

    `outside` remembers what it held; `gone` names a journal that stood at this place before. With `reading` a folder
    that may only be read is enough.
    """

    def __init__(
        self, path: Path, *, busy_ms: int | None = None, outside: OutsideHead | None = None, reading: bool = False
    ) -> None:
        self.path = path
        self.gone = ""
        self._lost: tuple[str, ...] = ()
        self._undone: tuple[str, ...] = ()
        self._busy_ms = BUSY_MS if busy_ms is None else busy_ms
        self._outside = outside
        self._suspect = False
        self._seen_change = -1
        self._unsaid = True
        self._said_at = 0.0
        place.prepare(path)
        self._wal_path = place.beside(path, "-wal")
        self._connections = 0
        self._db = self._opened(reading=reading)
        self._place = place.of(path)
        self._wal = place.of(self._wal_path)
        try:
            self._compare()
        except BaseException:
            self._db.close()
            raise

    def _opened(self, *, reading: bool = False) -> sqlite3.Connection:
        try:
            with place.for_its_readers(self.path):
                return self._connected(str(self.path))
        except SqlError as error:
            said = explain(error)
            if not (reading and said in READ_ONLY):
                raise JournalError(f"journal {self.path}: {said}") from error
        return self._opened_for_reading()

    def _opened_for_reading(self) -> sqlite3.Connection:
        """In a folder that may only be read SQLite cannot lock; what nobody can write needs no lock."""
        wal = self._wal_path
        if wal.exists() and wal.stat().st_size:
            raise JournalError(
                f"journal {self.path}: its last records lie in {wal.name}, which cannot be read in a folder that may "
                "only be read: copy both files to another folder and name the copy with --journal"
            )
        try:
            return self._connected(f"file:{quote(str(self.path))}?immutable=1", reading=True)
        except SqlError as error:
            raise JournalError(f"journal {self.path}: {explain(error)}") from error

    def _connected(self, name: str, *, reading: bool = False) -> sqlite3.Connection:
        self._connections += 1
        db = sqlite3.connect(name, timeout=self._busy_ms / 1000, isolation_level=None, uri=reading)
        try:
            patiently(self._busy_ms / 1000, lambda: self._lay_out(db, reading=reading))
        except BaseException:
            db.close()
            raise
        return db

    def _lay_out(self, db: sqlite3.Connection, *, reading: bool) -> None:
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
        if reading:
            return
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

    def _compare(self) -> None:
        """Look whether all is there that was there before."""
        with self._reading():
            self._undone = tuple(laid_out(self._db))
        if self._outside is not None:
            self._lost = tuple(self._outside.doubts(self.id, self.heads(), self.hash_at))
            self.gone = self._outside.gone(self.id)

    def hash_at(self, stream: str, seq: int) -> str:
        """One record's hash, "" where there is none."""
        with self._reading():
            row = self._db.execute("SELECT hash FROM record WHERE stream = ? AND seq = ?", [stream, seq]).fetchone()
        return str(row[0]) if row else ""

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not here as it was before, a sentence each; where there are any nothing is written."""
        return self._lost + self._undone

    def doubted(self) -> str:
        """The doubts in one sentence with what to do, "" where there are none."""
        if not self.doubts:
            return ""
        more = f"; and {len(self.doubts) - 2} more" if len(self.doubts) > 2 else ""
        todo = (
            "put the newest copy with its -wal back, or take this one: warroom verify --accept-head WHY"
            if self._lost
            else f"warroom salvage {self.path.name} --out NEW takes what holds into a new file"
        )
        return f"{todo}. Nothing is written: {'; '.join(self.doubts[:2])}{more}"

    def gone_said(self) -> str:
        """The journal that stood here before, in a sentence with what to do; "" for none."""
        return f"put it back, or give it up: warroom verify --accept-head WHY. {self.gone}" if self.gone else ""

    def look_again(self) -> bool:
        """Whether there are still doubts, now that somebody may have put things right."""
        self._compare()
        return bool(self.doubts)

    def once_held(self) -> dict[str, tuple[int, str]]:
        """What the outside head says of this journal, by stream: a number, and the hash it had."""
        claims = self._outside.claims(self.id) if self._outside is not None else {}
        return {stream: (seen.seq, seen.hash) for stream, seen in claims.items()}

    def loose(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file, and what is not as warroom made it; a sentence each."""
        try:
            rows = self._db.execute("PRAGMA integrity_check(5)").fetchall()
        except SqlError as error:
            return (explain(error), *self._undone)
        return (*(f"SQLite says: {row[0]}" for row in rows if row[0] != "ok"), *self._undone)

    @contextmanager
    def accepting(self) -> Iterator[None]:
        """Take what is here for all there ever was, if the block ends well.

        Raises JournalError where that cannot be kept, Damaged where more is wrong than something missing.
        """
        if self._undone:
            raise Damaged(self.doubted())
        if self._outside is None:
            yield
            return
        before = self._outside.everything()
        if not self._outside.accept(self.id, self.heads()):
            raise JournalError(f"{self._outside.path} cannot be written: what is here was not accepted")
        self._compare()
        try:
            yield
        except BaseException:
            self._outside.put_back(before)
            raise

    def remember(self, *, now: bool = False) -> None:
        """Tell the outside head what is here, at most once a second, or `now`; never an error of the journal."""
        if self._outside is None or self.doubts or not self._unsaid:
            return
        if now or time.monotonic() - self._said_at >= REMEMBER_S:
            with suppress(JournalError):
                self._said_at = time.monotonic()
                self._unsaid = not self._outside.keep(self.id, self.heads())

    @property
    def id(self) -> str:
        """The journal's own id, made with its first table."""
        with self._reading():
            row = self._db.execute("SELECT value FROM journal WHERE key = 'id'").fetchone()
        if row is None:
            raise Damaged(
                f"journal {self.path}: its id is gone: keep a copy, then warroom salvage takes out what holds"
            )
        return str(row[0])

    @property
    def mode(self) -> str:
        """SQLite's journal mode: wal where that is safe, else truncate."""
        return str(self._db.execute("PRAGMA journal_mode").fetchone()[0])

    def close(self) -> None:
        """Close the file; SQLite folds its -wal in when it was the last."""
        self.remember(now=True)
        self._db.close()

    def changed(self) -> int:
        """A number that differs after somebody else committed."""
        with self._reading():
            # Each connection counts for itself, from the same beginning.
            change = int(self._db.execute("PRAGMA data_version").fetchone()[0]) + self._connections * 10**9
        self._unsaid = self._unsaid or change != self._seen_change
        self._seen_change = change
        return change

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except SqlError as error:
            said = explain(error)
            self._suspect = self._suspect or said in _NEEDS_ANOTHER
            if is_damage(said):
                raise Damaged(f"journal {self.path}: {said}") from error
            if self._db.in_transaction:
                raise NotWritten(said) from error
            raise JournalError(f"journal {self.path}: {said}") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE ... COMMIT: what is appended inside is durable when the block has ended.

        Raises NotWritten when it is not; the same ids may then be tried again. Raises Damaged where something is gone
        that was here before.
        """
        self._stand_by()
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except SqlError as error:
            self._rollback()
            raise self._not_written(error) from error
        try:
            yield
            self._db.execute("COMMIT")
        except SqlError as error:
            self._rollback()
            raise self._not_written(error) from error
        except BaseException:
            self._rollback()
            raise
        self._stand_by()
        self._unsaid = True
        self.remember()

    def _not_written(self, error: Exception) -> NotWritten:
        said = explain(error)
        self._suspect = self._suspect or said in _NEEDS_ANOTHER
        return NotWritten(said)

    def _stand_by(self) -> None:
        """Look that the file is still the one that was opened, and take a new connection after the disk failed."""
        wal = place.of(self._wal_path)
        self._wal = self._wal or wal
        if place.of(self.path) != self._place or wal != self._wal:
            raise NotWritten(f"{self.path} was removed or replaced while it was open: /save-as FILE keeps what waits")
        if self._suspect:
            self._take_a_new_connection()
        if self.doubts:
            raise Damaged(self.doubted())

    def _take_a_new_connection(self) -> None:
        """After the disk failed: what SQLite holds in memory may not be what the disk has."""
        try:
            fresh = self._opened()
            self._db.close()
            self._db = fresh
            self._wal = place.of(self._wal_path)
            self._compare()
        except Damaged:
            raise
        except JournalError as error:
            raise NotWritten(str(error)) from error
        except SqlError as error:
            raise NotWritten(explain(error)) from error
        self._suspect = False

    def _rollback(self) -> None:
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except SqlError:
            # The error that led here is the one to report; SQLite rolls back by itself when the file is next opened.
            self._suspect = True

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
