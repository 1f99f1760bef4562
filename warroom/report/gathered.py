"""What reports need of a record besides the state it folds to."""

from datetime import datetime

import msgspec

from warroom.incident.facts import Record

TURNS = ("check_changed", "check_paused", "watching_started", "watching_stopped")
CORRECTIONS = ("amended", "struck", "redacted")


class Wrote(msgspec.Struct, frozen=True):
    """How many records bear somebody's name, and when the first and the last was noted."""

    person: str
    records: int
    first: datetime
    last: datetime


class Gathered(msgspec.Struct, frozen=True):
    """`turns` is how checks stood and were watched, `corrections` what was said otherwise later; both in order."""

    turns: tuple[Record, ...] = ()
    corrections: tuple[Record, ...] = ()
    wrote: tuple[Wrote, ...] = ()
