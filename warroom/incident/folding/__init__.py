"""How each kind of record changes an incident: a function a kind; `warroom.incident.evolve` is the way in.

A module's functions join the table when it is imported, so all of them are imported here.
"""

from warroom.incident.folding import (
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
from warroom.incident.folding.base import fold, with_person

__all__ = [
    "corrections",
    "drills",
    "fold",
    "knowing",
    "life",
    "looking_back",
    "people",
    "running",
    "shift",
    "updates",
    "watching",
    "with_person",
    "work",
]
