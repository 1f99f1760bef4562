"""What every intent shares."""

from datetime import datetime

import msgspec

from warroom.incident.facts import Fact


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all intents."""

    id: str = ""
    by: str = ""
    at: datetime | None = None
    as_typed: bool = False


class Draft(msgspec.Struct, frozen=True):
    """A fact that is not yet a record; `at` None means the moment it is written."""

    fact: Fact
    at: datetime | None = None
    by: str = ""
