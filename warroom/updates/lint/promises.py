"""A promise of when it will be fixed: nobody knows, and readers remember it."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from warroom.updates.lint.found import Fault, Spot, fault
from warroom.updates.lint.pieces import clauses, sentences, trimmed
from warroom.updates.lint.times import times_in
from warroom.updates.lint.words import LANGUAGES, Language

TITLE = "promises a time"
NEAR = 12
"""Letters between what is mended and the time it is given."""
WHY = "say when the next news comes, not when it is fixed"
_NONE = (
    r"(?!\s*[:=]?\s*(?:\*\*)?\s*(?:unknown|none|not? |n/a|unbekannt|offen|keine|inconnu|aucune|desconocid|sin |-|$))"
)
_LABEL = re.compile(
    rf"^[\s*_>\-]*(?:ETA\b{_NONE}|(?:(?:estimated|expected|anticipated)\s+(?:time\s+(?:of|to)\s+)?"
    r"(?:resolution|recovery|fix|repair|restoration|restore|resolve)(?:\s+time)?)\b"
    rf"{_NONE})\s*(?:\*\*)?\s*[:=].*\S",
    re.IGNORECASE | re.MULTILINE,
)
_ETA = re.compile(
    r"(?<!no )(?<!an )(?<!any )(?<!give )\bETA\b(?:\s+(?:is|of|for|to)\b)?[^.\n]{0,24}?\d[^\s,;.]*"
    r"(?:\s*(?:min\w*|h\w*|UTC))?"
)
_ACTS = re.compile(r"\b(?:roll\w* back|restor\w+ (?:from|a|the) backup|fall\w* back)\b", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:no eta|cannot (?:say|tell|give|promise)|can't (?:say|tell|give)|do not (?:know|have)|don't (?:know|have)"
    r"|too (?:soon|early) to|not yet (?:know|clear)|unclear|noch nicht|können (?:wir )?(?:noch )?nicht"
    r"|aún no|pas encore)\b",
    re.IGNORECASE,
)


@lru_cache(8)
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    language: Language = LANGUAGES[name]
    found = (language.fix, language.future, language.bound, language.news, language.past)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in found)


def promises(text: str, language: str, now: datetime) -> Iterator[Fault]:
    """The promises of a time of repair, in order and apart."""
    done = 0
    for spot in sorted(_found(text, language, now)):
        if spot.begin >= done:
            done = spot.end
            yield fault(text, spot, "promise", TITLE, WHY, must=True)


def _found(text: str, language: str, now: datetime) -> Iterator[Spot]:
    for match in _LABEL.finditer(text):
        # "[when, or: …]" is a blank, and told as one; "we write again by …" is what should stand there.
        said = match[0].partition(":")[2]
        if not said.rstrip().endswith("]") and not any(_patterns(name)[3].search(said) for name in LANGUAGES):
            yield trimmed(text, Spot(*match.span()))
    for match in _ETA.finditer(text):
        yield trimmed(text, Spot(*match.span()))
    if language in LANGUAGES:
        for sentence in sentences(text):
            for clause in clauses(text, sentence):
                if _promises(text, clause, sentence, language, now):
                    yield trimmed(text, clause)


def _promises(text: str, clause: Spot, sentence: Spot, language: str, now: datetime) -> bool:
    fix, future, bound, news, past = _patterns(language)
    words = text[clause.begin : clause.end]
    limit = bound.search(words)
    mended = fix.search(words)
    if not limit or not mended or news.search(words) or _NO.search(words):
        return False
    if _ACTS.search(words) and len(fix.findall(words)) == 1:
        return False
    named = times_in(words, now)
    if named and all(one.at <= now for one in named):
        return False
    if future.search(words):
        return True
    if past.search(words):
        return False
    # "Fixed by 15:00", "back soon": nothing says when but the bound, and nothing speaks of the past.
    before = text[sentence.begin : clause.begin].strip()
    near = mended.start() < limit.start() <= mended.end() + NEAR
    return near or (not before and mended.start() <= 24)
