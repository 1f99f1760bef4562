"""Who holds what, command handed over, who was called."""

from warroom.incident.facts import Frozen
from warroom.incident.intents.base import Intent


class TakeRole(Intent, frozen=True, kw_only=True):
    """`seen` is who held it when it was asked for, "" for nobody; the room fills it in, None where nobody looked."""

    role: str
    person: str
    seen: str | None = None


class ReleaseRole(Intent, frozen=True, kw_only=True):
    role: str


class OfferHandover(Intent, frozen=True, kw_only=True):
    """`brief` is filled in by the room, inside the transaction."""

    to: str
    role: str = "commander"
    brief: Frozen = Frozen()


class AcceptHandover(Intent, frozen=True, kw_only=True):
    """`role` "" is the one role offered to whoever asks."""

    read_back: str | None = None
    role: str = ""


class DeclineHandover(Intent, frozen=True, kw_only=True):
    why: str
    role: str = ""


class WithdrawHandover(Intent, frozen=True, kw_only=True):
    role: str = ""


class Escalate(Intent, frozen=True, kw_only=True):
    """Somebody was called: the next rung where neither `rung` nor `who` names one."""

    rung: int | None = None
    who: str = ""
    text: str = ""
    how: str = ""
    acknowledged: bool | None = None
