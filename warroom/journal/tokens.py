"""The words of a text as searching knows them: without case and accents, cut at whatever is no letter and no digit.

`pool_size`, `api-503`, `10.0.0.7` and `HTTP/2` are words in a row, so that each part finds them and so does the whole.
Scripts that set no spaces between words, and signs such as emoji, are a word a character, for the same reason.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from regex import Pattern

LONGEST = 64
"""Letters of a word that count; a SHA-256 in hex is as long."""

_ASCII = re.compile(r"[a-z0-9]+")
_NO_SPACES = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{So}"


class Span(NamedTuple):
    """A word, and where it stands in its text."""

    word: str
    begin: int
    end: int


@lru_cache(maxsize=1)
def _words() -> "Pattern[str]":
    import regex

    return regex.compile(rf"[{_NO_SPACES}]\p{{M}}*|(?:(?![{_NO_SPACES}])[\p{{L}}\p{{N}}\p{{M}}])+")


def tokens(text: str) -> list[str]:
    """The words in order."""
    if text.isascii():
        return [word[:LONGEST] for word in _ASCII.findall(text.lower())]
    return [word for match in _words().finditer(text) if (word := _folded(match[0]))]


def spans(text: str) -> list[Span]:
    """The same with their places."""
    if text.isascii():
        return [Span(match[0][:LONGEST], *match.span()) for match in _ASCII.finditer(text.lower())]
    return [Span(word, *match.span()) for match in _words().finditer(text) if (word := _folded(match[0]))]


def _folded(word: str) -> str:
    """Marks that change a letter go, those that are letters of their script stay."""
    if word.isascii():
        return word.lower()[:LONGEST]
    apart = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(char for char in apart if not 200 <= unicodedata.combining(char) < 255)
    kept = "".join(char for char in unicodedata.normalize("NFC", bare).casefold() if char > " " and char not in '"_')
    return kept[:LONGEST]


class Phrase(NamedTuple):
    """Words that stand in a row; the last may go on where `open`."""

    words: tuple[str, ...]
    open: bool = False

    def places(self, found: list[str]) -> list[int]:
        """Where in a row of words the phrase begins."""
        size, last = len(self.words), self.words[-1]
        before = list(self.words[:-1])
        return [
            n
            for n in range(len(found) - size + 1)
            if found[n : n + size - 1] == before
            and (found[n + size - 1].startswith(last) if self.open else found[n + size - 1] == last)
        ]
