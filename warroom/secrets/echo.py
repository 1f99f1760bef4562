"""Secrets that are known already, wherever a server says them back: as they are, in JSON, in a URL."""

import json
from collections.abc import Collection, Iterator
from functools import lru_cache
from html import escape
from urllib.parse import quote, quote_plus

from warroom.secrets.span import Secret

KIND = "known secret"


def echoes(words: str, known: Collection[str]) -> Iterator[Secret]:
    """The places where one of the known secrets stands."""
    for said in _spellings(frozenset(known)):
        at = words.find(said)
        while at >= 0:
            yield Secret(at, at + len(said), KIND)
            at = words.find(said, at + len(said))


@lru_cache(16)
def _spellings(known: frozenset[str]) -> tuple[str, ...]:
    spellings: set[str] = set()
    for value in known:
        safe = value.encode("utf-8", "replace").decode()
        spellings |= {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], escape(value)}
        spellings |= {quote(safe, safe=""), quote(safe), quote_plus(safe), quote_plus(safe, safe="/")}
    return tuple(sorted(spellings - {""}))
