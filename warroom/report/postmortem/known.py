"""What the sections of a post-mortem are filled from: the state, what was gathered, and both looked back upon."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from warroom.incident.facts import CauseFound, Record, Reopened, RoleTaken, RuledOut, Unfixed
from warroom.incident.state import Incident, Moment, Span, Suspect, Told
from warroom.incident.words import say_duration
from warroom.report.gathered import Gathered
from warroom.report.lanes import Lane
from warroom.report.lines import happened
from warroom.report.review import Review, review

if TYPE_CHECKING:
    from warroom.report.postmortem.story import Story

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
        self.story: Story | None = None

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
        """Who held command, in the order in which they took it first."""
        names = [person for _, person in self._taken]
        if not names and (first := self.incident.left.get("commander")):
            names = [first.person]
        return tuple(dict.fromkeys(name for name in (*names, self.incident.commander) if name))

    @cached_property
    def command_at(self) -> datetime | None:
        """When command was taken first; None where nobody took it."""
        held = (self.incident.left.get("commander"), self.incident.roles.get("commander"))
        return min([*(at for at, _ in self._taken), *(one.filled.at for one in held if one)], default=None)

    @cached_property
    def _taken(self) -> list[tuple[datetime, str]]:
        """When command was taken, as last amended, and by whom, in order."""
        taken = [
            (happened(record, self.incident), record.fact.person)
            for record in self.gathered.story
            if isinstance(record.fact, RoleTaken) and record.fact.role == "commander"
        ]
        return sorted(taken, key=lambda one: one[0])

    @property
    def noticed(self) -> Moment | None:
        """The detection, where somebody said it; that it was declared is no detection."""
        detected = self.incident.milestones.get("detected")
        return None if detected is None or detected.assumed else detected

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
        found = [happened(self.judged[one.n], self.incident) for one in self.suspects("cause") if one.n in self.judged]
        return min(found, default=None)

    @cached_property
    def taken_back(self) -> frozenset[int]:
        """The records that only took back what was entered by mistake: /undo and /strike of an act."""
        facts = ((record.seq, record.fact) for record in self.gathered.story)
        return frozenset(seq for seq, fact in facts if isinstance(fact, Unfixed | Reopened) and fact.mistaken)

    @cached_property
    def mistaken(self) -> frozenset[tuple[str, datetime]]:
        """What was entered by mistake: fixed or resolved, and when."""
        spans = (("fixed", self.incident.past_fixes), ("resolved", self.incident.past_resolutions))
        return frozenset((kind, one.start) for kind, every in spans for one in every if one.seq in self.taken_back)

    @property
    def failed_fixes(self) -> tuple[Span, ...]:
        """The fixes that did not hold, without those that were entered by mistake."""
        return tuple(span for span in self.incident.past_fixes if span.seq not in self.taken_back)

    @property
    def reopened(self) -> tuple[Span, ...]:
        """The resolutions that did not last, without those that were entered by mistake."""
        return tuple(span for span in self.incident.past_resolutions if span.seq not in self.taken_back)

    @property
    def red(self) -> list[Lane]:
        """The checks that were down or slow, the worst first."""
        return [lane for lane in self.review.lanes if lane.red]

    @property
    def told_users(self) -> list[Told]:
        """What users were told, without what was struck."""
        return [told for told in self.incident.told if told.to_users and told.seq not in self.incident.struck]

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


def by_what(detected_by: str) -> str:
    """ " by an alert", behind what was detected; "" where nobody said it."""
    return {"alert": " by an alert", "user": " by a user", "team": " by the team"}.get(detected_by, "")


def capital(words: str) -> str:
    """The words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
