"""Where somebody wants to go: a time, a record, a milestone, the start or the end."""

from datetime import datetime, timedelta

import msgspec

from warroom.errors import BadInput
from warroom.incident.moment import parse_moment, zone_of
from warroom.incident.words import parse_duration
from warroom.replaying.course import Course

START = ("start", "begin", "beginning")
END = ("end", "now", "last")
GOES = "it goes: 14:32, -5m, +5m, #128, a milestone such as fixed, start or end"


class Target(msgspec.Struct, frozen=True):
    """The moment to stand at and the last record known there; `name` of a milestone."""

    at: datetime
    seq: int
    name: str = ""


def target(words: str, course: Course, here: datetime, seq: int, zone: str = "") -> Target:
    """What the words mean, `seq` being the record one stands at, known at `here`. Raises BadInput for none there."""
    word = words.strip().lower()
    if not word:
        raise BadInput(GOES)
    if word in START:
        return record(course, 1)
    if word in END:
        return record(course, len(course))
    if word.removeprefix("#").isdecimal() and word.isascii():
        n = int(word.removeprefix("#")[:12])
        if not 1 <= n <= len(course):
            raise BadInput(f"there is no #{n}: the record goes from #1 to #{len(course)}")
        return record(course, n)
    if word[0] in "+-" and (seconds := parse_duration(word[1:])) is not None:
        return _moment(course, _within(course, here, seconds if word[0] == "+" else -seconds))
    if (at := _time(words.strip(), course, here, zone)) is not None:
        return _moment(course, at)
    if word.isalpha() and (mark := course.named(word, seq)):
        return Target(course.at(mark.seq), mark.seq, mark.name)
    known = ", ".join(dict.fromkeys(mark.name for mark in course.marks))
    raise BadInput(f"{GOES}{f'; reached here: {known}' if known and word.isalpha() else ''}")


def record(course: Course, seq: int) -> Target:
    """A record."""
    return Target(course.at(seq), seq)


def _moment(course: Course, at: datetime) -> Target:
    return Target(at, course.seq_at(at))


def _within(course: Course, here: datetime, seconds: float) -> datetime:
    first, last = course.at(1), course.at(len(course))
    try:
        return max(first, min(here + timedelta(seconds=seconds), last))
    except OverflowError:
        return last if seconds > 0 else first


def _time(word: str, course: Course, here: datetime, zone: str) -> datetime | None:
    """A clock's time on the day that is replayed, else the latest such time in the record."""
    first, last = course.at(1), course.at(len(course))
    found = parse_moment(word, _end_of_day(here, zone), zone)
    if found is None or first <= found <= last:
        return found
    latest = parse_moment(word, last, zone)
    if latest is not None and first <= latest <= last:
        return latest
    raise BadInput(
        f"the record goes from {first:%Y-%m-%d %H:%M:%S} to {last:%Y-%m-%d %H:%M:%S} UTC: {word} is not in it"
    )


def _end_of_day(here: datetime, zone: str) -> datetime:
    # parse_moment takes what lies up to two minutes ahead.
    there = here.astimezone(zone_of(zone))
    return there.replace(hour=23, minute=57, second=59, microsecond=0).astimezone(here.tzinfo)
