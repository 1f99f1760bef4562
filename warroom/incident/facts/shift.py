"""What a shift does before anything has happened."""

from warroom.incident.facts.base import Fact, When


class ListTicked(Fact, frozen=True, kw_only=True):
    """On duty: an item of one of the playbook's lists by its number, and the words it had then."""

    kind = "list_ticked"
    list_: str
    item: int
    text: str = ""
    on: bool = True


class ShiftOffered(Fact, frozen=True, kw_only=True):
    """On duty: the next shift is asked to take over; `lines` is what it has to know, `left` what was not ticked."""

    kind = "shift_offered"
    from_: str
    to: str
    until: When | None = None
    lines: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()


class ShiftDeclined(Fact, frozen=True, kw_only=True):
    kind = "shift_declined"
    person: str
    why: str = ""


class ShiftWithdrawn(Fact, frozen=True, kw_only=True):
    kind = "shift_withdrawn"


class ShiftHandedOver(Fact, frozen=True, kw_only=True):
    """On duty: another shift begins, and its lists with it."""

    kind = "shift_handed_over"
    from_: str = ""
    to: str = ""
