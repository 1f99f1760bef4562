"""Hand-over: the brief at the left, what the giver gives and the taker reads back at the right; or the shift's.

Where there is no room for two columns the right one stands above the brief.
"""

from warroom.report.handing import Shift, freeze, shift_lines
from warroom.report.words import moment, plural
from warroom.tui.content import fit, width_of
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.handover.brief import frozen_rows, shift_rows
from warroom.tui.panes.handover.seen import Target, is_shift, offer_of, place, roles, shift_offer, targets
from warroom.tui.panes.handover.sides import Rows, side_rows
from warroom.tui.panes.parts import keys_of
from warroom.tui.view import Painted, Scene

BESIDE = 90
"""Cells from which on the two stand beside each other."""
RIGHT, WIDE_RIGHT, WIDE = 44, 64, 150
GAP = 3


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The brief scrolls with PgDn, the cursor walks the other side."""
    found = targets(scene, opened)
    place(scene, opened, found)
    if width >= BESIDE:
        right = WIDE_RIGHT if width >= WIDE else RIGHT
        side = _window(side_rows(scene, opened, right, stacked=False), opened, height)
        told = _told(scene, opened, width - right - GAP)
        rows, more = _beside(scene, opened, told, side, width - right - GAP, height)
        items = (*side.items, *[-1] * (len(rows) - len(side.items)))
    else:
        whole = side_rows(scene, opened, width, stacked=True)
        side = _window(whole, opened, min(len(whole.rows), max(height // 2, height - 8)))
        told = _told(scene, opened, width)
        room = max(0, height - len(side.rows) - 1)
        shown, more = _scrolled(told, opened, room)
        rule: Row = (((("─" if scene.look.glyphs else "-") * width), "line"),)
        rows = [*side.rows, rule, *shown][:height]
        items = (*side.items, *[-1] * (len(rows) - len(side.items)))
    foot = _foot(scene, opened, found[opened.cursor], more)
    return Painted(_head(scene, opened), [fit(row, width) for row in rows], foot, items=items)


def lines_of_shift(scene: Scene) -> tuple[tuple[str, str], ...]:
    """What the next shift has to know, from what the screen knows."""
    found = shift_lines(scene.shift or Shift(), scene.open_states, scene.summaries, scene.wall, scene.views)
    if not scene.unread:
        return found
    return (("open", f"{plural(scene.unread, 'incident')} could not be looked at yet: read again in a moment"), *found)


def _told(scene: Scene, opened: Opened, width: int) -> list[Row]:
    if is_shift(scene):
        offered = shift_offer(scene)
        return shift_rows(offered.lines if offered is not None else lines_of_shift(scene), width)
    offer = offer_of(scene, opened)
    return frozen_rows(offer.brief if offer is not None else freeze(scene.incident, scene.now), scene, width)


def _scrolled(told: list[Row], opened: Opened, room: int) -> tuple[list[Row], int]:
    opened.top = max(0, min(opened.top, len(told) - room))
    opened.page = max(1, room - 1)
    return told[opened.top : opened.top + room], max(0, len(told) - opened.top - room)


def _beside(scene: Scene, opened: Opened, told: list[Row], side: Rows, left: int, height: int) -> tuple[list[Row], int]:
    shown, more = _scrolled(told, opened, height)
    divider: Row = ((f" {'│' if scene.look.glyphs else '|'} ", "line"),)
    rows: list[Row] = []
    for y in range(height):
        first = fit(shown[y], left) if y < len(shown) else ()
        blank = (" " * (left - width_of(first)), "text")
        rows.append((*first, blank, *divider, *(side.rows[y] if y < len(side.rows) else ())))
    return rows, more


def _window(side: Rows, opened: Opened, height: int) -> Rows:
    """As many rows as there is room for, so that the one under the cursor is among them."""
    here = [y for y, item in enumerate(side.items) if item == opened.cursor]
    top = max(0, min((here[-1] if here else 0) - height + 2, len(side.rows) - height)) if here else 0
    return Rows(side.rows[top : top + height], side.items[top : top + height])


def _head(scene: Scene, opened: Opened) -> Row:
    between: Row = ((" ─ ", "line"),)
    if is_shift(scene):
        offered = shift_offer(scene)
        said = f"as offered {moment(offered.at, scene.wall)}, #{offered.seq}" if offered else "as it is now"
        return (("shift", "title"), *between, (said, "muted"))
    offer = offer_of(scene, opened)
    if offer is None:
        return (("brief", "title"), *between, ("as it would be frozen now", "muted"))
    sha = f", sha256 {offer.hash[:8]}" if offer.hash else ""
    return (
        ("brief", "title"),
        *between,
        (f"frozen {moment(offer.at, scene.now)}", "text"),
        (f"  #{offer.seq}{sha}", "muted"),
    )


_ENTER = {"accept": "take it", "person": "offer it", "item": "tick, untick"}


def _foot(scene: Scene, opened: Opened, target: Target, more: int) -> Row:
    below: Row = ((f"{more} below, PgDn ▾  ", "muted"),) if more > 0 else ()
    if scene.focus != "handover":
        return (*below, ("Tab", "title"), (" to the rows  ", "muted"), ("Esc", "title"), (" back", "muted"))
    words = [("handover.act", _ENTER[target.kind])] if target.kind in _ENTER else []
    offered = shift_offer(scene) if is_shift(scene) else offer_of(scene, opened)
    if offered is not None:
        mine = offered.to.casefold() == scene.me.casefold()
        words.append(("handover.decline", "decline") if mine else ("handover.withdraw", "withdraw"))
    if not is_shift(scene) and len(roles(scene)) > 1:
        words.append(("handover.role", "role"))
    return (*below, *keys_of(scene, *words, ("handover.copy", "copy")))


PANE = Pane(paint, lambda scene, opened: len(targets(scene, opened)))
