"""What checks did, which are held or allowed, who watches."""

from datetime import datetime

import msgspec

from warroom.incident.facts.base import Fact


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """What a recovery ended: since when it was bad, how bad, what it read then, and how often it came back in between.

    `unseen_s` are the seconds in which the check could not be asked.
    """

    began: datetime
    worst: str
    value: str = ""
    flaps: int = 0
    unseen_s: float = 0.0


class CheckChanged(Fact, frozen=True, kw_only=True):
    """`outage` is there where the turn ends one: a record then tells all of it by itself."""

    kind = "check_changed"
    check: str
    from_: str
    to: str
    reason: str = ""
    value: str = ""
    since: datetime | None = None
    copied: bool = False
    outage: Outage | None = None


class CheckPaused(Fact, frozen=True, kw_only=True):
    kind = "check_paused"
    check: str
    until: datetime | None
    why: str = ""


class ChecksAccepted(Fact, frozen=True, kw_only=True):
    kind = "checks_accepted"
    name: str
    sha256: str
    digest: str = ""


class WatchingStarted(Fact, frozen=True, kw_only=True):
    """`unwatched_since` is when the watcher before it was seen last, where that one ended without a word."""

    kind = "watching_started"
    terminal: str
    checks: tuple[str, ...] = ()
    unwatched_since: datetime | None = None


class WatchingStopped(Fact, frozen=True, kw_only=True):
    kind = "watching_stopped"
    terminal: str
    why: str = ""
