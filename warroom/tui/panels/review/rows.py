"""What the boxes of rows share: the rows in view with the cursor's raised, and what is chosen told below them."""

from collections.abc import Sequence

from warroom.tui.content import fit, folded, spread, under
from warroom.tui.look import Part, Row
from warroom.tui.panels.review.seen import has_keys, seen_in, window
from warroom.tui.view import Painted, Scene

LEAST_TOLD = 2
"""Rows that the chosen one's detail has at least, where all fit."""
MOST_TOLD = 4
"""Rows that are left for it where they do not."""


def listing(
    scene: Scene,
    box: str,
    head: Row,
    rows: Sequence[Row],
    size: tuple[int, int],
    *,
    detail: Sequence[str] = (),
    foot: Row = (),
    nothing: str = "",
    heading: Row = (),
) -> Painted:
    """A box of rows: those around the cursor, and the detail of the chosen one under them where there is room."""
    width, height = size
    if not rows:
        lines: list[Row] = [((line, "muted"),) for line in folded(nothing, max(10, width))]
        return Painted(head, lines[:height], foot)
    seen, keys = seen_in(scene), has_keys(scene, box)
    cursor = max(0, min(seen.cursor(box), len(rows) - 1))
    seen.cursors[box] = cursor
    above = [heading] if heading and height > 3 else []
    told = [line for said in detail for line in folded(said, max(10, width - 2))]
    room = height - len(above)
    if len(rows) + LEAST_TOLD + 1 > room > 2 * LEAST_TOLD:
        # Rows keep their places whichever is chosen: as much is left below them for any of them.
        most = min(MOST_TOLD, room // 3)
        told = told[:most]
        room -= most + 1
    else:
        told = told[: max(0, room - len(rows) - 1)]
    room = max(1, room)
    top = window(len(rows), room, cursor)
    shown = [under(spread(row, (), width), keys and n == cursor) for n, row in enumerate(rows[top : top + room], top)]
    below = len(rows) - top - room
    more: Row = ((f"{below} below ▾  ", "muted"),) if below > 0 else ()
    words: list[Row] = [(("  ", "text"), (line, "muted")) for line in told]
    gap: list[Row] = [()] if words else []
    return Painted(head, [*above, *shown, *gap, *[fit(row, width) for row in words]], (*more, *foot), len(above), top)


def columns(before: Row, after: Sequence[Part], width: int) -> Row:
    """A row whose columns at the right keep their place; what stands before them is cut."""
    tail = tuple(after)
    room = width - sum(len(text) for text, _ in tail)
    return spread(fit(before, max(4, room - 1)), tail, width)


def keys_said(scene: Scene, *words: tuple[str, str]) -> Row:
    """These keys as they are now, a word for each; ids of several keys for one word are apart by blanks."""
    shown = {key.id: key.shown for key in scene.keys}
    parts: list[Part] = []
    for ids, word in words:
        keys = " ".join(shown.get(id_, id_) for id_ in ids.split(" "))
        parts += [("  " if parts else "", "text"), (keys, "title"), (f" {word}", "muted")]
    return tuple(parts)
