"""Finding and masking: a cheap look for hints first, since almost every line holds no secret."""

import re
from collections.abc import Collection, Iterator
from string import ascii_lowercase, ascii_uppercase

from warroom.secrets import commands, names
from warroom.secrets.blocks import in_blocks, is_line_of_key
from warroom.secrets.carriers import carried
from warroom.secrets.echo import echoes
from warroom.secrets.named import after_passwords, behind_names
from warroom.secrets.shapes import in_shape
from warroom.secrets.span import Secret, settled, sign

_HINTS = re.compile(
    "|".join(map(re.escape, sorted({*names.HINTS, "://", "basic", "@tcp(", "@unix(", "@udp(", "thin:"})))
)
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)


def find(words: str, known: Collection[str] = ()) -> list[Secret]:
    """The secrets among these words, in order and apart; `known` are values that are secret wherever they stand."""
    found = [*in_shape(words), *_by_surroundings(words)]
    if known:
        found += echoes(words, known)
    return settled(found, words) if found else found


def _by_surroundings(words: str) -> Iterator[Secret]:
    low = _lowered(words)
    if _HINTS.search(low):
        yield from carried(words, low)
        if any(hint in low for hint in names.HINTS):
            yield from behind_names(words, low)
            if "pass" in low or "pw" in low:
                yield from after_passwords(words, low)
    if " -" in words and any(hint in low for hint in commands.HINTS):
        yield from commands.in_commands(words)
    if "PRIVATE KEY" in words:
        yield from in_blocks(words)
    elif len(words) >= 64 and is_line_of_key(words):
        yield Secret(len(words) - len(words.lstrip()), len(words.rstrip()), "private key")


def _lowered(words: str) -> str:
    """The words in small letters, each in its place: a few letters of the world grow when they are made small."""
    low = words.lower()
    return low if len(low) == len(words) else words.translate(_SMALL)


def mask(words: str, known: Collection[str] = ()) -> str:
    """The words with a sign in the place of each secret; masking what is masked changes nothing."""
    while found := find(words, known):
        words = _masked(words, found)
    return words


def _masked(words: str, found: list[Secret]) -> str:
    kept: list[str] = []
    at = 0
    for secret in found:
        kept += (words[at : secret.start], sign(secret.kind))
        at = secret.end
    return "".join(kept) + words[at:]


def kinds(words: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """What would be masked, each kind once, in the order in which it is met."""
    return tuple(dict.fromkeys(secret.kind for secret in find(words, known)))
