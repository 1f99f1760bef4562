"""What was told to whom."""

from datetime import datetime

from warroom.incident.facts.base import Fact


class UpdateRecorded(Fact, frozen=True, kw_only=True):
    kind = "update_recorded"
    channel: str
    status: str = ""
    text: str = ""
    next_at: datetime | None = None
    how: str = "by hand"
