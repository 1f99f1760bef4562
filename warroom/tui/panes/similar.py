"""Past incidents that are like the open one: why they are, and what fixed them."""

from warroom.incident.words import say_duration
from warroom.report.similar import Similar, fixed_words
from warroom.text import visible
from warroom.tui.content import fit, left, spread, under, width_of, wrap
from warroom.tui.look import Part, Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.parts import blocks_in_view
from warroom.tui.view import Painted, Scene

INDENT = 4


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """A block an incident, the most alike first."""
    found = scene.similar
    head: Row = (("similar", "title"), (" ─ ", "line"), (f"{len(found)} past" if found else "none", "muted"))
    if not found:
        said = (
            "No past incident is like this one: by title, first red checks, scenario, and words of suspects and notes."
        )
        return Painted(head, [((line, "muted"),) for line in wrap(said, max(20, width), height)], _foot(scene, 0))
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    blocks = [_block(one, scene, width, here=n == opened.cursor) for n, one in enumerate(found)]
    rows, items, more = blocks_in_view(opened, blocks, height)
    return Painted(head, rows, _foot(scene, more), items=items)


def _foot(scene: Scene, more: int) -> Row:
    below: Row = ((f"{more} below ▾  ", "muted"),) if more > 0 else ()
    if scene.focus != "similar" or not scene.similar:
        return (*below, ("Esc", "title"), (" room", "muted"))
    return (
        *below,
        ("Enter", "title"),
        (" its record, where it was fixed  ", "muted"),
        ("Esc", "title"),
        (" room", "muted"),
    )


def _block(one: Similar, scene: Scene, width: int, *, here: bool) -> list[Row]:
    pointer = ("› " if scene.look.glyphs else "> ") if here else "  "
    sev: Part = ("DRILL" if one.drill else visible(one.severity) or "-", "focus+b" if one.drill else "title")
    lasted = f"{visible(one.status)} after {say_duration(one.lasted_s)}" if one.lasted_s is not None else one.status
    tail: Row = ((visible(lasted), "muted"),)
    first: Row = (
        (pointer, "focus"),
        (f"{one.began:%Y-%m-%d}  " if one.began else "", "text"),
        sev,
        (f"  {visible(one.title or one.stream)}", "title"),
        (f"  {visible(one.stream)}", "muted"),
    )
    rows: list[Row] = [spread(fit(first, width - width_of(tail) - 1), tail, width)]
    for label, said, style in (("alike", "; ".join(one.why), "text"), ("then", fixed_words(one), "text")):
        for n, line in enumerate(wrap(visible(said), max(20, width - INDENT - 7), 3)):
            rows.append(((" " * INDENT, "text"), (left(label if n == 0 else "", 7), "muted"), (line, style)))
    ground = here and scene.focus == "similar"
    return [*(under(spread(row, (), width), ground) for row in rows), ()]


PANE = Pane(paint, lambda scene, _opened: len(scene.similar))
