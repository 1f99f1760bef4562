"""What the threads tell the screen."""

from dataclasses import dataclass
from datetime import datetime

from textual.message import Message

from warroom.checks.model import View
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.state import Incident
from warroom.incident.summary import Summary
from warroom.journal.unrecorded import Unrecorded


@dataclass
class Opened(Message):
    """A room was entered: its state and its last records."""

    stream: str
    incident: Incident
    tail: list[Record]


@dataclass
class Heard(Message):
    """Records were written, by us or by others, and the state they lead to."""

    stream: str
    incident: Incident
    records: list[Record]


@dataclass
class Kept(Message):
    """An intent of ours is durable; no record where it was so already."""

    intent: Intent
    records: list[Record]


@dataclass
class NotRecorded(Message):
    """An intent of ours was refused, or could not be written: then it waits and is tried `again`."""

    intent: Intent
    reason: str
    again: bool


@dataclass
class WindowRead(Message):
    """The records the timeline scrolled to."""

    stream: str
    records: list[Record]


@dataclass
class LobbyRead(Message):
    """All incidents, newest first, and the open ones' states."""

    summaries: list[Summary]
    open: dict[str, Incident]


@dataclass
class ViewsRead(Message):
    """The last readings of a scope's checks."""

    scope: str
    views: list[View]


@dataclass
class PauseHeard(Message):
    """A check is held until then, or no longer (None); said by whichever terminal."""

    scope: str
    check: str
    until: datetime | None


@dataclass
class JournalReady(Message):
    """The journal is open; `gone` names another one that stood in its place before."""

    library: str
    name: str
    gone: str = ""


@dataclass
class CompanyRead(Message):
    """Who else looks at the room now."""

    stream: str
    names: tuple[str, ...]


@dataclass
class DraftsFound(Message):
    """Lines that this person left unrecorded when another terminal, or an earlier run, ended."""

    drafts: list[Unrecorded]


@dataclass
class JournalFailed(Message):
    """The journal cannot be used; `damaged` when what is on disk is not what was written."""

    reason: str
    damaged: bool = False


class JournalWell(Message):
    """The journal answers again, and nothing waits."""


@dataclass
class JournalRefused(Message):
    """The journal cannot be opened at all."""

    reason: str
    exit_code: int


@dataclass
class VerifiedTo(Message):
    """How far the open room's chain has been walked in the background."""

    seq: int
    whole: bool


@dataclass
class Broken(Message):
    """A thread of ours met an error nobody expected."""

    where: str
    error: BaseException
