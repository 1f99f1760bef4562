"""What a shift does before anything has happened."""

from warroom.incident.facts.base import Fact


class ListTicked(Fact, frozen=True, kw_only=True):
    """On duty: an item of one of the playbook's lists by its number, and the words it had then."""

    kind = "list_ticked"
    list_: str
    item: int
    text: str = ""
    on: bool = True


class ShiftHandedOver(Fact, frozen=True, kw_only=True):
    """On duty: another shift begins, and its lists with it."""

    kind = "shift_handed_over"
    from_: str = ""
    to: str = ""
