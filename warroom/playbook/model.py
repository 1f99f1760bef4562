"""What a team has agreed: severities, clocks, roles, checklist, ladder, channels, contacts, checks. Pure values."""

import re
from typing import Any, Literal

import msgspec

from warroom.incident.words import parse_duration

FORMAT = 1


class Limit(msgspec.Struct, frozen=True):
    """How long something may take: seconds (None: words only), counted always or in business hours, as written."""

    seconds: float | None = None
    calendar: Literal["always", "business"] = "always"
    words: str = ""

    @property
    def counts(self) -> float | None:
        """Seconds that a clock can count down; None where only the words can be shown."""
        return self.seconds if self.calendar == "always" else None


def parse_limit(words: str) -> Limit | None:
    """The limit in "immediate", "< 5 min", "2 h business", "next business day"; None where there is none to read."""
    said = words.strip()
    low = re.sub(r"^(?:within|in|<=?|≤|\+|after)\s*", "", said.lower())
    if low in ("", "none", "no limit", "variable"):
        return None
    if low.startswith(("immediate", "now", "at once")):
        return Limit(seconds=0, words=said)
    if "business" in low:
        number = parse_duration(re.sub(r"\(?business\s*\w*\)?", "", low))
        return Limit(seconds=number, calendar="business", words=said)
    number = parse_duration(low)
    return Limit(seconds=number, words=said) if number is not None else None


class Severity(msgspec.Struct, frozen=True, kw_only=True):
    """One level: its id ("P0"), its word, response limit, update cadence, and who is called."""

    id: str
    name: str = ""
    meaning: str = ""
    response: Limit | None = None
    cadence: Limit | None = None
    notify: str = ""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the checklist: its number, stable id, words, limit after an anchor, and the fact that ticks it."""

    n: int
    id: str
    text: str
    short: str = ""
    limit: Limit | None = None
    anchor: str = "declared"
    done_by: str | None = None
    owner: str = ""
    severities: tuple[str, ...] = ()
    why: str = ""

    @property
    def label(self) -> str:
        """The words that fit a row."""
        return self.short or self.text


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the escalation ladder: who is called, at which minute after declaring."""

    who: str
    after: Limit
    how: str = ""
    severities: tuple[str, ...] = ()


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A hat somebody wears, and what it obliges to."""

    id: str
    name: str = ""
    duties: tuple[str, ...] = ()
    needed: bool = False


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A way words go out, and to whom."""

    id: str
    name: str = ""
    audience: Literal["users", "team"] = "users"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be called, and how."""

    name: str
    role: str = ""
    how: str = ""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Something to probe. Times are seconds; `options` belong to the kind and are checked by its probe file."""

    name: str
    kind: str = "http"
    every: float = 10.0
    timeout: float = 5.0
    recheck: float = 1.0
    fails: int = 3
    passes: int = 2
    expect: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    options: dict[str, Any] = {}


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """Everything above under one name; copied into an incident when it is adopted."""

    name: str
    format: int = FORMAT
    title: str = ""
    zone: str = ""
    severities: tuple[Severity, ...] = ()
    items: tuple[Item, ...] = ()
    ladder: tuple[Rung, ...] = ()
    roles: tuple[Role, ...] = ()
    channels: tuple[Channel, ...] = ()
    contacts: tuple[Contact, ...] = ()
    checks: tuple[Check, ...] = ()

    def severity(self, name: str) -> Severity | None:
        """The level called so, whatever the case."""
        return next((level for level in self.severities if level.id.casefold() == name.casefold()), None)

    def rank(self, name: str) -> int:
        """0 for the worst level; past the last for a name the playbook does not know."""
        return next((rank for rank, level in enumerate(self.severities) if level.id == name), len(self.severities))

    def item(self, n: int) -> Item | None:
        """The item with this number."""
        return next((item for item in self.items if item.n == n), None)

    def item_by_id(self, name: str) -> Item | None:
        """The item with this id."""
        return next((item for item in self.items if item.id == name), None)

    def reaches_users(self, channel: str) -> bool:
        """Whether words on this channel count as told to users; a channel nobody declared does."""
        return all(known.audience == "users" for known in self.channels if known.id == channel)
