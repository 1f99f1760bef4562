"""The chosen part of a playbook as text: scrolled to the block under the cursor, hits standing out."""

from warroom.report.words import since
from warroom.text import visible
from warroom.tui.content import cut, fit, under, width_of
from warroom.tui.look import Row
from warroom.tui.panels.checks import sign_of
from warroom.tui.panes import Opened
from warroom.tui.panes.playbook.layout import Known, lay, marked
from warroom.tui.panes.playbook.now import answers_now, known_of, red_checks, ticks_now
from warroom.tui.panes.playbook.seen import TEXT, Laid, Seen, Shown
from warroom.tui.view import Scene

POINTER = 2


def title(scene: Scene, seen: Seen, width: int, *, ruled: bool = False) -> Row:
    """What is read: its name, how much of it there is, and what is red of a scenario."""
    entry = seen.here
    row: Row = ((cut(visible(entry.title), max(20, width - 40)), "title"), (" ─ ", "line"), *_state(scene, seen))
    row = fit(row, width)
    if not ruled:
        return row
    bar = "─" if scene.look.glyphs else "-"
    return (*row, (" ", "text"), (bar * max(0, width - width_of(row) - 1), "line"))


def _state(scene: Scene, seen: Seen) -> Row:
    entry, playbook = seen.here, seen.playbook
    if entry.scenario is not None:
        row: list[tuple[str, str]] = [(visible(entry.amount) or "no level", "muted")]
        for view in red_checks(scene, playbook, entry.scenario):
            sign, tone = scene.look.sign(sign_of(view))
            lasts = f" {since((scene.asked_now - view.since).total_seconds())}" if view.since else ""
            said = f"{sign} {cut(visible(view.name), 16)} {visible(view.word)}"
            row += [("  ", "text"), (said, tone), (lasts, "muted")]
        return tuple(row)
    match entry.key:
        case "severities" if scene.incident.severity:
            now: Row = (("  now ", "muted"), (visible(scene.incident.severity), "title"))
            return ((entry.amount, "muted"), *now)
        case "questions":
            return ((f"{len(answers_now(scene, seen))} answered of {entry.amount}", "muted"),)
        case "lists":
            return ((f"{len(ticks_now(scene, playbook))} done of {entry.amount}, in this shift", "muted"),)
        case "commands" | "scenarios":
            return ((f"{entry.amount}; commands are copied here, and run by hand", "muted"),)
    return ((entry.amount or visible(playbook.name), "muted"),)


def text_rows(scene: Scene, opened: Opened, seen: Seen, width: int, height: int) -> tuple[list[Row], list[int]]:
    """At most `height` rows, and of each the place of its block."""
    height = max(0, height)
    laid = _laid(scene, seen, max(1, width - POINTER))
    _scroll(opened, seen, laid, height)
    opened.page = max(1, height - 1)
    top = opened.top
    seen.below = len(laid.rows) - top - height
    keys = seen.side == TEXT
    rows: list[Row] = []
    places: list[int] = []
    block = max(0, sum(begin <= top for begin in laid.tops) - 1)
    for y in range(top, min(len(laid.rows), top + height)):
        while block + 1 < len(laid.tops) and laid.tops[block + 1] <= y:
            block += 1
        here = keys and y == laid.begins[seen.block]
        pointer = ("›" if scene.look.glyphs else ">") if here else " "
        row = under(marked(laid.rows[y], seen.words), here and scene.focus == "playbook")
        rows.append(((f"{pointer} ", "focus"), *row))
        places.append(block)
    return rows, places


def _laid(scene: Scene, seen: Seen, width: int) -> Laid:
    """The part laid out; anew only where something of it changed."""
    known = known_of(scene, seen)
    key = (seen.here.key, width, scene.look.glyphs, _frozen(known))
    if seen.laid.key != key:
        seen.laid = lay(seen.blocks(), width, scene.look, known, key)
    return seen.laid


def _frozen(known: Known) -> object:
    return tuple(known.answers.items()), tuple(known.ticks.items()), tuple(known.at.items())


def _scroll(opened: Opened, seen: Seen, laid: Laid, height: int) -> None:
    """Follow the cursor; where the page was turned, have the cursor follow."""
    before = seen.shown
    if before.entry != seen.entry:
        opened.top = 0
        if seen.block:
            opened.top = _with_block(laid, seen.block, 0, height)
    elif seen.side == TEXT and seen.block != before.block:
        _walk(opened, seen, laid, height)
    elif seen.side == TEXT and opened.top != before.top:
        _turn(opened, seen, laid, height)
    opened.top = max(0, min(opened.top, len(laid.rows) - height))
    seen.shown = Shown(seen.entry, seen.block, opened.top)


def _with_block(laid: Laid, block: int, top: int, height: int) -> int:
    """The least scrolling that shows a block with what stands above it, its begin where it is too long."""
    return min(max(top, laid.end(block) - height), laid.tops[block])


def _walk(opened: Opened, seen: Seen, laid: Laid, height: int) -> None:
    """To the next block; of one that is longer than the screen first the rest is read."""
    old, top = min(seen.shown.block, len(laid.begins) - 1), opened.top
    begins, end = laid.begins[old], laid.end(old)
    in_view = begins < top + height and end > top
    if seen.block == old + 1 and in_view and end > top + height:
        seen.block, opened.top = old, min(top + max(1, height - 1), end - height)
    elif seen.block == old - 1 and in_view and begins < top:
        seen.block, opened.top = old, max(laid.tops[old], top - max(1, height - 1))
    else:
        opened.top = _with_block(laid, seen.block, top, height)


def _turn(opened: Opened, seen: Seen, laid: Laid, height: int) -> None:
    """A block that is in view gets the cursor."""
    top = opened.top = max(0, min(opened.top, len(laid.rows) - height))
    if laid.begins[seen.block] >= top + height or laid.end(seen.block) <= top:
        seen.block = next((n for n, begin in enumerate(laid.begins) if begin >= top), len(laid.begins) - 1)
