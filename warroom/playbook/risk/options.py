"""The options a program may be given: whatever is not among them is not understood."""

from collections.abc import Sequence
from typing import NamedTuple


class Given(NamedTuple):
    """A command's words by what they are: those that are no option, options alone, options with their values."""

    words: list[str]
    flags: list[str]
    values: list[tuple[str, str]]


class Options(NamedTuple):
    """Letters that may stand together (-sS), letters with a value (-n 5, -n5), words alone, words with a value."""

    letters: str = ""
    valued: str = ""
    alone: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def read(self, args: Sequence[str]) -> Given | None:
        """The words sorted; None where one is no option of these."""
        found = Given([], [], [])
        rest = list(args)
        while rest:
            word = rest.pop(0)
            name, has_value, value = word.partition("=")
            if not word.startswith("-"):
                found.words.append(word)
            elif word in self.alone:
                found.flags.append(word)
            elif has_value and name in self.given:
                found.values.append((name, value))
            elif word in self.given and rest:
                found.values.append((word, rest.pop(0)))
            elif word.startswith("--") or not self._together(word[1:], rest, found):
                return None
        return found

    def _together(self, letters: str, rest: list[str], found: Given) -> bool:
        for place, letter in enumerate(letters):
            if letter in self.valued:
                value = letters[place + 1 :] or (rest.pop(0) if rest else None)
                if value is None:
                    return False
                found.values.append((f"-{letter}", value))
                return True
            if letter not in self.letters:
                return False
            found.flags.append(f"-{letter}")
        return bool(letters)


def after(options: Options, args: Sequence[str]) -> list[str]:
    """What follows the program's own options."""
    rest = list(args)
    while rest and rest[0].startswith("-"):
        name, has_value, _ = rest[0].partition("=")
        if rest[0] in options.alone or (has_value and name in options.given):
            del rest[0]
        elif rest[0] in options.given:
            del rest[:2]
        else:
            return rest
    return rest


def words(said: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(said.split())
