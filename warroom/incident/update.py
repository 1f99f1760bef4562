"""An update on its way: draft, approved, queued, tried, sent; and what may be done with it next."""

from datetime import datetime
from typing import Literal

import msgspec

UpdateState = Literal[
    "draft", "approved", "queued", "trying", "later", "refused", "unknown", "sent", "superseded", "discarded"
]
UNSENT: tuple[UpdateState, ...] = ("queued", "trying", "later", "refused", "unknown")
"""Meant to go out, and nobody knows that it did."""
OPEN: tuple[UpdateState, ...] = ("draft", "approved")


class Update(msgspec.Struct, frozen=True):
    """One number of the incident's updates, in its newest version; `attempts` counts claims."""

    n: int
    channel: str
    status: str
    subject: str
    text: str
    at: datetime
    seq: int
    by: str
    next_at: datetime | None = None
    template: str = ""
    version: int = 1
    state: UpdateState = "draft"
    approved_by: str = ""
    approved_at: datetime | None = None
    despite: str = ""
    way: str = ""
    key: str = ""
    queued_at: datetime | None = None
    attempts: int = 0
    tried_at: datetime | None = None
    tried_by: str = ""
    retry_at: datetime | None = None
    why: str = ""
    ref: str = ""
    sent_at: datetime | None = None

    @property
    def unsent(self) -> bool:
        """Whether it is meant to go out and nobody knows that it did."""
        return self.state in UNSENT

    @property
    def open(self) -> bool:
        """Whether it is still being written or waits to be sent by somebody."""
        return self.state in OPEN
