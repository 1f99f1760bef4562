"""Which scenarios of a playbook fit the checks that are red."""

from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

from warroom.playbook.model import Playbook, Scenario

KIND = "kind:"
RED = ("down", "degraded")


class Standing(NamedTuple):
    """A check, its kind ("" where nobody knows it), and its state."""

    name: str
    kind: str
    state: str


def likely(playbook: Playbook, checks: Iterable[Standing]) -> tuple[Scenario, ...]:
    """The scenarios that name a red check, the likeliest first.

    That is the one of whose names the largest part is red, then the one of which more is down, then the playbook's
    order; names that are no check are not counted. A name is met by its pattern or kind, whatever the case.
    """
    checks = tuple(checks)
    if not any(one.state in RED for one in checks):
        return ()
    known = _table(tuple(scenario.when for scenario in playbook.scenarios))
    met: set[_Word] = set()
    red: set[_Word] = set()
    down: set[_Word] = set()
    for one in checks:
        words = known.of(one.name, one.kind)
        met |= words
        if one.state in RED:
            red |= words
        if one.state == "down":
            down |= words
    every, reds, downs = (Counter(place for place, _ in words) for words in (met, red, down))
    order = sorted(reds, key=lambda place: (-reds[place] / every[place], -downs[place] / every[place], place))
    return tuple(playbook.scenarios[place] for place in order)


_Word = tuple[int, int]
"""A scenario's place, and that of one of its names."""


class _Table:
    """Which names of all scenarios each check is met by; found out once a check, for it is asked at every tick."""

    def __init__(self, words: tuple[tuple[str, ...], ...]) -> None:
        self._words = words
        self._found: dict[tuple[str, str], frozenset[_Word]] = {}

    def of(self, name: str, kind: str) -> frozenset[_Word]:
        """The names that meet this check."""
        found = self._found.get((name, kind))
        if found is None:
            found = self._found[name, kind] = frozenset(
                (place, n)
                for place, words in enumerate(self._words)
                for n, word in enumerate(words)
                if _names(word, name, kind)
            )
        return found


@lru_cache(maxsize=8)
def _table(words: tuple[tuple[str, ...], ...]) -> _Table:
    return _Table(words)


def of(scenario: Scenario, checks: Iterable[Standing]) -> tuple[str, ...]:
    """The names of the checks that turn red with a scenario."""
    return tuple(one.name for one in checks if any(_names(word, one.name, one.kind) for word in scenario.when))


def _names(word: str, name: str, kind: str) -> bool:
    said = word.casefold()
    if said.startswith(KIND):
        return fnmatchcase(kind.casefold(), said.removeprefix(KIND))
    return name.casefold() == said or fnmatchcase(name.casefold(), said)
