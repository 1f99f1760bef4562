"""What the screen knows at one moment, handed to every panel's painting function. No panel reads anything else."""

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from warroom.checks.model import View
from warroom.incident.deadlines import Deadline, by_urgency
from warroom.incident.shift import Ticks
from warroom.incident.state import EMPTY, NO_PLAYBOOK, Incident
from warroom.incident.summary import Summary
from warroom.journal.presence import Present
from warroom.playbook.model import Playbook
from warroom.tui.keys import KEYS, Key
from warroom.tui.look import Look, Row

if TYPE_CHECKING:
    from warroom.host.sample import Sample
    from warroom.report.handing import Shift
    from warroom.report.similar import Similar
    from warroom.tui.messages import Studied
    from warroom.tui.panels.review.seen import Seen
    from warroom.tui.replayed import Replayed


class Painted(msgspec.Struct, frozen=True):
    """A panel at one moment: the title and foot of its border, and its rows.

    `heading` rows come before the items; `first` is the item in the first row after them, `per` the rows an item takes.
    Where they take more or fewer, `items` has the item of every row.
    """

    head: Row
    rows: list[Row]
    foot: Row = ()
    heading: int = 0
    first: int = 0
    per: int = 1
    items: tuple[int, ...] = ()

    def item_at(self, y: int) -> int:
        """The item in this row; negative above the first."""
        if self.items:
            return self.items[min(y, len(self.items) - 1)]
        return self.first + (y - self.heading) // self.per


class Scene(msgspec.Struct, frozen=True):
    """Everything a panel may show."""

    look: Look
    now: datetime
    wall: datetime
    incident: Incident = EMPTY
    imported: str = ""
    deadlines: tuple[Deadline, ...] = ()
    unwatched_since: datetime | None = None
    views: tuple[View, ...] = ()
    sample: "Sample | None" = None
    host_trails: dict[str, tuple[float, ...]] = {}
    hostname: str = ""
    zone: str = ""
    summaries: tuple[Summary, ...] = ()
    unread: int = 0
    open_states: dict[str, Incident] = {}
    me: str = ""
    tab: str = "timeline"
    cursors: dict[str, int] = {}
    focus: str = ""
    shown: frozenset[str] = frozenset()
    keys: tuple[Key, ...] = KEYS
    machine: tuple[tuple[str, str, str], ...] = ()
    playbook: Playbook = NO_PLAYBOOK
    known: tuple[str, ...] = ()
    present: tuple[Present, ...] = ()
    studied: "Studied | None" = None
    scenarios: tuple[tuple[str, float], ...] = ()
    lists: Ticks = {}
    shift: "Shift | None" = None
    similar: "tuple[Similar, ...]" = ()
    review: "Seen | None" = None
    replay: "Replayed | None" = None

    @property
    def asked_now(self) -> datetime:
        """The time by which the checks were asked: the drill's in a drill, else this machine's."""
        return self.now if self.incident.is_drill else self.wall

    @property
    def looked_back_on(self) -> bool:
        """Whether the open incident came from another journal: nothing of it is awaited here."""
        return bool(self.imported) and self.imported == self.incident.id

    @property
    def urgent(self) -> list[Deadline]:
        """The clocks that count, most urgent first."""
        return by_urgency(list(self.deadlines), self.now)


def changed_scene(scene: Scene, **fields: object) -> Scene:
    """The scene with other fields."""
    return msgspec.structs.replace(scene, **fields)
