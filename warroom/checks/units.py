"""What a value is measured in: how people write such a number in a condition, and how it is said to them."""

import re
from typing import Literal

from warroom.checks.result import exactly, say
from warroom.incident.words import parse_duration, say_duration

Unit = Literal["number", "duration", "share", "bytes", "text", "tree"]
"""Seconds are a duration, percent a share; a tree has parts, reached by a path, and no unit of its own."""

EXAMPLES: dict[Unit, str] = {
    "number": "200",
    "duration": "800ms",
    "share": "5%",
    "bytes": "900MB",
    "text": '"ready"',
    "tree": "true",
}
_SIZE = re.compile(r"(-?\d{1,15}(?:\.\d{1,15})?)\s*(?:([kKMGTP])(i?)B?|B)?")
_STEPS = "kMGTP"
_DAY_S = 86_400


def parse_number(words: str, unit: Unit) -> float | None:
    """The number in "200", "800ms", "5%", "1.5 GiB" for a value of this unit; None where it is none of it."""
    bare = words.strip()
    if unit == "bytes":
        return _bytes(bare)
    if unit == "share":
        bare = bare.rstrip("%").rstrip()
    if unit == "duration" and bare[-1:].isdigit():
        return None
    if re.fullmatch(r"-?\d{1,15}", bare):
        return int(bare)
    if re.fullmatch(r"-?\d{1,15}\.\d{1,15}", bare):
        return float(bare)
    if unit in ("duration", "tree", "text"):
        return parse_duration(bare)
    return None


def _bytes(words: str) -> float | None:
    found = _SIZE.fullmatch(words)
    if found is None:
        return None
    step = _STEPS.index(found[2].replace("K", "k")) + 1 if found[2] else 0
    size = float(found[1]) * (1024 if found[3] else 1000) ** step
    return int(size) if size.is_integer() else size


def say_value(value: object, unit: Unit) -> str:
    """A value in the words of its unit: "812 ms", "21 d 4 h", "7 %", "1.2 GB"; in those of JSON where it has none."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return say(value)
    match unit:
        case "duration":
            return span(value)
        case "share":
            return f"{value:.3g} %"
        case "bytes":
            return size(value)
        case _:
            return say(value)


def span(seconds: float) -> str:
    """Seconds as people say them, exact below a minute: "41 ms", "1.24 s", "21 d 4 h", "2 d ago"."""
    if seconds < 0:
        return f"{say_duration(seconds)} ago"
    if seconds >= _DAY_S:
        return say_duration(seconds // 3600 * 3600)
    return say_duration(seconds) if seconds >= 60 else exactly(seconds)


def size(count: float) -> str:
    """Bytes in steps of a thousand: "512 B", "1.2 GB"."""
    for step in ("B", "kB", "MB", "GB", "TB"):
        if abs(count) < 1000 or step == "TB":
            return f"{count:.0f} {step}" if step == "B" or abs(count) >= 100 else f"{count:.3g} {step}"
        count /= 1000
    raise AssertionError
