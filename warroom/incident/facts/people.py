"""Who holds what, command handed over, who was called."""

import msgspec

from warroom.incident.facts.base import Fact, When


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
    """Somebody was called: a rung of the ladder by number, 0 for anybody else. `how` is "phone", "chat" and so on;
    `acknowledged` None where nobody said yet whether an answer came."""

    kind = "escalated"
    rung: int
    who: str
    text: str = ""
    how: str = ""
    acknowledged: bool | None = None


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever takes over has to know, as it was when it was offered: sentences, oldest first in each list.

    `called` are those who were called and did not answer, `clock_…` is the clock that was next then.
    """

    lines: tuple[tuple[str, str], ...] = ()
    clocks: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()
    told: str = ""
    next_at: When | None = None
    engaged: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    clock_id: str = ""
    clock_label: str = ""
    clock_due: When | None = None


class HandoverOffered(Fact, frozen=True, kw_only=True):
    """A role is offered; unanswered it lapses at `until`."""

    kind = "handover_offered"
    from_: str
    to: str
    role: str = "commander"
    until: When | None = None
    brief: Frozen = Frozen()


class HandoverAccepted(Fact, frozen=True, kw_only=True):
    kind = "handover_accepted"
    person: str
    role: str = "commander"
    read_back: str | None = None


class HandoverDeclined(Fact, frozen=True, kw_only=True):
    kind = "handover_declined"
    person: str
    role: str = "commander"
    why: str = ""


class HandoverWithdrawn(Fact, frozen=True, kw_only=True):
    kind = "handover_withdrawn"
    role: str = "commander"
