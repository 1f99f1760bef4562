"""Names of severity levels: "P0", "SEV-1", "Severity 1", "Critical (P0)", "Critical"."""

import re
from typing import NamedTuple

from warroom.playbook.markdown.plain import bare, folded, parens, simple, tidy, without_parens

RANKS: dict[str, int] = {
    word: rank
    for rank, words in enumerate(
        (
            "critical emergency catastrophic blocker disaster kritisch critique critico critica kritiek критический",
            "severe high major urgent hoch schwer gross haute haut eleve elevee majeur majeure grave alta alto mayor",
            "medium moderate mittel moyen moyenne media medio normal significant moderee modere moderado gemiddeld",
            "low minor niedrig gering klein faible basse bas mineur mineure baja bajo menor laag lage leve низкий",
            "cosmetic trivial informational info planning lowest negligible kosmetisch cosmetique",
        )
    )
    for word in words.split()
}
_FAMILIES = {
    "sev": r"sev(?:erity)?|s|schweregrad|gravite|severite|severidad|gravedad|severita|gravita|ernst",
    "p": r"p|prio(?:rity)?|prioritat|priorite|prioridad|priorita|prioriteit",
    "level": r"level|lvl|tier|class|category|cat|stufe|niveau|nivel|livello|klasse|kategorie|l",
}
_SHORT = {"sev": "SEV", "p": "P", "level": "L"}
_ID = re.compile(
    r"(?<![\w/.#@$-])(?:(?P<short>[sp])(?P<n1>[0-5])|(?P<word>"
    + "|".join(f"(?:{words})" for words in _FAMILIES.values())
    + r")[ \u00a0_#–-]{0,2}(?P<n2>[0-5]))(?![\w%.]\w|\w|%)"
)
_SPREAD = re.compile(
    r"\s*(?:[/,&+–-]|and|or|und|oder|et|ou|y|o|e|to|through|bis|thru|a"
    r"|à)\s*(?:[a-z]{0,8}[ _-]?)?(?P<n>[0-5])(?![\w%]|:\d|\.\d)"
)
_RANGE = re.compile(r"^\s*(?:[–-]|to|through|thru|bis|à|a)\s*")
_SHORTCODES = re.compile(r"^(?:\s*:[a-z][a-z0-9_+-]*:)+\s*")
_NOT_A_LEVEL = re.compile(
    r"^(?:incidents?|outages?|alerts?|response"
    r"|runbooks?|playbooks?|checklists?|scenarios?|escalations?|procedures?|process|only"
    r"|tickets?|communications?"
    r"|updates?|templates?|contacts?|roles?|tasks?|steps?|actions?)\b"
)


class Level(NamedTuple):
    """A level as a title names it: its key (family and number, or the word), id, name, and the words beside."""

    key: str
    id: str
    name: str
    rest: str


def level_in_title(title: str, *, word_is_enough: bool = False) -> Level | None:
    """The level that this title defines; None where it only mentions one ("P0 INCIDENT: API DOWN").

    With `word_is_enough` (among severities) "Critical" alone is a level, and any words may follow an id.
    """
    said = bare(_SHORTCODES.sub("", title))
    low = folded(said)
    if len(low) != len(said) or len(said) > 300:
        return None
    match = _ID.search(low)
    if match is None:
        return _by_word(said) if word_is_enough else None
    before, after = said[: match.start()].strip(" ([-–—:|*"), said[match.end() :]
    if _NOT_A_LEVEL.match(simple(after)) and not after.lstrip().startswith((":", "-", "–", "(")):
        return None
    key, ident = _named(match, said)
    if not before:
        name, rest = _name_and_rest(after)
        if not word_is_enough and _rank(name) is None and after.strip(" :-–—.*"):
            return None
        return Level(key, ident, name, rest)
    if _rank(before) is not None and len(before.split()) <= 3:
        rest = after.strip().lstrip(")]").strip(" :-–—")
        return Level(key, ident, tidy(before), rest)
    if word_is_enough and len(before.split()) <= 6 and (after.strip().startswith((")", "]")) or not after.strip()):
        return Level(key, ident, tidy(before), after.strip(" )]:-–—"))
    return None


def level_at_start(title: str) -> Level | None:
    """The level whose id begins this title and is all of it, or stands off from the rest: "SEV-1: Full outage"."""
    found = level_in_title(title, word_is_enough=True)
    low = folded(bare(_SHORTCODES.sub("", title)))
    match = _ID.match(low)
    if found is None or match is None or not re.match(r"\s*(?:$|[:(=|–—→]|-+>?\s)", low[match.end() :]):
        return None
    return found


def _by_word(said: str) -> Level | None:
    head = re.split(r"[:(–—|,]|\s-\s", said, maxsplit=1)[0].strip()
    rank = _rank(head)
    if rank is None or len(head.split()) > 3:
        return None
    word = tidy(head)
    ident = re.sub(r"[^\w.-]+", "-", word).strip("-")[:40]
    return Level(simple(word), ident, word, said[len(head) :].strip(" :-–—|,").strip()) if ident else None


def _rank(words: str) -> int | None:
    for word in simple(words).split():
        if word in RANKS:
            return RANKS[word]
    return None


def rank_of(name: str) -> int | None:
    """0 for the worst of the words for levels; None for others."""
    return _rank(name)


def _named(match: re.Match[str], said: str) -> tuple[str, str]:
    number = match["n1"] or match["n2"]
    family = (match["short"] and {"s": "sev", "p": "p"}[match["short"]]) or _family(match["word"])
    word = match["short"] or match["word"]
    written = said[match.start() : match.end()]
    if len(word) <= 3 and " " not in written and "#" not in written:
        return f"{family}{number}", re.sub(r"[–_]", "-", written).upper()
    return f"{family}{number}", f"{_SHORT[family]}{number}"


def _family(word: str) -> str:
    return next((family for family, words in _FAMILIES.items() if re.fullmatch(words, word)), "level")


def _name_and_rest(after: str) -> tuple[str, str]:
    """ "- Critical (Complete outage)" to its name and the rest."""
    said = after.strip().lstrip(":-–—|.*) ").strip()
    if said.startswith("(") and ")" in said:
        inner, _, rest = said[1:].partition(")")
        if _rank(inner) is not None or not rest.strip(" :-–—"):
            head, rest = inner, rest.strip(" :-–—")
            if _rank(head) is not None and len(head.split()) <= 3:
                return tidy(head), rest
            return "", f"{inner} {rest}".strip()
        return "", said
    head = re.split(r"\s[-–—|]\s|[:(,.;|]", said, maxsplit=1)[0].strip()
    if _rank(head) is not None and len(head.split()) <= 4:
        return tidy(head), said[len(head) :].strip(" :-–—|,.;").strip()
    if head and len(head.split()) <= 3 and said[len(head) :].lstrip().startswith("("):
        return tidy(head), said[len(head) :].strip()
    return "", said


def unwrapped(rest: str) -> str:
    """The words of a meaning without the brackets around all of it."""
    inner = parens(rest)
    return inner[0] if len(inner) == 1 and not without_parens(rest) else rest


def keys_in(text: str) -> list[tuple[int, int, str]]:
    """(start, end, key) of every level named in the text; "P0/P1", "SEV1/2" and "SEV-1 through SEV-4" name each."""
    low = folded(text)
    found: list[tuple[int, int, str]] = []
    at = 0
    while match := _ID.search(low, at):
        family, number = re.fullmatch(r"(\D+)(\d)", _named(match, text if len(text) == len(low) else low)[0]).groups()  # type: ignore[union-attr]
        found.append((match.start(), match.end(), f"{family}{number}"))
        at = match.end()
        while spread := _SPREAD.match(low, at):
            until = int(spread["n"])
            first = until
            if _RANGE.match(low[at:]) and until > int(found[-1][2][-1]):
                first = int(found[-1][2][-1]) + 1
            found += [(spread.start(), spread.end(), f"{family}{n}") for n in range(first, until + 1)]
            at = spread.end()
    return found
