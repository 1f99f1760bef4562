"""What of a journal can still be read in its files: by SQLite where it goes, and in the bytes where it does not.

Nothing is taken on trust: a record has to match its hash, words have to match what their record says of them.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from warroom.journal.library import sqlite3
from warroom.journal.pages import NOTHING, NUMBER, TEXT, Bytes, Columns, guesses, shape, text_of
from warroom.journal.record import GENESIS, Envelope, sha256

Place = tuple[str, int]
Told = Callable[[str, float], None]
"""Hears what is being done, and how far it is from 0 to 1."""

_RECORD = shape(TEXT, NUMBER, text_of(36), text_of(64), text_of(64), TEXT)
_BODY = shape(TEXT, NUMBER, text_of(32), TEXT)
_ERASED = shape(TEXT, NUMBER, NOTHING, NOTHING)
_BY_ID = shape(text_of(36), TEXT, NUMBER)
_BY_PREV = shape(TEXT, text_of(64), NUMBER)
_ID = shape(text_of(2), text_of(36))
_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEX = re.compile(rb"[0-9a-f]{64}")
_SALT = re.compile(rb"[0-9a-f]{32}")
_ENVELOPE = re.compile(rb'\{"at":"[^\x00-\x1f]{100,}?"version":\d+\}')
_WORDS = re.compile(rb'([0-9a-f]{32})(\{"data":[^\x00-\x1f]*?,"via":\{[^\x00-\x1f{}]*\}\})')
_envelopes = msgspec.json.Decoder(Envelope)


class Candidate(NamedTuple):
    """A record that may stand at its place: its envelope's words, and whether it is part of the newest state."""

    place: Place
    id: str
    prev: str
    hash: str
    envelope: str
    says: Envelope
    current: bool


class Promise(NamedTuple):
    """Something in the file says that there is a record at this place, of this id or after this hash."""

    place: Place
    id: str = ""
    prev: str = ""
    words: str = ""


class Findings:
    """All that was found, each once."""

    def __init__(self) -> None:
        self.records: dict[str, Candidate] = {}
        self.unproven: dict[str, Candidate] = {}
        self.words: dict[str, tuple[str, str]] = {}
        self.erased: set[Place] = set()
        self.promises: set[Promise] = set()
        self.journal_id = ""

    def record(self, envelope: bytes, hash_: bytes | None, *, current: bool) -> bool:
        """Take an envelope if it is one; without the hash it was stored with, something else has to prove it."""
        with suppress(msgspec.MsgspecError, ValueError):
            text = envelope.decode()
            found = sha256(text)
            held = self.records.get(found)
            if held is not None and (held.current or not current):
                return True
            says = _envelopes.decode(text)
            if 0 < says.seq < 2**63:
                one = Candidate((says.stream, says.seq), says.id, says.prev, found, text, says, current)
                proven = hash_ == found.encode() or held is not None
                (self.records if proven else self.unproven)[found] = one
                return proven
        return False

    def prove(self) -> None:
        """Take those envelopes whose hash was lost that a later record names as the one before it."""
        named = {(p.place[0], p.prev) for p in self.promises} | {(c.place[0], c.prev) for c in self.records.values()}
        for found, one in list(self.unproven.items()):
            if found in self.records or (one.place[0], found) in named:
                self.records.setdefault(found, one)
                del self.unproven[found]

    def body(self, salt: bytes, body: bytes, place: Place | None = None) -> None:
        """Take words, under the hash their record knows them by."""
        with suppress(UnicodeDecodeError):
            words = (salt.decode(), body.decode())
            digest = sha256("".join(words))
            self.words.setdefault(digest, words)
            if place is not None:
                self.promises.add(Promise(place, words=digest))


def carve(main: Bytes, wal: Bytes, rest: Bytes, told: Told) -> Findings:
    """Search the bytes of a journal, its -wal and its -journal, for records in whatever state its pages are."""
    found = Findings()
    files = [data for data in (main, wal, rest) if len(data)]
    ways = guesses(main, wal)
    steps = iter(range(len(files) * (2 * len(ways) + 1)))

    def go_on() -> None:
        told("searching", (next(steps, 0) + 1) / (len(files) * (2 * len(ways) + 1)))

    for pages in ways:
        for data in files:
            for offset, row in pages.rows(data, _RECORD, lambda row: sha256_of(row[5]) == row[4]):
                found.record(_bytes(row[5]), _bytes(row[4]), current=pages.is_current(data, offset))
            go_on()
    for data in files:
        _by_text(data, found)
        go_on()
    wanted = {one.says.body for one in (*found.records.values(), *found.unproven.values())}
    for pages in ways:
        for data in files:
            for _, row in pages.rows(data, _BODY, lambda row: _digest(row) in wanted):
                if (place := _place(row[0], row[1])) is not None and _SALT.fullmatch(_bytes(row[2])):
                    found.body(_bytes(row[2]), _bytes(row[3]), place)
            for _, row in pages.rows(data, _ERASED, lambda _: True):
                if (place := _place(row[0], row[1])) is not None:
                    found.erased.add(place)
            for _, row in pages.rows(data, _BY_ID, lambda _: True):
                if (place := _place(row[1], row[2])) is not None and _UUID.fullmatch(_bytes(row[0])):
                    found.promises.add(Promise(place, id=_bytes(row[0]).decode()))
            for _, row in pages.rows(data, _BY_PREV, lambda _: True):
                if (place := _place(row[0], row[2])) is not None and _HEX.fullmatch(_bytes(row[1])):
                    found.promises.add(Promise(place, prev=_bytes(row[1]).decode()))
            for _, row in pages.rows(data, _ID, lambda _: True):
                if row[0] == b"id" and _UUID.fullmatch(_bytes(row[1])):
                    found.journal_id = found.journal_id or _bytes(row[1]).decode()
            go_on()
    return found


def _by_text(data: Bytes, found: Findings) -> None:
    """Envelopes and words by how they begin and end: where a row's header is gone, its texts may still be whole."""
    for match in _ENVELOPE.finditer(data):
        found.record(match[0], bytes(data[max(0, match.start() - 64) : match.start()]), current=False)
    for match in _WORDS.finditer(data):
        found.body(match[1], match[2])


def by_key(copy: Path, found: Findings, missing: Callable[[], list[Place]], told: Told) -> None:
    """Read a private copy of the files through SQLite: both tables from both ends, then each place that is missing."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.text_factory = bytes
        for step, (take, select) in enumerate(_TABLES):
            told("reading", step / len(_TABLES))
            for way in ("ASC", "DESC"):
                if _read(db, f"{select} ORDER BY stream {way}, seq {way}", (), found, take):
                    break
            found.prove()
            for place in missing():
                _read(db, f"{select} WHERE stream = ? AND seq = ?", place, found, take)
        with suppress(sqlite3.Error):
            for (said,) in db.execute("SELECT value FROM journal WHERE key = 'id'"):
                found.journal_id = said.decode() if _UUID.fullmatch(_bytes(said)) else found.journal_id


def _read(
    db: sqlite3.Connection,
    select: str,
    values: tuple[str | int, ...],
    found: Findings,
    take: Callable[[Findings, Columns], None],
) -> bool:
    """Take what comes; whether it came to its end."""
    try:
        for row in db.execute(select, values):
            take(found, row)
    except sqlite3.Error:
        return False
    return True


def _take(found: Findings, row: Columns) -> None:
    found.record(_bytes(row[3]), _bytes(row[2]), current=True)


def _said(found: Findings, row: Columns) -> None:
    place = _place(row[0], row[1])
    if place is not None and row[2] is None and row[3] is None:
        found.erased.add(place)
    elif place is not None:
        found.body(_bytes(row[2]), _bytes(row[3]), place)


_TABLES = (
    (_take, "SELECT stream, seq, hash, envelope FROM record"),
    (_said, "SELECT stream, seq, salt, body FROM body"),
)


def promised(found: Findings) -> Iterator[Place]:
    """Every place of which something says that a record stands there, and nothing that was found says otherwise."""
    ids = {one.id: one.place for one in found.records.values()}
    prevs = {(one.place[0], one.prev): one.place for one in found.records.values()}
    hashes = {(one.place[0], one.hash): one.place[1] + 1 for one in found.records.values()}
    bodies = {one.says.body: one.place for one in found.records.values()}
    for one in found.promises:
        stream, seq = one.place
        known = (ids.get(one.id), prevs.get((stream, one.prev)), bodies.get(one.words))
        follows = 1 if one.prev == GENESIS else hashes.get((stream, one.prev), seq)
        if all(place in (None, one.place) for place in known) and follows == seq:
            yield one.place
    yield from (one.place for one in found.records.values())


def _place(stream: bytes | int | None, seq: bytes | int | None) -> Place | None:
    with suppress(UnicodeDecodeError):
        if isinstance(stream, bytes) and isinstance(seq, int) and stream and 0 < seq < 2**63:
            return stream.decode(), seq
    return None


def _bytes(column: bytes | int | None) -> bytes:
    return column if isinstance(column, bytes) else b""


def sha256_of(column: bytes | int | None) -> bytes:
    with suppress(UnicodeDecodeError):
        return sha256(_bytes(column).decode()).encode()
    return b""


def _digest(row: Columns) -> str:
    return sha256_of(_bytes(row[2]) + _bytes(row[3])).decode()
