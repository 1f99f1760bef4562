"""The index beside a journal: which words stand in which records of which incident, for searching all of them.

Derived and disposable: deleting it loses nothing, a damaged one or another release's is begun anew, and what it says
is only where to look: what is shown is read from the journal. Words that were erased there are erased here as well,
from the file too: `forget`, then `scrub` until it is done.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import msgspec

from warroom import __version__
from warroom.errors import NotHere
from warroom.journal import place
from warroom.journal.asking import PLACE, Asked, Lots, either, find, spread
from warroom.journal.library import patiently, sqlite3

BUSY_S = 1.0
SEVERAL = 3
MERGED_PAGES = 200
_SCHEMA = 1
# The words come cut and folded; the tokenizer only takes them apart. `_` stands in tags alone.
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stream (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL,
    hash TEXT NOT NULL, review INTEGER, began TEXT, severity TEXT NOT NULL, drill INTEGER NOT NULL, features BLOB);
CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, at TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(leading, said, about, tags, tokenize = "ascii tokenchars '_'");
"""


class Entry(msgspec.Struct, frozen=True):
    """A record's words, joined by spaces: of what names an incident or settles it, of what was said, of who and what
    kind; `tags` are kinds and person as one word each; `at` is RFC 3339 in UTC."""

    seq: int
    at: str
    leading: str = ""
    said: str = ""
    about: str = ""
    tags: tuple[str, ...] = ()

    @property
    def row(self) -> tuple[str, str, str, str]:
        return self.leading, self.said, self.about, " ".join(self.tags)


class Known(msgspec.Struct, frozen=True):
    """How far a stream is indexed; from `review` on its lines are to be compared once more (None: none is)."""

    n: int
    seq: int = 0
    hash: str = ""
    review: int | None = None


class About(msgspec.Struct, frozen=True):
    """What is kept of an incident beside its lines."""

    began: str = ""
    severity: str = ""
    drill: bool = False
    features: bytes = b""


def index_of(journal: Path) -> Path:
    """The file of a journal's index, whether there is one or not."""
    return place.beside(journal, "-index")


class Index:
    """An open index. A fault in it is never the journal's: it is emptied and begun anew, and found nothing meanwhile.

    `kept` is False where no file can be had; then it is in memory and gone with the process. Raises NotHere where the
    library has no full-text search.
    """

    def __init__(self, journal: Path, journal_id: str = "") -> None:
        self.path = index_of(journal)
        self._id = journal_id
        self.kept = True
        self._db = self._connect()

    def _connect(self) -> sqlite3.Connection:
        for try_again in (True, False):
            try:
                return _open(str(self.path), self._id)
            except sqlite3.OperationalError:
                break
            except (sqlite3.Error, OSError):
                if not try_again or not self._removed():
                    break
        self.kept = False
        try:
            return _open(":memory:", self._id)
        except sqlite3.Error as error:
            library = f"SQLite {sqlite3.sqlite_version}"
            raise NotHere(f"nothing can be searched here, for {library} cannot: {error}") from error

    def _removed(self) -> bool:
        try:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """A busy index is tried again by whoever fills it; a damaged one is begun anew."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            with suppress(sqlite3.Error):
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                self.begin_anew()

    def begin_anew(self) -> None:
        """Empty it: what it held is read from the journal again."""
        with suppress(sqlite3.Error):
            self._db.close()
        self.kept = self._removed()
        self._db = self._connect()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # Filling.

    def known(self) -> dict[str, Known]:
        """How far each stream is indexed."""
        with self._forgiving():
            rows = self._db.execute("SELECT name, n, seq, hash, review FROM stream").fetchall()
            return {str(name): Known(*rest) for name, *rest in rows}
        return {}

    def put(self, stream: str, after: int, entries: Sequence[Entry], head: tuple[int, str]) -> bool:
        """Take a stream's lines past `after`, up to `head`; False where somebody else did, or it is busy."""
        with self._forgiving(), self._changing():
            known = self._of(stream)
            if known.seq != after:
                return False
            base = known.n * PLACE
            self._db.executemany("REPLACE INTO line VALUES (?, ?)", [(base + one.seq, one.at) for one in entries])
            self._db.executemany(
                "INSERT INTO words (rowid, leading, said, about, tags) VALUES (?, ?, ?, ?, ?)",
                [(base + one.seq, *one.row) for one in entries],
            )
            self._db.execute("UPDATE stream SET seq = ?, hash = ? WHERE n = ?", [*head, known.n])
            return True
        return False

    def renew(self, stream: str, entries: Sequence[Entry], *, review: int | None = None) -> bool:
        """Put these lines in the place of what they said before; with `review` the lines before it are compared."""
        with self._forgiving(), self._changing():
            known = self._of(stream)
            for one in entries:
                self._replace(known.n * PLACE + one.seq, one)
            if review is not None:
                done = None if review > known.seq else review
                self._db.execute("UPDATE stream SET review = ? WHERE n = ?", [done, known.n])
            return True
        return False

    def _replace(self, row: int, one: Entry) -> None:
        held = self._db.execute("SELECT leading, said, about, tags FROM words WHERE rowid = ?", [row]).fetchone()
        if held is None or tuple(held) == one.row:
            return
        self._db.execute("DELETE FROM words WHERE rowid = ?", [row])
        self._db.execute(
            "INSERT INTO words (rowid, leading, said, about, tags) VALUES (?, ?, ?, ?, ?)", [row, *one.row]
        )
        self._db.execute("UPDATE line SET at = ? WHERE id = ?", [one.at, row])

    def forget(self, stream: str, seqs: Sequence[int]) -> bool:
        """Erase the words of these lines, and all that was derived of the whole stream, which is to be compared anew.

        They may stand in the file until `scrub` has done all it has to. False where it is busy.
        """
        with self._forgiving(), self._changing():
            known = self._of(stream)
            for seq in seqs:
                self._db.execute("DELETE FROM words WHERE rowid = ?", [known.n * PLACE + seq])
                self._db.execute("DELETE FROM line WHERE id = ?", [known.n * PLACE + seq])
            self._db.execute("UPDATE stream SET review = 1, features = NULL WHERE n = ?", [known.n])
            self._set("scrub", "asked")
            return True
        return False

    def drop(self, stream: str) -> None:
        """Forget a stream: the journal does not hold it, or not as it was read."""
        with self._forgiving(), self._changing():
            known = self._of(stream)
            between = [known.n * PLACE, (known.n + 1) * PLACE]
            self._db.execute("DELETE FROM words WHERE rowid >= ? AND rowid < ?", between)
            self._db.execute("DELETE FROM line WHERE id >= ? AND id < ?", between)
            self._db.execute("DELETE FROM stream WHERE n = ?", [known.n])

    def describe(self, stream: str, about: About) -> None:
        """Keep what is known of an incident as a whole."""
        with self._forgiving(), self._changing():
            values = [about.began, about.severity, about.drill, about.features, stream]
            self._db.execute(
                "UPDATE stream SET began = ?, severity = ?, drill = ?, features = ? WHERE name = ? AND review IS NULL",
                values,
            )

    def scrub(self) -> bool:
        """Do a piece of erasing from the file what was forgotten; True once nothing of it is left."""
        with self._forgiving():
            state = self._db.execute("SELECT value FROM meta WHERE key = 'scrub'").fetchone()
            if state is None:
                return True
            if self._db.execute("SELECT 1 FROM stream WHERE review IS NOT NULL LIMIT 1").fetchone():
                return False
            if state[0] != "merged":
                before = self._db.total_changes
                # A merge of all there is leaves out what was deleted, also where it only divided two pages.
                pages = -MERGED_PAGES if state[0] == "asked" else MERGED_PAGES
                with self._changing():
                    self._db.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", [pages])
                    merged = state[0] != "asked" and self._db.total_changes - before < 2
                    self._set("scrub", "merged" if merged else "merging")
                return False
            busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if busy:
                return False
            with self._changing():
                self._db.execute("DELETE FROM meta WHERE key = 'scrub' AND value = 'merged'")
            return True
        return False

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One transaction; where it fails `_forgiving` takes it back."""
        self._db.execute("BEGIN IMMEDIATE")
        yield
        self._db.execute("COMMIT")

    def _of(self, stream: str) -> Known:
        """How far a stream is indexed; one that was never seen gets its number."""
        row = self._db.execute("SELECT n, seq, hash, review FROM stream WHERE name = ?", [stream]).fetchone()
        if row is not None:
            return Known(*row)
        made = self._db.execute(
            "INSERT INTO stream (name, seq, hash, severity, drill) VALUES (?, 0, '', '', 0) RETURNING n", [stream]
        ).fetchone()
        return Known(int(made[0]))

    def _set(self, key: str, value: str) -> None:
        self._db.execute("REPLACE INTO meta VALUES (?, ?)", [key, value])

    # Looking.

    def traits(self) -> dict[str, tuple[int, About]]:
        """Every stream's number, and what is known of it as a whole but for its features."""
        with self._forgiving():
            rows = self._db.execute("SELECT name, n, began, severity, drill FROM stream").fetchall()
            return {str(name): (int(n), About(began or "", sev, bool(drill))) for name, n, began, sev, drill in rows}
        return {}

    def features(self, streams: Sequence[str] | None = None) -> dict[str, bytes]:
        """What these streams are compared by, or all, of those of which it is known."""
        wanted = "SELECT name, features FROM stream WHERE length(features)"
        with self._forgiving():
            if streams is None:
                rows = self._db.execute(wanted)
            else:
                names = msgspec.json.encode(streams).decode()
                rows = self._db.execute(f"{wanted} AND name IN (SELECT value FROM json_each(?))", [names])  # noqa: S608 - no word of it comes from outside
            return {str(name): bytes(found) for name, found in rows.fetchall()}
        return {}

    def last(self, stream: str, tags: Sequence[str], before: int) -> list[int]:
        """The seqs of a stream's lines before one that bear one of these tags, newest first, at most 10."""
        with self._forgiving():
            row = self._db.execute("SELECT n FROM stream WHERE name = ?", [stream]).fetchone()
            first = int(row[0]) * PLACE if row is not None else 0
            rows = self._db.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid > ? AND rowid < ? ORDER BY rowid DESC LIMIT 10",
                [either(tags), first, first + before if first else 0],
            )
            return [int(row[0]) % PLACE for row in rows.fetchall()]
        return []

    def find(self, asked: Asked, most: int, each: int = SEVERAL) -> Lots:
        """The best `most` streams with the best `each` lines of each, as `asking.find` has it."""
        with self._forgiving():
            return find(self._db, asked, most, each)
        return Lots()

    def spread(self, asked: Asked) -> set[str]:
        """The streams that have such a line."""
        with self._forgiving():
            return spread(self._db, asked)
        return set()


def _open(path: str, journal_id: str) -> sqlite3.Connection:
    with nullcontext() if path == ":memory:" else place.for_its_readers(Path(path)):
        db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            patiently(BUSY_S, lambda: _lay_out(db, journal_id))
        except BaseException:
            db.close()
            raise
    return db


def _lay_out(db: sqlite3.Connection, journal_id: str) -> None:
    db.execute("PRAGMA journal_mode = wal")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA secure_delete = ON")
    if int(db.execute("PRAGMA user_version").fetchone()[0]) not in (0, _SCHEMA):
        raise sqlite3.DatabaseError("another release's index")
    for table in _TABLES.strip().split(";\n"):
        if table.strip():
            db.execute(table)
    made = {"release": __version__, "journal": journal_id}
    held: Mapping[str, str] = dict(db.execute("SELECT key, value FROM meta").fetchall())
    if any(key in held and held[key] != value for key, value in made.items() if value):
        raise sqlite3.DatabaseError("the index of another journal, or another release's")
    for key, value in made.items():
        if value and key not in held:
            db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", [key, value])
    with suppress(sqlite3.Error):
        # Before 3.42 a deleted word stays until pages are merged.
        db.execute("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)")
    db.execute(f"PRAGMA user_version = {_SCHEMA}")
