"""Ids: a UUIDv7 made when somebody presses Enter, and the ids of the records that come of it."""

import os
import uuid

from warroom.clock import wall_millis

IMPORTS = "6f3c1d1e-9a52-5c55-9b7e-2f0f6a6c9d41"
"""Of what the ids of imports are derived: whether a stream came from elsewhere is then one look-up."""


def new_id() -> str:
    """A UUIDv7: 48 bits of milliseconds, then chance; sorts by the time it was made."""
    millis = wall_millis()
    value = (millis & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))


def nth_id(intent_id: str, n: int) -> str:
    """The id of the nth record (from 0) an intent became; the first has the intent's own."""
    return intent_id if n == 0 else str(uuid.uuid5(uuid.UUID(intent_id), str(n)))


def id_in(intent_id: str, stream: str) -> str:
    """The id of one intent's first record in each of several streams it goes to."""
    return str(uuid.uuid5(uuid.UUID(intent_id), stream))


def is_first(record_id: str) -> bool:
    """Whether a record has its intent's own id."""
    return uuid.UUID(record_id).version == 7
