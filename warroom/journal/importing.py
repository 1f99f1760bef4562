"""Taking an exported incident into a journal: verified first, then all of it in one transaction, or nothing."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Literal

import msgspec

from warroom.errors import BadInput, Damaged
from warroom.incident.evolve import evolve
from warroom.incident.facts import Redacted
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import DUTY
from warroom.journal.exported import Export
from warroom.journal.ids import IMPORTS, id_in
from warroom.journal.record import GENESIS, Envelope, Row, check, decode
from warroom.journal.sqlite import Journal
from warroom.journal.verify import Verified, verify_export

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
_TOLD_EVERY = 2000
Told = Callable[[str, float], None]
"""Hears what is being done, and how far it is from 0 to 1."""


class _Shape(Envelope, frozen=True, forbid_unknown_fields=True):
    """An envelope as this release knows it, and nothing beside."""


_shapes = msgspec.json.Decoder(_Shape)


class Taken(msgspec.Struct, frozen=True):
    """What became of a file: `fresh` records are new here, of an incident that now ends at `head`.

    `how` is "new", "more" where the rest of an imported one came, "here" where all of it was here already. `unknown`
    counts records whose kind only a newer release knows. This journal has records `beyond` the file.
    """

    incident: Incident
    how: Literal["new", "more", "here"]
    fresh: int
    head: Verified
    sha256: str
    unknown: int = 0
    notes: tuple[str, ...] = ()
    beyond: int = 0


def verified(file: Export) -> Verified:
    """How far the file holds: all of it. Raises BadInput where nothing of it is to be imported, Damaged for a fault."""
    found = verify_export(file)
    if found.fault is not None:
        said = found.fault.said
        where = "" if said.startswith(file.name) else f"{file.name}:{found.fault.seq}: {found.fault.stream} "
        number = f"#{found.fault.seq}: " if where else ""
        raise Damaged(f"{where}{number}{said}; nothing was imported")
    if found.stream == DUTY:
        raise BadInput(f"{file.name} is another journal's duty, which belongs to that one alone: nothing was imported")
    if not _NAME.fullmatch(found.stream):
        raise BadInput(f"{file.name}:1: {found.stream[:40]!r} is no incident's id: nothing was imported")
    return found


class _Read(msgspec.Struct, frozen=True):
    """What a file comes to, known before the journal is held: `erased` are the seqs whose words are gone there."""

    incident: Incident
    erased: frozenset[int]
    unknown: int


def take(
    journal: Journal, file: Export, found: Verified, note: Callable[[Taken], object], told: Told = lambda _d, _s: None
) -> Taken:
    """Store what is not here yet of a file that was verified, and have it noted, all in one transaction.

    Raises BadInput where the file and the journal tell different stories, NotWritten where nothing was kept.
    """
    read = _read(file, found, told)
    with journal.transaction():
        known = _known(journal, file, found)
        if known >= found.seq:
            beyond = known - found.seq
            return Taken(read.incident, "here", 0, found, file.sha256, notes=file.notes, beyond=beyond)
        if known and journal.imported(found.stream) is None:
            raise BadInput(
                f"{found.stream} is this journal's own and ends at #{known}, where the file goes on to #{found.seq}: "
                "what is written elsewhere cannot be put behind it; nothing was imported"
            )
        _store(journal, file, found, known, told)
        for seq in read.erased:
            # What was erased there is erased here, also where this journal had its words.
            journal.erase(found.stream, seq)
        how: Literal["new", "more"] = "more" if known else "new"
        taken = Taken(read.incident, how, found.seq - known, found, file.sha256, read.unknown, file.notes)
        note(taken)
        _must_be_known_as_imported(journal, file, found.stream)
    if read.erased:
        taken = msgspec.structs.replace(taken, incident=_folded(journal, found.stream))
    return taken


def _must_be_known_as_imported(journal: Journal, file: Export, stream: str) -> None:
    """Refuse a file that has taken the id by which its own import, or this one, would be known."""
    if journal.imported(stream) is None:
        taken = journal.known(id_in(IMPORTS, stream))
        where = f"{taken[0].stream} #{taken[0].seq} has" if taken else "nobody has"
        raise BadInput(
            f"{file.name}: {where} the id by which the import of {stream} is known here: it was made up, so that "
            "an imported incident passes for one of this journal's own; nothing was imported"
        )


def _known(journal: Journal, file: Export, found: Verified) -> int:
    """How far this journal has the very records of the file. Raises BadInput naming the first that differs."""
    last, _ = journal.head(found.stream)
    if not last:
        return 0
    if journal.hash_at(found.stream, found.seq) == found.hash:
        # A record's hash is that of all before it as well.
        return last
    for row in file.rows():
        here = journal.hash_at(row.stream, row.seq)
        if not here:
            return last
        if here != row.hash:
            ours = "was written here since it was imported" if journal.imported(row.stream) else "is here"
            raise BadInput(
                f"{row.stream} #{row.seq} of the file is not the one that {ours}{_who(journal, row)}: "
                f"two incidents of one name, or one that went on in two journals; nothing was imported"
            )
    raise Damaged(f"{found.stream} #{last} was changed while it was read; nothing was imported")


def _who(journal: Journal, row: Row) -> str:
    with suppress(Damaged):
        ours, theirs = journal.record(row.stream, row.seq), decode(row)
        if ours is not None:
            return f" ({ours.kind} by {ours.by}, there {theirs.kind} by {theirs.by})"
    return ""


def _read(file: Export, found: Verified, told: Told) -> _Read:
    """Fold the file: while that goes on others can write."""
    incident: Incident = EMPTY
    erased: set[int] = set()
    unknown = 0
    for row in _rows(file, found):
        if row.seq % _TOLD_EVERY == 0:
            told("reading", row.seq / found.seq)
        record = decode(row)
        _must_fit(file, row)
        unknown += not record.fact.kind and row.body is not None
        if isinstance(record.fact, Redacted):
            erased.add(record.fact.seq)
        incident = evolve(incident, record)
    return _Read(incident, frozenset(erased), unknown)


def _rows(file: Export, found: Verified) -> Iterator[Row]:
    """The very rows that were verified. Raises BadInput where the file has others by now."""
    seq, prev = 0, GENESIS
    for row in file.rows():
        if (row.stream, row.seq) != (found.stream, seq + 1) or check(row, prev):
            break
        seq, prev = row.seq, row.hash
        yield row
    if (seq, prev) != (found.seq, found.hash):
        raise BadInput(f"{file.name} changed while it was read; nothing was imported")


def _store(journal: Journal, file: Export, found: Verified, known: int, told: Told) -> None:
    for row in _rows(file, found):
        if row.seq % _TOLD_EVERY == 0:
            told("importing", row.seq / found.seq)
        if row.seq > known:
            _store_one(journal, file, row)


def _must_fit(file: Export, row: Row) -> None:
    """Refuse what this release would not have written and cannot keep as it is."""
    try:
        _shapes.decode(row.envelope)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadInput(
            f"{file.name}:{row.seq}: a newer warroom wrote #{row.seq} in a shape that is not known here ({error}): "
            "update this one; nothing was imported"
        ) from None
    try:
        uuid.UUID(row.id)
    except ValueError:
        raise BadInput(
            f"{file.name}:{row.seq}: #{row.seq} has no id that warroom gives; nothing was imported"
        ) from None


def _store_one(journal: Journal, file: Export, row: Row) -> None:
    place = journal.known(row.id)
    if place:
        raise BadInput(
            f"{file.name}:{row.seq}: #{row.seq} has the id of {place[0].stream} #{place[0].seq} in this journal: "
            "nothing was imported"
        )
    journal.store(row)


def _folded(journal: Journal, stream: str) -> Incident:
    incident = EMPTY
    for record in journal.read(stream):
        incident = evolve(incident, record)
    return incident
