"""A text in sentences and clauses, each with its place."""

import re
from collections.abc import Iterator

from warroom.updates.lint.found import Spot

_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!approx\.)(?<!ca\.)(?<!a\.m\.)(?<!p\.m\.)(?<!e\.g\.)(?<!i\.e\.)\s+"
    r"|\n\s*\n|\n(?=\s*(?:[-*•#>\[]|\*\*|[A-ZÄÖÜÀÉ¿¡]|\d))"
)
_CLAUSE = re.compile(
    r";|\s[-–—]\s|,?\s+(?:and|but|und|aber|y|pero|et|mais)\s+(?=(?:we|the next|our|will|wir|die nächste|das|nous|la "
    r"prochaine|le|les|nosotros|el|publicar|informar|it|it's|everything|service)\b)"
    r"|,\s+(?=we\b|wir\b|nous\b|with\b|(?:the )?next (?:update|news|word|post)|(?:die )?nächste|la prochaine|prochain)",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[Spot]:
    """The sentences; a line that begins like one ends the one before."""
    return _parts(text, Spot(0, len(text)), _SENTENCE)


def clauses(text: str, sentence: Spot) -> Iterator[Spot]:
    """The clauses of a sentence that could stand alone."""
    return _parts(text, sentence, _CLAUSE)


def _parts(text: str, whole: Spot, between: re.Pattern[str]) -> Iterator[Spot]:
    begin = whole.begin
    for match in between.finditer(text, whole.begin, whole.end):
        if match.start() > begin:
            yield Spot(begin, match.start())
        begin = match.end()
    if begin < whole.end:
        yield Spot(begin, whole.end)


def trimmed(text: str, spot: Spot) -> Spot:
    """Without blanks around it, and without the mark that ends it."""
    begin, end = spot
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and (text[end - 1].isspace() or text[end - 1] in ".!;,"):
        end -= 1
    return Spot(begin, end)
