"""How the entry line calls a clock: r, u, 5, e2, t2, d1, s, h, m."""

import re

ALONE = {"r": "response", "u": "cadence", "s": "stability", "h": "handover", "m": "mark"}
NUMBERED = {"e": "rung", "t": "task", "d": "duty", "": "item"}
EVERY = "r, u, s, h, m, e2, t2, d1 or an item's number"
_SIGN = re.compile(r"([etd]?)(\d{1,9})", re.ASCII)


def sign_of(id_: str) -> str:
    """The sign of a deadline by its id: "item:5" is 5, "duty:1" is d1."""
    kind, _, n = id_.partition(":")
    alone = next((sign for sign, name in ALONE.items() if name == kind), "")
    return alone or next((f"{sign}{n}" for sign, name in NUMBERED.items() if name == kind), "")


def id_of(sign: str) -> str | None:
    """The id a sign stands for, None where it is none; h is any offer: "handover"."""
    low = sign.lower()
    if low in ALONE:
        return ALONE[low]
    match = _SIGN.fullmatch(low)
    return f"{NUMBERED[match[1]]}:{int(match[2])}" if match else None
