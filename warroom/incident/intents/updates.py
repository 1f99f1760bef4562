"""What was told to whom."""

from warroom.incident.intents.base import Intent


class TellUsers(Intent, frozen=True, kw_only=True):
    channel: str
    text: str
    status: str = ""
