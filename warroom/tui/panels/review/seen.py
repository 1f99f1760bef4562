"""What the review knows and where somebody is in it: the model, the window of time, the box and the rows chosen."""

from array import array
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from warroom.incident.facts import Record
from warroom.report.gathered import Gathered
from warroom.report.postmortem.model import Part
from warroom.report.review import Review
from warroom.tui.view import Scene


class Seen(msgspec.Struct):
    """The review of one incident as it stands on this screen.

    `read` of `of` records were gathered so far; `made_of` are what `review` and `parts` were made of. `window` is the
    stretch of time that is shown, None for all of it; `at` the moment under the cursor. `held` says what became of each
    output that was kept: "" where it is the same still. `busy` says what is being exported, `unrecorded` names the
    sections with words at this terminal that the record does not have.
    """

    stream: str
    box: str = "lanes"
    back: str = "room"
    read: int = 0
    of: int = 0
    gathered: Gathered = Gathered()
    moments: "array[float]" = msgspec.field(default_factory=lambda: array("d"))
    review: Review | None = None
    parts: tuple[Part, ...] = ()
    made_of: object = None
    window: tuple[datetime, datetime] | None = None
    at: datetime | None = None
    nearest: Record | None = None
    cursors: dict[str, int] = msgspec.field(default_factory=dict)
    verified: int = 0
    whole: bool = False
    held: dict[str, str] = msgspec.field(default_factory=dict)
    busy: str = ""
    unrecorded: frozenset[str] = frozenset()
    order: "tuple[object, array[int]]" = (None, array("l"))
    columns: dict[object, list[str]] = msgspec.field(default_factory=dict)
    drawn: "Drawn | None" = None

    def cursor(self, box: str) -> int:
        return self.cursors.get(box, 0)

    @property
    def going(self) -> bool:
        """Whether not all of the record was read yet."""
        return self.review is None or self.read < self.of


class Drawn(msgspec.Struct, frozen=True):
    """The columns of time on the screen: the first from `begin`, each lasting `span`, `count` of them."""

    begin: datetime
    span: timedelta
    count: int

    @property
    def end(self) -> datetime:
        return later(self.begin, self.span * self.count)

    def column(self, at: datetime) -> int:
        """The column of a moment; outside 0 to count - 1 where it is not shown."""
        return (at - self.begin) // self.span

    def moment(self, column: int) -> datetime:
        """When a column begins."""
        return later(self.begin, self.span * column)


def later(at: datetime, by: timedelta) -> datetime:
    """The moment that much on, or the same where the calendar ends."""
    try:
        return at + by
    except OverflowError:
        return at


def seen_in(scene: Scene) -> Seen:
    """What the review knows; nothing where none is open."""
    return scene.review if scene.review is not None else Seen("")


def has_keys(scene: Scene, box: str) -> bool:
    """Whether this box has the keys."""
    return scene.focus == "review" and seen_in(scene).box == box


def window(count: int, room: int, cursor: int) -> int:
    """The first row shown of `count`, so that the cursor's is in view."""
    return max(0, min(cursor - room // 2, count - room)) if count > room else 0


def nearest(seen: Seen, at: datetime) -> int:
    """The number of the record that happened nearest to a moment; 0 where none was read."""
    if not seen.moments:
        return 0
    if seen.order[0] != len(seen.moments):
        order = array("l", sorted(range(len(seen.moments)), key=seen.moments.__getitem__))
        seen.order = (len(seen.moments), order)
    order = seen.order[1]
    wanted = at.timestamp()
    place = _place(seen.moments, order, wanted)
    some = [order[n] for n in (place - 1, place) if 0 <= n < len(order)]
    return min(some, key=lambda n: abs(seen.moments[n] - wanted)) + 1


def _place(moments: Sequence[float], order: Sequence[int], wanted: float) -> int:
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if moments[order[middle]] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
