"""What checks did, which are held or allowed, who watches."""

import msgspec

from warroom.incident.facts.base import Fact, When


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """What a recovery ended: since when it was bad, how bad, what it read then, and how often it came back in between.

    `unseen_s` are the seconds in which the check could not be asked.
    """

    began: When
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
    since: When | None = None
    copied: bool = False
    outage: Outage | None = None


class CheckPaused(Fact, frozen=True, kw_only=True):
    kind = "check_paused"
    check: str
    until: When | None
    why: str = ""


class ChecksAccepted(Fact, frozen=True, kw_only=True):
    kind = "checks_accepted"
    name: str
    sha256: str
    digest: str = ""


class Stood(msgspec.Struct, frozen=True, kw_only=True):
    """How a check stood when an incident was declared: since before what is copied into it."""

    check: str
    state: str
    since: When | None = None
    reason: str = ""
    paused_until: When | None = None


class WatchingStarted(Fact, frozen=True, kw_only=True):
    """`unwatched_since` is when the watcher before it was seen last, where that one ended without a word.

    `stood` are the checks that were not up already, or held, when an incident was declared.
    """

    kind = "watching_started"
    terminal: str
    checks: tuple[str, ...] = ()
    unwatched_since: When | None = None
    stood: tuple[Stood, ...] = ()


class WatchingStopped(Fact, frozen=True, kw_only=True):
    kind = "watching_stopped"
    terminal: str
    why: str = ""
