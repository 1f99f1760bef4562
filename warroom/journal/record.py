"""A record as it is stored: envelope, salt, body, and the chain over them.

The envelope is RFC 8785 JSON of {at, body, by, id, kind, noted_at, prev, seq, stream, version}, where `body` is
SHA-256(salt + body) and `prev` the hash before it. The record's hash is SHA-256(envelope). What is hashed is what is
stored, byte for byte. The body stands apart, so that it can be erased without breaking the chain.
"""

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
import rfc8785

from warroom.errors import Damaged
from warroom.incident.facts import KINDS, Erased, Fact, Record, Unknown, When
from warroom.text import storable

GENESIS = "0" * 64


class Row(msgspec.Struct, frozen=True):
    """The stored bytes of one record; salt and body are None after redaction."""

    stream: str
    seq: int
    id: str
    prev: str
    hash: str
    envelope: str
    salt: str | None
    body: str | None


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """The envelope's words."""

    stream: str
    seq: int
    id: str
    kind: str
    version: int
    at: When
    noted_at: When
    by: str
    prev: str
    body: str


_Data = TypeVar("_Data")


class _Body(msgspec.Struct, Generic[_Data], frozen=True):
    data: _Data
    via: dict[str, str] = {}


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, always of one width."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def encode(
    fact: Fact,
    *,
    stream: str,
    seq: int,
    id_: str,
    prev: str,
    at: datetime,
    noted_at: datetime,
    by: str,
    via: dict[str, str],
) -> Row:
    """The row to store for a fact at this place."""
    data = _canonical(msgspec.to_builtins(fact, builtin_types=(datetime,)))
    body = rfc8785.dumps({"data": data, "via": _canonical(via)}).decode()
    salt = os.urandom(16).hex()
    envelope = rfc8785.dumps(
        {
            "stream": stream,
            "seq": seq,
            "id": id_,
            "kind": fact.kind,
            "version": fact.version,
            "at": stamp(at),
            "noted_at": stamp(noted_at),
            "by": storable(by),
            "prev": prev,
            "body": sha256(salt + body),
        }
    ).decode()
    return Row(stream, seq, id_, prev, sha256(envelope), envelope, salt, body)


def _canonical(value: Any) -> Any:
    """The value with dates as RFC 3339 and every text as UTF-8 can hold it."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(str(key)): _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    return value


_envelopes = msgspec.json.Decoder(Envelope)
_bodies = msgspec.json.Decoder(_Body[dict[str, Any]])


@cache
def _bodies_of(kind: type[Fact]) -> msgspec.json.Decoder[_Body[Fact]]:
    return msgspec.json.Decoder(_Body[kind], strict=False)  # type: ignore[valid-type]


class Around(msgspec.Struct, frozen=True):
    """What stands around a record's words, as far as a count of records needs it."""

    kind: str
    at: When
    noted_at: When
    by: str


_around = msgspec.json.Decoder(Around)


def around(envelope: str, stream: str, seq: int) -> Around:
    """What stands around the words of a record of this place. Raises Damaged when it is none of ours."""
    try:
        return _around.decode(envelope)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Damaged(f"{stream} #{seq} cannot be read: {error}") from error


def decode(row: Row, kept: dict[str, Any] | None = None) -> Record:
    """The record in a row; of one whose words were erased what was `kept`. Raises Damaged where it is none of ours."""
    try:
        envelope = _envelopes.decode(row.envelope)
        fact, via = _fact(envelope, row.body, kept)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Damaged(f"{row.stream} #{row.seq} cannot be read: {error}") from error
    return Record(
        stream=row.stream,
        seq=row.seq,
        id=row.id,
        kind=envelope.kind,
        version=envelope.version,
        at=envelope.at,
        noted_at=envelope.noted_at,
        by=envelope.by,
        hash=row.hash,
        fact=fact,
        via=via,
    )


def _fact(envelope: Envelope, body: str | None, kept: dict[str, Any] | None) -> tuple[Fact, dict[str, str]]:
    known = KINDS.get(envelope.kind)
    if known is not None and envelope.version > known.version:
        known = None
    if body is None:
        left = _converted(kept, known) if kept is not None else None
        return (Erased() if left is None or isinstance(left, Unknown) else left), {}
    if known is not None:
        # As a rule it is what it says it is: then its words need no look at them by themselves.
        with suppress(msgspec.MsgspecError):
            made = _bodies_of(known).decode(body)
            return made.data, made.via
    read = _bodies.decode(body)
    return _converted(read.data, known), read.via


def _converted(data: dict[str, Any], known: type[Fact] | None) -> Fact:
    try:
        return msgspec.convert(data, known, strict=False) if known is not None else Unknown(data=data)
    except msgspec.ValidationError:
        return Unknown(data=data)


def check(row: Row, prev: str) -> str | None:
    """What is wrong with a row that should follow `prev`; None when it holds."""
    try:
        envelope = _envelopes.decode(row.envelope)
    except (msgspec.MsgspecError, ValueError):
        return "its envelope cannot be read"
    if sha256(row.envelope) != row.hash:
        return "its envelope was changed"
    if (envelope.stream, envelope.seq, envelope.id, envelope.prev) != (row.stream, row.seq, row.id, row.prev):
        return "its place was changed"
    if row.prev != prev:
        return "it does not follow the record before it"
    if row.body is None:
        return None
    if row.salt is None or sha256(row.salt + row.body) != envelope.body:
        return "its words were changed"
    return None


def data_of(record: Record) -> dict[str, Any]:
    """The `data` of a record as `timeline --json` prints it."""
    if isinstance(record.fact, Unknown):
        return record.fact.data
    if isinstance(record.fact, Erased):
        return {}
    found: dict[str, Any] = _canonical(msgspec.to_builtins(record.fact, builtin_types=(datetime,)))
    return found
