"""What a shift does before anything has happened."""

from warroom.incident.intents.base import Intent


class TickList(Intent, frozen=True, kw_only=True):
    """An item of a playbook's list is done, or is not; it is asked of the duty stream. `text` are the item's words."""

    list_: str
    item: int
    text: str = ""
    on: bool = True
