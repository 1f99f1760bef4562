"""A line that never became a record."""

from datetime import datetime

import msgspec


class Unrecorded(msgspec.Struct, frozen=True):
    """Half typed, or not written when its terminal ended; `at` is when it was begun or entered.

    `intent` is the id it was entered under, "" for what was not.
    """

    at: datetime
    text: str
    intent: str = ""
