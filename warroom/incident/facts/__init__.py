"""What happened. Each class is one kind of record, named in the past tense, with the words its `data` holds.

`kind` and `version` are stable: a journal written today is read by every later release. A new meaning gets a new
version, never a new sense for old words.
"""

from warroom.incident.facts.base import Erased, Fact, Unknown, When
from warroom.incident.facts.corrections import Amended, Pinned, Redacted, Struck
from warroom.incident.facts.drills import DrillScored, DrillStarted, HintTaken, Judged
from warroom.incident.facts.knowing import (
    CadenceSet,
    CauseFound,
    ChangeNoted,
    Decided,
    ImpactSet,
    Linked,
    Noted,
    RuledOut,
    Suspected,
)
from warroom.incident.facts.life import (
    Acknowledged,
    Cancelled,
    Closed,
    CriterionMet,
    Declared,
    Fixed,
    MilestoneSet,
    PlaybookAdopted,
    Reopened,
    Resolved,
    SeveritySet,
    StatusSet,
    TitleSet,
    Unfixed,
)
from warroom.incident.facts.looking_back import IncidentImported, SectionWritten
from warroom.incident.facts.people import (
    Escalated,
    Frozen,
    HandoverAccepted,
    HandoverDeclined,
    HandoverOffered,
    HandoverWithdrawn,
    RoleReleased,
    RoleTaken,
)
from warroom.incident.facts.record import Record
from warroom.incident.facts.running import BlankFilled, CommandFinished, CommandStarted, StepTicked
from warroom.incident.facts.shift import ListTicked, ShiftDeclined, ShiftHandedOver, ShiftOffered, ShiftWithdrawn
from warroom.incident.facts.updates import (
    UpdateAnswered,
    UpdateApproved,
    UpdateAttempted,
    UpdateDiscarded,
    UpdateDrafted,
    UpdateQueued,
    UpdateRecorded,
    UpdateSuperseded,
)
from warroom.incident.facts.watching import (
    CheckChanged,
    CheckPaused,
    ChecksAccepted,
    Outage,
    WatchingStarted,
    WatchingStopped,
)
from warroom.incident.facts.work import (
    DutySet,
    ItemSet,
    ItemSkipped,
    Snoozed,
    TaskDone,
    TaskExtended,
    TaskGiven,
    TaskTaken,
)

KINDS: dict[str, type[Fact]] = {fact.kind: fact for fact in Fact.__subclasses__() if fact.kind}

WORDS = ("note", "change", "suspected", "decided", "linked")
"""The kinds that are only words: /strike marks them; on every other kind it performs the inverse."""

__all__ = [
    "KINDS",
    "WORDS",
    "Acknowledged",
    "Amended",
    "BlankFilled",
    "CadenceSet",
    "Cancelled",
    "CauseFound",
    "ChangeNoted",
    "CheckChanged",
    "CheckPaused",
    "ChecksAccepted",
    "Closed",
    "CommandFinished",
    "CommandStarted",
    "CriterionMet",
    "Decided",
    "Declared",
    "DrillScored",
    "DrillStarted",
    "DutySet",
    "Erased",
    "Escalated",
    "Fact",
    "Fixed",
    "Frozen",
    "HandoverAccepted",
    "HandoverDeclined",
    "HandoverOffered",
    "HandoverWithdrawn",
    "HintTaken",
    "ImpactSet",
    "IncidentImported",
    "ItemSet",
    "ItemSkipped",
    "Judged",
    "Linked",
    "ListTicked",
    "MilestoneSet",
    "Noted",
    "Outage",
    "Pinned",
    "PlaybookAdopted",
    "Record",
    "Redacted",
    "Reopened",
    "Resolved",
    "RoleReleased",
    "RoleTaken",
    "RuledOut",
    "SectionWritten",
    "SeveritySet",
    "ShiftDeclined",
    "ShiftHandedOver",
    "ShiftOffered",
    "ShiftWithdrawn",
    "Snoozed",
    "StatusSet",
    "StepTicked",
    "Struck",
    "Suspected",
    "TaskDone",
    "TaskExtended",
    "TaskGiven",
    "TaskTaken",
    "TitleSet",
    "Unfixed",
    "Unknown",
    "UpdateAnswered",
    "UpdateApproved",
    "UpdateAttempted",
    "UpdateDiscarded",
    "UpdateDrafted",
    "UpdateQueued",
    "UpdateRecorded",
    "UpdateSuperseded",
    "WatchingStarted",
    "WatchingStopped",
    "When",
]
