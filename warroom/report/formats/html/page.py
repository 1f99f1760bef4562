"""The page: what the template needs, in the order in which it is written."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from warroom import themes
from warroom.report.document import BarChart, Block, Heading, LaneChart, Report
from warroom.report.formats.base import DRILL, bar_table, code_lines, lane_table, mark_table
from warroom.report.formats.html import bars, lanes
from warroom.report.formats.html.safe import cells, link, slug, words
from warroom.text import plain

if TYPE_CHECKING:
    from jinja2 import Environment

_AT_ONCE = 100
"""Rows of a table that are written together."""
_LONG = 4
"""So many sections make a page long enough for a list of contents."""


def render(report: Report) -> Iterator[str]:
    """The page, piece by piece, its rows as they are read."""
    document = report.document
    blocks, contents = _blocks(document.blocks)
    stream = (
        _environment()
        .get_template("page.html.jinja")
        .stream(
            title=document.title,
            drill=DRILL if document.drill else "",
            about=document.about,
            source=document.source,
            blocks=blocks,
            contents=contents if len(contents) >= _LONG else [],
            light=themes.load("light").roles,
            dark=themes.load("dark").roles,
        )
    )
    stream.enable_buffering(10)
    yield from stream


def _blocks(found: Iterable[Block]) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """Each block with its kind and name; and the sections, as (name of the anchor, heading)."""
    taken = {"top", "contents", "content", "source"}
    contents: list[tuple[str, str]] = []
    blocks: list[dict[str, Any]] = []
    deepest = 1
    for n, one in enumerate(found):
        part: dict[str, Any] = {"is": type(one).__name__, "block": one, "n": n}
        match one:
            case Heading():
                deepest = min(max(one.level, 2), deepest + 1, 6)
                part |= {"level": deepest, "anchor": slug(one.text, taken)}
                if deepest == 2:
                    contents.append((part["anchor"], one.text))
            case LaneChart():
                tables = [lane_table(one), *([mark_table(one)] if one.marks else [])]
                part |= {"drawing": lanes.drawing(one), "tables": tables}
            case BarChart():
                part |= {"drawing": bars.drawing(one), "tables": [bar_table(one)]}
        blocks.append(part)
    return blocks, contents


def _rows(rows: Iterable[tuple[str, ...]], right: frozenset[int]) -> Iterator[Markup]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield Markup("".join([cells(row, right) for row in some]))  # noqa: S704 - each cell was escaped


def _shown(value: Any) -> Any:
    """What stands in the page without a filter, such as in an attribute."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(
        loader=PackageLoader("warroom.report.formats.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"words": words, "rows": _rows, "link": link, "lines": code_lines}
    return found
