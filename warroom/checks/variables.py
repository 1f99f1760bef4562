"""`${NAME}` in a check's keys: filled in from the environment when it is asked, never where it is kept or recorded."""

import re
from collections.abc import Mapping
from typing import Any

from warroom.checks.result import without
from warroom.errors import BadInput
from warroom.secrets import known_in

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,99})(?::-([^}]*))?\}")

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[\w.-]+(?::\d+)?/?")


class Filled:
    """Options with their variables filled in, and what of the filled-in values is a secret."""

    def __init__(self, options: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        """Raises BadInput for a variable that is not set and has no `:-` of its own."""
        self._environment = environment
        self._used: dict[str, str] = {}
        self.options: dict[str, Any] = {key: self._fill(value) for key, value in options.items()}
        self.known = known_in(self.options) | known_in(self._used)

    def unfilled(self, words: str, *, origins: bool = True) -> str:
        """Words with the names of variables where their values stand, but for those that are a plain origin."""
        for name, value in sorted(self._used.items(), key=lambda one: -len(one[1])):
            if value and not (origins and _ORIGIN.fullmatch(value)):
                words = without(words, value, f"${{{name}}}")
        return words

    def _fill(self, value: Any) -> Any:
        match value:
            case str():
                return _VARIABLE.sub(self._value, value)
            case Mapping():
                return {key: self._fill(each) for key, each in value.items()}
            case list() | tuple():
                return [self._fill(each) for each in value]
            case _:
                return value

    def _value(self, found: re.Match[str]) -> str:
        name, otherwise = found[1], found[2]
        value = self._environment.get(name)
        if value is None or (not value and otherwise is not None):
            if otherwise is None:
                raise BadInput(f"the variable ${name} is not set: export it, or write `${{{name}:-something}}`")
            return otherwise
        self._used[name] = value
        return value


def names_in(value: Any) -> frozenset[str]:
    """The variables a value speaks of, wherever they stand in it."""
    match value:
        case str():
            return frozenset(found[1] for found in _VARIABLE.finditer(value))
        case Mapping():
            return frozenset().union(*(names_in(each) for each in value.values()))
        case list() | tuple():
            return frozenset().union(*(names_in(each) for each in value))
        case _:
            return frozenset()
