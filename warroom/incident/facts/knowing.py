"""What is known and was decided, whom it hits, how often users hear."""

import msgspec

from warroom.incident.facts.base import Fact


class Noted(Fact, frozen=True, kw_only=True):
    kind = "note"
    text: str


class ChangeNoted(Fact, frozen=True, kw_only=True):
    kind = "change"
    text: str


class Suspected(Fact, frozen=True, kw_only=True):
    kind = "suspected"
    n: int
    text: str


class RuledOut(Fact, frozen=True, kw_only=True):
    kind = "ruled_out"
    n: int
    why: str


class CauseFound(Fact, frozen=True, kw_only=True):
    kind = "cause_found"
    n: int


class Decided(Fact, frozen=True, kw_only=True):
    kind = "decided"
    text: str


class ImpactSet(Fact, frozen=True, kw_only=True):
    kind = "impact_set"
    text: str = ""
    fields: dict[str, str] = msgspec.field(default_factory=dict)


class Linked(Fact, frozen=True, kw_only=True):
    kind = "linked"
    url: str
    text: str = ""


class CadenceSet(Fact, frozen=True, kw_only=True):
    kind = "cadence_set"
    seconds: float
    why: str = ""
