"""What reading the words behind any verb shares: what they must be, and the sentence when they are not."""

import unicodedata
from collections.abc import Callable
from datetime import datetime

import msgspec

from warroom.errors import BadInput
from warroom.incident.intents import Intent
from warroom.incident.moment import parse_moment
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import parse_duration, person
from warroom.playbook.model import Playbook

_IN_NAMES = "._-'’+@"


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a line is read against; with `shift` no room is open, and what is handed over is the shift."""

    now: datetime
    incident: Incident = EMPTY
    playbook: Playbook = Playbook(name="none")
    playbook_sha256: str = ""
    zone: str = ""
    people: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    shift: bool = False
    ways: tuple[tuple[str, str], ...] = ()
    """The ways out that settings name, and the channel of each."""


def number(word: str, what: str, prefix: str = "") -> int:
    bare = word.lower().lstrip("#").removeprefix(prefix)
    if not bare.isascii() or not bare.isdigit() or len(bare) > 9:
        raise BadInput(f"{what} is a number, not {quoted(word)}")
    return int(bare)


def quoted(word: str) -> str:
    return f"“{word[:20]}”" if word else "nothing"


def split(words: str, usage: str) -> tuple[str, str]:
    first, _, rest = words.partition(" ")
    if not first:
        raise BadInput(f"it goes: {usage}")
    return first, rest.strip()


def need(words: str, usage: str) -> str:
    if not words.strip():
        raise BadInput(f"it goes: {usage}")
    return words.strip()


def none(words: str, verb: str) -> None:
    if words:
        raise BadInput(f"/{verb} takes no words; a note is a line without the slash")


def seconds(word: str, usage: str) -> float:
    seconds = parse_duration(word)
    if not seconds:
        raise BadInput(f"{quoted(word)} is no duration such as 5m or 1h30; it goes: {usage}")
    return seconds


def moment(word: str, context: Context, usage: str) -> datetime:
    found = parse_moment(word, context.now, context.zone)
    if found is None:
        raise BadInput(f"{quoted(word)} is no time such as -5m or 14:32; it goes: {usage}")
    return found


def name(word: str, context: Context) -> str:
    """The bare name; how long it may be, and that it has no spaces, is for the rules to say."""
    name = person(word)
    if name.casefold() in {known.casefold() for known in (*context.people, *context.incident.people)}:
        return name
    odd = next((c for c in name if not (c in _IN_NAMES or c.isspace() or unicodedata.category(c)[0] in "LMN")), "")
    if odd:
        raise BadInput(f"no name has “{odd}” in it: letters, digits and . - _ ' + @ make one, such as @anna")
    return name


def with_why(make: Callable[[str], Intent], usage: str) -> Callable[[str, Context], Intent]:
    return lambda words, _context: make(need(words, usage))


def plain(make: Callable[[], Intent], verb: str) -> Callable[[str, Context], Intent]:
    def build(words: str, _context: Context) -> Intent:
        none(words, verb)
        return make()

    return build


def owner(words: str, context: Context, usage: str) -> tuple[str, str]:
    parts = words.split()
    owner = next((part for part in parts if part.startswith("@") and len(part) > 1), None)
    if owner is None:
        raise BadInput(f"who? it goes: {usage}")
    parts.remove(owner)
    return name(owner, context), " ".join(parts)
