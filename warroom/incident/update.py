"""An update on its way: draft, approved, queued, tried, sent; and what may be done with it next."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

UpdateState = Literal[
    "draft", "approved", "queued", "trying", "later", "refused", "unknown", "sent", "superseded", "discarded"
]
UNSENT: tuple[UpdateState, ...] = ("queued", "trying", "later", "refused", "unknown")
"""Meant to go out, and nobody knows that it did."""
OPEN: tuple[UpdateState, ...] = ("draft", "approved")
WAITING: tuple[UpdateState, ...] = ("queued", "later")
"""To be sent by whichever terminal comes to it."""
STALE = timedelta(hours=4)
"""After so long words without a promise are no news any more."""
LONGEST_WAIT = timedelta(hours=1)
"""A wait that looks longer was written by a clock that has been set back since."""


class Update(msgspec.Struct, frozen=True):
    """One number of the incident's updates, in its newest version.

    `attempts` counts claims, `tries` are those of which nobody told how they ended. `retry_at` is when it is tried
    again by itself, in state "unknown" only where the other side tells a repeat; `throttled`: the other side set it.
    """

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
    queued_by: str = ""
    attempts: int = 0
    tries: tuple[int, ...] = ()
    tried_at: datetime | None = None
    tried_by: str = ""
    retry_at: datetime | None = None
    throttled: bool = False
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

    @property
    def waits(self) -> bool:
        """Whether it goes out by itself."""
        return self.state in WAITING or (self.state == "unknown" and self.retry_at is not None)

    def stale(self, now: datetime) -> bool:
        """Whether its words are past their time and nobody has asked for it since: then a person says whether it goes.

        They are once the next word they promise is due, or after `STALE` where they promise none.
        """
        if self.queued_at is None or not self.waits:
            return False
        until = self.queued_at + STALE
        if self.next_at is not None and self.next_at > self.queued_at:
            until = min(until, self.next_at)
        return now > until

    def barred(self, now: datetime) -> bool:
        """Whether the other side asked to be left alone until later."""
        return self.throttled and self.wait_s(now) > 0

    def wait_s(self, now: datetime) -> float:
        """Seconds until it is tried again by itself, 0 where nothing holds it."""
        left = self.retry_at - now if self.retry_at is not None else timedelta()
        return left.total_seconds() if timedelta() < left <= LONGEST_WAIT else 0.0
