"""Figures that speak for a level, read out of the words they are said in."""

import re
from typing import Literal

from warroom.playbook.model import Trigger

Op = Literal["<", "<=", ">", ">=", "in"]

_SIGNS: dict[str, Op] = {
    "<": "<", ">": ">", "<=": "<=", ">=": ">=", "≤": "<=", "≥": ">=",
    "more than": ">", "over": ">", "above": ">", "exceeds": ">", "greater than": ">",
    "less than": "<", "under": "<", "below": "<", "fewer than": "<",
    "at least": ">=", "at most": "<=", "up to": "<=", "no more than": "<=",
}  # fmt: skip
_LONGEST = 200
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_UNIT = (
    r"(?:%|percent|ms|s|sec|seconds?|min|minutes?|h|hours?|[kMGT]i?B|users?|requests?|connections?|x)?"
    r"(?: (?:of )?(?:all )?users)?"
)
_SIGN = "|".join(sorted((re.escape(sign) for sign in _SIGNS), key=len, reverse=True))
_COMPARED = re.compile(
    rf"(?P<metric>\S.*?)\s*(?P<sign>(?<![<>])(?:{_SIGN}))\s*(?P<value>{_NUMBER})\s*(?P<unit>{_UNIT})", re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"(?P<metric>\S.*?)\s+(?:(?:of|in|from|between)\s+)?(?P<value>{_NUMBER})\s*(?:%|ms|s)?\s*(?:-|–|—|to|and|\.\.)\s*"
    rf"(?P<high>{_NUMBER})\s*(?P<unit>{_UNIT})",
    re.IGNORECASE,
)


def parse_trigger(words: str) -> Trigger | None:
    """The figure in "error rate > 5 %", "slow answers (p95 over 2 s)" or "errors (1–5 %)"; None where there is none."""
    said = words.strip()
    if len(said) > _LONGEST:
        return None
    for part in (*_IN_BRACKETS.findall(said), said.replace("(", "").replace(")", "")):
        if found := _parsed(part.strip(), said):
            return found
    return None


def _parsed(part: str, said: str) -> Trigger | None:
    if found := _COMPARED.fullmatch(part):
        sign = " ".join(found["sign"].lower().split())
        return Trigger(
            metric=found["metric"], op=_SIGNS[sign], value=_number(found["value"]), unit=found["unit"], words=said
        )
    if found := _BETWEEN.fullmatch(part):
        low, high = _number(found["value"]), _number(found["high"])
        if low <= high:
            return Trigger(metric=found["metric"], op="in", value=low, high=high, unit=found["unit"], words=said)
    return None


def _number(said: str) -> float:
    """ "1,000" is a thousand and "1,5" one and a half."""
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", said):
        return float(said.replace(",", ""))
    whole, _, part = said.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{part}") if whole else float(part)
