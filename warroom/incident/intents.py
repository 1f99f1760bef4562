"""What somebody asks for. Each names an outcome, never a toggle, so that asking twice is harmless.

`id` is made when Enter is pressed and kept over every retry; `at` back-dates; `by` is who asks; `as_typed` records what
looks like a secret as it stands.
"""

from datetime import datetime

import msgspec

from warroom.incident.facts import CheckChanged, DrillScored, Fact, Record
from warroom.playbook.model import Playbook


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all intents."""

    id: str = ""
    by: str = ""
    at: datetime | None = None
    as_typed: bool = False


class Draft(msgspec.Struct, frozen=True):
    """A fact that is not yet a record; `at` None means the moment it is written."""

    fact: Fact
    at: datetime | None = None
    by: str = ""


class Declare(Intent, frozen=True, kw_only=True):
    """`recent` are the last hour's turns of checks, filled in by the room inside the transaction."""

    title: str
    severity: str
    playbook: Playbook
    sha256: str = ""
    channel: str = ""
    detected: datetime | None = None
    zone: str = ""
    recent: tuple[Draft, ...] = ()


class StartDrill(Intent, frozen=True, kw_only=True):
    start: datetime
    playbook: Playbook
    sha256: str = ""
    speed: float = 1.0
    scenario: str = ""
    seed: int = 0


class TakeHint(Intent, frozen=True, kw_only=True):
    """The nth hint of a drill's scenario, whose words the asker brings along."""

    n: int
    text: str


class ScoreDrill(Intent, frozen=True, kw_only=True):
    """What a drill that is over was worth; asked by the terminal that ran it."""

    score: DrillScored


class Acknowledge(Intent, frozen=True, kw_only=True):
    pass


class SetMilestone(Intent, frozen=True, kw_only=True):
    name: str
    moment: datetime
    by_what: str = ""


class SetSeverity(Intent, frozen=True, kw_only=True):
    to: str
    why: str = ""


class SetStatus(Intent, frozen=True, kw_only=True):
    to: str
    why: str = ""


class MarkFixed(Intent, frozen=True, kw_only=True):
    pass


class Unfix(Intent, frozen=True, kw_only=True):
    why: str


class Resolve(Intent, frozen=True, kw_only=True):
    fixed_at: datetime | None = None


class Reopen(Intent, frozen=True, kw_only=True):
    why: str


class Close(Intent, frozen=True, kw_only=True):
    pass


class Cancel(Intent, frozen=True, kw_only=True):
    why: str


class SetTitle(Intent, frozen=True, kw_only=True):
    title: str


class TakeRole(Intent, frozen=True, kw_only=True):
    role: str
    person: str


class ReleaseRole(Intent, frozen=True, kw_only=True):
    role: str


class OfferHandover(Intent, frozen=True, kw_only=True):
    to: str


class AcceptHandover(Intent, frozen=True, kw_only=True):
    read_back: str | None = None


class DeclineHandover(Intent, frozen=True, kw_only=True):
    why: str


class WithdrawHandover(Intent, frozen=True, kw_only=True):
    pass


class Escalate(Intent, frozen=True, kw_only=True):
    rung: int | None = None
    text: str = ""


class SetItem(Intent, frozen=True, kw_only=True):
    n: int
    done: bool


class SkipItem(Intent, frozen=True, kw_only=True):
    n: int
    why: str


class GiveTask(Intent, frozen=True, kw_only=True):
    owner: str
    text: str
    seconds: float | None = None
    due_at: datetime | None = None
    action: bool = False


class TakeTask(Intent, frozen=True, kw_only=True):
    n: int


class ExtendTask(Intent, frozen=True, kw_only=True):
    n: int
    seconds: float
    why: str


class FinishTask(Intent, frozen=True, kw_only=True):
    n: int
    done: bool = True


class Snooze(Intent, frozen=True, kw_only=True):
    deadline: str
    seconds: float
    why: str


class Note(Intent, frozen=True, kw_only=True):
    text: str


class NoteChange(Intent, frozen=True, kw_only=True):
    text: str


class Suspect(Intent, frozen=True, kw_only=True):
    text: str


class RuleOut(Intent, frozen=True, kw_only=True):
    n: int
    why: str


class FindCause(Intent, frozen=True, kw_only=True):
    n: int


class Decide(Intent, frozen=True, kw_only=True):
    text: str


class SetImpact(Intent, frozen=True, kw_only=True):
    text: str = ""
    fields: dict[str, str] = {}


class Link(Intent, frozen=True, kw_only=True):
    url: str
    text: str = ""


class SetCadence(Intent, frozen=True, kw_only=True):
    seconds: float
    why: str


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


class TellUsers(Intent, frozen=True, kw_only=True):
    channel: str
    text: str
    status: str = ""


class PauseCheck(Intent, frozen=True, kw_only=True):
    check: str
    seconds: float
    why: str


class AdoptPlaybook(Intent, frozen=True, kw_only=True):
    playbook: Playbook
    sha256: str = ""


class AcceptChecks(Intent, frozen=True, kw_only=True):
    """Let the checks of a file from outside run, and no others: `digest` is theirs. It is asked of the duty stream."""

    name: str
    sha256: str
    digest: str = ""


class TickList(Intent, frozen=True, kw_only=True):
    """An item of a playbook's list is done, or is not; it is asked of the duty stream. `text` are the item's words."""

    list_: str
    item: int
    text: str = ""
    on: bool = True


class ReportTransition(Intent, frozen=True, kw_only=True):
    """A check turned; asked by the watcher, which must still hold the lease when it is written."""

    change: CheckChanged


class SetWatching(Intent, frozen=True, kw_only=True):
    terminal: str
    checks: tuple[str, ...] = ()
    on: bool = True
    why: str = ""


ON_DUTY = (AcceptChecks, TickList)
"""What no incident records: it is asked of the duty stream, whatever is open."""
