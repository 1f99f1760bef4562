"""One countdown at one moment, and which of them are pressing."""

from datetime import datetime

import msgspec

STATES = ("waiting", "running", "due", "overdue", "met", "met late", "skipped", "dropped", "none")
LIVE = ("running", "due", "overdue")
SNOOZED_AT_MOST_S = 3600.0


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """One countdown at one moment; `offset` is in seconds, `remaining_s` negative once overdue.

    It never shows more left than its whole length: before a clock that was set back has come to `started_at` again,
    nothing has elapsed.

    `over` marks a duty of the incident itself that was missed and that nobody need hurry for any more.
    """

    id: str
    kind: str
    label: str
    anchor: str
    state: str
    item: int | None = None
    owner: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str = ""
    offset: float | None = None
    words: str = ""
    remaining_s: float | None = None
    snoozed_until: datetime | None = None
    missed_before: int = 0
    over: bool = False

    @property
    def live(self) -> bool:
        """Whether it counts now."""
        return self.state in LIVE


LISTED = ("stability", "mark")
"""The kinds that nobody can be late for: they are seen in their place and press nobody."""


def by_urgency(found: list[Deadline], now: datetime) -> list[Deadline]:
    """Those that count, the one longest late first, then the next to break; snoozed ones last."""
    counting = [d for d in found if d.live and d.due_at is not None and not d.over and d.kind not in LISTED]
    return sorted(
        counting,
        key=lambda d: (snoozed(d, now), d.due_at or now, d.id),
    )


def snoozed(d: Deadline, now: datetime) -> bool:
    """Whether it is snoozed now; an end further off than a snooze can last is no word of this clock's."""
    left = (d.snoozed_until - now).total_seconds() if d.snoozed_until else 0.0
    return 0 < left <= SNOOZED_AT_MOST_S
