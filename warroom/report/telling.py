"""What is told of a room without a screen: its state in short, then a line for whatever changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from warroom.checks.model import View
from warroom.checks.net.network import offline
from warroom.incident.deadlines import Deadline, by_urgency, deadlines
from warroom.incident.facts import CheckChanged, CheckPaused, Record
from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.journal.presence import Present
from warroom.journal.record import stamp
from warroom.report.offers import offers
from warroom.report.plain import (
    RED,
    STATES,
    Seen,
    check_data,
    check_said,
    clock_data,
    clock_said,
    here_said,
    roles_said,
    seen,
    told_said,
)
from warroom.report.words import plural, utc
from warroom.text import visible

SETTLED_S = 2.0
"""A turn that the record tells by then is not told a second time."""


class Line(NamedTuple):
    """Something that is told: its type and its values for programs, and the same as sentences."""

    type: str
    said: tuple[str, ...]
    data: dict[str, Any]


class Telling:
    """What was told of a room so far, and so what is news; it reads no clock and prints nothing."""

    def __init__(self, drill: bool = False) -> None:
        self._drill = drill
        self._clocks: dict[str, str] = {}
        self._promise: datetime | None = None
        self._checks: dict[str, str] = {}
        self._turned: dict[str, float] = {}
        self._no_net = False

    def begin(
        self,
        incident: Incident,
        views: Sequence[View],
        present: Iterable[Present],
        now: datetime,
        listed: Sequence[str] = (),
    ) -> list[str]:
        """The state in short; what it says is news no more. `listed` are the checks that are set up here."""
        found = deadlines(incident, now)
        self._clocks = {d.id: d.state for d in found}
        self._promise = _promised(found)
        checks = seen(incident, views, now, listed)
        self._checks = {one.name: one.state for one in checks}
        late = [d for d in by_urgency(found, now) if d.state == "overdue"]
        coming = next((d for d in by_urgency(found, now) if d.state != "overdue"), None)
        red = [one for one in checks if one.state in RED]
        lines = [
            _head(incident, now),
            visible(f"incident {incident.id}, playbook {incident.playbook.name}; times are UTC"),
            *roles_said(incident, now),
            *(f"clock {clock_said(d, incident, now)}" for d in late),
            f"next clock: {clock_said(coming, incident, now)}" if coming else "no clock is running",
            *(f"check {check_said(one, now)}" for one in red),
            _up(checks),
            *(visible(f"offered: {one.said}; {one.line} says so") for one in offers(incident, views, now)),
            told_said(incident, now),
            *(f"here: {one}" for one in here_said(present, incident.id)),
            f"the last line is #{incident.seq}; whatever changes from here on is a line",
        ]
        return [f"DRILL  {line}" for line in lines] if self._drill else lines

    def recorded(self, records: Iterable[Record]) -> None:
        """These lines were told: what they say of checks is told with them."""
        for record in records:
            match record.fact:
                case CheckChanged(check=name, to=state, copied=False):
                    self._checks[name] = state
                case CheckPaused(check=name, until=until) if until is not None:
                    self._checks[name] = "paused"

    def clocks(self, incident: Incident, now: datetime) -> list[Line]:
        """Clocks that are due or late now and were not before, and an update that is promised anew."""
        found = deadlines(incident, now)
        before, self._clocks = self._clocks, {d.id: d.state for d in found}
        lines = [
            self._line("clock", now, f"clock {clock_said(d, incident, now)}", clock_data(d))
            for d in found
            if d.state in ("due", "overdue") and not d.over and before.get(d.id) != d.state
        ]
        promised, self._promise = self._promise, _promised(found)
        if self._promise is not None and self._promise != promised:
            left = say_duration(max(0.0, (self._promise - now).total_seconds()))
            said = f"promised: the next update to users by {utc(self._promise, now)}, in {left}"
            lines.insert(0, self._line("promise", now, said, {"due_at": stamp(self._promise)}))
        return lines

    def checks(self, incident: Incident, views: Sequence[View], now: datetime, at_s: float) -> list[Line]:
        """Checks that turned and of which the record does not tell: held, asked again, or not to be recorded now.

        `at_s` are seconds of a clock that only goes forward, and not faster in a drill.
        """
        lines: list[Line] = []
        for one in seen(incident, views, now):
            before = self._checks.setdefault(one.name, one.state)
            if one.state == before:
                self._turned.pop(one.name, None)
            elif at_s - self._turned.setdefault(one.name, at_s) >= SETTLED_S:
                del self._turned[one.name]
                self._checks[one.name] = one.state
                said = f"check {check_said(one, now)}, was {STATES.get(before, before)}"
                lines.append(self._line("check", now, said, check_data(one) | {"from": before}))
        without = offline(views)
        if without != self._no_net:
            self._no_net = without
            said = "OFFLINE: this machine has no network; notes and clocks work" if without else "the network is back"
            lines.append(self._line("network", now, said, {"offline": without}))
        return lines

    def say(self, type_: str, now: datetime, said: str, **data: object) -> Line:
        """Anything else."""
        return self._line(type_, now, said, data)

    def _line(self, type_: str, now: datetime, said: str, data: dict[str, Any]) -> Line:
        drill = "DRILL  " if self._drill else ""
        told = {"type": type_, "at": stamp(now), **({"drill": True} if self._drill else {}), **data, "said": said}
        return Line(type_, (visible(f"{now:%Y-%m-%d %H:%M:%S}Z {drill}{said}"),), told)


def _head(incident: Incident, now: datetime) -> str:
    if not incident.declared:
        return "nothing is declared yet"
    began = incident.when("started") or incident.when("declared") or now
    end = incident.when("resolved") or incident.ended_at or now
    lasts = say_duration(max(0.0, (end - began).total_seconds()))
    fields = "".join(f", {key} {value}" for key, value in incident.impact_fields.items())
    impact = f"; it hits {incident.impact}" if incident.impact else ""
    return visible(
        f"{incident.severity} {incident.title}, {incident.status.upper()}, {'lasted' if end < now else 'for'} {lasts}"
        f"{impact}{fields}"
    )


def _up(checks: Sequence[Seen]) -> str:
    if not checks:
        return "no checks"
    up = sum(one.state == "up" for one in checks)
    silent = [one.name for one in checks if one.state == "unknown"]
    none = visible(f"; no reading of {', '.join(silent)}") if silent else ""
    return f"{'all ' if up == len(checks) else f'{up} of '}{plural(len(checks), 'check')} up{none}"


def _promised(found: Iterable[Deadline]) -> datetime | None:
    return next((d.due_at for d in found if d.id == "cadence"), None)
