"""What was told to whom, and what is to be."""

from datetime import datetime
from typing import Literal

from warroom.incident.intents.base import Intent


class TellUsers(Intent, frozen=True, kw_only=True):
    """Words that went out by hand."""

    channel: str
    text: str
    status: str = ""


class DraftUpdate(Intent, frozen=True, kw_only=True):
    """Words that may go out; `n` None begins a new draft, a number is a newer version of that one."""

    channel: str
    status: str = ""
    subject: str = ""
    text: str = ""
    next_at: datetime | None = None
    template: str = ""
    n: int | None = None


class ApproveUpdate(Intent, frozen=True, kw_only=True):
    """`n` None is the one draft that waits; `faults` are what lint found, `version` which was read, both filled
    in by the room where nobody brings them along."""

    n: int | None = None
    despite: str = ""
    faults: tuple[str, ...] = ()
    version: int | None = None


class DiscardUpdate(Intent, frozen=True, kw_only=True):
    n: int
    why: str


class QueueUpdate(Intent, frozen=True, kw_only=True):
    """Send an approved draft by a way out, as soon as there is a network; the sender takes it from there."""

    way: str
    n: int | None = None
    despite: str = ""
    faults: tuple[str, ...] = ()
    version: int | None = None


class ClaimUpdate(Intent, frozen=True, kw_only=True):
    """A terminal is about to send it, and nobody else is."""

    n: int


class AnswerUpdate(Intent, frozen=True, kw_only=True):
    """How an attempt ended; asked by the terminal that claimed it."""

    n: int
    attempt: int
    outcome: Literal["sent", "refused", "later", "unknown"]
    why: str = ""
    ref: str = ""
    retry_at: datetime | None = None
    throttled: bool = False


class MarkSent(Intent, frozen=True, kw_only=True):
    """A draft went out by other hands: copied, or sent although nobody could know at first."""

    n: int | None = None
    how: str = "copied"
    despite: str = ""
    faults: tuple[str, ...] = ()
    version: int | None = None


class ResendUpdate(Intent, frozen=True, kw_only=True):
    """Send again what may have gone out, or what was refused."""

    n: int


class SupersedeUpdate(Intent, frozen=True, kw_only=True):
    """It is not sent any more."""

    n: int
    by_n: int = 0
    why: str = ""
