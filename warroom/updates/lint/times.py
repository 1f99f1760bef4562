"""Times of day as a text names them, with or without their zone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_OFFSETS = {
    "utc": 0.0, "gmt": 0.0, "z": 0.0, "wet": 0.0, "bst": 1.0, "west": 1.0, "cet": 1.0, "mez": 1.0, "cest": 2.0,
    "mesz": 2.0, "eet": 2.0, "eest": 3.0, "msk": 3.0, "est": -5.0, "edt": -4.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0,
    "pst": -8.0, "pdt": -7.0, "jst": 9.0, "kst": 9.0, "sgt": 8.0, "aest": 10.0, "aedt": 11.0, "nzst": 12.0,
    "nzdt": 13.0,
}  # fmt: skip
_ZONE = (
    r"(?:UTC|GMT|Z|WES?T|BST|CES?T|MES?Z|EES?T|MSK|[ECMP][SD]?T|JST|KST|SGT|IST|AE[SD]T|NZ[SD]T)"
    r"(?:\s?[+\-−]\d{1,2}(?::?\d{2})?)?"
)
_NAMED_ZONE = r"[A-Z][a-z]+(?: [A-Z][a-z]+)? time|local time|Ortszeit|hora local|heure locale|Pacific|Eastern|Central"
_ONE = r"(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?|\.[0-5]\d(?=\s*Uhr)|h[0-5]\d|\s*(?:[ap]\.?m\b\.?)|\s*Uhr\b|\s?h\b)"
_AMPM = r"(?:\s*(?:[ap]m\b|[ap]\.m\.))?"
_TIME = re.compile(
    rf"(?<![\d:.,/\-])(?P<date>20\d\d-\d\d-\d\d[ T])?(?P<time>{_ONE}{_AMPM})(?:\s*Uhr\b)?(?![\d:]*\d)"
    rf"(?P<zone>\s?(?:\(?\s?(?:{_ZONE})\b\)?|\(?(?:{_NAMED_ZONE})\b\)?|(?<=\d)[+\-]\d\d:\d\d))?"
)
_JOIN = re.compile(r"\s*(?:-|–|—|to|and|until|till|bis|und|a|y|hasta|à|et|or|,)\s*(?:las\s+)?", re.IGNORECASE)
_ALL_IN = re.compile(r"\b(?:times?|zeiten|horas?|heures)\b[^.\n]{0,24}\b(?:UTC|GMT|CES?T|[ECMP][SD]T)\b", re.IGNORECASE)
_SPAN = re.compile(
    r"\b(?:in|within|every|alle|innerhalb|dentro de|en|cada|dans|toutes les|sous)\s+(?:the next |about |around |"
    r"approximately |etwa |ca\.? |unos |environ |les |los )*(?:(?P<n>\d+)|(?P<word>an?|one|half an|einer|una|une))\s*"
    r"(?P<unit>min(?:ute[ns]?|utos?)?s?|hours?|hrs?|h|stunden?|horas?|heures?)\b",
    re.IGNORECASE,
)


class Said(NamedTuple):
    """A time of day: where it stands, the moment nearest to now that it can mean, and whether it has a zone."""

    begin: int
    end: int
    at: datetime
    zoned: bool


class SaidSpan(NamedTuple):
    """A span such as "in 30 minutes" or "every 15 minutes": where it stands, its seconds, and whether it recurs."""

    begin: int
    end: int
    seconds: float
    every: bool


def times_in(text: str, now: datetime, zone: str = "") -> list[Said]:
    """The times of day, in order; one without a zone is taken for UTC. A zone behind a range holds for all of it."""
    found = list(_TIME.finditer(text))
    everywhere = _ALL_IN.search(text) is not None
    said: list[Said] = []
    later = ""
    for place in range(len(found) - 1, -1, -1):
        match = found[place]
        after = found[place + 1].start() if place + 1 < len(found) else -1
        joined = after >= 0 and _JOIN.fullmatch(text, match.end(), after) is not None
        own = match["zone"] or (later if joined else "")
        later = own
        at = _moment(match["time"], (match["date"] or "").strip(" T"), own.strip(" ()"), now, zone)
        if at is not None:
            said.append(Said(match.start(), match.end(), at, bool(own) or everywhere))
    return said[::-1]


def spans_in(text: str) -> Iterator[SaidSpan]:
    """The spans of time that begin now or recur."""
    for match in _SPAN.finditer(text):
        count = float(match["n"]) if match["n"] else 0.5 if match["word"].lower() == "half an" else 1.0
        size = 60.0 if match["unit"].lower().startswith("min") else 3600.0
        every = match[0].lower().startswith(("every", "alle", "cada", "toutes"))
        yield SaidSpan(match.start(), match.end(), count * size, every)


def _moment(words: str, date: str, zone: str, now: datetime, own_zone: str) -> datetime | None:
    digits = re.findall(r"\d+", words)
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    half = re.search(r"([ap])\.?m", words, re.IGNORECASE)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
    here = now.astimezone(_zone(zone, own_zone))
    try:
        day = datetime.fromisoformat(date) if date else here
        at = here.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, second=0, microsecond=0
        )
    except ValueError:
        return None
    if not date:
        # The day nobody wrote is the one that makes it nearest.
        at = min((at + timedelta(days=days) for days in (-1, 0, 1)), key=lambda one: abs(one - now))
    return at.astimezone(UTC)


@lru_cache(64)
def _zone(said: str, own: str) -> tzinfo:
    shift = re.search(r"([+\-−])(\d{1,2}):?(\d{2})?$", said)
    name = re.sub(r"\s?[+\-−]\d.*$", "", said).lower()
    hours = _OFFSETS.get(name, 0.0)
    if shift:
        hours += (1 if shift[1] == "+" else -1) * (int(shift[2]) + int(shift[3] or 0) / 60)
    if not shift and name and name not in _OFFSETS and own:
        try:
            return ZoneInfo(own)
        except (ValueError, OSError):
            return UTC
    return timezone(timedelta(hours=hours)) if abs(hours) < 24 else UTC
