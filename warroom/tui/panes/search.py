"""What a search over all incidents found: an incident, then its lines, with the found words marked."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from warroom.report.found import Found, Group, Hit, behind, pieces, summed
from warroom.text import visible
from warroom.tui.content import fit, left, right, spread, under, width_of, wrap
from warroom.tui.look import LINE_SIGNS, Part, Row
from warroom.tui.panels.clocks import window
from warroom.tui.panes import Opened, Pane
from warroom.tui.view import Painted, Scene

MARK = "title+u"
"""Bold and underlined: seen without colour too."""
WHEN, WORD, WHO, SEQ = 16, 8, 8, 7


class Seeking(msgspec.Struct):
    """What is looked for, and what was found of it; `found` None until it is answered."""

    text: str = ""
    found: Found | None = None
    refused: str = ""


def listed(opened: Opened) -> list[tuple[Group, Hit | None]]:
    """The rows: each incident, then its lines."""
    about: Seeking = opened.about
    groups = about.found.groups if about.found is not None else ()
    return [(group, hit) for group in groups for hit in (None, *group.hits)]


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """Incidents in bold, their lines below; how far it was looked in the border."""
    about: Seeking = opened.about
    found = listed(opened)
    if not found:
        return Painted(_head(about), list(_empty(about, width))[:height], _foot(scene, about, 0))
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    room = max(1, height - 1)
    top, _ = window(len(found), room, opened.cursor)
    rows = [_heading(width)]
    for n, (group, hit) in enumerate(found[top : top + room], top):
        here = n == opened.cursor
        row = _incident(group, scene, width, here=here) if hit is None else _line(hit, about, scene, width, here=here)
        rows.append(under(row, here and scene.focus == "search"))
    more = len(found) - top - room
    return Painted(_head(about), rows, _foot(scene, about, more), 1, top)


def _head(about: Seeking) -> Row:
    title: Row = (("search", "title"), (" ─ ", "line"))
    if not about.text.strip():
        return (*title, ("all incidents and drills", "muted"))
    if about.refused:
        return (*title, ("not looked for", "soon"))
    if about.found is None:
        return (*title, ("looking", "muted"))
    said: Row = ((visible(summed(about.found)) if about.found.groups else "nothing", "text"),)
    late: Row = ((f"  {behind(about.found)}", "soon"),) if behind(about.found) else ()
    return (*title, *said, *late)


def _foot(scene: Scene, about: Seeking, more: int) -> Row:
    below: Row = ((f"{more} below ▾  ", "muted"),) if more > 0 else ()
    keys = (("Enter", " goes there  "), ("/", " other words  "), ("Esc", " lobby"))
    if scene.focus != "search":
        to_rows = (("Tab", " to what was found  "),) if about.found is not None and about.found.groups else ()
        keys = (*to_rows, ("Esc", " lobby"))
    return (*below, *(part for key, words in keys for part in ((key, "title"), (words, "muted"))))


def _empty(about: Seeking, width: int) -> Iterator[Row]:
    if about.refused:
        for line in wrap(visible(about.refused), width, 3):
            yield ((line, "soon"),)
        yield ()
    elif about.found is not None and about.text.strip():
        yield ((visible(summed(about.found)), "text"),)
        yield ()
    elif about.text.strip():
        yield (("looking", "muted"),)
        return
    for text, said in (
        ("/find pool full", "lines with both words, the last may go on: pool, fullness"),
        ('/find "pool is full"', "these words in a row"),
        ("kind:decide by:bo", "of a kind, by somebody"),
        ("since:2026-11-01 until:-2h", "between two moments; UTC"),
        ("severity:P0 in:api drill:no", "of such incidents"),
    ):
        yield fit(((left(text, 30), "title"), (said, "muted")), width)


def _heading(width: int) -> Row:
    before: Row = ((f"  {left('when UTC', WHEN)}   {left('kind', WORD)} line", "muted"),)
    return spread(fit(before, width - WHO - SEQ - 1), ((f"{left('by', WHO)}{right('#', SEQ)}", "muted"),), width)


def _pointer(scene: Scene, *, here: bool) -> Part:
    return ("› " if scene.look.glyphs else "> ") if here else "  ", "focus"


def _incident(group: Group, scene: Scene, width: int, *, here: bool) -> Row:
    sev: Part = ("DRILL" if group.drill else visible(group.severity) or "-", "focus+b" if group.drill else "title")
    of = f" of {group.count}" if group.count > len(group.hits) else ""
    tail: Row = ((f"{len(group.hits)}{of} {'line' if group.count == 1 else 'lines'}", "muted"),)
    began = f"{group.began:%Y-%m-%d}" if group.began is not None else ""
    before: Row = (
        _pointer(scene, here=here),
        (left(began, 10), "text"),
        ("  ", "text"),
        sev,
        ("  ", "text"),
        (visible(group.title or group.stream), "title"),
        (f"  {visible(group.status)}  {visible(group.stream)}", "muted"),
    )
    return spread(fit(before, width - width_of(tail) - 1), tail, width)


def _line(hit: Hit, about: Seeking, scene: Scene, width: int, *, here: bool) -> Row:
    sign, tone = scene.look.sign(LINE_SIGNS[hit.sign])
    narrow = width < 70
    before: Row = (
        _pointer(scene, here=here),
        (_moment(hit.at, narrow=narrow), "muted"),
        (" ", "text"),
        (sign, tone),
        (" ", "text"),
        (left(visible(hit.word), WORD), "muted"),
        (" ", "text"),
    )
    tail: Row = ((right(f"#{hit.seq}", SEQ), "muted"),)
    if not narrow:
        tail = ((left(visible(hit.by), WHO), "muted"), *tail)
    if hit.tone == "struck":
        tail = ((" struck ", "muted"), *tail)
    room = max(1, width - width_of(before) - width_of(tail) - 1)
    assert about.found is not None
    style = "muted+s" if hit.tone == "struck" else "text"
    words: Row = tuple(
        (part, MARK if is_found else style) for part, is_found in pieces(hit.text, about.found.query, room)
    )
    return spread(fit((*before, *fit(words, room)), width - width_of(tail)), tail, width)


def _moment(at: datetime, *, narrow: bool) -> str:
    return f"{at:%m-%d %H:%M}" if narrow else f"{at:%Y-%m-%d %H:%M}"


PANE = Pane(paint, lambda _scene, opened: len(listed(opened)))
