"""What each intent brings about, or why not: one rule an intent; `warroom.incident.decide` is the way in.

A module's rules join the table when it is imported, so all of them are imported here.
"""

from warroom.incident.rules import (
    corrections,
    drills,
    knowing,
    life,
    looking_back,
    people,
    running,
    shift,
    updates,
    watching,
    work,
)
from warroom.incident.rules.gate import AHEAD, clock, name_of, perform, rule

__all__ = [
    "AHEAD",
    "clock",
    "corrections",
    "drills",
    "knowing",
    "life",
    "looking_back",
    "name_of",
    "people",
    "perform",
    "rule",
    "running",
    "shift",
    "updates",
    "watching",
    "work",
]
