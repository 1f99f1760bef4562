"""What the threads tell the screen; nothing here is Textual's, so that they can begin before it is there."""

from array import array
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from warroom.checks.model import View
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.shift import Ticks
from warroom.incident.state import Accepted, Incident
from warroom.incident.summary import Summary
from warroom.journal.presence import Present
from warroom.journal.unrecorded import Unrecorded
from warroom.report.gathered import Gathered
from warroom.report.matching import Filter

if TYPE_CHECKING:
    from warroom.replaying.course import Stretch
    from warroom.report.found import Found
    from warroom.report.handing import Shift
    from warroom.report.similar import Similar


class Opened(msgspec.Struct):
    """A room was entered: its state and its last records; `imported` where nobody runs it here."""

    stream: str
    incident: Incident
    tail: list[Record]
    imported: bool = False


class Heard(msgspec.Struct):
    """Records were written, by us or by others, and the state they lead to."""

    stream: str
    incident: Incident
    records: list[Record]


class Kept(msgspec.Struct):
    """An intent of ours is durable; no record where it was so already."""

    intent: Intent
    records: list[Record]


class NotRecorded(msgspec.Struct):
    """An intent of ours was refused, or could not be written: then it waits and is tried `again`."""

    intent: Intent
    reason: str
    again: bool


class WindowRead(msgspec.Struct):
    """The records the timeline scrolled to."""

    stream: str
    records: list[Record]


class LinesFound(msgspec.Struct):
    """Records that match a filter or a search (`purpose`), as far as they were looked at."""

    stream: str
    purpose: str
    wanted: Filter
    seqs: list[int]
    whole: bool


class SearchFound(msgspec.Struct, frozen=True):
    """What all incidents have of the words in `text`, as far as they were looked through; or why they are `refused`."""

    text: str
    found: "Found"
    refused: str


class FoundElsewhere(msgspec.Struct, frozen=True):
    """How many other incidents have what was looked for in the open one."""

    stream: str
    text: str
    incidents: int


class SimilarRead(msgspec.Struct, frozen=True):
    """The past incidents that are like the open one."""

    stream: str
    found: "tuple[Similar, ...]"


class Studied(msgspec.Struct, frozen=True):
    """What the record tells up to `seq`: lines and the last one by person, what ticked items or took roles, and the
    notes that answer a question."""

    stream: str
    seq: int
    wrote: dict[str, tuple[int, datetime]]
    turns: tuple[Record, ...]
    whole: bool
    answers: tuple[Record, ...] = ()


class ReviewRead(msgspec.Struct):
    """What a look back needs beside the state, gathered to record `seq` of `of`; `moments` are when each happened."""

    stream: str
    seq: int
    of: int
    gathered: Gathered
    moments: "array[float]"


class RecordRead(msgspec.Struct):
    """One record that was asked for."""

    stream: str
    record: Record


class TurnsRead(msgspec.Struct):
    """How the checks of a stream turned, as far as it was looked at, newest first; `head` was its end then."""

    stream: str
    records: list[Record]
    head: int
    whole: bool


class LobbyRead(msgspec.Struct):
    """All incidents, newest first, and the open ones' states; `unread` are yet to come."""

    summaries: list[Summary]
    open: dict[str, Incident]
    unread: int = 0


class DrillsKnown(msgspec.Struct):
    """The scenarios there are, and about how many minutes each takes."""

    scenarios: tuple[tuple[str, float], ...]


class ViewsRead(msgspec.Struct):
    """The last readings of a scope's checks."""

    scope: str
    views: list[View]


class PauseHeard(msgspec.Struct):
    """A check is held until then, or no longer (None); said by whichever terminal."""

    scope: str
    check: str
    until: datetime | None


class AcceptedRead(msgspec.Struct):
    """Whose checks from outside may be asked, by the hash of their file."""

    accepted: dict[str, Accepted]


class ListsRead(msgspec.Struct):
    """What is ticked on the lists of the shift, as duty has folded it."""

    lists: Ticks


class ShiftRead(msgspec.Struct):
    """Who has the shift and to whom it is offered, as duty has folded it; what was changed, where that was read."""

    shift: "Shift"


class JournalReady(msgspec.Struct):
    """The journal is open; `gone` names another one that stood in its place before."""

    library: str
    name: str
    gone: str = ""


class CompanyRead(msgspec.Struct):
    """Who else looks at the room now, and everybody at any terminal of this journal."""

    stream: str
    names: tuple[str, ...]
    present: tuple[Present, ...] = ()


class DraftsFound(msgspec.Struct):
    """Lines that this person left unrecorded when another terminal, or an earlier run, ended."""

    drafts: list[Unrecorded]


class JournalFailed(msgspec.Struct):
    """The journal cannot be used; `damaged` when what is on disk is not what was written."""

    reason: str
    damaged: bool = False


class JournalWell(msgspec.Struct):
    """The journal answers again, and nothing waits; `accepted` where what was doubted is believed again."""

    accepted: bool = False


class JournalRefused(msgspec.Struct):
    """The journal cannot be opened at all."""

    reason: str
    exit_code: int


class Unwatched(msgspec.Struct):
    """Since when nobody watches the checks of the scope that is shown; None where somebody does."""

    since: datetime | None


class VerifiedTo(msgspec.Struct):
    """How far the open room's chain has been walked in the background."""

    seq: int
    whole: bool


class CourseRead(msgspec.Struct):
    """What is on the way of the record that is replayed, a stretch further; `whole` with the last."""

    stream: str
    stretch: "Stretch"
    whole: bool


class Rewound(msgspec.Struct):
    """The state at a record of the replay, `asked` for under this number: with the `records` up to it that came after
    record `after`, and the one that follows."""

    stream: str
    asked: int
    incident: Incident
    after: int
    records: list[Record]
    following: Record | None


class RunTold(msgspec.Struct):
    """What came of a run of this terminal, or was read of one: to be done on the screen's own thread."""

    act: Callable[[], object]


class Broken(msgspec.Struct):
    """A thread of ours met an error nobody expected."""

    where: str
    error: BaseException
