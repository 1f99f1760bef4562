"""Reading the times people write: "-12m", "14:32", "14:32Z", full RFC 3339."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from warroom.incident.words import parse_duration

_AGO = re.compile(r"^-(\d[\da-z.]*)$", re.IGNORECASE)
_CLOCK = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(Z)?$", re.IGNORECASE)
_FULL = re.compile(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.IGNORECASE)
_AHEAD = timedelta(minutes=2)


def zone_of(name: str) -> tzinfo:
    """The named zone; UTC for "" and for a name this machine does not know."""
    if name in ("", "UTC"):
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def parse_moment(word: str, now: datetime, zone: str = "") -> datetime | None:
    """The moment `word` names, in UTC; None where it names none.

    HH:MM is the latest such minute in `zone` that is not over two minutes ahead of `now`; a minute that the clocks
    skipped was none, and of one they showed twice the later counts.
    """
    word = word.strip()
    if match := _AGO.match(word):
        seconds = parse_duration(match[1])
        return _shifted(now, -seconds) if seconds is not None else None
    if match := _CLOCK.match(word):
        if len(match[1]) < 2 and not match[4]:
            return None
        return _latest(now, int(match[1]), int(match[2]), int(match[3] or 0), "UTC" if match[4] else zone)
    if _FULL.match(word):
        return _full(word, zone)
    return now if word.lower() == "now" else None


def _shifted(now: datetime, seconds: float) -> datetime | None:
    try:
        return now + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _latest(now: datetime, hour: int, minute: int, second: int, zone: str) -> datetime:
    there = zone_of(zone)
    local = now.astimezone(there)
    for days in (1, 0, -1, -2):
        day = (local + timedelta(days=days)).date()
        for fold in (1, 0):
            said = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=there, fold=fold)
            found = said.astimezone(UTC)
            shown = found.astimezone(there)
            if (shown.hour, shown.minute) == (hour, minute) and found <= now + _AHEAD:
                return found
    return now


def _full(word: str, zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(word.upper().replace("Z", "+00:00"))
    except ValueError:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone_of(zone))).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def leading(line: str, now: datetime, zone: str) -> tuple[datetime | None, str]:
    """The time a line begins with and what follows it; (None, line) where it begins with none or nothing follows."""
    word, gap, rest = line.partition(" ")
    if not gap or not rest.strip() or word.lower() == "now":
        return None, line
    found = parse_moment(word, now, zone)
    return (found, rest) if found is not None else (None, line)


def trailing(words: str, now: datetime, zone: str) -> tuple[str, datetime | None]:
    """What stands before a time at the end, and that time."""
    before, gap, last = words.rstrip().rpartition(" ")
    found = parse_moment(last, now, zone) if gap and last.lower() != "now" else None
    return (before, found) if found is not None else (words, None)
