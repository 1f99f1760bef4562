"""The last readings of a check packed into one short text, so that they travel with its row at next to no cost."""

import math
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from warroom.checks.model import Reading, State

KEPT = 120
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LETTERS: dict[State, str] = {"up": "u", "degraded": "w", "down": "d", "unknown": "n"}
_OVER = "o"
_STATES: dict[str, State] = {**{letter: state for state, letter in _LETTERS.items()}, _OVER: "down"}
_STEP = re.compile(r"-?\d+")
_WORD = re.compile(r"(-?\d{1,12})([uwdno])(\d[\d.e+-]{0,12})?")


class Past(NamedTuple):
    """A reading that was: when it began, its state, and the seconds it took (None: no answer came)."""

    at: datetime
    state: State
    latency_s: float | None
    over: bool = False
    """Down by a window alone: it answered as it should."""


class Trail:
    """The last KEPT readings, kept as they travel: "100u41.2" is 10 s after the one before, up, 41.2 ms."""

    def __init__(self, packed: str = "") -> None:
        """Go on from what another one packed; from nothing where that cannot be read."""
        past = unpack(packed)
        self._base = self._last = _tenths(past[0].at) if past else 0
        self._words = ""
        self._count = 0
        for one in past:
            self._add(*one)

    def add(self, reading: Reading) -> None:
        """The newest reading; the oldest beyond KEPT is forgotten."""
        self._add(reading.at, reading.state, reading.latency_s, over=reading.over)

    def _add(self, at: datetime, state: State, latency_s: float | None, over: bool = False) -> None:
        tenths = _tenths(at)
        if not self._count:
            self._base = self._last = tenths
        elif self._count == KEPT:
            # One text and no list of words: a thousand checks keep a thousand of these.
            first, _, self._words = self._words.partition(" ")
            self._base += int(_STEP.match(first)[0])  # type: ignore[index]  # every word begins with its step
            self._count -= 1
        took = "" if latency_s is None else f"{latency_s * 1000:.3g}"
        word = f"{tenths - self._last}{_OVER if over else _LETTERS[state]}{took}"
        self._words = f"{self._words} {word}" if self._count else word
        self._last = tenths
        self._count += 1

    def packed(self) -> str:
        """All of it as one text, about 9 letters a reading; "" for none."""
        return f"{self._base} {self._words}" if self._count else ""


def unpack(packed: str) -> tuple[Past, ...]:
    """The readings in a text that `packed` gave, oldest first, their latency to 3 digits; () where it is none."""
    base, *words = packed.split(" ")
    found = [_WORD.fullmatch(word) for word in words]
    if not base.isdecimal() or not all(found):
        return ()
    past: list[Past] = []
    try:
        at = _EPOCH + timedelta(seconds=int(base) / 10)
        for one in found:
            assert one is not None
            at += timedelta(seconds=int(one[1]) / 10)
            past.append(Past(at, _STATES[one[2]], float(one[3]) / 1000 if one[3] else None, one[2] == _OVER))
    except (ValueError, OverflowError):
        return ()
    return tuple(past) if all(math.isfinite(one.latency_s or 0) for one in past) else ()


def _tenths(at: datetime) -> int:
    return round((at - _EPOCH).total_seconds() * 10)
