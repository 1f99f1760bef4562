"""The journal's tables, step by step. A step may add tables; none ever touches a record."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION_ID = 0x57415252
"""Written into the file's header, so that another program's database is told apart."""

SCHEMA = 1

_FIRST = """
CREATE TABLE journal (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE record (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    id TEXT NOT NULL UNIQUE,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    envelope TEXT NOT NULL,
    PRIMARY KEY (stream, seq),
    UNIQUE (stream, prev)
) STRICT, WITHOUT ROWID;
CREATE TABLE body (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    salt TEXT,
    body TEXT,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER record_is_never_replaced BEFORE INSERT ON record
WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id OR (stream = NEW.stream AND seq = NEW.seq))
  OR EXISTS (SELECT 1 FROM record WHERE stream = NEW.stream AND prev = NEW.prev)
BEGIN SELECT RAISE(ABORT, 'a record is never replaced'); END;
CREATE TRIGGER body_is_never_replaced BEFORE INSERT ON body
WHEN EXISTS (SELECT 1 FROM body WHERE stream = NEW.stream AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a record is never replaced'); END;
CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER body_is_never_deleted BEFORE DELETE ON body
BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER body_is_only_ever_erased BEFORE UPDATE ON body
WHEN NOT (
    NEW.body IS NULL AND NEW.salt IS NULL AND NEW.stream = OLD.stream AND NEW.seq = OLD.seq
    AND EXISTS (
        SELECT 1 FROM record JOIN body AS words USING (stream, seq)
        WHERE record.stream = OLD.stream
          AND json_extract(record.envelope, '$.kind') = 'redacted'
          AND json_extract(words.body, '$.data.seq') = OLD.seq
    )
)
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
"""


def migrate(db: "Connection", journal_id: str) -> None:
    """Bring an empty or older journal to this version; called inside one transaction."""
    from sqlite_utils import Database

    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version < 1:
        for statement in _statements(_FIRST):
            db.execute(statement)
        Database(db, execute_plugins=False).table("journal").insert({"key": "id", "value": journal_id})
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA}")


def laid_out(db: "Connection") -> Iterator[str]:
    """What is not as it was made in the tables, and in the triggers that guard the records; a sentence each."""
    found = {str(row[0]) for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()}
    for statement in _statements(_FIRST):
        wanted = statement.strip().rstrip(";")
        if wanted not in found:
            what, name = wanted.split()[1:3]
            yield f"the {what.lower()} {name} is not as warroom made it, so that records may have been changed"


def _statements(script: str) -> list[str]:
    """The script's statements: executescript would end the transaction around it."""
    found, held = [], ""
    for line in script.strip().splitlines():
        held += line + "\n"
        if line.rstrip().endswith(";") and ("CREATE TRIGGER" not in held or line.rstrip().endswith("END;")):
            found.append(held)
            held = ""
    return found
