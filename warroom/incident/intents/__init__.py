"""What somebody asks for. Each names an outcome, never a toggle, so that asking twice is harmless.

`id` is made when Enter is pressed and kept over every retry; `at` back-dates; `by` is who asks; `as_typed` records what
looks like a secret as it stands.
"""

from warroom.incident.intents.base import Draft, Intent
from warroom.incident.intents.corrections import Amend, Pin, Redact, Strike, Undo
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
    ConfirmCriterion,
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
from warroom.incident.intents.looking_back import NoteImport, WriteSection
from warroom.incident.intents.people import (
    AcceptHandover,
    DeclineHandover,
    Escalate,
    OfferHandover,
    ReleaseRole,
    TakeRole,
    WithdrawHandover,
)
from warroom.incident.intents.running import FillBlank, FinishCommand, PinOutput, StartCommand, TickStep
from warroom.incident.intents.shift import AcceptShift, DeclineShift, OfferShift, TickList, WithdrawShift
from warroom.incident.intents.updates import (
    AnswerUpdate,
    ApproveUpdate,
    ClaimUpdate,
    DiscardUpdate,
    DraftUpdate,
    MarkSent,
    QueueUpdate,
    ResendUpdate,
    SupersedeUpdate,
    TellUsers,
)
from warroom.incident.intents.watching import AcceptChecks, PauseCheck, ReportTransition, SetWatching
from warroom.incident.intents.work import ExtendTask, FinishTask, GiveTask, SetDuty, SetItem, SkipItem, Snooze, TakeTask

ON_DUTY = (AcceptChecks, TickList, OfferShift, AcceptShift, DeclineShift, WithdrawShift, NoteImport)
"""What no incident records: it is asked of the duty stream, whatever is open."""

ON_IMPORTED = (Note, NoteChange, Decide, Link, Amend, Strike, Undo, Pin, Redact, SetMilestone, WriteSection)
"""What may still be said of an incident that came from another journal: it is looked back on, nobody runs it."""

__all__ = [
    "ON_DUTY",
    "ON_IMPORTED",
    "AcceptChecks",
    "AcceptHandover",
    "AcceptShift",
    "Acknowledge",
    "AdoptPlaybook",
    "Amend",
    "AnswerUpdate",
    "ApproveUpdate",
    "Cancel",
    "ClaimUpdate",
    "Close",
    "ConfirmCriterion",
    "Decide",
    "Declare",
    "DeclineHandover",
    "DeclineShift",
    "DiscardUpdate",
    "Draft",
    "DraftUpdate",
    "Escalate",
    "ExtendTask",
    "FillBlank",
    "FindCause",
    "FinishCommand",
    "FinishTask",
    "GiveTask",
    "Intent",
    "Link",
    "MarkFixed",
    "MarkSent",
    "Note",
    "NoteChange",
    "NoteImport",
    "OfferHandover",
    "OfferShift",
    "PauseCheck",
    "Pin",
    "PinOutput",
    "QueueUpdate",
    "Redact",
    "ReleaseRole",
    "Reopen",
    "ReportTransition",
    "ResendUpdate",
    "Resolve",
    "RuleOut",
    "ScoreDrill",
    "SetCadence",
    "SetDuty",
    "SetImpact",
    "SetItem",
    "SetMilestone",
    "SetSeverity",
    "SetStatus",
    "SetTitle",
    "SetWatching",
    "SkipItem",
    "Snooze",
    "StartCommand",
    "StartDrill",
    "Strike",
    "SupersedeUpdate",
    "Suspect",
    "TakeHint",
    "TakeRole",
    "TakeTask",
    "TellUsers",
    "TickList",
    "TickStep",
    "Undo",
    "Unfix",
    "WithdrawHandover",
    "WithdrawShift",
    "WriteSection",
]
