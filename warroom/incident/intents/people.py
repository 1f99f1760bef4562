"""Who holds what, command handed over, who was called."""

from warroom.incident.intents.base import Intent


class TakeRole(Intent, frozen=True, kw_only=True):
    role: str
    person: str


class ReleaseRole(Intent, frozen=True, kw_only=True):
    role: str


class OfferHandover(Intent, frozen=True, kw_only=True):
    to: str


class AcceptHandover(Intent, frozen=True, kw_only=True):
    read_back: str | None = None


class DeclineHandover(Intent, frozen=True, kw_only=True):
    why: str


class WithdrawHandover(Intent, frozen=True, kw_only=True):
    pass


class Escalate(Intent, frozen=True, kw_only=True):
    rung: int | None = None
    text: str = ""
