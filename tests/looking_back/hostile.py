"""Text that means harm in every field of every kind of record, and kinds that no release of today knows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from tests.fakes import T0, book
from tests.looking_back.story import told
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.facts import KINDS, Fact
from warroom.playbook.model import Playbook

TERMINAL = "a\x1b[2J\x1b]0;gone\x07\x1b]52;c;cm0gLXJm\x07\x9b31mred\r\nover\x00\x7f\x85\u2028"
BIDI = "\u202eevil\u2066txt.exe\u2069\u200b\ufeff\U000e0041"
MARKUP = "[bold red]x[/] [/] \\[link=http://x.example]y[/link]"
MARKDOWN = (
    "# head\n| a | b |\n|---|---|\n![x](http://x.example/p.png) [y](javascript:alert(1)) "
    "<!-- ``` ~~~ --> * _z_ @team #1"
)
HTML = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;<svg/onload=alert(1)>]]>"
CSV = '=HYPERLINK("http://x.example","y")\t+1\n-2,@SUM(A1);"quoted"\r'
YAML = "- a: &b !!python/object/apply:os.system ['true']\n---\nno: *b # {x: [\ttab"
LONE = "half \ud83d a pair, \ufffd, and NUL \x00"
LONG = "x" * 60_000
WIDE = "\u4e16\u754c\U0001f468\u200d\U0001f469\u200d\U0001f467e\u0301" * 20
HOSTILE = (TERMINAL, BIDI, MARKUP, MARKDOWN, HTML, CSV, YAML, LONE, WIDE)

_NOT_THERE = ("drill_started", "drill_scored", "hint_taken", "cancelled", "closed", "playbook_adopted", "declared",
              "redacted")  # fmt: skip
"""Kinds that make it another incident, or belong to an act of their own."""


class Later(Fact, frozen=True, kw_only=True):
    """A kind that a later release might write."""

    kind = "later_kind"
    words: str = "what is said here is not known yet"
    nested: dict[str, list[int]] = msgspec.field(default_factory=lambda: {"a": [1, 2]})


class NewerNote(Fact, frozen=True, kw_only=True):
    """A kind of today in a version of tomorrow."""

    kind = "note"
    version = 2
    lines: tuple[str, ...] = ("one", "two")


class Wordless(Fact, frozen=True, kw_only=True):
    """A kind of today without the words that it has to have."""

    kind = "decided"


def hostile(folder: Path) -> str:
    """Every kind of record with every hostile text in every field that holds text."""
    with told(folder) as story:
        story.declare(f"API {MARKDOWN} {HTML}".replace("\n", " "), playbook=_book())
        for n, text in enumerate((*HOSTILE, LONG)):
            story.go(1)
            story.do(i.Note(text=f"{n} {text}", as_typed=True), by=("anna", "bo")[n % 2])
        for text in HOSTILE:
            story.go(1)
            kinds = (kind for name, kind in KINDS.items() if name not in _NOT_THERE)
            story.append([_filled(kind, text) for kind in kinds], by=text, via={"user": text, "tty": text})
        story.append([f.Noted(text=LONG), f.Decided(text=LONG), f.SectionWritten(section="summary", text=LONG)])
        for n, text in enumerate(HOSTILE):
            line = story.do(i.Note(text=f"number {n} of Mrs Example"))[0]
            story.do(i.Redact(seq=line.seq, why=text, as_typed=True))
        for kind in ("closed", "cancelled"):
            story.append([_filled(KINDS[kind], MARKDOWN)])
        return story.stream


def newer(folder: Path) -> str:
    """Records that a newer release wrote, between those of today."""
    with told(folder) as story:
        story.declare("API down")
        for fact in (Later(), NewerNote(), Wordless(), Later(words=TERMINAL)):
            story.after(1, i.Note(text="and then"))
            story.append([fact])
        story.after(1, i.MarkFixed())
        return story.stream


def _book() -> Playbook:
    """A playbook whose names are harmless and whose words are not."""
    plain = book()
    items = tuple(
        msgspec.structs.replace(item, text=f"{item.text} {text}", short=text)
        for item, text in zip(plain.items, cycle(HOSTILE), strict=False)
    )
    return msgspec.structs.replace(plain, title=HTML, items=items)


def _filled(kind: type[Any], text: str) -> Any:
    """A fact with this text wherever a text may stand."""
    hints = get_type_hints(kind, include_extras=False)
    return kind(**{field.name: _value(hints[field.name], text) for field in msgspec.structs.fields(kind)})


def _value(hint: Any, text: str) -> Any:
    options = get_args(hint)
    if get_origin(hint) is Literal:
        return options[0]
    if type(None) in options:
        return _value(next(option for option in options if option is not type(None)), text)
    if hint is Any:
        return [text, {text: [text, 1, None]}]
    if hint is str:
        return text
    if hint is bool:
        return True
    if hint is int:
        return 1
    if hint is float:
        return 60.0
    if hint is datetime:
        return T0 + timedelta(minutes=5)
    if hint is Playbook:
        return _book()
    if get_origin(hint) is dict:
        return {text: _value(options[1], text)}
    if get_origin(hint) is tuple:
        return tuple(_of_tuple(options, text))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _filled(hint, text)
    raise AssertionError(f"no value for {hint}")


def _of_tuple(options: tuple[Any, ...], text: str) -> Iterator[Any]:
    yield from (_value(option, text) for option in options if option is not Ellipsis)
