"""Who holds what, command handed over, who was called."""

from warroom.incident.facts.base import Fact


class RoleTaken(Fact, frozen=True, kw_only=True):
    kind = "role_taken"
    role: str
    person: str
    before: str = ""


class RoleReleased(Fact, frozen=True, kw_only=True):
    kind = "role_released"
    role: str
    person: str = ""


class Escalated(Fact, frozen=True, kw_only=True):
    kind = "escalated"
    rung: int
    who: str
    text: str = ""


class HandoverOffered(Fact, frozen=True, kw_only=True):
    kind = "handover_offered"
    from_: str
    to: str


class HandoverAccepted(Fact, frozen=True, kw_only=True):
    kind = "handover_accepted"
    person: str
    read_back: str | None = None


class HandoverDeclined(Fact, frozen=True, kw_only=True):
    kind = "handover_declined"
    person: str
    why: str = ""


class HandoverWithdrawn(Fact, frozen=True, kw_only=True):
    kind = "handover_withdrawn"
