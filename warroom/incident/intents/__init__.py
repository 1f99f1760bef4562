"""What somebody asks for. Each names an outcome, never a toggle, so that asking twice is harmless.

`id` is made when Enter is pressed and kept over every retry; `at` back-dates; `by` is who asks; `as_typed` records what
looks like a secret as it stands.
"""

from warroom.incident.intents.base import Draft, Intent
from warroom.incident.intents.corrections import Amend, Pin, Strike, Undo
from warroom.incident.intents.drills import ScoreDrill, StartDrill, TakeHint
from warroom.incident.intents.knowing import (
    Decide,
    FindCause,
    Link,
    Note,
    NoteChange,
    RuleOut,
    SetCadence,
    SetImpact,
    Suspect,
)
from warroom.incident.intents.life import (
    Acknowledge,
    AdoptPlaybook,
    Cancel,
    Close,
    Declare,
    MarkFixed,
    Reopen,
    Resolve,
    SetMilestone,
    SetSeverity,
    SetStatus,
    SetTitle,
    Unfix,
)
from warroom.incident.intents.people import (
    AcceptHandover,
    DeclineHandover,
    Escalate,
    OfferHandover,
    ReleaseRole,
    TakeRole,
    WithdrawHandover,
)
from warroom.incident.intents.shift import TickList
from warroom.incident.intents.updates import TellUsers
from warroom.incident.intents.watching import AcceptChecks, PauseCheck, ReportTransition, SetWatching
from warroom.incident.intents.work import ExtendTask, FinishTask, GiveTask, SetItem, SkipItem, Snooze, TakeTask

ON_DUTY = (AcceptChecks, TickList)
"""What no incident records: it is asked of the duty stream, whatever is open."""

__all__ = [
    "ON_DUTY",
    "AcceptChecks",
    "AcceptHandover",
    "Acknowledge",
    "AdoptPlaybook",
    "Amend",
    "Cancel",
    "Close",
    "Decide",
    "Declare",
    "DeclineHandover",
    "Draft",
    "Escalate",
    "ExtendTask",
    "FindCause",
    "FinishTask",
    "GiveTask",
    "Intent",
    "Link",
    "MarkFixed",
    "Note",
    "NoteChange",
    "OfferHandover",
    "PauseCheck",
    "Pin",
    "ReleaseRole",
    "Reopen",
    "ReportTransition",
    "Resolve",
    "RuleOut",
    "ScoreDrill",
    "SetCadence",
    "SetImpact",
    "SetItem",
    "SetMilestone",
    "SetSeverity",
    "SetStatus",
    "SetTitle",
    "SetWatching",
    "SkipItem",
    "Snooze",
    "StartDrill",
    "Strike",
    "Suspect",
    "TakeHint",
    "TakeRole",
    "TakeTask",
    "TellUsers",
    "TickList",
    "Undo",
    "Unfix",
    "WithdrawHandover",
]
