"""What reports need of a record besides the state it folds to."""

from datetime import datetime

import msgspec

from warroom.incident.facts import Record

TURNS = ("check_changed", "check_paused", "watching_started", "watching_stopped")
CORRECTIONS = ("amended", "struck", "redacted")
TURNING = ("cause_found", "handover_accepted", "reopened", "unfixed")
"""Points at which an incident took another course, besides its milestones."""
STORY = (
    *("declared", "acknowledged", "milestone_set", "severity_set", "status_set", "fixed", "unfixed", "resolved"),
    *("reopened", "closed", "cancelled", "title_set", "suspected", "ruled_out", "cause_found", "decided", "change"),
    *("impact_set", "cadence_set", "role_taken", "role_released", "handover_accepted", "handover_declined"),
    *("escalated", "command_finished", "update_recorded", "update_answered", "task_given", "task_done"),
    *("item_set", "item_skipped", "duty_set", "criterion_met", "step_ticked", "linked"),
)
"""What somebody who was not there has to read of it."""
SMALL = 1000
"""A record of up to so many lines is short enough for its notes to be read as well."""


class Wrote(msgspec.Struct, frozen=True):
    """How many records bear somebody's name, and when the first and the last was noted."""

    person: str
    records: int
    first: datetime
    last: datetime


class Gathered(msgspec.Struct, frozen=True):
    """`turns` is how checks stood and were watched, `corrections` what was said otherwise later; both in order.

    `story` is what a post-mortem tells: the kinds of STORY, what is pinned, and of a SMALL record its notes.
    `turning` are points of its course besides the milestones, `back_dated` what was noted later than it happened,
    `corrected` what corrections speak of, by number, as it was first said.
    """

    turns: tuple[Record, ...] = ()
    corrections: tuple[Record, ...] = ()
    wrote: tuple[Wrote, ...] = ()
    story: tuple[Record, ...] = ()
    turning: tuple[Record, ...] = ()
    back_dated: tuple[Record, ...] = ()
    corrected: dict[int, Record] = {}
