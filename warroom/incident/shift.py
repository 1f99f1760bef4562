"""The lists of a shift: which of their items count as done."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from warroom.incident.state import ListTick

LASTS = timedelta(hours=12)
"""A shift is no longer: what was ticked before that is to be looked at anew."""

Ticks = Mapping[str, Mapping[int, ListTick]]
"""By a list's id and an item's number, as duty has folded them."""


def done(ticks: Ticks, list_: str, item: int, text: str, now: datetime) -> ListTick | None:
    """The tick of an item, None where it is not done in this shift or the item had other words then.

    `text` are the item's words as they would be recorded: with what looks like a secret masked.
    """
    tick = ticks.get(list_, {}).get(item)
    return tick if tick is not None and tick.text == text and now - tick.at < LASTS else None
