"""The account of every line: words that no piece of the playbook says are kept aside, with why."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from warroom.playbook.markdown import fields, roles, titles
from warroom.playbook.markdown.clocks import at_once, clocks
from warroom.playbook.markdown.draft import Draft
from warroom.playbook.markdown.fences import LANGUAGES
from warroom.playbook.markdown.level_words import BESIDE_A_TIME
from warroom.playbook.markdown.levels import RANKS, keys_in
from warroom.playbook.markdown.plain import folded, words_of
from warroom.playbook.model import Left, Playbook

_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,3})*[.):]?\s|[0-9]\ufe0f?\u20e3|[a-z][.)]\s)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][\w:-]*(?:\s+[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*\s*/?>")
_SHORTCODE = re.compile(r"(?<!\S):[a-z][a-z0-9_+-]*:(?!\S)")
_HREF = re.compile(r"href=(?:\"([^\"]*)\"|'([^']*)')")
_SMALL = words_of(
    "the a an of and or for to in on at by is are be if it its with within after every each via from as "
    "this these that not no your our der die das und oder von im in zu bei mit alle nach fur le la les "
    "des de du et ou en un une el los las y o del por con il lo e following more than less up under over "
    "time min mins minute minutes hour hours day days week weeks second seconds h m s d w incident "
    "incidents see below above here when who what how level levels severity priority phase step stage "
    "scenario pattern immediate immediately none complete completed conduct hold publish subject variable "
    "ongoing checklist title note warning info tip important caution danger post fix t x lasting last "
    "next update updates response do then "
)


def _vocabulary() -> frozenset[str]:
    """The words of our own tables: a title or label made of them is understood, not lost."""
    tables = [
        pattern.pattern
        for table in (titles.KINDS, titles.STAGES, fields.FIELDS, fields.COLUMNS, roles.NAMES)
        for _, pattern in table
    ]
    sources = [
        form
        for source in tables
        for form in (
            source,
            source.replace(" ?", ""),
            re.sub(r"\w\?", "", source),
            re.sub(r"\(\?:(\w+)\)\?", r"\1", source),
        )
    ]
    words = {
        word for source in sources for word in _WORD.findall(re.sub(r"\\.|\(\?[:!=<]*", " ", source)) if len(word) > 2
    }
    filling = set(_WORD.findall(titles.FILLING))
    return frozenset(words | filling | set(RANKS) | set(_SMALL) | set(LANGUAGES))


_KNOWN = _vocabulary()


def left_over(draft: Draft, playbook: Playbook, first_body: int = 1) -> tuple[Left, ...]:
    """Every line with words that nothing says, in runs of neighbours with the same reason."""
    said = set(_words_of(playbook))
    limits = frozenset(_seconds_of(msgspec.to_builtins(playbook)))
    runs: list[tuple[int, int, str]] = []
    for number, line in enumerate(draft.lines, start=1):
        if not line.strip():
            continue
        reason = _reason(number, line, draft, said, limits)
        if reason is None:
            continue
        if (
            runs
            and runs[-1][2] == reason
            and not any(draft.lines[at - 1].strip() for at in range(runs[-1][1] + 1, number))
        ):
            runs[-1] = (runs[-1][0], number, reason)
        else:
            runs.append((number, number, reason))
    return tuple(
        Left(source=draft.at(first), text="\n".join(draft.lines[first - 1 : last]), why=why)
        for first, last, why in runs
        if last >= first_body
    )


def _reason(number: int, line: str, draft: Draft, said: set[str], limits: frozenset[float]) -> str | None:
    words = _words_in(line)
    if not words:
        return None
    if number in draft.used:
        label = _label_of(line)
        lost = [
            word
            for word in words
            if word not in said
            and word not in _SMALL
            and not (word in label and _is_known(word))
            and not _is_clock(word, line)
        ]
        if not lost and not _has_lost_clock(line, said, limits):
            return None
        return "a title" if re.match(r"\s*#{1,6}\s", line) else "only partly understood"
    return draft.why.get(number) or ("a title" if re.match(r"\s*#{1,6}\s", line) else "fits no part of a playbook")


def _has_lost_clock(line: str, said: set[str], limits: frozenset[float]) -> bool:
    """Whether a used line sets a time of which neither the seconds nor all the words are in the playbook."""
    return any(
        clock.high is not None
        and not {clock.high, clock.low} & limits
        and not set(_WORD.findall(folded(line[clock.start : clock.end]))) <= said
        for clock in clocks(line)
    )


def _seconds_of(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("seconds", "value") and isinstance(inner, int | float):
                yield float(inner)
            else:
                yield from _seconds_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _seconds_of(inner)


def _label_of(line: str) -> set[str]:
    """The words of a line that announce what follows: a title, a row of column names, what stands before a colon."""
    bare = line.strip()
    if re.match(r"#{1,6}\s|`{3,}|~{3,}|<h\d|<summary|<t[hr]|<caption", bare) or (
        bare.startswith(("**", "__")) and bare.rstrip(":").endswith(("**", "__"))
    ):
        return set(_words_in(bare))
    if bare.startswith("|") or " | " in bare:
        return set(_words_in(bare)) if not any(clocks(cell) for cell in bare.split("|")) else set()
    if bare.endswith((":", "：")) or len(bare.split()) <= 3:
        return set(_words_in(bare))
    head, colon, _ = bare.partition(":")
    return set(_words_in(head)) if colon and len(head) <= 60 else set()


def _is_known(word: str) -> bool:
    """Whether a word is of our tables, or one of them with an ending."""
    return word in _KNOWN or any(word[:length] in _KNOWN for length in range(max(5, len(word) - 4), len(word)))


def _is_clock(word: str, line: str) -> bool:
    """Whether a number of a used line belongs to a time that was read, or numbers a phase or scenario."""
    if folded(word) in _UNITS or (len(word) == 1 and word.isascii() and word.isalpha()):
        return True
    if word.isdigit() and re.match(rf"\W*(?:\w+\s+)?{re.escape(word)}\b", folded(line)) and len(word) <= 2:
        return True
    low = folded(line)
    spans = [(clock.start, clock.end) for clock in clocks(line)] + [(start, end) for start, end, _ in keys_in(line)]
    if spans and word in BESIDE_A_TIME:
        return True
    if match := at_once(line):
        spans.append(match.span())
    return any(word in low[start:end] for start, end in spans)


_UNITS = words_of(
    "toutes tous alle cada ogni chaque prochain nachster nachste dans jede elke sous minuten minute "
    "stunden stunde tage tag wochen sekunden heure heures jours jour semaine semaines minutos horas hora "
    "dias dia semanas werktag arbeitstag innerhalb binnen ouvre habil one two three four five hourly "
    "daily business "
)


def _words_in(line: str) -> list[str]:
    plain = html.unescape(line)
    tagged = " ".join(a or b for a, b in _HREF.findall(plain))
    plain = _SHORTCODE.sub(" ", _TAG.sub(" ", plain)).replace("\\", "") + " " + tagged
    return list(_WORD.findall(folded(_NUMBERED.sub(" ", plain))))


def _words_of(value: Any) -> Iterator[str]:
    for text in _texts(msgspec.to_builtins(value)):
        yield from _WORD.findall(folded(text).replace("\\", ""))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key != "source":
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
