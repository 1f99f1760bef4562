"""A fact with its place."""

import msgspec

from warroom.incident.facts.base import Fact, When
from warroom.incident.facts.watching import CheckChanged


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact with its place: `at` is when it happened, `noted_at` when it was written; both are UTC."""

    stream: str
    seq: int
    id: str
    kind: str
    version: int
    at: When
    noted_at: When
    by: str
    hash: str
    fact: Fact
    via: dict[str, str] = {}

    @property
    def back_dated(self) -> bool:
        """Whether a person said it happened before it was written."""
        return self.at < self.noted_at and not isinstance(self.fact, CheckChanged)
