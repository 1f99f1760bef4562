"""The fixed words of an incident: milestones, statuses, roles, and how people and durations are spelled."""

import re

MILESTONES = ("started", "detected", "declared", "acknowledged", "fixed", "resolved", "closed")
MACHINES = ("check", "drill")
"""Who writes lines besides people."""
DUTY = "duty"
"""The stream of what happens between incidents."""
STATUSES = ("investigating", "identified", "monitoring", "resolved", "closed", "cancelled")
STAGES = STATUSES[:4]
ROLES = ("commander", "deputy", "technical", "comms", "scribe", "liaison")
DETECTORS = ("alert", "user", "team")

MAX_TEXT = 65_536
MAX_NAME = 40

_UNITS = {
    "s": 1,
    "sec": 1,
    "m": 60,
    "min": 60,
    "h": 3600,
    "hour": 3600,
    "d": 86_400,
    "day": 86_400,
    "w": 604_800,
    "week": 604_800,
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(weeks?|days?|hours?|minutes?|mins?|seconds?|secs?|[wdhms])", re.IGNORECASE)
_LONGEST_DURATION = 64
_SHORT_TAIL = re.compile(r"^((?:\d+[wdhm])+?)(\d+)$", re.IGNORECASE)


def parse_duration(words: str) -> float | None:
    """Seconds in "90s", "3m", "1h30m", "1h30", "24 h", "1 week", "800ms"; None where the words are no duration."""
    words = words.strip()
    if len(words) > _LONGEST_DURATION:
        return None
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)\s*ms", words, re.IGNORECASE):
        return float(match[1]) / 1000
    if match := _SHORT_TAIL.match(words):
        below = {"w": "d", "d": "h", "h": "m", "m": "s"}[match[1][-1].lower()]
        words = f"{match[1]}{match[2]}{below}"
    if not words or _PART.sub("", words).strip():
        return None
    total = sum(float(number) * _unit(unit) for number, unit in _PART.findall(words))
    return total if total < 10**10 else None


def _unit(word: str) -> int:
    word = word.lower()
    if word.startswith("min"):
        return 60
    if word.startswith("sec"):
        return 1
    return _UNITS[word if word in _UNITS else word.rstrip("s")]


def say_duration(seconds: float) -> str:
    """A span in the fewest words that lose nothing: "45 s", "3 min", "1 h 30 min", "2 d"."""
    whole = round(abs(seconds))
    parts = []
    for size, word in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count} {word}")
    return " ".join(parts[:2]) or "0 s"


def person(word: str) -> str:
    """The bare name in "@anna" or "anna"."""
    return word.strip().lstrip("@")
