"""What users are told, while it is written: the words with their faults in place, lint, where they go, what was said.

The words themselves are drawn by the editor, which lies over the place that is left for it here.
"""

from warroom.text import visible
from warroom.tui.content import fit, under, width_of
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.parts import keys_of
from warroom.tui.panes.update import before, goes, lint_rows
from warroom.tui.panes.update.layout import BESIDE, Layout, layout
from warroom.tui.panes.update.seen import Item, Seen, items, names, spot
from warroom.tui.view import Painted, Scene

__all__ = ["PANE", "paint", "rows", "seen_in"]


def seen_in(opened: Opened) -> Seen:
    """What the pane is about."""
    if not isinstance(opened.about, Seen):
        opened.about = Seen()
    seen: Seen = opened.about
    return seen


def rows(scene: Scene, opened: Opened) -> int:
    """How many rows take the cursor."""
    return max(1, len(items(scene.incident, seen_in(opened))))


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The parts around the words: side by side, or below them."""
    seen = seen_in(opened)
    found = items(scene.incident, seen)
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    placed = layout(width, height, writing=seen.writing)
    if placed.right:
        shown, at = _beside(scene, opened, seen, found, placed, height)
    else:
        shown, at = _below(scene, opened, seen, found, placed, width, height)
    return Painted(
        _head(scene, seen), shown[:height], _foot(scene, seen, wide=width >= BESIDE), items=tuple(at[:height]) or (-1,)
    )


def point(_scene: Scene, opened: Opened, x: int, y: int) -> str:
    """Put the cursor on the row that was clicked; "" where there is none."""
    seen = seen_in(opened)
    if not 0 <= y < len(seen.spots):
        return ""
    place = next((place for begin, end, place in seen.spots[y] if begin <= x < end), -1)
    if place < 0:
        return ""
    opened.cursor = place
    return "list"


# The parts.


def _cursor(scene: Scene, seen: Seen) -> bool:
    return scene.focus == "update" and not seen.writing


def _lint(scene: Scene, seen: Seen, found: list[Item], opened: Opened, width: int) -> tuple[list[Row], list[int]]:
    """Rows of lint with the item each belongs to, -1 for none."""
    shown: list[Row] = []
    at: list[int] = []
    shift = seen.words.text[: seen.words.before_words].count("\n") if seen.words else 0
    for place, item in enumerate(found):
        here = _cursor(scene, seen) and place == opened.cursor
        block: list[Row] = []
        if item.kind == "conflict":
            other = seen.conflict(scene.incident)
            said = f"{visible(other.by)} wrote another version meanwhile" if other else ""
            sign, tone = scene.look.sign(lint_rows.LOOK_AT)
            block = [
                fit(((sign, tone), (" ", "text"), (said, "title")), width),
                fit((("  Enter takes it, leaving keeps yours", "muted"),), width),
            ]
            block = [under((*row, (" " * max(0, width - width_of(row)), "text")), here) for row in block]
        elif item.fault is not None:
            block = lint_rows.fault_rows(item.fault, width, scene.look, shift=shift, here=here)
        shown += block
        at += [place] * len(block)
    well = lint_rows.well_rows(seen, width, scene.look)
    return [*shown, *well], [*at, *[-1] * len(well)]


def _goes(
    scene: Scene, seen: Seen, found: list[Item], opened: Opened, width: int, room: int
) -> tuple[list[Row], list[int]]:
    """The ways out, draft to sent, and what else waits; blank rows between them only where there is room."""
    ways = goes.way_rows(scene, seen, width)
    shown, at = list(ways), [-1] * len(ways)
    waits = [(place, item) for place, item in enumerate(found) if item.kind == "update"]
    steps = goes.steps(scene, seen, width)
    gaps = room - len(ways) - len(steps) - len(waits)
    if gaps > 0:
        shown.append(())
        at.append(-1)
    shown += steps
    at += [-1] * len(steps)
    if waits and gaps > 1:
        shown.append(())
        at.append(-1)
    for place, item in waits:
        update = scene.incident.update(item.n)
        if update is not None:
            here = _cursor(scene, seen) and place == opened.cursor
            shown.append(goes.update_row(scene, update, width, here=here))
            at.append(place)
    return shown, at


def _about(scene: Scene, seen: Seen, width: int) -> list[Row]:
    """Whose words it began with, what the record filled, what is by hand."""
    words = seen.words
    if words is None:
        return []
    template = next((one for one in scene.incident.playbook.templates if one.id == words.template), None)
    source = f", {template.source}" if template and template.source else ""
    filled, by_hand = names(scene.incident, words)
    told = (
        ("from template", f"{words.template}{source}" if words.template else "none: the playbook has no words for it"),
        ("filled", ", ".join(filled).replace("_", " ") or "nothing"),
        ("by hand", ", ".join(by_hand).replace("_", " ") or "nothing is missing"),
    )
    return [fit(((f"{about:<15}", "muted"), (visible(said), "muted")), width) for about, said in told]


def _window(shown: list[Row], at: list[int], cursor: int, room: int) -> tuple[list[Row], list[int], int]:
    """So many of the rows, with those of the cursor among them; and how many are below."""
    if len(shown) <= room:
        return shown, at, 0
    mine = [y for y, place in enumerate(at) if place == cursor]
    top = max(0, min(mine[0], len(shown) - room)) if mine and mine[-1] >= room else 0
    return shown[top : top + room], at[top : top + room], len(shown) - top - room


def _beside(
    scene: Scene, opened: Opened, seen: Seen, found: list[Item], placed: Layout, height: int
) -> tuple[list[Row], list[int]]:
    lint, lint_at = _lint(scene, seen, found, opened, placed.right)
    goes_to, goes_at = _goes(scene, seen, found, opened, placed.left, height - placed.upper - 1)
    cursor = opened.cursor if _cursor(scene, seen) else -1
    lint, lint_at, more = _window(lint, lint_at, cursor, placed.upper - 1)
    if more and lint:
        lint[-1], lint_at[-1] = ((f"{more + 1} more", "muted"),), -1
    goes_to, goes_at, _ = _window(goes_to, goes_at, cursor, height - placed.upper - 1)
    channel = seen.words.channel if seen.words else ""
    said = before.rows(scene, channel, placed.right, height - placed.upper - 1)
    bar, cross, rule = ("│", "┼", "─") if scene.look.glyphs else ("|", "+", "-")
    above: list[Row] = [()] * placed.text.h + [(), *_about(scene, seen, placed.left)]
    right: list[Row] = [lint_rows.head(seen), *lint]
    right_at = [-1, *lint_at]
    shown: list[Row] = []
    at: list[int] = []
    seen.spots = []

    def put(one: Row, other: Row, one_at: int, other_at: int) -> None:
        one = fit(one, placed.left)
        gap = " " * (placed.left - width_of(one))
        shown.append((*one, (gap, "text"), (f" {bar} ", "line"), *fit(other, placed.right)))
        at.append(one_at if one_at >= 0 else other_at)
        seen.spots.append(((0, placed.left, one_at), (placed.left + 2, placed.left + 3 + placed.right, other_at)))

    for y in range(placed.upper):
        put(
            above[y] if y < len(above) else (),
            right[y] if y < len(right) else (),
            -1,
            right_at[y] if y < len(right_at) else -1,
        )
    first = _ruled(goes.head(scene, seen), placed.left + 1, rule)
    second = _ruled(before.head(scene, channel), placed.right + 1, rule)
    shown.append((*first, (cross, "line"), *second))
    at.append(-1)
    seen.spots.append(())
    for y in range(height - placed.upper - 1):
        put(
            goes_to[y] if y < len(goes_to) else (),
            said[y] if y < len(said) else (),
            goes_at[y] if y < len(goes_at) else -1,
            -1,
        )
    return shown, at


def _ruled(head: Row, width: int, rule: str) -> Row:
    """A heading on a rule of so many cells."""
    head = fit(tuple((f" {rule} ", "line") if part == (" ─ ", "line") else part for part in head), width - 4)
    return ((f"{rule} ", "line"), *head, (" ", "text"), (rule * max(0, width - width_of(head) - 3), "line"))


def _below(
    scene: Scene, opened: Opened, seen: Seen, found: list[Item], placed: Layout, width: int, height: int
) -> tuple[list[Row], list[int]]:
    rule = "─" if scene.look.glyphs else "-"
    channel = seen.words.channel if seen.words else ""
    lint, lint_at = _lint(scene, seen, found, opened, width)
    goes_to, goes_at = _goes(scene, seen, found, opened, width, 0)
    said = before.rows(scene, channel, width, 12)
    about = _about(scene, seen, width)
    rest: list[Row] = [
        *lint,
        _ruled(goes.head(scene, seen), width, rule),
        *goes_to,
        _ruled(before.head(scene, channel), width, rule),
        *said,
        *about,
    ]
    at = [*lint_at, -1, *goes_at, -1, *[-1] * (len(said) + len(about))]
    room = max(0, height - placed.text.h - 1)
    top = _scrolled(opened, seen, at, len(rest), room, follow=_cursor(scene, seen))
    more = len(rest) - top - room
    head = _ruled(lint_rows.head(seen), width, rule)
    if more > 0 and room:
        below = f" {more} below, PgDn ▾ "
        head = (*_ruled(lint_rows.head(seen), width - len(below) - 1, rule), (below, "muted"), (rule, "line"))
    shown: list[Row] = [*[()] * placed.text.h, head, *rest[top : top + room]]
    at = [*[-1] * (placed.text.h + 1), *at[top : top + room]]
    seen.spots = [((0, width, place),) for place in at]
    return [fit(row, width) for row in shown], at


def _scrolled(opened: Opened, seen: Seen, at: list[int], count: int, room: int, *, follow: bool) -> int:
    """The first row in view: where somebody scrolled to, moved only when the cursor went elsewhere."""
    mine = [y for y, place in enumerate(at) if place == opened.cursor]
    if follow and mine and seen.followed != opened.cursor:
        opened.top = min(max(opened.top, mine[-1] + 1 - room), mine[0])
    elif not follow and seen.followed >= 0:
        opened.top = 0
    seen.followed = opened.cursor if follow else -1
    opened.page = max(1, room - 1)
    opened.top = max(0, min(opened.top, count - room))
    return opened.top


# Around them.


def _head(scene: Scene, seen: Seen) -> Row:
    """Its number, how far it has come, where it goes and at which status."""
    words = seen.words
    if words is None:
        return (("update", "title"), (" ─ ", "line"), ("none", "muted"))
    update = seen.update(scene.incident)
    number = f"update {update.n}" if update else "update"
    state, tone = ("new", "soon") if update is None else (update.state, "soon" if update.open else "text")
    if update is not None and update.state == "sent":
        tone = "done"
    typed = ", changed here" if update is not None and words.changed else ""
    where = f"  to {visible(words.channel)}"
    status = f"  {words.status.upper()}" if words.status else ""
    return ((number, "title"), (" ─ ", "line"), (state, tone), (typed, "soon"), (where, "muted"), (status, "text"))


def _foot(scene: Scene, seen: Seen, *, wide: bool) -> Row:
    count = len(seen.words.parted[1].strip()) if seen.words else 0
    limit = seen.limit
    over = bool(limit) and count > limit
    letters: Row = ((f"{count} of {limit} letters" if limit else f"{count} letters", "soon" if over else "muted"),)
    if seen.writing:
        words = [("panels", "lint"), ("update.channel", "channel"), ("update.status", "status")]
        keys = keys_of(scene, *words, *([("update.undo", "undo")] if wide else []))
        return (*keys[:-1], (" entry, it is kept  " if wide else " entry  ", "muted"), *letters)
    if scene.focus == "update":
        keys = keys_of(scene, ("update.open", "go there"), ("update.write", "write"), ("update.approve", "approve"))
        return (*keys[:-1], (" entry  ", "muted"), *letters)
    return (("Tab", "title"), (" write  ", "muted"), ("Esc", "title"), (" room  ", "muted"), *letters)


def marks(seen: Seen) -> list[tuple[int, int, str]]:
    """The stretches of the words that are drawn otherwise, in order and apart; what must change goes first."""
    if seen.words is None:
        return []
    taken: list[tuple[int, int, str]] = []
    for fault in seen.linted.faults:
        begin, end = spot(seen.words, fault)
        if begin < end and not any(begin < after and first < end for first, after, _ in taken):
            taken.append((begin, end, lint_rows.style_of(fault)))
    return sorted(taken)


PANE = Pane(paint, rows, point)
