"""Times as lint compares them: a limit may say a range, and words may say a time."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from warroom.incident.words import parse_duration, say_duration
from warroom.playbook.model import Limit
from warroom.playbook.words import limit_words

_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|[smhdw])\b"
_RANGE = re.compile(
    rf"(?P<low>\d+(?:\.\d+)?)\s*(?P<low_unit>{_UNIT})?\s*(?:-|–|—|to)\s*(?P<high>\d+(?:\.\d+)?)\s*(?P<unit>{_UNIT})",
    re.IGNORECASE,
)
_ONE = re.compile(rf"(?P<high>\d+(?:\.\d+)?)\s*(?P<unit>{_UNIT})", re.IGNORECASE)
_AN_HOUR = re.compile(r"\b(?:an?|one|every|each|per)\s+(?P<unit>hour|day|week|minute)\b", re.IGNORECASE)


class Span(NamedTuple):
    """From the shortest to the longest time that is meant, in seconds."""

    low: float
    high: float

    def meets(self, other: "Span") -> bool:
        """Whether some time fits both."""
        return self.low <= other.high and other.low <= self.high

    @property
    def words(self) -> str:
        """In the fewest words."""
        high = say_duration(self.high) if self.high else "immediately"
        return high if self.low == self.high else f"{say_duration(self.low)} to {high}"


def span_of(limit: Limit | None) -> Span | None:
    """What a limit counts down; None where it cannot be counted."""
    if limit is None or limit.counts is None:
        return None
    if (found := _RANGE.search(limit.words)) and (read := _read(found)) and read.high == limit.counts:
        return read
    return Span(limit.counts, limit.counts)


def spans_in(words: str) -> Iterator[tuple[Span, int, int]]:
    """The times that stand in words, each with where it begins and ends."""
    at = 0
    while at < len(words):
        found = min(
            (match for pattern in (_RANGE, _ONE, _AN_HOUR) if (match := pattern.search(words, at))),
            key=lambda match: (match.start(), -match.end()),
            default=None,
        )
        if found is None:
            return
        if (read := _read(found)) is not None:
            yield read, found.start(), found.end()
        at = found.end()


def said(limit: Limit | None) -> str:
    """A limit as it is written."""
    return limit_words(limit).strip() or "no limit"


def within(limit: Limit | None) -> str:
    """How soon, behind a verb: "at once", "within 5 min", "on the next business day"."""
    span = span_of(limit)
    if span is not None and span.high == 0:
        return "at once"
    words = said(limit)
    bare = re.sub(r"^(?:<=?|≤|within) *", "", words, flags=re.IGNORECASE)
    return f"within {bare}" if bare[:1].isdigit() else f"“{words}”"


def _read(found: re.Match[str]) -> Span | None:
    parts = found.groupdict()
    unit = _plain(parts["unit"])
    high = parse_duration(f"{parts.get('high') or 1} {unit}")
    low = high
    if parts.get("low"):
        low = parse_duration(f"{parts['low']} {_plain(parts.get('low_unit') or unit)}")
    return Span(low, high) if low is not None and high is not None and low <= high else None


def _plain(unit: str) -> str:
    return re.sub(r"^hrs?$", "h", unit.lower())
