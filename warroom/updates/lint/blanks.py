"""Places that were to be filled in and are not, and secrets."""

import re
from collections.abc import Iterator

from warroom.secrets import find
from warroom.updates.lint.found import Against, Fault, fault

TITLE = "a blank is left"
LONGEST = 32
"""Letters of a blank that its fault repeats."""
_TAGS = (
    r"(?:status )?update(?: #?\d+)?|resolved|investigating|identified|monitoring|incident|maintenance|scheduled|action "
    r"required|drill|test|internal|external|alert|notice|info|important|urgent|outage|degraded|major|minor|critical|high"
    r"|sic|x| |p\d|sev-?\d|s\d|all clear|closed|recovered|solved|ok|en|de|fr|es|\d{1,3}"
)
_SQUARE = re.compile(r"(?<!\w)\[([^\[\]\n]{1,200})\](?!\()|(?<=\w)\[([^\[\]\n]{0,200} [^\[\]\n]{0,200})\](?!\()")
_TAG = re.compile(_TAGS, re.IGNORECASE)
_STAMP = re.compile(r"[\d\s:./+TZ-]{4,}(?:[A-Z]{2,4})?|.*\d\d:\d\d.*")
_CURLY = re.compile(r"\$?\{\{?\s*[\w .|:-]{1,60}\s*\}?\}|%\(\w+\)s|\$[A-Z][A-Z0-9_]{2,}\b")
_ANGLE = re.compile(r"<(?![!@#/])([A-Za-z][^<>\n@|]{0,60})>")
_MARKUP = re.compile(
    r"(?:https?|mailto):|(?:b|i|u|s|p|br|a|em|strong|ul|ol|li|h\d|div|span|code|pre|hr|img|table|tr|td)\b"
)
_BARE = re.compile(
    r"(?<![\w.-])(?:X{2,}|XX?[:.]XX?|HH:MM(?::SS)?|YYYY-MM-DD|DD[./-]MM(?:[./-]YYYY)?|TBD|TBC|TODO|FIXME|TKTK)(?![\w-])"
    r"|_{3,}(?!\w)|\?{3,}|\b(?:lorem ipsum)\b|\bINSERT [A-Z ]{3,30}\b|\((?:fill in|insert|placeholder)[^)\n]*\)"
)


def blanks(text: str, against: Against) -> Iterator[Fault]:
    """The places that wait for words, in order."""
    spots = [match.span() for match in _SQUARE.finditer(text) if not _says_something(match[1] or match[2], against)]
    spots += [match.span() for match in _CURLY.finditer(text)]
    spots += [match.span() for match in _ANGLE.finditer(text) if not _MARKUP.match(match[1].lower())]
    spots += [match.span() for match in _BARE.finditer(text)]
    done = 0
    for begin, end in sorted(spots):
        if begin >= done:
            done = end
            gone = text.startswith("[redacted:", begin)
            words = text[begin:end] if end - begin <= LONGEST else f"{text[begin : begin + LONGEST - 2]}…]"
            why = "a secret stood here: say it without" if gone else f"{words}: fill it in, or take it out"
            yield fault(text, (begin, end), "blank", TITLE, why, must=True)


def _says_something(words: str, against: Against) -> bool:
    """Whether brackets hold a status, a level or a time rather than a place to fill in."""
    said = words.strip(" *")
    if said.casefold() in (level.casefold() for level in against.severities):
        return True
    return bool(_TAG.fullmatch(said) or _STAMP.fullmatch(said)) and not re.search(r"HH|MM|XX", said)


def secrets(text: str) -> Iterator[Fault]:
    """What looks like a secret."""
    for secret in find(text):
        why = f"it looks like a secret ({secret.kind}): take it out"
        yield fault(text, (secret.start, secret.end), "secret", "holds a secret", why, must=True)
