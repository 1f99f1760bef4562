"""The entry line's grammar: one parser for the screen and the command line.

A line is a verb only if its first word is one; everything else is a note, verbatim.
"""

import re

import msgspec

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments import Context, deadline_id
from warroom.incident.intents import Intent
from warroom.incident.moment import leading
from warroom.incident.verbs import BY_NAME, GROUPS, VERBS, Verb, offered

__all__ = [
    "GROUPS",
    "VERBS",
    "Asked",
    "Blank",
    "Context",
    "Parsed",
    "Tool",
    "Unsure",
    "Verb",
    "Wrong",
    "deadline_id",
    "nearest",
    "offered",
    "parse",
]

_LINE_BREAK = re.compile(r"[\r\n]")
_FIRST_WORD = re.compile(r"[ \t]")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A line that becomes an intent; `verb` is None for a note."""

    intent: Intent
    verb: Verb | None = None


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """A line that asks the screen or the command line for something that is not a fact."""

    verb: Verb
    words: str


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """Within one letter of a verb: the line as that verb would read, and as a note."""

    meant: str
    corrected: str
    note: Asked


class Wrong(msgspec.Struct, frozen=True, kw_only=True):
    """A verb whose words cannot be read; `said` is one sentence."""

    said: str
    verb: Verb | None = None


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing typed."""


Parsed = Asked | Tool | Unsure | Wrong | Blank


def parse(line: str, context: Context) -> Parsed:
    """How this line will be taken. Never raises: what cannot be read is `Wrong`, with its sentence."""
    if not line.strip():
        return Blank()
    if line[0] in " \t":
        return Asked(intent=i.Note(text=line.strip()))
    at, rest = leading(line, context.now, context.zone)
    note = Asked(intent=i.Note(text=rest.strip(), at=at))
    if not rest.startswith("/") or _LINE_BREAK.search(rest.strip()):
        return note
    if not rest[1:].strip():
        return Wrong(said="a verb follows the slash: /tick 5; Tab shows them all")
    word, words = [*_FIRST_WORD.split(rest[1:], maxsplit=1), ""][:2]
    verb = BY_NAME.get(word.lower())
    if verb is None:
        near = nearest(word.lower())
        return Unsure(meant=near, corrected=_with_verb(line, word, near), note=note) if near else note
    if not verb.offered:
        return Wrong(said=f"/{verb.name} is not part of this version", verb=verb)
    if verb.build is None:
        return Tool(verb=verb, words=words.strip())
    try:
        intent = verb.build(words.strip(), context)
    except BadInput as error:
        return Wrong(said=str(error), verb=verb)
    if intent is None:
        return Tool(verb=verb, words=words.strip())
    if at is not None and intent.at is not None:
        return Wrong(said="two times, one before and one behind: leave one out", verb=verb)
    if at is not None:
        intent = msgspec.structs.replace(intent, at=at)
    return Asked(intent=intent, verb=verb)


def _with_verb(line: str, word: str, verb: str) -> str:
    return line.replace(f"/{word}", f"/{verb}", 1)


def nearest(word: str) -> str:
    """The verb within one edit of this word, one that it begins first; "" for none."""
    near = [verb.name for verb in VERBS if verb.offered and _one_edit(word, verb.name)]
    return min(near, key=lambda name: (not name.startswith(word), name[0] != word[:1]), default="")


def _one_edit(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    if len(a) == len(b):
        differ = [k for k in range(len(a)) if a[k] != b[k]]
        swapped = (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and a[differ[0]] == b[differ[1]]
            and a[differ[1]] == b[differ[0]]
        )
        return len(differ) == 1 or swapped
    short, long = sorted((a, b), key=len)
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))
