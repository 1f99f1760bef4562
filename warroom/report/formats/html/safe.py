"""Words that anybody wrote as pieces of a page: control characters shown, markup escaped, times marked as such."""

import re
from functools import lru_cache
from html import escape

from markupsafe import Markup

from warroom.text import plain

_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)(Z| UTC)")
_CELL = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)(?:Z| UTC)")
_LOCAL = re.compile(r"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)? [+-]\d\d:\d\d")
_SLUG = re.compile(r"[^a-z0-9]+")
_URL = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_SHORT = 24
"""A cell of at most so many characters is never broken within a word."""


def words(text: str) -> Markup:
    """A text in which nothing acts; its lines stay lines and its moments become <time>."""
    return Markup(_safe(text))  # noqa: S704 - it was escaped


def _safe(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = plain(text)
    safe = escape(text)
    if "\n" in safe:
        safe = safe.replace("\n", "<br>\n")
    return _MOMENT.sub(_time, safe) if ":" in safe and "-" in safe else safe


@lru_cache(1000)
def _known(cell: str) -> str:
    """Of a short cell, such as a name, which comes again and again."""
    return _safe(cell)


def _time(found: re.Match[str]) -> str:
    return f'<time datetime="{found[1]}T{found[2]}Z">{found[0]}</time>'


def cells(row: tuple[str, ...], right: frozenset[int]) -> str:
    """A row of a table; a moment in UTC is <time>, and so is the same one in another zone behind it."""
    found: list[str] = []
    utc = ""
    for n, cell in enumerate(row):
        if len(cell) < 32 and cell[:1].isdigit():
            if moment := _CELL.fullmatch(cell):
                utc = f"{moment[1]}T{moment[2]}Z"
                found.append(f'<td class="t"><time datetime="{utc}">{cell}</time></td>')
                continue
            if utc and _LOCAL.fullmatch(cell):
                found.append(f'<td class="t"><time datetime="{utc}">{cell}</time></td>')
                continue
        if n in right:
            found.append(f'<td class="r">{_safe(cell)}</td>')
        elif len(cell) > _SHORT:
            found.append(f'<td class="w">{_safe(cell)}</td>')
        else:
            found.append(f"<td>{cell if cell[1:].isdecimal() and cell[0] == '#' else _known(cell)}</td>")
    return f"<tr>{''.join(found)}</tr>\n"


def slug(text: str, taken: set[str]) -> str:
    """A name for an anchor that no other of `taken` has."""
    name = _SLUG.sub("-", text.lower()).strip("-")[:40] or "part"
    found, n = name, 1
    while found in taken:
        n += 1
        found = f"{name}-{n}"
    taken.add(found)
    return found


def link(url: str) -> str:
    """The address where it is one of the web or of mail, "" for anything that might act."""
    return url if _URL.match(url) and url.isprintable() else ""
