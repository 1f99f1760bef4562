"""What lint says of words that may go out: a fault has a place, a reason and a weight; the rest is what is well."""

from datetime import datetime
from typing import NamedTuple

import msgspec

MUST = "must change"
LOOK = "look at"


class Fault(msgspec.Struct, frozen=True):
    """Something that speaks against sending; `must` where it has to be changed, else it is to be looked at.

    `begin` and `end` count code points of the whole text; `line` is from 1 and `columns` are within it, from 0, the
    end exclusive. What the text lacks has no place: line 0. With `in_subject` the place is one of the subject.
    """

    kind: str
    title: str
    why: str
    must: bool
    begin: int = 0
    end: int = 0
    line: int = 0
    columns: tuple[int, int] = (0, 0)
    in_subject: bool = False

    @property
    def level(self) -> str:
        """ "must change" or "look at"."""
        return MUST if self.must else LOOK


class Linted(msgspec.Struct, frozen=True):
    """The faults, those that must change first, each kind in the order of the text; and what is well."""

    faults: tuple[Fault, ...] = ()
    well: tuple[str, ...] = ()

    @property
    def must_change(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.must)


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """What a text is held against.

    `to_users` is False for the team's own channels. `whole` says whether everything fails, None where nobody knows;
    `why_part` is whence that is known. `cadence_s` is how often users hear, `limit` how many letters the channel takes,
    `cuts` whether it cuts off the rest. `hosts` and `people` are names that stay in the room.
    """

    now: datetime
    channel: str = ""
    to_users: bool = True
    status: str = ""
    resolved: bool = False
    severity: str = ""
    severities: tuple[str, ...] = ()
    whole: bool | None = None
    why_part: str = ""
    next_at: datetime | None = None
    cadence_s: float | None = None
    running: bool = True
    zone: str = ""
    hosts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    limit: int = 0
    cuts: bool = False
    subject: str | None = None


class Spot(NamedTuple):
    """A stretch of the text."""

    begin: int
    end: int


def fault(text: str, spot: tuple[int, int], kind: str, title: str, why: str, *, must: bool) -> Fault:
    """A fault at its place; a place that goes over several lines is told by its first."""
    begin, end = spot
    line = text.count("\n", 0, begin) + 1
    column = begin - (text.rfind("\n", 0, begin) + 1)
    stop = text.find("\n", begin, end)
    last = (stop if stop >= 0 else end) - begin + column
    return Fault(kind, title, why, must, begin, end, line, (column, last))


def lacking(kind: str, title: str, why: str, *, must: bool) -> Fault:
    """A fault of the whole text."""
    return Fault(kind, title, why, must)
