"""The append-only store of streams of records, in one SQLite file. Only this package knows SQL.

One process uses one SQLite library, the one sqlite-utils picked. One thread owns a Journal. Nothing but SQLite ever
opens the database, its -wal or its -shm: closing such a file would drop SQLite's locks.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from warroom.errors import Damaged, JournalError, NotWritten
from warroom.incident.facts import Record
from warroom.incident.intents import Draft
from warroom.incident.words import DUTY
from warroom.journal import place
from warroom.journal.examined import Health, examine
from warroom.journal.faults import DISK, NO_ID, READ_ONLY, REPLACED, explain, is_damage
from warroom.journal.head import OutsideHead
from warroom.journal.ids import IMPORTS, id_in, nth_id
from warroom.journal.library import SqlError, scrubbed, sqlite3
from warroom.journal.memory import Remembering
from warroom.journal.migrations import laid_out
from warroom.journal.opening import connect
from warroom.journal.record import GENESIS, Row, decode, encode
from warroom.journal.redactions import Redactions

BUSY_MS = 5000

_NEEDS_ANOTHER = (DISK, *READ_ONLY)
"""Errors after which a connection is not used again: it may remember what is not so, or not any more."""


class Journal(Remembering):
    """An open journal. Every method raises JournalError with one sentence; NotWritten when nothing was kept.

    `outside` remembers what it held. With `reading` a disk or a folder where nothing can be written is enough.
    """

    def __init__(
        self, path: Path, *, busy_ms: int | None = None, outside: OutsideHead | None = None, reading: bool = False
    ) -> None:
        super().__init__(path, outside)
        self._wait_s = (BUSY_MS if busy_ms is None else busy_ms) / 1000
        self._suspect = False
        self._seen_change = -1
        self._redactions = Redactions(
            lambda stream: self.head(stream)[0], lambda stream, after: self.of_kinds(stream, ["redacted"], after=after)
        )
        place.prepare(path)
        self._wal_path = place.beside(path, "-wal")
        self._connections = 1
        self._db = connect(path, self._wait_s, reading=reading)
        self._place = place.of(path)
        self._wal = place.of(self._wal_path)
        try:
            self.look_again()
        except BaseException:
            self._db.close()
            raise

    def unlike_made(self) -> tuple[str, ...]:
        """What is not as warroom made it in the tables and their guards, a sentence each."""
        with self._reading():
            return tuple(laid_out(self._db))

    def hash_at(self, stream: str, seq: int) -> str:
        """One record's hash, "" where there is none."""
        with self._reading():
            row = self._db.execute("SELECT hash FROM record WHERE stream = ? AND seq = ?", [stream, seq]).fetchone()
        return str(row[0]) if row else ""

    def copy_into(self, db: sqlite3.Connection, pages: int, told: Callable[[float], None]) -> None:
        """Fill an empty database with this journal as it stands now, so many pages at a time; `told` is the share done.

        Raises JournalError where this one cannot be read, sqlite3.Error where the other cannot be written.
        """
        with self._reading():
            # One look for the whole copy: others may go on writing, and what they write is not in it.
            self._db.execute("BEGIN")
            self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        try:
            self._db.backup(db, pages=pages, progress=lambda _, left, every: told(1 - left / max(every, 1)))
        finally:
            self._rollback()

    def health(self, seconds: float) -> Health:
        """How large it is, and what SQLite finds wrong with it in so much time."""
        with self._reading():
            return examine(self._db, seconds)

    def loose(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file, and what is not as warroom made it; a sentence each."""
        try:
            rows = self._db.execute("PRAGMA integrity_check(5)").fetchall()
        except SqlError as error:
            return (explain(error), *self._undone)
        return (*(f"SQLite says: {row[0]}" for row in rows if row[0] != "ok"), *self._undone)

    @property
    def id(self) -> str:
        """The journal's own id, made with its first table."""
        with self._reading():
            row = self._db.execute("SELECT value FROM journal WHERE key = 'id'").fetchone()
        if row is None:
            raise Damaged(f"journal {self.path}: {NO_ID}")
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
            said = self._told(error)
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
            raise NotWritten(self._told(error)) from error
        try:
            yield
            self._db.execute("COMMIT")
        except SqlError as error:
            self._rollback()
            raise NotWritten(self._told(error)) from error
        except BaseException:
            self._rollback()
            raise
        self._stand_by()
        self._unsaid = True
        self.remember()

    def _told(self, error: Exception) -> str:
        """The error in words; after some the connection is not used again."""
        self._suspect = self._suspect or explain(error) in _NEEDS_ANOTHER
        return explain(error, self.path)

    def _stand_by(self) -> None:
        """Look that the file is still the one that was opened, and take a new connection after the disk failed."""
        wal = place.of(self._wal_path)
        self._wal = self._wal or wal
        if place.of(self.path) != self._place or wal != self._wal:
            raise NotWritten(f"journal {self.path}: {REPLACED}")
        if self._suspect:
            self._take_a_new_connection()
        if self.doubts:
            raise Damaged(self.doubted())

    def _take_a_new_connection(self) -> None:
        """After the disk failed: what SQLite holds in memory may not be what the disk has."""
        try:
            fresh = connect(self.path, self._wait_s)
            self._connections += 1
            self._redactions.forget()
            self._db.close()
            self._db = fresh
            self._wal = place.of(self._wal_path)
            self.look_again()
        except Damaged:
            raise
        except JournalError as error:
            raise NotWritten(str(error)) from error
        except SqlError as error:
            raise NotWritten(self._told(error)) from error
        self._suspect = False

    def _rollback(self) -> None:
        try:
            self._redactions.forget()
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
            self.store(row)
            prev = row.hash
            made.append(decode(row))
        return made

    def store(self, row: Row) -> None:
        """Add a row as it is; only inside `transaction`, and only where it follows the one before it."""
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

    def scrub(self) -> str:
        """Write the file anew and empty its log, so that nothing erased is left in them; why not, "" where it is so."""
        return scrubbed(self._db, self._wait_s)

    def _decoded(self, row: Row) -> Record:
        return decode(row, self._redactions.kept(row.stream, row.seq)) if row.body is None else decode(row)

    def imported(self, stream: str) -> Record | None:
        """The record on duty that says that a stream came from another journal, None for one of our own."""
        found = self.known(id_in(IMPORTS, stream))
        return found[0] if found and found[0].stream == DUTY else None

    def rows(self, stream: str, *, after: int = 0, limit: int = -1) -> Iterator[Row]:
        """The stored bytes of a stream's records with seq > after, in order."""
        with self._reading():
            yield from map(
                _row, self._db.execute(f"{_SELECT} AND seq > ? ORDER BY seq LIMIT ?", [stream, after, limit])
            )

    def envelopes(self, stream: str, *, after: int = 0, limit: int = -1) -> list[tuple[int, str]]:
        """The numbers of a stream's records with seq > after, in order, and what stands around their words."""
        found = "SELECT seq, envelope FROM record WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?"
        with self._reading():
            return self._db.execute(found, [stream, after, limit]).fetchall()

    def read(self, stream: str, *, after: int = 0, limit: int = -1) -> Iterator[Record]:
        """A stream's records with seq > after, in order."""
        return map(self._decoded, self.rows(stream, after=after, limit=limit))

    def backwards(self, stream: str) -> Iterator[Record]:
        """A stream's records, newest first."""
        with self._reading():
            for row in self._db.execute(f"{_SELECT} ORDER BY seq DESC", [stream]):
                yield self._decoded(_row(row))

    def records(self, stream: str, seqs: Sequence[int]) -> Iterator[Record]:
        """The records of these numbers, in order."""
        with self._reading():
            for row in self._db.execute(f"{_SELECT} AND seq IN ({_LISTED}) ORDER BY seq", [stream, str(list(seqs))]):
                yield self._decoded(_row(row))

    def of_kinds(self, stream: str, kinds: Sequence[str], *, after: int = 0) -> Iterator[Record]:
        """A stream's records of these kinds with seq > after, in order."""
        marks = ", ".join("?" for _ in kinds)
        wanted = f"{_SELECT} AND seq > ? AND json_extract(envelope, '$.kind') IN ({marks}) ORDER BY seq"
        with self._reading():
            for row in self._db.execute(wanted, [stream, after, *kinds]):
                yield self._decoded(_row(row))

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
_LISTED = "SELECT value FROM json_each(?)"

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
