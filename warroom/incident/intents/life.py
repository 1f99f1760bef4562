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


class AdoptPlaybook(Intent, frozen=True, kw_only=True):
    playbook: Playbook
    sha256: str = ""
