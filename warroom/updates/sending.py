"""The contract between the outbox and whatever sends: a message, how sending it ended, and a way out."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from warroom.incident.state import Accepted

if TYPE_CHECKING:
    from warroom.settings import Settings

Status = Literal["", "investigating", "identified", "monitoring", "resolved"]
Outcome = Literal["sent", "refused", "later", "unknown"]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One update as it goes out.

    `key` is the same for every attempt of this update; `first` says that nothing went out by this way in this incident
    yet, `ref` what the other side called this incident's earlier message ("" where it named none).
    """

    n: int
    channel: str
    incident: str
    key: str
    text: str
    status: str = ""
    subject: str = ""
    next_at: datetime | None = None
    title: str = ""
    severity: str = ""
    severity_name: str = ""
    impact: str = ""
    url: str = ""
    first: bool = True
    ref: str = ""
    drill: bool = False


class Answer(msgspec.Struct, frozen=True):
    """How one attempt ended; `why` is a sentence without secrets, `ref` what the other side calls the message.

    "refused": certainly not accepted, and the same again would be refused again; "later": certainly not accepted, and
    worth another attempt, after `retry_after_s` seconds where the other side said so; "unknown": it may have gone out.
    """

    outcome: Outcome
    why: str = ""
    ref: str = ""
    retry_after_s: float | None = None


class Way(Protocol):
    """One way out, as settings name it.

    `repeats_safely`: the other side tells a repeat by its key, so an unknown outcome may be tried again unasked.
    `target` says for people where it leads, without secrets.
    """

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def repeats_safely(self) -> bool: ...

    async def send(self, message: Message) -> Answer:
        """Send it once. Raises nothing but CancelledError, after which nobody knows whether it went out."""


Copy = Callable[[Message], Answer]
"""What a screen does for the clipboard: it copies the message's text and says how that went."""


def ways_in(
    settings: "Settings", accepted: Mapping[str, Accepted] | None = None, copy: Copy | None = None
) -> tuple[Way, ...]:
    """The ways out that these settings name, in their order; none where `unused` says why.

    `accepted` is what the journal knows of files from outside (`Incident.accepted` of the duty room). Nothing is
    looked up or read before something is sent.
    """
    if not settings.senders or unused(settings, accepted or {}):
        return ()
    from warroom.updates.ways.prepared import prepared

    return tuple(prepared(sender, copy) for sender in settings.senders)


def unused(settings: "Settings", accepted: Mapping[str, Accepted]) -> str:
    """Why nothing is sent by what these settings name, and what to do; "" where they are one's own or accepted."""
    if not settings.senders or settings.senders_trusted or settings.source_sha256 in accepted:
        return ""
    return (
        f"nothing is sent by {settings.source}, which was only met here, or others may write it: "
        f"warroom playbook accept {settings.source}"
    )


def ways_for(ways: Iterable[Way], channel: str) -> tuple[Way, ...]:
    """The ways out that belong to a channel, in their order."""
    return tuple(way for way in ways if way.channel.casefold() == channel.casefold())


def way_named(ways: Iterable[Way], name: str) -> Way | None:
    """The way out of this name; None where settings name none."""
    return next((way for way in ways if way.name == name), None)
