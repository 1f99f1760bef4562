"""What a damaged journal still holds, in a new file: the same bytes at the same places, and every gap by name.

The damaged files are copied first and never opened by SQLite, which could change them. Nothing is numbered or hashed
anew: a record that is lost leaves its number free, and one whose words are lost stands without them.
"""

import itertools
import mmap
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import msgspec

from warroom.errors import BadInput, Damaged, NotWritten
from warroom.incident.facts import Redacted
from warroom.journal.backup import alone, not_written, out_of_reach, publish, refuse_taken, workplace
from warroom.journal.carve import Candidate, Findings, Place, Told, by_key, carve, promised
from warroom.journal.choose import LeftOut, chosen
from warroom.journal.gaps import Gap, Kept, Loose, Wordless, gaps, loose, missing, side, streams
from warroom.journal.library import sqlite3
from warroom.journal.migrations import migrate
from warroom.journal.place import beside
from warroom.journal.record import Row, decode

Heads = Mapping[str, tuple[int, str]]
_FILES = ("", "-wal", "-journal")
_BLOCK = 4096
_MOST_TRIES = 1_000_000


class Salvaged(msgspec.Struct, frozen=True):
    """All that was saved, and all that was not."""

    id: str
    has_old_id: bool
    changed_meanwhile: bool
    streams: tuple[Kept, ...]
    gaps: tuple[Gap, ...]
    wordless: tuple[Wordless, ...]
    left_out: tuple[LeftOut, ...]
    loose: tuple[Loose, ...]

    @property
    def whole(self) -> bool:
        """Whether everything came out that the damaged file says it held."""
        return not (self.gaps or self.wordless)


def salvage(damaged: Path, target: Path, once_held: Callable[[str], Heads], told: Told) -> Salvaged:
    """Write what still holds of `damaged` to `target`, a new file.

    `once_held` says by the journal's id ("" for an unknown one) which heads were seen elsewhere. Raises BadInput for
    names that will not do and where no record is found, NotWritten where the new file cannot be made.
    """
    refuse_taken(target, damaged)
    try:
        _refuse_nothing(damaged)
    except OSError as error:
        raise out_of_reach(error) from error
    with workplace(target) as folder:
        try:
            copy = folder / "damaged"
            before = _states(damaged)
            _copy(damaged, copy)
            found = _found(copy, told)
            if not found.records:
                raise BadInput(f"{damaged} holds no record of a warroom journal")
            records, left_out = chosen(found)
            rows, wordless = _rows(found, records)
            journal_id = found.journal_id or str(uuid.uuid4())
            part = folder / "new"
            _fill(part, journal_id, rows, {(one.stream, one.record.seq) for one in wordless}, told)
            alone(part)
            publish(part, target)
        except (OSError, sqlite3.Error) as error:
            raise not_written(target, error) from error
    places = {*promised(found), *_elsewhere(once_held(found.journal_id))}
    lost = tuple(gaps(records, places))
    return Salvaged(
        id=journal_id,
        has_old_id=bool(found.journal_id),
        changed_meanwhile=before != _states(damaged),
        streams=tuple(streams(records, places)),
        gaps=lost,
        wordless=tuple(wordless),
        left_out=tuple(left_out),
        loose=tuple(loose(found, lost)),
    )


def _refuse_nothing(damaged: Path) -> None:
    if damaged.is_dir():
        raise BadInput(f"{damaged} is a folder: name the journal's file")
    there = [file for suffix in _FILES if (file := beside(damaged, suffix)).is_file()]
    if not there:
        raise BadInput(f"there is no file {damaged}")
    if not any(file.stat().st_size for file in there):
        raise BadInput(f"{damaged} is empty")


def _states(damaged: Path) -> list[tuple[int, int] | None]:
    found: list[tuple[int, int] | None] = []
    for suffix in _FILES:
        file = beside(damaged, suffix)
        found.append((file.stat().st_size, file.stat().st_mtime_ns) if file.exists() else None)
    return found


def _copy(damaged: Path, copy: Path) -> None:
    for suffix in _FILES:
        file = beside(damaged, suffix)
        if file.exists():
            try:
                source = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
            except OSError as error:
                raise BadInput(f"{file} cannot be read: {error.strerror}") from error
            try:
                with copy.with_name(copy.name + suffix).open("wb") as out:
                    out.writelines(_read(source, at) for at in range(0, os.fstat(source).st_size, _BLOCK))
            finally:
                os.close(source)


def _read(source: int, at: int) -> bytes:
    """A block, or zeros where the disk cannot read it."""
    try:
        return os.pread(source, _BLOCK, at)
    except OSError:
        return bytes(_BLOCK)


def _found(copy: Path, told: Told) -> Findings:
    """Everything in the bytes, and then what SQLite gives besides: it may fold the copy's -wal in, so it comes last."""
    with ExitStack() as stack:
        main, wal, rest = (_opened(stack, copy.with_name(copy.name + suffix)) for suffix in _FILES)
        found = carve(main, wal, rest, told)
    found.prove()

    def not_found() -> list[Place]:
        whole = {c.place for c in found.records.values() if c.says.body in found.words or c.place in found.erased}
        runs = missing(whole, set(promised(found)))
        every = ((stream, seq) for stream, first, last in runs for seq in range(first, last + 1))
        return list(itertools.islice(every, _MOST_TRIES))

    by_key(copy, found, not_found, told)
    found.prove()
    return found


def _opened(stack: ExitStack, file: Path) -> bytes | mmap.mmap:
    if not file.exists() or not file.stat().st_size:
        return b""
    opened = stack.enter_context(file.open("rb"))
    return stack.enter_context(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))


def _rows(found: Findings, records: Mapping[Place, Candidate]) -> tuple[list[Row], list[Wordless]]:
    """The rows to store. Words that were erased stay erased, also where an older page still has them."""
    rows = {place: _row(found, one) for place, one in sorted(records.items())}
    erased = set(found.erased)
    for row in rows.values():
        if '"kind":"redacted"' in row.envelope and row.body is not None:
            with suppress(Damaged):
                fact = decode(row).fact
                erased.add((row.stream, fact.seq if isinstance(fact, Redacted) else 0))
    for place in erased & rows.keys():
        rows[place] = msgspec.structs.replace(rows[place], salt=None, body=None)
    lost = [place for place, row in rows.items() if row.body is None and place not in erased]
    wordless = [Wordless(place[0], side(records[place])) for place in lost]
    return list(rows.values()), wordless


def _row(found: Findings, one: Candidate) -> Row:
    salt, body = found.words.get(one.says.body, (None, None))
    return Row(*one.place, one.id, one.prev, one.hash, one.envelope, salt, body)


def _fill(part: Path, journal_id: str, rows: list[Row], wordless: Set[Place], told: Told) -> None:
    """A new journal of these rows; one without words has no row for them, so that nothing says they were erased."""
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        migrate(db, journal_id)
        for done, row in enumerate(rows):
            if done % 1000 == 0:
                told("writing", done / len(rows))
            db.execute(
                "INSERT INTO record (stream, seq, id, prev, hash, envelope) VALUES (?, ?, ?, ?, ?, ?)",
                [row.stream, row.seq, row.id, row.prev, row.hash, row.envelope],
            )
            if (row.stream, row.seq) not in wordless:
                db.execute(
                    "INSERT INTO body (stream, seq, salt, body) VALUES (?, ?, ?, ?)",
                    [row.stream, row.seq, row.salt, row.body],
                )
        db.execute("COMMIT")
        kept = db.execute(
            "SELECT stream, seq, id, prev, hash, envelope, salt, body FROM record LEFT JOIN body USING (stream, seq)"
        )
        if {tuple(row) for row in kept} != {msgspec.structs.astuple(row) for row in rows}:
            raise NotWritten("what was written does not read back as it was: the disk or its memory is failing")


def _elsewhere(heads: Heads) -> Iterator[Place]:
    yield from ((stream, seq) for stream, (seq, _) in heads.items() if seq > 0)
