"""An incident from its declaration to its end."""

from datetime import datetime

from warroom.incident.intents.base import Draft, Intent
from warroom.playbook.model import Playbook


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
    """`unwatched_since` and `unread` are as in `Resolve`, which this is where the status is resolved."""

    to: str
    why: str = ""
    unwatched_since: datetime | None = None
    unread: tuple[str, ...] = ()


class MarkFixed(Intent, frozen=True, kw_only=True):
    pass


class Unfix(Intent, frozen=True, kw_only=True):
    """`mistaken` where it is taken back because it never was so."""

    why: str
    mistaken: bool = False


class Resolve(Intent, frozen=True, kw_only=True):
    """`despite` is the reason to go on although something stands open; `unwatched_since` is filled in by the room: the
    last moment at which somebody watched, where nobody does now; so is `unread`, checks that never gave a reading."""

    fixed_at: datetime | None = None
    despite: str = ""
    unwatched_since: datetime | None = None
    unread: tuple[str, ...] = ()


class Reopen(Intent, frozen=True, kw_only=True):
    """`mistaken` where it is taken back because it never was so."""

    why: str
    mistaken: bool = False


class Close(Intent, frozen=True, kw_only=True):
    """`despite` is the reason to close although something stands open."""

    despite: str = ""


class ConfirmCriterion(Intent, frozen=True, kw_only=True):
    """The nth of the playbook's criteria and flows for "it is over" holds, or does not."""

    n: int
    met: bool = True


class Cancel(Intent, frozen=True, kw_only=True):
    why: str


class SetTitle(Intent, frozen=True, kw_only=True):
    title: str


class AdoptPlaybook(Intent, frozen=True, kw_only=True):
    playbook: Playbook
    sha256: str = ""
