"""Who watches the checks and what they showed: turns of mood since the last red one, kept short."""

from datetime import datetime
from typing import Literal

import msgspec

Mood = Literal["green", "slow", "unknown", "unwatched", "red"]
MOST = 128
"""Turns that are kept; older ones are summed up."""


class Turn(msgspec.Struct, frozen=True):
    """From then on the checks together looked like this."""

    at: datetime
    mood: Mood


class Watched(msgspec.Struct, frozen=True):
    """`terminal` asks the `checks`, "" where nobody does; `turns` begin with the last red one.

    `before_s` are the green seconds between `counted_from` and the first turn, of turns that were summed up; `told_at`
    is when something was recorded last.
    """

    terminal: str = ""
    checks: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    before_s: float = 0.0
    counted_from: datetime | None = None
    told_at: datetime | None = None

    @property
    def mood(self) -> Mood | None:
        """How the checks looked when anything turned last; None where nothing ever did."""
        return self.turns[-1].mood if self.turns else None


def turned(watched: Watched, at: datetime, mood: Mood, fixed: datetime | None) -> Watched:
    """It looks like this from `at` on: what was noted for later never was, and red takes away all before it."""
    kept = tuple(turn for turn in watched.turns if turn.at < at)
    if mood == "red" or not kept:
        return msgspec.structs.replace(watched, turns=(Turn(at, mood),), before_s=0.0, counted_from=None)
    if kept[-1].mood == mood:
        return msgspec.structs.replace(watched, turns=kept)
    return _short(msgspec.structs.replace(watched, turns=(*kept, Turn(at, mood))), fixed)


def _short(watched: Watched, fixed: datetime | None) -> Watched:
    if len(watched.turns) <= MOST:
        return watched
    first, second, *rest = watched.turns
    before = watched.before_s if watched.counted_from == fixed else 0.0
    before += green_s((first,), second.at, fixed) if fixed else 0.0
    return msgspec.structs.replace(watched, turns=(second, *rest), before_s=before, counted_from=fixed)


def green_s(turns: tuple[Turn, ...], until: datetime, since: datetime | None) -> float:
    """Green seconds from `since` to `until`."""
    total = 0.0
    for place, turn in enumerate(turns):
        if turn.mood != "green" or since is None:
            continue
        ends = min(turns[place + 1].at, until) if place + 1 < len(turns) else until
        total += max(0.0, (ends - max(turn.at, since)).total_seconds())
    return total
