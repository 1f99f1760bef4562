"""What was written and is now said otherwise, marked or erased."""

from datetime import datetime

from warroom.incident.facts import Record
from warroom.incident.intents.base import Intent


class Amend(Intent, frozen=True, kw_only=True):
    """`target` is filled in by the room, inside the transaction."""

    seq: int
    text: str | None = None
    moment: datetime | None = None
    target: Record | None = None


class Strike(Intent, frozen=True, kw_only=True):
    """`target` is filled in by the room, inside the transaction."""

    seq: int
    why: str
    target: Record | None = None


class Undo(Intent, frozen=True, kw_only=True):
    """`target` is the asker's own last record, filled in by the room inside the transaction."""

    target: Record | None = None


class Pin(Intent, frozen=True, kw_only=True):
    seq: int
    pinned: bool = True


class Redact(Intent, frozen=True, kw_only=True):
    """The words of a line are erased for good, and those of lines that repeat them; with `evidence` a run's output too.

    `target` is filled in by the room, and so is `also`: the line's newer versions, and where it is quoted.
    """

    seq: int
    why: str
    evidence: bool = False
    target: Record | None = None
    also: tuple[Record, ...] = ()
