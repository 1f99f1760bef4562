"""A copy of a journal at one moment, taken while others write, and proven before it gets its name."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from warroom.errors import BadInput, JournalError, NotWritten
from warroom.journal import network
from warroom.journal.carve import Told
from warroom.journal.faults import explain
from warroom.journal.library import sqlite3
from warroom.journal.sqlite import Journal
from warroom.journal.verify import Verified, verify

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database."""
_SIDECARS = ("-live", "-index")
_SLICE = 1024


class Copied(msgspec.Struct, frozen=True):
    """A copy: how far each stream in it holds, its size in bytes, its SHA-256, and why it is not to be trusted."""

    streams: tuple[Verified, ...]
    size: int
    sha256: str
    fault: str = ""


def refuse_taken(target: Path, source: Path) -> None:
    """Raise BadInput unless `target` is a free name in a folder that is there, and none of the source's own files'."""
    try:
        _refuse_taken(target, source)
    except OSError as error:
        raise out_of_reach(error) from error


def out_of_reach(error: OSError) -> BadInput:
    """The error of a name that may not even be looked at, in a sentence."""
    return BadInput(f"{error.filename} cannot be reached: {error.strerror}")


def _refuse_taken(target: Path, source: Path) -> None:
    if target.is_dir():
        raise BadInput(f"{target} is a folder: name a file in it")
    if target.exists() and source.exists() and target.samefile(source):
        raise BadInput(f"{target} is the journal itself: name another file")
    if os.path.lexists(target):
        raise BadInput(f"{target} is there already and is left as it is")
    if not target.parent.is_dir():
        raise BadInput(f"there is no folder {target.parent}")
    # SQLite keeps its files beside the file itself, wherever a link to it lies.
    for journal in {source, source.resolve()}:
        own = {journal.name + live + suffix for live in ("", *_SIDECARS) for suffix in ("", *BESIDE)}
        if target.name in own and target.parent.samefile(journal.parent):
            raise BadInput(f"{target} is a name the journal keeps for itself: name another file")
    for left in (target.with_name(target.name + suffix) for suffix in BESIDE):
        if os.path.lexists(left):
            raise BadInput(f"{left} is left from another database and would be taken for this one's: name another file")


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """A private folder on the target's disk, gone afterwards; elsewhere where SQLite could not lock on that disk."""
    try:
        beside = None if network.file_system(target.parent) else target.parent
        folder = tempfile.mkdtemp(prefix=f"{target.name[:60]}.part-", dir=beside)
    except OSError as error:
        raise not_written(target, error) from error
    old = os.umask(0o077)
    try:
        yield Path(folder)
    finally:
        os.umask(old)
        shutil.rmtree(folder, ignore_errors=True)


def not_written(target: Path, error: Exception) -> NotWritten:
    """The error of a file that could not be made, in a sentence."""
    said = error.strerror if isinstance(error, OSError) else explain(error, target)
    return NotWritten(f"{target} cannot be written: {said}")


def publish(part: Path, target: Path) -> None:
    """Give a finished file its name, durably, and never one that is taken meanwhile. Raises OSError."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:
        _copied(part, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(folder)
    finally:
        os.close(folder)


def _copied(part: Path, target: Path) -> None:
    """The same where a disk knows no hard links."""
    made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with part.open("rb") as file, os.fdopen(made, "wb") as out:
            shutil.copyfileobj(file, out)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def alone(part: Path) -> None:
    """Leave a database as one file, with nothing beside it, until somebody opens it again. Raises sqlite3.Error."""
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = delete").fetchone()


def backup(source: Journal, target: Path, remembered: Mapping[str, tuple[int, str]], told: Told) -> Copied:
    """Copy the journal `source` as it stands now to `target`, a new file, and walk every record of the copy.

    `remembered` are heads it has to hold. Raises BadInput for a name that is taken, NotWritten where the copy cannot
    be made, JournalError where the journal cannot be read; a copy that does not hold is kept, and says so.
    """
    refuse_taken(target, source.path)
    with workplace(target) as folder:
        part = folder / target.name
        try:
            with closing(sqlite3.connect(part)) as copy:
                source.copy_into(copy, _SLICE, lambda share: told("copying", share))
            streams, fault = _walked(part, remembered, told)
            alone(part)
            with part.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = part.stat().st_size
            publish(part, target)
        except (OSError, sqlite3.Error) as error:
            raise not_written(target, error) from error
    return Copied(streams, size, sha256, fault.replace(str(part), str(target)))


def _walked(part: Path, remembered: Mapping[str, tuple[int, str]], told: Told) -> tuple[tuple[Verified, ...], str]:
    found: list[Verified] = []
    loose: tuple[str, ...] = ()
    try:
        with closing(Journal(part)) as journal:
            loose = journal.loose()
            streams = list(dict.fromkeys([*journal.heads(), *remembered]))
            for done, stream in enumerate(streams):
                told("verifying", done / len(streams))
                found.append(verify(journal, stream, remembered.get(stream)))
    except JournalError as error:
        return tuple(found), str(error)
    return tuple(found), next((str(one.fault) for one in found if one.fault is not None), loose[0] if loose else "")
