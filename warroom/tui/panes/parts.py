"""What panes have in common: two columns, keys in the foot, rows that are scrolled."""

from collections.abc import Sequence
from itertools import zip_longest

from warroom.tui.content import fit, width_of
from warroom.tui.look import Row
from warroom.tui.panes import Opened
from warroom.tui.view import Painted, Scene

TWO_COLUMNS = 150
GAP = 4


def beside(first: Sequence[Row], second: Sequence[Row], width: int) -> list[Row]:
    """Two columns of rows, the first `width` cells wide."""
    rows: list[Row] = []
    for one, other in zip_longest(first, second, fillvalue=()):
        one = fit(one, width)
        rows.append((*one, (" " * (width - width_of(one) + GAP), "text"), *other) if other else one)
    return rows


def scrolling(head: Row, rows: Sequence[Row], opened: Opened, size: tuple[int, int], keys: Row) -> Painted:
    """The rows from where the pane was scrolled to; keys and how many are below in its foot. A click picks no row."""
    width, height = size
    opened.top = max(0, min(opened.top, len(rows) - height))
    more = len(rows) - opened.top - height
    shown = [fit(row, width) for row in rows[opened.top : opened.top + height]]
    below: Row = ((f"  {more} below, PgDn ▾", "muted"),) if more > 0 else ()
    return Painted(head, shown, (*keys, *below), heading=len(shown))


def keys_of(scene: Scene, *words: tuple[str, str]) -> Row:
    """The keys with these ids as they are now, a word for each, and Esc."""
    shown = {key.id: key.shown for key in scene.keys}
    named = [(shown.get(id_, ""), word) for id_, word in (*words, ("leave", "back"))]
    row = [part for key, word in named if key for part in ((key, "title"), (f" {word}  ", "muted"))]
    return (*row[:-1], (row[-1][0].rstrip(), "muted")) if row else ()


def blocks_in_view(opened: Opened, blocks: Sequence[list[Row]], height: int) -> tuple[list[Row], tuple[int, ...], int]:
    """As many rows of these blocks as fit, those of the one under the cursor among them.

    Returns the rows, the place of the block that each belongs to, and how many rows are below.
    """
    rows = [row for block in blocks for row in block]
    items = tuple(n for n, block in enumerate(blocks) for _ in block)
    begins = sum(len(block) for block in blocks[: opened.cursor])
    ends = begins + len(blocks[opened.cursor])
    top = min(max(opened.top, ends - height), begins)
    opened.top = top = max(0, min(top, len(rows) - height))
    return rows[top : top + height], items[top : top + height], len(rows) - top - height
