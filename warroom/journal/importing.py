"""Taking an exported incident into a journal: verified first, then all of it in one transaction, or nothing."""

import re
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

import msgspec

from warroom.errors import BadInput, Damaged
from warroom.incident.evolve import evolve
from warroom.incident.facts import Redacted
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import DUTY
from warroom.journal.exported import Export
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


def take(
    journal: Journal, file: Export, found: Verified, note: Callable[[Taken], object], told: Told = lambda _d, _s: None
) -> Taken:
    """Store what is not here yet of a file that was verified, and have it noted, all in one transaction.

    Raises BadInput where the file and the journal tell different stories, NotWritten where nothing was kept.
    """
    with journal.transaction():
        known = _known(journal, file, found)
        if known >= found.seq:
            incident = _folded(journal, found.stream)
            beyond = known - found.seq
            return Taken(incident, "here", 0, found, file.sha256, notes=file.notes, beyond=beyond)
        if known and journal.imported(found.stream) is None:
            raise BadInput(
                f"{found.stream} is this journal's own and ends at #{known}, where the file goes on to #{found.seq}: "
                "what is written elsewhere cannot be put behind it; nothing was imported"
            )
        taken = _stored(journal, file, found, known, told)
        note(taken)
    return taken


def _known(journal: Journal, file: Export, found: Verified) -> int:
    """How far this journal has the very records of the file. Raises BadInput naming the first that differs."""
    last, head = journal.head(found.stream)
    if not last:
        return 0
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
    if found.seq == last and found.hash != head:
        raise Damaged(f"{found.stream} #{last} was changed while it was read; nothing was imported")
    return last


def _who(journal: Journal, row: Row) -> str:
    with suppress(Damaged):
        ours, theirs = journal.record(row.stream, row.seq), decode(row)
        if ours is not None:
            return f" ({ours.kind} by {ours.by}, there {theirs.kind} by {theirs.by})"
    return ""


def _stored(journal: Journal, file: Export, found: Verified, known: int, told: Told) -> Taken:
    incident: Incident = EMPTY
    erased: set[int] = set()
    unknown = 0
    prev = GENESIS
    for row in file.rows():
        if (row.stream, row.seq) != (found.stream, incident.seq + 1) or check(row, prev):
            break
        prev = row.hash
        if row.seq % _TOLD_EVERY == 0:
            told("importing", row.seq / found.seq)
        record = decode(row)
        _must_fit(file, row)
        unknown += not record.fact.kind and row.body is not None
        if isinstance(record.fact, Redacted):
            erased.add(record.fact.seq)
        if row.seq > known:
            _store(journal, file, row)
        incident = evolve(incident, record)
    if incident.seq != found.seq or incident.hash != found.hash:
        raise BadInput(f"{file.name} changed while it was read; nothing was imported")
    for seq in erased:
        # What was erased there is erased here, also where this journal had its words.
        journal.erase(found.stream, seq)
    if erased:
        incident = _folded(journal, found.stream)
    how: Literal["new", "more"] = "more" if known else "new"
    return Taken(incident, how, found.seq - known, found, file.sha256, unknown, file.notes)


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


def _store(journal: Journal, file: Export, row: Row) -> None:
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
