"""How a check turned, from the record: each state with its reason and how long it held, pauses, nobody asking."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from warroom.incident.facts import CheckChanged, CheckPaused, Record, WatchingStarted, WatchingStopped

AWAY = timedelta(seconds=60)
"""A shorter time in which nobody asked is a change of hands."""


class Stretch(msgspec.Struct):
    """A time in which one thing held: up, degraded, down, unknown, held or away; `until` None where it goes on."""

    kind: str
    since: datetime
    until: datetime | None = None
    text: str = ""
    by: str = ""

    def seconds(self, now: datetime) -> float:
        """How long it held, or has held."""
        return ((self.until or now) - self.since).total_seconds()


def tells(record: Record) -> bool:
    """Whether a record has to do with how checks turned."""
    return isinstance(record.fact, CheckChanged | CheckPaused | WatchingStarted | WatchingStopped)


def stretches(records: Iterable[Record], check: str, now: datetime) -> list[Stretch]:
    """What happened to one check, newest first; `records` of one stream in order."""
    told = _Telling(check)
    for record in records:
        told.take(record)
    told.end(now)
    return sorted(told.found, key=lambda one: one.since, reverse=True)


class _Telling:
    def __init__(self, check: str) -> None:
        self.found: list[Stretch] = []
        self._check = check
        self._state: Stretch | None = None
        self._held: Stretch | None = None
        self._away: Stretch | None = None
        self._asker = ""

    def take(self, record: Record) -> None:
        """The next record."""
        match record.fact:
            case CheckChanged(check=self._check, to=to, since=since, reason=reason, value=value):
                self._turn(Stretch(to, since or record.at, text=reason or value))
            case CheckPaused(check=self._check, until=until, why=why):
                self._pause(record, until, why)
            case WatchingStarted(terminal=terminal, checks=checks) if not checks or self._check in checks:
                self._asker = terminal
                self._back(record.at)
            case WatchingStopped(terminal=terminal) if terminal == self._asker or not self._asker:
                self._away = self._away or Stretch("away", record.at)

    def _turn(self, state: Stretch) -> None:
        self._back(state.since)
        if self._state is not None and self._state.until is None:
            self._state.until = max(state.since, self._state.since)
        self._state = state
        self.found.append(state)

    def _pause(self, record: Record, until: datetime | None, why: str) -> None:
        if self._held is not None and self._held.until is not None:
            # A pause that is asked for again, or ended, ends the one before.
            self._held.until = max(self._held.since, min(self._held.until, record.at))
        self._held = None if until is None else Stretch("held", record.at, until, why, record.by)
        if self._held is not None:
            self.found.append(self._held)

    def _back(self, at: datetime) -> None:
        """Somebody asks again; what held before is over where nobody knew for long."""
        away, self._away = self._away, None
        if away is None or at - away.since < AWAY:
            return
        away.until = at
        self.found.append(away)
        if self._state is not None and self._state.until is None:
            self._state.until = away.since

    def end(self, now: datetime) -> None:
        """Nothing more is recorded."""
        if self._away is not None and now - self._away.since >= AWAY:
            away = self._away
            self._back(now)
            away.until = None
