"""What travels: a reading of a check, its row on screen, a change of its health."""

from datetime import datetime
from typing import Literal

import msgspec

State = Literal["up", "degraded", "down", "unknown"]

NO_NET = "no net"
"""What a check reads that cannot be asked, because this machine is on no network."""


class Found(msgspec.Struct, frozen=True, array_like=True):
    """A condition as written, whether it held (None: cannot be known), the value that was found, in words."""

    condition: str
    ok: bool | None
    said: str
    warns: bool = False


class Reading(msgspec.Struct, frozen=True):
    """One answer, or its absence, to one probe begun at `at`.

    `value` fits 7 cells; `reason` is a sentence; `definite` marks an answer as opposed to silence;
    `slow` marks a degraded reading where nothing but the latency is wrong; `found` are the conditions looked at.
    `suggests` are severities that failing thresholds name, `phases` parts of the latency in seconds, `details` lines
    of label and words. `retry_after_s` is set where the other side asked to be left alone (0: it named no time).
    `far` marks a failure that our own network may have caused, `over` one that nothing but a window has.
    """

    check: str
    at: datetime
    state: State
    latency_s: float | None = None
    value: str = ""
    reason: str = ""
    definite: bool = False
    slow: bool = False
    found: tuple[Found, ...] = ()
    suggests: tuple[str, ...] = ()
    phases: tuple[tuple[str, float], ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    retry_after_s: float | None = None
    far: bool = False
    over: bool = False


class View(msgspec.Struct, frozen=True):
    """A row of the screen: the state that holds and its word, and the last reading.

    While a change is under way `soft` says so ("failing 1/3", "answering 1/2"); failing, the word is the count alone.
    `trail` are the last 120 readings, packed by `warroom.checks.trail`, which is undone only where they are looked at.
    `flaps` is Nagios' weighted percentage while the check is flapping, else 0; `behind` names the parent that is down.
    """

    name: str
    kind: str
    target: str
    state: Literal["up", "degraded", "down", "unknown", "paused"]
    word: str
    value: str
    since: datetime | None
    at: datetime | None
    reason: str
    soft: str = ""
    trail: bytes = b""
    found: tuple[Found, ...] = ()
    suggests: tuple[str, ...] = ()
    phases: tuple[tuple[str, float], ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    flaps: float = 0.0
    behind: str = ""


class Transition(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A change of health that outlasted its threshold; `since` is the first reading that showed it."""

    check: str
    from_: State
    to: State
    reason: str
    value: str
    since: datetime
