"""Secrets in text, found by what names, carries or begins them, and masked before anything is recorded.

What is doubtful in plain prose is left: "the token expired" and "auth: degraded" are no secrets, and a password that
is a word of the language is found only where its name stands as in a setting ("password=sesame").
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warroom.secrets.span import Secret

# The shapes take a while to compile, and no room needs them before somebody types or writes.


def find(words: str, known: Collection[str] = ()) -> "list[Secret]":
    """The secrets in a text, in order, none over another; `known` are values that are secret wherever they stand."""
    if not words:
        return []
    from warroom.secrets import finding

    return finding.find(words, known)


def mask(words: str, known: Collection[str] = ()) -> str:
    """The words with a sign in the place of each secret; masking what is masked changes nothing."""
    if not words:
        return words
    from warroom.secrets import finding

    return finding.mask(words, known)


def kinds(words: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """What would be masked, each kind once, in the order in which it is met."""
    if not words:
        return ()
    from warroom.secrets import finding

    return finding.kinds(words, known)


def mask_all(value: Any, known: Collection[str] = ()) -> Any:
    """The same in dicts, lists and texts within each other; the very same object where nothing is secret."""
    from warroom.secrets import nested

    return nested.mask_all(value, known)


def known_in(value: Any) -> frozenset[str]:
    """The secret values in a check's options, which are masked wherever a server says them back."""
    from warroom.secrets import nested

    return nested.known_in(value)
