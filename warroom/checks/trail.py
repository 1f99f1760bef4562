"""The last readings of a check packed into as many bytes as ever there will be: they cost the same all along."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from warroom.checks.model import Reading, State

KEPT = 120
SPARKS = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATES: tuple[State, ...] = ("up", "degraded", "down", "unknown", "down")
_CODES: dict[State, int] = {"up": 0, "degraded": 1, "down": 2, "unknown": 3}
_OVER = 4
_NONE = 255
_NO_ANSWER = 2**32 - 1
_HEAD = struct.Struct("<qI")
"""Tenths of a second of the first reading since 1970, and the check's limit in microseconds."""
_READING = struct.Struct("<iBI")
"""Tenths since that one, the state, and the microseconds it took."""
_EMPTY = _READING.pack(0, _NONE, _NO_ANSWER)
_SIZE = _HEAD.size + KEPT * _READING.size
_FARTHEST = 2**31 - 1


class Past(NamedTuple):
    """A reading that was: when it began, its state, and the seconds it took (None: no answer came)."""

    at: datetime
    state: State
    latency_s: float | None
    over: bool = False
    """Down by a window alone: it answered as it should."""


class Trail:
    """The last KEPT readings, in a ring that never grows: a thousand checks keep a thousand of these for weeks."""

    def __init__(self, packed: bytes = b"", timeout_s: float = 0.0) -> None:
        """Go on from what another one packed; from nothing where that cannot be read."""
        self._limit = _micros(timeout_s)
        self._base = 0
        self._next = 0
        self._ring = bytearray(_EMPTY * KEPT)
        for one in unpack(packed):
            self._add(*one)

    def add(self, reading: Reading) -> None:
        """The newest reading; the oldest beyond KEPT is forgotten."""
        self._add(reading.at, reading.state, reading.latency_s, over=reading.over)

    def _add(self, at: datetime, state: State, latency_s: float | None, over: bool = False) -> None:
        tenths = round((at - _EPOCH).total_seconds() * 10)
        if not self._base or abs(tenths - self._base) > _FARTHEST:
            # Years from the first one: what was before it would be told at a wrong time, so it is forgotten.
            self._ring[:] = _EMPTY * KEPT
            self._base = tenths
        took = _NO_ANSWER if latency_s is None else _micros(latency_s)
        code = _OVER if over else _CODES[state]
        _READING.pack_into(self._ring, self._next * _READING.size, tenths - self._base, code, took)
        self._next = (self._next + 1) % KEPT

    def packed(self) -> bytes:
        """All of it, oldest first, of the same length from the first reading on; b"" for none."""
        if not self._base:
            return b""
        turn = self._next * _READING.size
        return b"".join((_HEAD.pack(self._base, self._limit), self._ring[turn:], self._ring[:turn]))


def unpack(packed: bytes) -> tuple[Past, ...]:
    """The readings in what `packed` gave, oldest first, their latency to the microsecond; () where it is none."""
    try:
        base, _ = _HEAD.unpack_from(packed)
        return tuple(
            Past(
                _EPOCH + timedelta(seconds=(base + tenths) / 10),
                _STATES[code],
                None if took == _NO_ANSWER else took / 1e6,
                code == _OVER,
            )
            for tenths, code, took in _readings(packed)
        )
    except (struct.error, IndexError, OverflowError):
        return ()


def sparks(packed: bytes) -> tuple[float, ...]:
    """The last SPARKS latencies in seconds, oldest first, for a spark: as long as its limit where it was down."""
    try:
        _, limit = _HEAD.unpack_from(packed)
        return tuple(
            (limit if _STATES[code] == "down" else took) / 1e6
            for _, code, took in _readings(packed)
            if took != _NO_ANSWER or _STATES[code] == "down"
        )[-SPARKS:]
    except (struct.error, IndexError):
        return ()


def _readings(packed: bytes) -> Iterator[tuple[int, int, int]]:
    if len(packed) != _SIZE:
        return iter(())
    return (one for one in _READING.iter_unpack(packed[_HEAD.size :]) if one[1] != _NONE)


def _micros(seconds: float) -> int:
    return min(_NO_ANSWER - 1, max(0, round(seconds * 1e6)))
