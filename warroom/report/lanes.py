"""How each check stood over time: stretches of down, slow and unknown, from the turns a record holds."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from warroom.incident.episodes import moment_of
from warroom.incident.facts import CheckChanged, CheckPaused, Record, WatchingStarted, WatchingStopped

Stood = Literal["down", "degraded", "unknown", "paused"]
_WORSE = ("down", "degraded", "unknown", "paused")


class Stretch(msgspec.Struct, frozen=True):
    """From `begin` to `end` a check stood so; up is what lies between stretches."""

    state: Stood
    begin: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        return (self.end - self.begin).total_seconds()


class Lane(msgspec.Struct, frozen=True):
    """One check: its stretches in order, none overlapping; seconds down and slow, and how often it went down."""

    check: str
    stretches: tuple[Stretch, ...]
    down_s: float = 0.0
    slow_s: float = 0.0
    times: int = 0

    @property
    def red(self) -> bool:
        """Whether it was down or slow at all."""
        return bool(self.down_s or self.slow_s)

    def stood(self, at: datetime) -> str:
        """How it stood at a moment: "up" between stretches."""
        place = bisect_right(self.stretches, at, key=lambda one: one.begin) - 1
        return self.stretches[place].state if place >= 0 and at < self.stretches[place].end else "up"

    def columns(self, begin: datetime, span: timedelta, count: int) -> list[str]:
        """How it stood in each of `count` columns that last `span`, the first from `begin`: the worst of each."""
        found = ["up"] * count
        begins = bisect_right(self.stretches, begin, key=lambda one: one.end)
        for one in self.stretches[begins:]:
            if one.begin >= begin + span * count:
                break
            first = max(0, (one.begin - begin) // span)
            # What ends just where a column begins is not in it.
            last = min(count - 1, (one.end - begin - timedelta(microseconds=1)) // span)
            for n in range(first, last + 1):
                if found[n] == "up" or _WORSE.index(one.state) < _WORSE.index(found[n]):
                    found[n] = one.state
        return found


def lanes(records: Iterable[Record], begin: datetime, end: datetime) -> tuple[Lane, ...]:
    """The lanes of every check these records speak of, cut to begin and end: the worst first, then by name.

    While nobody watched, a check that was asked is unknown; one that was watched and never turned was up. A clock that
    went back takes no stretch back. Takes linear time.
    """
    drawn: dict[str, _Drawn] = {}
    watched = True
    for record in records:
        match record.fact:
            case CheckChanged() as change:
                drawn.setdefault(change.check, _Drawn()).turn(change.to, moment_of(change, record.at))
            case CheckPaused(check=check, until=until):
                drawn.setdefault(check, _Drawn()).pause(record.at, until)
            case WatchingStopped() if watched:
                watched = False
                for lane in drawn.values():
                    lane.lose(record.at)
            case WatchingStarted() as started:
                if watched and started.unwatched_since is not None:
                    for lane in drawn.values():
                        lane.lose(started.unwatched_since)
                watched = True
                _take_up(drawn, started, record.at)
    found = [lane.lane(name, begin, end) for name, lane in drawn.items()]
    return tuple(sorted(found, key=lambda lane: (-lane.down_s, -lane.slow_s, lane.check)))


def _take_up(drawn: "dict[str, _Drawn]", started: WatchingStarted, at: datetime) -> None:
    """Somebody asks the checks from now on: they stand as was known of them, or as is said here."""
    known = {one.check: one for one in started.stood}
    for name in dict.fromkeys((*known, *started.checks)):
        if name not in drawn:
            drawn[name] = _Drawn()
            if name not in known:
                drawn[name].turn("up", at)
    for name, lane in drawn.items():
        if name in known:
            lane.turn(known[name].state, known[name].since or at)
            if known[name].paused_until is not None:
                lane.pause(at, known[name].paused_until)
        elif not started.checks or name in started.checks:
            lane.find(at)


class _Drawn:
    """The lane of one check while its record is read."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, datetime]] = []
        self._held: list[tuple[datetime, datetime]] = []
        self._before = ""

    def turn(self, state: str, at: datetime) -> None:
        self._before = ""
        self._runs.append((state, max(at, self._runs[-1][1]) if self._runs else at))

    def lose(self, at: datetime) -> None:
        before = self._before or (self._runs[-1][0] if self._runs else "up")
        self.turn("unknown", at)
        self._before = before

    def find(self, at: datetime) -> None:
        if self._before:
            self.turn(self._before, at)

    def pause(self, at: datetime, until: datetime | None) -> None:
        if self._held:
            begun, ends = self._held.pop()
            at = max(at, begun)
            if min(ends, at) > begun:
                self._held.append((begun, min(ends, at)))
        if until is not None and until > at:
            self._held.append((at, until))

    def lane(self, name: str, begin: datetime, end: datetime) -> Lane:
        ends = (*(at for _, at in self._runs[1:]), end)
        # A check that was only ever held has no turn, and so no end of one.
        runs = [(state, at, over) for (state, at), over in zip(self._runs, ends, strict=False)]
        cut = [*_without(runs, self._held), *(("paused", at, over) for at, over in self._held)]
        seen = sorted(((max(at, begin), min(over, end), state) for state, at, over in cut if state != "up"))
        stretches = _joined([Stretch(_stood(state), at, over) for at, over, state in seen if over > at])
        return Lane(
            check=name,
            stretches=stretches,
            down_s=sum(one.seconds for one in stretches if one.state == "down"),
            slow_s=sum(one.seconds for one in stretches if one.state == "degraded"),
            times=_times(runs, begin, end),
        )


def _without(
    runs: Sequence[tuple[str, datetime, datetime]], held: Sequence[tuple[datetime, datetime]]
) -> list[tuple[str, datetime, datetime]]:
    """The runs less the times at which the check was not asked; both are in order and none overlap."""
    left: list[tuple[str, datetime, datetime]] = []
    n = 0
    for state, at, over in runs:
        while n < len(held) and held[n][1] <= at:
            n += 1
        here = n
        while here < len(held) and held[here][0] < over:
            if held[here][0] > at:
                left.append((state, at, held[here][0]))
            at = max(at, held[here][1])
            here += 1
        if over > at:
            left.append((state, at, over))
    return left


def _joined(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """What goes on is one stretch."""
    found: list[Stretch] = []
    for one in stretches:
        if found and found[-1].state == one.state and found[-1].end >= one.begin:
            found[-1] = Stretch(one.state, found[-1].begin, max(found[-1].end, one.end))
        else:
            found.append(one)
    return tuple(found)


def _times(runs: Sequence[tuple[str, datetime, datetime]], begin: datetime, end: datetime) -> int:
    """How often it went down: that nobody looked meanwhile makes no second time of it."""
    count, before = 0, ""
    for state, at, over in runs:
        if state == "down" and before != "down" and at < end and over > begin:
            count += 1
        before = before if state not in ("up", "degraded", "down") else state
    return count


def _stood(state: str) -> Stood:
    return state if state in ("down", "degraded", "paused") else "unknown"  # type: ignore[return-value]  # narrowed just before
