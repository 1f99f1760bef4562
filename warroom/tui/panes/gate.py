"""What has to hold before it is over, and once it is, what is left to do before it is closed."""

from warroom.incident.closing import Asked, as_if_fixed, gate, left_open, unread
from warroom.text import visible
from warroom.tui.content import cut, fit, spread, under, width_of, wrap
from warroom.tui.look import CLOCK_SIGNS, Row
from warroom.tui.panes import Opened, Pane, way_back
from warroom.tui.panes.parts import blocks_in_view
from warroom.tui.view import Painted, Scene

INDENT = 7
WRONG = ("check", "update", "milestone")
"""What is amiss where it is open; the others are still to be seen or done."""
HEADS = {
    "criterion": "it is over when",
    "flow": "tried by hand",
    "window": "watched",
    "check": "checks",
    "task": "nobody still at work",
    "update": "updates",
    "milestone": "when it happened",
    "after": "after-work",
}


def listed(scene: Scene, opened: Opened) -> tuple[Asked, ...]:
    """The rows: the gate while the incident runs, what is left after it."""
    incident = scene.incident
    if incident.running:
        never = unread(incident, ((view.name, view.state) for view in scene.views))
        return gate(as_if_fixed(incident, opened.about), scene.now, scene.unwatched_since, never)
    return left_open(incident, scene.now) if "resolved" in incident.milestones and incident.open else ()


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """Every row with its sign, its words in full, how it stands, and for the one under the cursor how it is met."""
    found = listed(scene, opened)
    if not found:
        words = "Nothing is left to do." if "resolved" in scene.incident.milestones else "Nothing is declared."
        return Painted((("gate", "title"), (" ─ ", "line"), ("none", "muted")), [((cut(words, width), "muted"),)])
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    blocks: list[list[Row]] = []
    for n, one in enumerate(found):
        begins = n == 0 or found[n - 1].kind != one.kind
        gap: list[Row] = [()] if n and height >= 24 else []
        heading = [*gap, fit(((HEADS[one.kind], "title"),), width)] if begins else []
        blocks.append([*heading, *_asked(one, scene, width, here=n == opened.cursor)])
    rows, items, more = blocks_in_view(opened, blocks, height)
    return Painted(_head(found), rows, _foot(scene, more), items=items)


def _head(found: tuple[Asked, ...]) -> Row:
    left = sum(not one.met for one in found)
    state = (f"{left} open", "soon+b") if left else ("all of it holds", "done")
    return (("gate", "title"), (" ─ ", "line"), state, (f"  of {len(found)}", "text"))


def _foot(scene: Scene, more: int) -> Row:
    below: Row = ((f"{more} below ▾  ", "muted"),) if more > 0 else ()
    if scene.replay is not None:
        return (*below, ("Esc", "title"), (f" {way_back(scene)}", "muted"))
    if scene.focus != "gate":
        way = (("Tab", "title"), (" to the list  ", "muted"), ("Esc", "title"), (f" {way_back(scene)}", "muted"))
        return (*below, *way)
    keys = (("Enter", " it holds, or what does it  "), ("a", " anyway  "), ("Tab", " entry"))
    return (*below, *(part for key, words in keys for part in ((key, "title"), (words, "muted"))))


def _asked(one: Asked, scene: Scene, width: int, *, here: bool) -> list[Row]:
    sign, tone = scene.look.sign(CLOCK_SIGNS["met" if one.met else "due" if one.kind in WRONG else "none"])
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    base = "muted" if one.met and not here else "text"
    state = visible(one.state)
    tail: Row = ((state, tone if one.kind in WRONG and not one.met else "muted"),) if width >= 60 else ()
    room = max(20, width - INDENT - width_of(tail) - 2)
    words = wrap(visible(one.what), room, 4)
    number = f"{one.n:>2}" if one.n else "  "
    first: Row = (
        (f"{pointer} ", "focus"),
        (number, "muted"),
        (" ", "text"),
        (sign, "done" if one.met else tone),
        (" ", "text"),
        (words[0], base),
    )
    rows: list[Row] = [spread(fit(first, width - width_of(tail) - 1), tail, width)]
    rows += [((" " * INDENT, "text"), (line, base)) for line in words[1:]]
    if not tail and state:
        rows.append(
            fit(((" " * INDENT, "text"), (state, tone if one.kind in WRONG and not one.met else "muted")), width)
        )
    if here and one.how and not one.met:
        rows.append(fit(((" " * INDENT, "text"), (visible(one.how), "muted")), width))
    ground = here and scene.focus == "gate"
    return [under(spread(row, (), width), ground) for row in rows]


PANE = Pane(paint, lambda scene, opened: len(listed(scene, opened)))
