"""What is known and was decided, whom it hits, how often users hear."""

import msgspec

from warroom.incident.intents.base import Intent


class Note(Intent, frozen=True, kw_only=True):
    text: str


class NoteChange(Intent, frozen=True, kw_only=True):
    text: str


class Suspect(Intent, frozen=True, kw_only=True):
    text: str


class RuleOut(Intent, frozen=True, kw_only=True):
    n: int
    why: str


class FindCause(Intent, frozen=True, kw_only=True):
    n: int


class Decide(Intent, frozen=True, kw_only=True):
    text: str


class SetImpact(Intent, frozen=True, kw_only=True):
    text: str = ""
    fields: dict[str, str] = msgspec.field(default_factory=dict)


class Link(Intent, frozen=True, kw_only=True):
    url: str
    text: str = ""


class SetCadence(Intent, frozen=True, kw_only=True):
    seconds: float
    why: str
