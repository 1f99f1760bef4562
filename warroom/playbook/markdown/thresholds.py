"""Figures that speak for a level: "error rate > 5 %", "errors (1-5%)", "more than 5 errors in 5 minutes"."""

import re
from typing import Literal

from warroom.playbook.model import Trigger
from warroom.playbook.triggers import parse_trigger

_OPS: dict[str, Literal["<", "<=", ">", ">="]] = {
    ">": ">",
    "more than": ">",
    "over": ">",
    "above": ">",
    "exceeds": ">",
    "exceeding": ">",
    "greater than": ">",
    "mehr als": ">",
    "über": ">",
    "plus de": ">",
    "más de": ">",
    "superior a": ">",
    "<": "<",
    "less than": "<",
    "below": "<",
    "under": "<",
    "fewer than": "<",
    "weniger als": "<",
    "unter": "<",
    "moins de": "<",
    "menos de": "<",
    ">=": ">=",
    "≥": ">=",
    "at least": ">=",
    "mindestens": ">=",
    "au moins": ">=",
    "<=": "<=",
    "≤": "<=",
    "up to": "<=",
}
_UNIT = r"%|ms|s\b|sec(?:onds?)?\b|percent\b|prozent\b|x\b|rps\b|req/s\b|[gmk]b\b"
_WORD = "|".join(sorted((re.escape(word) for word in _OPS), key=len, reverse=True))
_ONE = re.compile(
    rf"(?P<op>{_WORD})\s*(?P<value>\d+(?:[.,]\d+)?)\s*(?P<unit>{_UNIT})?(?P<after>[^\n.;]*)", re.IGNORECASE
)
_SPAN = re.compile(
    rf"(?P<low>\d+(?:[.,]\d+)?)\s*(?:{_UNIT})?\s*[-–]\s*(?P<high>\d+(?:[.,]\d+)?)\s*(?P<unit>%|ms|percent)",
    re.IGNORECASE,
)
_TIME = re.compile(r"\s*(?:minutes?|mins?|hours?|hrs?|h|m|days?|d|minuten|stunden?|heures?|horas?)\b", re.IGNORECASE)


def thresholds(words: str) -> list[Trigger]:
    """The figures in these words; lengths of time in minutes or more are none."""
    if not any(char.isdigit() for char in words):
        return []
    whole = parse_trigger(words)
    if whole is not None and not _TIME.match(f" {whole.unit}"):
        return [whole]
    found: list[Trigger] = []
    for match in _SPAN.finditer(words):
        metric = _metric(words[: match.start()]) or _metric(words[match.end() :])
        if metric:
            found.append(
                Trigger(
                    metric=metric,
                    op="in",
                    value=_number(match["low"]),
                    high=_number(match["high"]),
                    unit=match["unit"].lower(),
                    words=words,
                )
            )
    for match in _ONE.finditer(words):
        if not match["unit"] and _TIME.match(match["after"]):
            continue
        metric = _metric(words[: match.start()]) or _metric(re.split(r",| in | for | within ", match["after"])[0])
        if not metric or (not match["unit"] and match["op"].isalpha() and not match["after"].strip()):
            continue
        unit = (match["unit"] or "").lower()
        found.append(
            Trigger(metric=metric, op=_OPS[match["op"].lower()], value=_number(match["value"]), unit=unit, words=words)
        )
    return found


def _metric(words: str) -> str:
    last = re.split(r"[,;:]", words.strip(" ()[]:-–,."))[-1]
    return re.sub(r"\b(?:is|are|of|affecting|with|has|the|by|than|to)\s*$", "", last.strip(" ()[]:-–,.")).strip(" (")


def _number(words: str) -> float:
    return float(words.replace(",", "."))
