"""Prometheus' selectors: `http_requests_total{code=~"5..", method!="GET"}` taken apart and held against labels."""

import re
import warnings
from collections.abc import Callable, Mapping
from typing import NamedTuple

from warroom.checks.condition import REPEATED_REPEAT
from warroom.checks.result import excerpt

_NAME = re.compile(r"[A-Za-z_:][\w:]*", re.ASCII)
_MATCHER = re.compile(
    r"\s*(?P<label>[A-Za-z_]\w*)\s*(?P<op>=~|!~|!=|=)\s*"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|`(?P<raw>[^`]*)`)\s*(?:,|$)",
    re.ASCII | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}
_EXAMPLE = 'write it like `http_requests_total{code=~"5.."}`'


class Selector(NamedTuple):
    """A metric's name, empty where only labels were written, and whether the labels of a series are meant."""

    name: str
    text: str
    matchers: tuple[tuple[str, Callable[[str], bool]], ...]

    def takes(self, labels: Mapping[str, str]) -> bool:
        """Whether every matcher holds; a label that is not there is an empty one."""
        return all(holds(labels.get(label, "")) for label, holds in self.matchers)


def parse(text: str, key: str) -> Selector:
    """Take a selector apart; the name or the braces may be missing. Raises ValueError that names the key."""
    bare = text.strip()
    named = _NAME.match(bare)
    name, rest = (named[0], bare[named.end() :].strip()) if named else ("", bare)
    if name and rest and not rest.startswith("{"):
        name, rest = "", bare
    if rest.startswith("{"):
        if not rest.endswith("}"):
            raise ValueError(f"`{key}`: `{excerpt(bare)}` lacks its closing brace: {_EXAMPLE}")
        rest = rest[1:-1].strip()
    matchers, at = [], 0
    while at < len(rest):
        found = _MATCHER.match(rest, at)
        if found is None:
            raise ValueError(f"`{key}`: cannot read `{excerpt(rest[at:])}`: {_EXAMPLE}")
        matchers.append((found["label"], _test(found, key)))
        at = found.end()
    return Selector(name, bare, tuple(matchers))


def _test(found: re.Match[str], key: str) -> Callable[[str], bool]:
    quoted = found["double"] if found["double"] is not None else found["single"]
    wanted = found["raw"] if quoted is None else _ESCAPE.sub(_unescaped, quoted)
    match found["op"]:
        case "=":
            return lambda value: value == wanted
        case "!=":
            return lambda value: value != wanted
        case "=~":
            whole = _compiled(wanted, key)
            return lambda value: whole.fullmatch(value) is not None
        case _:
            whole = _compiled(wanted, key)
            return lambda value: whole.fullmatch(value) is None


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[0])


def _compiled(pattern: str, key: str) -> re.Pattern[str]:
    if REPEATED_REPEAT.search(pattern):
        raise ValueError(f"`{key}`: a repeat of a repeat, as in `(a+)+`, can take for ever: write it flat")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(pattern, re.DOTALL)
    except (re.error, RecursionError, OverflowError, Warning) as wrong:
        raise ValueError(f"`{key}`: the pattern `{excerpt(pattern)}` cannot be read: {wrong}") from None
