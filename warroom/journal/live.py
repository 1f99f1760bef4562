"""The live sidecar beside a journal: who is here and who probes, last readings, half-typed lines, folded snapshots.

Deleting it loses nothing that was recorded.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType

import msgspec

from warroom import __version__
from warroom.incident import episodes, facts, state, summary
from warroom.incident.state import Incident
from warroom.journal import place
from warroom.journal.library import patiently, scrubbed, sqlite3
from warroom.journal.presence import Present
from warroom.journal.unrecorded import Unrecorded
from warroom.playbook import model

LEASE_S = 4.0
"""How long a prober that died keeps the others waiting."""
BUSY_S = 0.5
PATIENCE_S = 3.0
"""How long an erasure waits for others to let go."""
HERE_S = 25.0
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SCHEMA = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS lease (scope TEXT PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS beat (scope TEXT PRIMARY KEY, holder TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reading (n INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT, name TEXT, place INTEGER,
    view BLOB NOT NULL, UNIQUE (scope, name));
CREATE TABLE IF NOT EXISTS snapshot (stream TEXT PRIMARY KEY, seq INTEGER, hash TEXT, code TEXT, incident BLOB);
CREATE TABLE IF NOT EXISTS terminal (key TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS summary (stream TEXT PRIMARY KEY, seq INTEGER, hash TEXT, code TEXT, summary BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS presence (terminal TEXT PRIMARY KEY, name TEXT, stream TEXT, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS draft (terminal TEXT, place INTEGER, name TEXT, at TEXT, text TEXT, intent TEXT);
"""


class Live:
    """An open sidecar. A fault in it is never an error of the journal: it is emptied and begun anew.

    With `reading` nothing is written into it, whatever is asked for.
    """

    def __init__(self, journal: Path, *, reading: bool = False) -> None:
        self.path = place.beside(journal, "-live")
        self._db = _looked_at(self.path) if reading else self._connect()
        self._code = f"{__version__}/{_shape()}"

    def _connect(self) -> sqlite3.Connection:
        """The file; begun anew where it is damaged, and in memory alone where it cannot be had at all."""
        for try_again in (True, False):
            try:
                return _open(str(self.path))
            except sqlite3.OperationalError:
                break
            except sqlite3.Error:
                if not try_again or not self._removed():
                    break
        return _open(":memory:")

    def _removed(self) -> bool:
        try:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """A busy or broken sidecar costs a reading, not the room."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError, TypeError):
            with suppress(sqlite3.Error):
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def changed(self) -> int:
        """A number that differs after somebody else wrote."""
        with self._forgiving():
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])
        return -1

    def claim(self, scope: str, holder: str, seconds: float = LEASE_S) -> bool:
        """Take or keep the right to probe in `scope`; False while somebody else holds it."""
        now = time.monotonic()
        with self._forgiving():
            self._db.execute("BEGIN IMMEDIATE")
            row = self._db.execute("SELECT holder, until FROM lease WHERE scope = ?", [scope]).fetchone()
            # An end further off than a lease can last was written before this machine started.
            taken = row is not None and row[0] != holder and now < row[1] <= now + 10 * seconds
            if not taken:
                self._db.execute("REPLACE INTO lease VALUES (?, ?, ?)", [scope, holder, now + seconds])
            self._db.execute("COMMIT")
            return not taken
        return False

    def keeps(self, scope: str, holder: str) -> bool:
        """The same for who has it: on a full disk it cannot be renewed, and stays until somebody takes it."""
        return self.claim(scope, holder) or self.holder(scope) in ("", holder)

    def release(self, scope: str, holder: str) -> None:
        """Give the right up."""
        with self._forgiving():
            self._db.execute("DELETE FROM lease WHERE scope = ? AND holder = ?", [scope, holder])

    def holder(self, scope: str) -> str:
        """Who probes in `scope` now, "" for nobody."""
        now = time.monotonic()
        with self._forgiving():
            row = self._db.execute("SELECT holder, until FROM lease WHERE scope = ?", [scope]).fetchone()
            return str(row[0]) if row and now < row[1] <= now + 10 * LEASE_S else ""
        return ""

    def beat(self, scope: str, holder: str, at: datetime) -> None:
        """Say that somebody still probes, by the clock of what is probed."""
        with self._forgiving():
            self._db.execute("REPLACE INTO beat VALUES (?, ?, ?)", [scope, holder, at.isoformat()])

    def last_beat(self, scope: str) -> tuple[str, datetime] | None:
        """Who was seen probing last, and when; None where nobody was, or whoever did said that it ended."""
        with self._forgiving():
            row = self._db.execute("SELECT holder, at FROM beat WHERE scope = ?", [scope]).fetchone()
            return (str(row[0]), datetime.fromisoformat(row[1])) if row else None
        return None

    def ended(self, scope: str, holder: str) -> None:
        """Give the right up, once the record says so."""
        self.release(scope, holder)
        with self._forgiving():
            self._db.execute("DELETE FROM beat WHERE scope = ? AND holder = ?", [scope, holder])

    def unwatched_since(self, scope: str) -> datetime | None:
        """When somebody was seen probing last, where nobody does now; the beginning of time where nobody knows."""
        if self.holder(scope):
            return None
        last = self.last_beat(scope)
        return last[1] if last is not None else NEVER

    def put_views(self, scope: str, views: dict[str, tuple[int, bytes]]) -> None:
        """Last readings by check name, each with its place in the list."""
        with self._forgiving():
            self._db.execute("BEGIN IMMEDIATE")
            for name, (place, view) in views.items():
                self._db.execute(
                    "REPLACE INTO reading (scope, name, place, view) VALUES (?, ?, ?, ?)", [scope, name, place, view]
                )
            self._db.execute("COMMIT")

    def clear_views(self, scope: str, besides: Sequence[str] = ()) -> None:
        """Forget the readings of a scope besides those of these checks, before another set is probed in it."""
        with self._forgiving():
            marks = ", ".join("?" for _ in besides)
            self._db.execute(f"DELETE FROM reading WHERE scope = ? AND name NOT IN ({marks})", [scope, *besides])  # noqa: S608 - question marks alone

    def views(self, scope: str) -> list[bytes]:
        """All last readings of a scope, in the order of its checks."""
        with self._forgiving():
            rows = self._db.execute("SELECT view FROM reading WHERE scope = ? ORDER BY place, name", [scope])
            return [bytes(row[0]) for row in rows.fetchall()]
        return []

    def views_after(self, scope: str, after: int) -> tuple[int, int, list[tuple[str, int, bytes]]]:
        """How many rows a scope has, a number that grows with each that is written, and those past `after`:
        name, place and reading each."""
        with self._forgiving():
            self._db.execute("BEGIN")
            held, newest = self._db.execute(
                "SELECT count(*), coalesce(max(n), 0) FROM reading WHERE scope = ?", [scope]
            ).fetchone()
            rows = self._db.execute("SELECT name, place, view FROM reading WHERE scope = ? AND n > ?", [scope, after])
            fresh = [(str(name), int(place), bytes(view)) for name, place, view in rows.fetchall()]
            self._db.execute("COMMIT")
            return int(held), int(newest), fresh
        return 0, 0, []

    def keep(self, incident: Incident) -> None:
        """A snapshot of a folded incident."""
        with self._forgiving():
            self._db.execute(
                "REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?)",
                [incident.id, incident.seq, incident.hash, self._code, msgspec.msgpack.encode(incident)],
            )

    def kept(self, stream: str) -> Incident | None:
        """The snapshot of a stream, None where there is none this release can read."""
        with self._forgiving():
            row = self._db.execute(
                "SELECT incident FROM snapshot WHERE stream = ? AND code = ?", [stream, self._code]
            ).fetchone()
            if row is None:
                return None
            with suppress(msgspec.MsgspecError):
                return msgspec.msgpack.decode(row[0], type=Incident)
        return None

    def remember_name(self, terminal: str, name: str) -> None:
        """Who types in a terminal, said once in it."""
        if terminal:
            with self._forgiving():
                self._db.execute("REPLACE INTO terminal VALUES (?, ?)", [terminal, name])

    def name_of(self, terminal: str) -> str:
        """The name given in a terminal, "" for none."""
        with self._forgiving():
            row = self._db.execute("SELECT name FROM terminal WHERE key = ?", [terminal]).fetchone()
            return str(row[0]) if row else ""
        return ""

    def be_here(self, terminal: str, name: str, stream: str) -> None:
        """Say that `name` sits at a terminal and looks at a stream, "" for the lobby; again before HERE_S are over."""
        with self._forgiving():
            self._db.execute(
                "REPLACE INTO presence VALUES (?, ?, ?, ?)", [terminal, name, stream, time.monotonic() + HERE_S]
            )

    def leave(self, terminal: str) -> None:
        """Be here no longer."""
        with self._forgiving():
            self._db.execute("DELETE FROM presence WHERE terminal = ?", [terminal])

    def here(self, stream: str, besides: str = "") -> tuple[str, ...]:
        """Who else looks at a stream, each name once, in order; `besides` is a terminal that is not counted."""
        with self._forgiving():
            rows = self._db.execute("SELECT terminal, name, until FROM presence WHERE stream = ?", [stream]).fetchall()
            there = {str(row[1]) for row in rows if row[1] and row[0] != besides and _lives(row[0], row[2])}
            return tuple(sorted(there))
        return ()

    def present(self) -> tuple[Present, ...]:
        """Everybody at any terminal now, by name and terminal."""
        with self._forgiving():
            rows = self._db.execute("SELECT terminal, name, stream, until FROM presence").fetchall()
            now = time.monotonic()
            found = [
                Present(str(name), terminal.partition(":")[0], str(stream), max(0.0, now - until + HERE_S))
                for terminal, name, stream, until in rows
                if name and _lives(terminal, until)
            ]
            return tuple(sorted(found))
        return ()

    def keep_drafts(self, terminal: str, name: str, drafts: Sequence[Unrecorded]) -> None:
        """What stands unrecorded at a terminal now, in place of what stood there before."""
        with self._forgiving():
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM draft WHERE terminal = ?", [terminal])
            self._put_drafts(terminal, name, drafts)
            self._db.execute("COMMIT")

    def take_drafts(self, terminal: str, name: str) -> list[Unrecorded]:
        """What this person left unrecorded at terminals that have ended, oldest first; now it stands at this one."""
        with self._forgiving():
            self._db.execute("BEGIN IMMEDIATE")
            present = self._db.execute("SELECT terminal, until FROM presence").fetchall()
            taken = {row[0] for row in present if row[0] != terminal and _lives(*row)}
            rows = self._db.execute(
                "SELECT terminal, at, text, intent FROM draft WHERE name = ? ORDER BY at, place", [name]
            )
            left = [row for row in rows.fetchall() if row[0] not in taken]
            for ended in {row[0] for row in left}:
                self._db.execute("DELETE FROM draft WHERE terminal = ?", [ended])
            found = [Unrecorded(datetime.fromisoformat(row[1]), str(row[2]), str(row[3])) for row in left]
            self._put_drafts(terminal, name, found)
            self._db.execute("COMMIT")
            return found
        return []

    def _put_drafts(self, terminal: str, name: str, drafts: Sequence[Unrecorded]) -> None:
        for n, draft in enumerate(drafts):
            self._db.execute(
                "INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?)",
                [terminal, n, name, draft.at.isoformat(), draft.text, draft.intent],
            )

    def forget(self, stream: str, words: Sequence[str] = ()) -> str:
        """Leave nothing of a stream's folded state, nor drafts that hold these words; why not, "" where it is so."""
        with self._forgiving():
            self._db.execute("DELETE FROM snapshot WHERE stream = ?", [stream])
            self._db.execute("DELETE FROM summary WHERE stream = ?", [stream])
            for word in words:
                self._db.execute("DELETE FROM draft WHERE instr(text, ?)", [word])
            return scrubbed(self._db, PATIENCE_S)
        return "it could not be written"

    def keep_summary(self, stream: str, seq: int, hash_: str, summary: bytes) -> None:
        """A line of the lobby."""
        with self._forgiving():
            self._db.execute("REPLACE INTO summary VALUES (?, ?, ?, ?, ?)", [stream, seq, hash_, self._code, summary])

    def summaries(self) -> dict[str, tuple[int, str, bytes]]:
        """The lobby's lines by stream: seq and hash they were made at, and the line."""
        with self._forgiving():
            rows = self._db.execute("SELECT stream, seq, hash, summary FROM summary WHERE code = ?", [self._code])
            return {row[0]: (int(row[1]), str(row[2]), bytes(row[3])) for row in rows.fetchall()}
        return {}


def _lives(terminal: str, until: float) -> bool:
    """Whether the process that named itself in `terminal` (it ends in its number) is still there."""
    if not 0 <= until - time.monotonic() <= HERE_S:
        return False
    try:
        os.kill(int(terminal.rpartition(":")[2]), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _open(path: str) -> sqlite3.Connection:
    with nullcontext() if path == ":memory:" else place.for_its_readers(Path(path)):
        db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            patiently(BUSY_S, lambda: _lay_out(db))
        except BaseException:
            db.close()
            raise
    return db


def _looked_at(path: Path) -> sqlite3.Connection:
    """What is there, only to be read; nothing where that cannot be."""
    with suppress(sqlite3.Error, ValueError):
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S, isolation_level=None)
        try:
            if int(db.execute("PRAGMA user_version").fetchone()[0]) == _SCHEMA:
                return db
        except sqlite3.Error:
            db.close()
            raise
        db.close()
    return _open(":memory:")


def _lay_out(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = wal")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA secure_delete = ON")
    if int(db.execute("PRAGMA user_version").fetchone()[0]) not in (0, _SCHEMA):
        raise sqlite3.DatabaseError("another release's sidecar")
    for table in _TABLES.strip().split(";\n"):
        if table.strip():
            db.execute(table)
    db.execute(f"PRAGMA user_version = {_SCHEMA}")


def _annotations(module: ModuleType) -> dict[str, str]:
    return {
        name: repr(kept.__annotations__)
        for name, kept in vars(module).items()
        if isinstance(kept, type) and issubclass(kept, msgspec.Struct)
    }


@cache
def _shape() -> str:
    """A mark of the fields of what is kept folded: what has another shape is not read."""
    import hashlib

    shapes = repr([sorted(_annotations(module).items()) for module in (facts, episodes, state, summary, model)])
    return hashlib.sha256(shapes.encode()).hexdigest()[:12]
