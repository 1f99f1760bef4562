"""What the sections of a post-mortem are filled from: the state, what was gathered, and both looked back upon."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property

from warroom.incident.facts import CauseFound, Record, RoleTaken, RuledOut
from warroom.incident.state import Incident, Suspect
from warroom.incident.words import say_duration
from warroom.report.gathered import Gathered
from warroom.report.review import Review, review

_FIELDS = {
    "users": r"(?:affected_?)?(?:users?|customers?|clients?|accounts|players|people)(?:_?(?:affected|hit))?",
    "revenue": r"revenue(?:_?(?:lost|impact|loss))?|money|costs?|sales",
    "data": r"data(?:_?loss|_?lost)?|loss",
    "services": r"(?:affected_?)?(?:services?|systems?|components?|features?|regions?)(?:_?(?:affected|hit))?",
}
"""How people call the fields of the impact."""


class Known:
    """The record of one incident, as a post-mortem asks for it. Reads no clock: `now` is when the draft is made."""

    def __init__(self, incident: Incident, gathered: Gathered, now: datetime) -> None:
        self.incident = incident
        self.gathered = gathered
        self.now = now

    @cached_property
    def review(self) -> Review:
        return review(self.incident, self.gathered, self.now)

    @property
    def began(self) -> datetime | None:
        """The first moment that is known: since it ran, was noticed, or was declared."""
        known = (self.incident.when(name) for name in ("started", "detected", "declared"))
        return next((at for at in known if at is not None), None)

    @property
    def over(self) -> datetime | None:
        """Since when it is over; None while it is not."""
        return self.incident.when("resolved") or self.incident.ended_at

    @property
    def lasted_s(self) -> float | None:
        """Seconds from its beginning to its end; None where one is not known, or they contradict each other."""
        if self.began is None or self.over is None or self.over < self.began:
            return None
        return (self.over - self.began).total_seconds()

    @property
    def severity(self) -> str:
        """The worst it was."""
        ranked = [change.severity for change in self.incident.severities] or [self.incident.severity]
        return min(ranked, key=self.incident.playbook.rank)

    @property
    def commanders(self) -> tuple[str, ...]:
        """Who held command, in order, as far as the state remembers."""
        first = self.incident.left.get("commander")
        found = [
            record.fact.person
            for record in self.gathered.story
            if isinstance(record.fact, RoleTaken) and record.fact.role == "commander"
        ]
        names = [*([first.person] if first else []), *found, self.incident.commander]
        return tuple(dict.fromkeys(name for name in names if name))

    def field(self, name: str) -> str:
        """A field of the impact, however it was called; "" where nobody said it."""
        for key, value in self.incident.impact_fields.items():
            if re.fullmatch(_FIELDS[name], key.replace("-", "_"), re.IGNORECASE):
                return value
        return ""

    @cached_property
    def judged(self) -> Mapping[int, Record]:
        """The record that ruled a suspect out, or found in it the cause, by the suspect's number; the last one."""
        facts = ((record, record.fact) for record in self.gathered.story)
        return {fact.n: record for record, fact in facts if isinstance(fact, RuledOut | CauseFound)}

    def suspects(self, state: str) -> tuple[Suspect, ...]:
        """The suspects in this state, without those that were struck."""
        every = self.incident.suspects
        return tuple(one for one in every if one.state == state and one.seq not in self.incident.struck)

    @cached_property
    def cause_at(self) -> datetime | None:
        """When a cause was found; None where none was, or nobody gathered it."""
        found = [self.judged[one.n].at for one in self.suspects("cause") if one.n in self.judged]
        return min(found, default=None)

    @cached_property
    def days(self) -> bool:
        """Whether it ran over more than one day, so that a time needs its date."""
        end = self.over or self.now
        return self.began is None or self.began.astimezone(UTC).date() != end.astimezone(UTC).date()

    def clock(self, at: datetime) -> str:
        """A moment in a sentence: "14:30 UTC", with its date where the incident has several."""
        return f"{self.time(at)} UTC"

    def time(self, at: datetime) -> str:
        """The same without the zone, for a column that names it."""
        at = at.astimezone(UTC)
        began = self.began
        same = not self.days and began is not None and at.date() == began.astimezone(UTC).date()
        clock = f"{at:%H:%M}" if not at.second else f"{at:%H:%M:%S}"
        return clock if same else f"{at:%Y-%m-%d} {clock}"


def lasting(seconds: float) -> str:
    """A length in words: "25 min", "1 h 30 min"."""
    return say_duration(max(0.0, seconds))


def capital(words: str) -> str:
    """The words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
