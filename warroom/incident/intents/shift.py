"""What a shift does before anything has happened."""

from warroom.incident.intents.base import Intent


class OfferShift(Intent, frozen=True, kw_only=True):
    """Ask somebody to take over the shift; it is asked of the duty stream, with what they have to know."""

    to: str
    lines: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()


class AcceptShift(Intent, frozen=True, kw_only=True):
    pass


class DeclineShift(Intent, frozen=True, kw_only=True):
    why: str


class WithdrawShift(Intent, frozen=True, kw_only=True):
    pass


class TickList(Intent, frozen=True, kw_only=True):
    """An item of a playbook's list is done, or is not; it is asked of the duty stream. `text` are the item's words."""

    list_: str
    item: int
    text: str = ""
    on: bool = True
