"""What somebody looks for in all incidents: words and "phrases", and what narrows them. Any text is safe to type."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from warroom.errors import BadInput
from warroom.journal.tokens import Phrase, spans, tokens
from warroom.located import did_you_mean, quoted
from warroom.report.matching import KEYS, Filter, parse, parts

SYNTAX = 'words, "phrases", kind:note by:bo severity:P0 since:2026-11-01 until:-1h in:ID drill:no'
MOST_PHRASES, MOST_WORDS = 32, 64
"""Phrases of a query that count, and words of a phrase: enough for a pasted line."""

_OWN = ("severity", "in", "drill")
_ANSWERS = {"yes": True, "no": False}


class Query(msgspec.Struct, frozen=True):
    """All phrases have to be in a line that `filter` takes, of an incident of one of these severities, whose id has
    `within` in it, that is a `drill` or none (None: either); `text` is as typed."""

    phrases: tuple[Phrase, ...] = ()
    filter: Filter = Filter()
    severities: tuple[str, ...] = ()
    within: str = ""
    drill: bool | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.phrases or self.filter.kinds or self.filter.by or self.filter.since or self.filter.until)

    def matches(self, fields: Sequence[list[str]]) -> bool:
        """Whether every phrase stands in one of these rows of words."""
        return all(any(phrase.places(words) for words in fields) for phrase in self.phrases)

    def marks(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the phrases stand in a text: begin and end of each word, in order, none twice."""
        found = spans(text)
        words = [span.word for span in found]
        hit = {n + k for phrase in self.phrases for n in phrase.places(words) for k in range(len(phrase.words))}
        return tuple((found[n].begin, found[n].end) for n in sorted(hit))


def asked(text: str, now: datetime, zone: str = "") -> Query:
    """What a line asks for. The last word may go on, and any word that ends in *; a "phrase" may not.

    Raises BadInput for a kind that is none, a time that is none and an answer that is neither yes nor no; no other
    text is refused.
    """
    rest: list[str] = []
    words: list[str] = []
    severities: list[str] = []
    within, drill, goes_on = "", None, False
    for key, said in parts(text, (*KEYS, *_OWN)):
        plain = said.strip('"').strip(",")
        goes_on = not key and not said.startswith('"')
        match key:
            case "severity" if plain:
                severities += [one.casefold() for one in plain.split(",") if one]
            case "in" if plain:
                within = plain.casefold()
            case "drill" if plain:
                drill = _ANSWERS.get(plain.casefold())
                if drill is None:
                    raise BadInput(f"drill: is yes or no, not {quoted(plain)}{did_you_mean(plain, _ANSWERS)}")
            case "" | "severity" | "in" | "drill":
                words.append(said or key)
            case _:
                rest.append(f"{key}:{said}")
    phrases = [_phrase(said, goes_on=goes_on and n == len(words)) for n, said in enumerate(words, 1)]
    kept = tuple(dict.fromkeys(phrase for phrase in phrases if phrase.words))[:MOST_PHRASES]
    return Query(kept, parse(" ".join(rest), now, zone), tuple(severities), within, drill, text.strip())


def _phrase(said: str, *, goes_on: bool) -> Phrase:
    return Phrase(tuple(tokens(said)[:MOST_WORDS]), goes_on or said.endswith("*"))
