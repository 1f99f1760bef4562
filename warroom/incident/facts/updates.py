"""What was told to whom."""

from typing import Literal

from warroom.incident.facts.base import Fact, When


class UpdateDrafted(Fact, frozen=True, kw_only=True):
    """Words that may go out, under a number of their own; the same number again is a newer version."""

    kind = "update_drafted"
    n: int
    channel: str
    status: str = ""
    subject: str = ""
    text: str = ""
    next_at: When | None = None
    template: str = ""


class UpdateApproved(Fact, frozen=True, kw_only=True):
    """`despite` is why it may go out although `faults` were found in it."""

    kind = "update_approved"
    n: int
    despite: str = ""
    faults: tuple[str, ...] = ()


class UpdateDiscarded(Fact, frozen=True, kw_only=True):
    kind = "update_discarded"
    n: int
    why: str = ""


class UpdateQueued(Fact, frozen=True, kw_only=True):
    """The intention to send a draft by a way out; `key` lets the other side tell a repeat from a new message."""

    kind = "update_queued"
    n: int
    way: str
    key: str


class UpdateAttempted(Fact, frozen=True, kw_only=True):
    """Somebody sends it now: written before a byte goes out, so that nobody else does."""

    kind = "update_attempted"
    n: int
    attempt: int


class UpdateAnswered(Fact, frozen=True, kw_only=True):
    """How an attempt ended.

    "refused": it was certainly not accepted, and trying again is useless before somebody changes something; "later":
    certainly not accepted, and tried again by itself at `retry_at`, which the other side set where it is `throttled`;
    "unknown": it may have gone out, so nobody sends it again unasked, but for `retry_at` where the other side tells a
    repeat by its key. What went out is an `update_recorded`.
    """

    kind = "update_answered"
    n: int
    attempt: int
    outcome: Literal["refused", "later", "unknown"]
    why: str = ""
    retry_at: When | None = None
    throttled: bool = False


class UpdateSuperseded(Fact, frozen=True, kw_only=True):
    """It is not sent any more, since number `by` says what is newer; 0 where somebody decided so."""

    kind = "update_superseded"
    n: int
    by: int = 0
    why: str = ""


class UpdateRecorded(Fact, frozen=True, kw_only=True):
    """Words that went out, `how`; `n` is the draft they come from, `ref` what the other side calls them.

    `attempt` is the one that brought them out, 0 where somebody says that they went.
    """

    kind = "update_recorded"
    channel: str
    status: str = ""
    text: str = ""
    next_at: When | None = None
    how: str = "by hand"
    n: int = 0
    subject: str = ""
    ref: str = ""
    attempt: int = 0
