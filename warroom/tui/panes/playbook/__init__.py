"""The playbook in force, every part of it: a list of its parts, and beside it the text of the one that is chosen."""

from warroom.playbook.model import Playbook
from warroom.report.words import number
from warroom.text import visible
from warroom.tui.content import cut, fit, width_of
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.parts import keys_of
from warroom.tui.panes.playbook.listing import list_rows
from warroom.tui.panes.playbook.reading import text_rows, title
from warroom.tui.panes.playbook.seen import LIST, TEXT, Seen, Spot, begin, follow
from warroom.tui.view import Painted, Scene

BESIDE = 90
"""Cells from which on the text stands beside the list."""
LIST_W, WIDE_LIST_W = 32, 42
WIDE = 150
GAP = 3
LEAST_H = 6
"""Rows below which one of the two is shown, the one that has the cursor."""


def in_force(scene: Scene) -> Playbook:
    """The room's, once it has one; else the one that an incident declared now would follow."""
    mine = scene.incident.playbook
    return mine if scene.incident.seq and (mine.severities or mine.name != "none") else scene.playbook


def seen_in(scene: Scene, opened: Opened) -> Seen:
    """What the pane remembers, brought up to the playbook in force."""
    if not isinstance(opened.about, Seen):
        opened.about = begin(in_force(scene))
    seen: Seen = opened.about
    if follow(seen, in_force(scene)):
        opened.cursor = seen.entry
    return seen


def rows(scene: Scene, opened: Opened) -> int:
    """How many rows of the list, or blocks of the text, the cursor walks."""
    return seen_in(scene, opened).count


def point(scene: Scene, opened: Opened, x: int, y: int) -> str:
    """Put the cursor where it was clicked; which side that is, "" where there is nothing."""
    seen = seen_in(scene, opened)
    spots = [spot for spot in (seen.spots[y] if 0 <= y < len(seen.spots) else ()) if spot.x <= x]
    if not spots:
        return ""
    seen.side, opened.cursor = spots[-1].side, spots[-1].place
    if seen.side == TEXT:
        # It is in view: nothing is scrolled for it.
        seen.shown = seen.shown._replace(block=spots[-1].place)
    return seen.side


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The list of parts and the chosen one's text: side by side, one above the other, or only the one with the keys."""
    seen = seen_in(scene, opened)
    _take_cursor(seen, opened)
    if width >= BESIDE:
        listed = WIDE_LIST_W if width >= WIDE else LIST_W
        shown = _beside(scene, opened, seen, listed, width, height)
    elif height >= LEAST_H:
        shown = _stacked(scene, opened, seen, width, height)
    else:
        shown = _alone(scene, opened, seen, width, height)
    opened.cursor = seen.entry if seen.side == LIST else seen.block
    return Painted(_head(seen), [fit(row, width) for row in shown], _foot(scene, seen), items=(opened.cursor,))


def _take_cursor(seen: Seen, opened: Opened) -> None:
    """What the keys did to the cursor belongs to the side that has it."""
    if seen.side == LIST:
        seen.entry = max(0, min(opened.cursor, len(seen.entries) - 1))
        seen.block = seen.block if seen.shown.entry == seen.entry else 0
    else:
        seen.block = opened.cursor
    seen.block = max(0, min(seen.block, len(seen.blocks()) - 1))


# The two sides in their places.


def _beside(scene: Scene, opened: Opened, seen: Seen, listed: int, width: int, height: int) -> list[Row]:
    entries, at = list_rows(scene, seen, listed, height)
    room = width - listed - GAP
    blocks, among = text_rows(scene, opened, seen, room, height - 1)
    divider: Row = ((f" {'│' if scene.look.glyphs else '|'} ", "line"),)
    beside = [title(scene, seen, room), *blocks]
    found: list[Row] = []
    spots: list[tuple[Spot, ...]] = []
    for y in range(height):
        first = fit(entries[y], listed) if y < len(entries) else ()
        blank = (" " * (listed - width_of(first)), "text")
        found.append((*first, blank, *divider, *(beside[y] if y < len(beside) else ())))
        left = [Spot(0, LIST, at[y])] if y < len(at) else []
        right = [Spot(listed + 1, TEXT, among[y - 1])] if 0 < y <= len(among) else []
        spots.append((*left, *right))
    seen.spots = spots
    return found


def _stacked(scene: Scene, opened: Opened, seen: Seen, width: int, height: int) -> list[Row]:
    above = min(len(seen.entries), height // 3) if seen.side == LIST else 2
    entries, at = list_rows(scene, seen, width, above)
    blocks, among = text_rows(scene, opened, seen, width, height - above - 1)
    blank = above - len(entries)
    seen.spots = [
        *((Spot(0, LIST, place),) for place in at),
        *[()] * (blank + 1),
        *((Spot(0, TEXT, place),) for place in among),
    ]
    return [*entries, *[()] * blank, title(scene, seen, width, ruled=True), *blocks]


def _alone(scene: Scene, opened: Opened, seen: Seen, width: int, height: int) -> list[Row]:
    if seen.side == LIST:
        found, at = list_rows(scene, seen, width, height)
    else:
        found, at = text_rows(scene, opened, seen, width, height)
    seen.spots = [(Spot(0, seen.side, place),) for place in at]
    return found


# Around them.


def _head(seen: Seen) -> Row:
    """Which playbook; while something is looked for, how often it was found and which of them this is."""
    row: Row = (("playbook", "title"), (" ─ ", "line"), (cut(visible(seen.playbook.name), 30), "text"))
    if not seen.words:
        return row
    here = f"{number(seen.hit_number)} of " if seen.hit_number else ""
    said = cut(visible(" ".join(seen.words)), 24)
    found = f"{here}{number(len(seen.hits))} found: {said}" if seen.hits else f"nothing found: {said}"
    return (*row, ("  ", "text"), (found, "title" if seen.hits else "soon"))


ENTER = {
    "question": "answer it",
    "tick": "tick, untick",
    "item": "in the checklist",
    "scenario": "its steps",
}


def _foot(scene: Scene, seen: Seen) -> Row:
    if scene.focus != "playbook":
        return (("Tab", "title"), (" to the playbook  ", "muted"), ("Esc", "title"), (" back", "muted"))
    words: list[tuple[str, str]] = []
    if seen.side == LIST:
        words.append(("playbook.open", "to its text"))
    else:
        if said := ENTER.get(seen.at.kind):
            words.append(("playbook.open", said))
        words += [("playbook.copy", "copy"), ("playbook.back", "list")]
    words.append(("playbook.find", "find"))
    if seen.hits:
        words.append(("playbook.next", "next"))
    below: Row = ((f"{seen.below} below ▾  ", "muted"),) if seen.below > 0 else ()
    return (*below, *keys_of(scene, *words))


PANE = Pane(paint, rows, point)
