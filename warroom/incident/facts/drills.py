"""What a drill is besides an incident."""

import msgspec

from warroom.incident.facts.base import Fact, When


class DrillStarted(Fact, frozen=True, kw_only=True):
    kind = "drill_started"
    start: When
    speed: float = 1.0
    scenario: str = ""
    seed: int = 0


class HintTaken(Fact, frozen=True, kw_only=True):
    kind = "hint_taken"
    n: int
    text: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """How a deadline of a drill ended: met, late, missed, skipped or open; its margin is negative past the limit."""

    id: str
    label: str
    state: str
    limit_s: float
    margin_s: float | None = None


class DrillScored(Fact, frozen=True, kw_only=True):
    """Durations are seconds of the drill's clock, None for what never came about; `earned` are the points by part.

    `rule` numbers the way of judging, `minutes` is the length it was judged by: only like can be compared with like.
    """

    kind = "drill_scored"
    points: int
    passed: bool
    rule: int = 1
    minutes: float = 0.0
    trouble_at: When | None = None
    detect_s: float | None = None
    acknowledge_s: float | None = None
    mitigate_s: float | None = None
    resolve_s: float | None = None
    resolved: bool = False
    met: int = 0
    missed: int = 0
    updates_promised: int = 0
    updates_sent: int = 0
    updates_late: int = 0
    hints: int = 0
    wrong_acts: tuple[str, ...] = ()
    still_down: tuple[str, ...] = ()
    unhealed: tuple[str, ...] = ()
    too_mild: str = ""
    earned: dict[str, int] = msgspec.field(default_factory=dict)
    entries: dict[str, int] = msgspec.field(default_factory=dict)
    deadlines: tuple[Judged, ...] = ()
