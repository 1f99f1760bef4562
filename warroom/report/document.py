"""A report before it has a format: headings, words, lists, tables, charts. Text is raw; each format makes it safe.

What is streamed (a table's rows) is read once, so that a long record is never held as a whole.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec

from warroom.report.lanes import Lane

Tone = Literal["", "muted", "bad", "soon", "done", "blank"]
"""How words are meant; "blank" marks what nobody wrote, so that it is not taken for an answer."""


class Heading(msgspec.Struct, frozen=True):
    """`level` 2 is a section, 3 a part of one; the document's title is level 1."""

    text: str
    level: int = 2


class Para(msgspec.Struct, frozen=True):
    """Words of one or more lines; a line stays a line."""

    text: str
    tone: Tone = ""


class Item(msgspec.Struct, frozen=True):
    """A line of a list; `done` makes it a box that is ticked or not, `url` a link."""

    text: str
    done: bool | None = None
    tone: Tone = ""
    url: str = ""


class Items(msgspec.Struct, frozen=True):
    items: tuple[Item, ...]
    ordered: bool = False


class Facts(msgspec.Struct, frozen=True):
    """Pairs of a word and what it is: a short table without a head."""

    pairs: tuple[tuple[str, str], ...]


class Table(msgspec.Struct, frozen=True):
    """`rows` are read once; a cell is a text, `right` are the columns of numbers, `caption` says what it lists."""

    head: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    right: frozenset[int] = frozenset()
    caption: str = ""


class Code(msgspec.Struct, frozen=True):
    """Text as it stands: a command, an output."""

    text: str
    language: str = ""


class Mark(msgspec.Struct, frozen=True):
    """A moment on a chart of lanes; `kind` is "milestone", "sent" or "ran"."""

    at: datetime
    label: str
    kind: Literal["milestone", "sent", "ran"] = "milestone"


class LaneChart(msgspec.Struct, frozen=True):
    """Checks over time, with what happened meanwhile."""

    begin: datetime
    end: datetime
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...] = ()
    caption: str = ""


class Bar(msgspec.Struct, frozen=True):
    """`value` None is missing, which is not 0; `said` is the value in words."""

    label: str
    value: float | None
    said: str = ""
    tone: Tone = ""


class BarChart(msgspec.Struct, frozen=True):
    caption: str
    bars: tuple[Bar, ...]
    unit: str = ""


Block = Heading | Para | Items | Facts | Table | Code | LaneChart | BarChart


class Document(msgspec.Struct, frozen=True):
    """`about` are pairs under the title, `source` says from what record it was made, and when."""

    title: str
    blocks: tuple[Block, ...]
    about: tuple[tuple[str, str], ...] = ()
    source: str = ""
    drill: bool = False


class Report(msgspec.Struct, frozen=True):
    """One report: `name` is a file's stem, `data` what scripts read, `table` what a spreadsheet reads (None: none)."""

    name: str
    document: Document
    data: Any
    table: Table | None = None
