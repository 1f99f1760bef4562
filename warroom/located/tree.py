"""What a file holds and where: the plain value, the line of every place, and the words errors about it are made of."""

import hashlib
import os
from collections.abc import Iterable
from typing import Any

import msgspec

from warroom.errors import BadInput
from warroom.text import visible

Place = tuple[str | int, ...]


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """One file: its name, text and plain value, and the line of every place in it."""

    name: str
    text: str = ""
    value: dict[str, Any] = {}
    lines: dict[Place, int] = {}
    plain: dict[Place, str] = {}
    """The unquoted scalars as they were written, for targets that want another type than they look like."""
    status: os.stat_result | None = None
    """Owner and mode of the very file that was read; None for text that came from elsewhere."""

    @property
    def sha256(self) -> str:
        """Hash of the file's bytes."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def at(self, path: Place) -> Any:
        """The value at a place that exists."""
        found: Any = self.value
        for step in path:
            found = found[step]
        return found

    def line(self, path: Place) -> int:
        """The line (from 1) of this place, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fail(self, path: Place, message: str, *, line: int | None = None) -> "Misplaced":
        """The error to raise about this place; in its key path a list counts from 1: `checklist.3.within`."""
        dotted = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        return Misplaced(self.name, line or self.line(path), dotted, message)


class Misplaced(BadInput):
    """Something wrong at a place of a file: its name, the line (from 1), the key path ("" for none), a sentence."""

    def __init__(self, file: str, line: int, key: str, problem: str) -> None:
        super().__init__(visible(f"{file}:{line}: " + (f"{key}: " if key else "") + problem))
        self.line = line
        self.parts = {"file": file, "line": line, "key": key, "problem": problem}
        """The same for programs."""


def quoted(value: object) -> str:
    """A value as sentences quote it, cut where it is long."""
    said = str(value)
    return f"`{said if len(said) <= 60 else said[:59] + '…'}`"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, whatever the case."""
    import difflib

    by_fold = {other.casefold(): other for other in known}
    found = difflib.get_close_matches(word.casefold()[:80], by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """How a sentence about an unknown word ends: the nearest known one, else all of them."""
    known = list(known)
    if near := nearest(word, known):
        return f", did you mean `{near}`?"
    return f"; known are {', '.join(known)}" if known else "; none is known"
