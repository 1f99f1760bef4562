"""How each check stood over time: stretches of down, slow and unknown, from the turns a record holds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from warroom.incident.episodes import moment_of
from warroom.incident.facts import CheckChanged, CheckPaused, Record, WatchingStarted, WatchingStopped

Stood = Literal["down", "degraded", "unknown", "paused"]


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


def lanes(records: Iterable[Record], begin: datetime, end: datetime) -> tuple[Lane, ...]:
    """The lanes of every check these records speak of, cut to begin and end: the worst first, then by name.

    While nobody watched, a check that was asked is unknown. Takes linear time.
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
            case WatchingStarted(stood=stood):
                watched = True
                known = {one.check: one.state for one in stood}
                for name, lane in drawn.items():
                    lane.find(known.get(name, "up"), record.at)
                for name in known.keys() - drawn.keys():
                    drawn[name] = _Drawn()
                    drawn[name].turn(known[name], record.at)
    found = [lane.lane(name, begin, end) for name, lane in drawn.items()]
    return tuple(sorted(found, key=lambda lane: (-lane.down_s, -lane.slow_s, lane.check)))


class _Drawn:
    """The lane of one check while its record is read."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, datetime]] = []
        self._held: list[tuple[datetime, datetime]] = []
        self._before = ""

    def turn(self, state: str, at: datetime) -> None:
        self._runs.append((state, max(at, self._runs[-1][1]) if self._runs else at))

    def lose(self, at: datetime) -> None:
        self._before = self._runs[-1][0] if self._runs else "up"
        self.turn("unknown", at)

    def find(self, state: str, at: datetime) -> None:
        if self._before:
            self._before = ""
            self.turn(state, at)

    def pause(self, at: datetime, until: datetime | None) -> None:
        if self._held and self._held[-1][1] > at:
            self._held[-1] = (self._held[-1][0], at)
        if until is not None:
            self._held.append((at, until))

    def lane(self, name: str, begin: datetime, end: datetime) -> Lane:
        ends = [at for _, at in self._runs[1:]] + [end]
        runs = [(state, at, over) for (state, at), over in zip(self._runs, ends, strict=True)]
        cut: list[tuple[str, datetime, datetime]] = []
        for state, at, over in runs:
            cut += _without(state, at, over, self._held)
        cut += [("paused", at, over) for at, over in self._held]
        seen = sorted(((max(at, begin), min(over, end), state) for state, at, over in cut if state != "up"))
        stretches = [Stretch(_stood(state), at, over) for at, over, state in seen if over > at]
        return Lane(
            check=name,
            stretches=tuple(stretches),
            down_s=sum(one.seconds for one in stretches if one.state == "down"),
            slow_s=sum(one.seconds for one in stretches if one.state == "degraded"),
            times=_times(self._runs),
        )


def _without(
    state: str, at: datetime, over: datetime, held: list[tuple[datetime, datetime]]
) -> list[tuple[str, datetime, datetime]]:
    """A stretch less the times at which the check was not asked."""
    left = [(at, over)]
    for begin, end in held:
        left = [
            piece
            for start, stop in left
            for piece in ((start, min(stop, begin)), (max(start, end), stop))
            if piece[1] > piece[0]
        ]
    return [(state, start, stop) for start, stop in left]


def _times(runs: list[tuple[str, datetime]]) -> int:
    return sum(state == "down" and (n == 0 or runs[n - 1][0] != "down") for n, (state, _) in enumerate(runs))


def _stood(state: str) -> Stood:
    return state if state in ("down", "degraded", "paused") else "unknown"  # type: ignore[return-value]  # narrowed just before
