"""What was written and is now said otherwise, marked or erased."""

from typing import Any

from warroom.incident.facts.base import Fact, When


class Amended(Fact, frozen=True, kw_only=True):
    kind = "amended"
    seq: int
    text: str | None = None
    at: When | None = None


class Struck(Fact, frozen=True, kw_only=True):
    kind = "struck"
    seq: int
    why: str = ""


class Pinned(Fact, frozen=True, kw_only=True):
    kind = "pinned"
    seq: int
    pinned: bool = True


class Redacted(Fact, frozen=True, kw_only=True):
    """The words of record `seq` are gone; `kept` is its data without them, None where nothing hangs on it."""

    kind = "redacted"
    seq: int
    why: str = ""
    kept: dict[str, Any] | None = None
