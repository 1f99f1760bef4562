"""Runbooks: which is likely, how its steps stand, what the next one would do, and what the last one said."""

from warroom.report.words import plural
from warroom.text import visible
from warroom.tui.content import cut, fit, width_of
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.parts import keys_of
from warroom.tui.panes.playbook import in_force
from warroom.tui.panes.runbook.about import about_rows
from warroom.tui.panes.runbook.books import DRILL
from warroom.tui.panes.runbook.desk import Desk
from warroom.tui.panes.runbook.listing import book_rows, summary
from warroom.tui.panes.runbook.output import output_rows, run_shown
from warroom.tui.panes.runbook.results import results
from warroom.tui.panes.runbook.seen import BOOKS, OUTPUT, STEPS, Seen, Spot, begin, follow
from warroom.tui.panes.runbook.steps import step_rows
from warroom.tui.view import Painted, Scene

BESIDE = 100
"""Cells from which on a step stands beside the list."""
LIST_W, WIDE_LIST_W = 44, 64
WIDE = 150
GAP = 3
LEAST_H = 8
"""Rows below which only what has the cursor is shown."""
LEAST_OUTPUT = 4


def seen_in(scene: Scene, opened: Opened) -> Seen:
    """What the pane remembers, brought up to the playbook in force."""
    if not isinstance(opened.about, Seen):
        opened.about = begin(in_force(scene), Desk())
    seen: Seen = opened.about
    if follow(seen, in_force(scene)):
        opened.cursor = seen.cursor
    return seen


def rows(scene: Scene, opened: Opened) -> int:
    """How many runbooks, steps or lines of output the cursor walks."""
    seen = seen_in(scene, opened)
    if seen.side == BOOKS:
        return len(seen.books)
    if seen.side == STEPS:
        return len(seen.here.steps) if seen.here else 0
    run = run_shown(scene, seen)
    streamed = seen.desk.output_of(seen.stream, run) if run is not None else None
    return streamed.kept if streamed is not None else 0


def point(scene: Scene, opened: Opened, x: int, y: int) -> str:
    """Put the cursor where it was clicked; which side that is, "" where there is nothing."""
    seen = seen_in(scene, opened)
    spots = [spot for spot in (seen.spots[y] if 0 <= y < len(seen.spots) else ()) if spot.x <= x]
    if not spots or spots[-1].place < 0:
        return ""
    seen.side, opened.cursor = spots[-1].side, spots[-1].place
    return seen.side


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The list with the keys; the step and the output beside it, or below it where the terminal is narrow."""
    seen = seen_in(scene, opened)
    _take_cursor(scene, seen, opened)
    if width >= BESIDE and height >= LEAST_H:
        shown = _beside(scene, opened, seen, width, height)
    elif height >= LEAST_H:
        shown = _stacked(scene, opened, seen, width, height)
    else:
        shown = _alone(scene, seen, width, height)
    opened.cursor = seen.cursor
    opened.page = max(1, height - 2)
    return Painted(_head(scene, seen), [fit(row, width) for row in shown], _foot(scene, seen), items=(opened.cursor,))


def _take_cursor(scene: Scene, seen: Seen, opened: Opened) -> None:
    """What the keys did to the cursor belongs to the side that has it; another row is read from its beginning."""
    count = rows(scene, opened)
    cursor = max(0, min(opened.cursor, count - 1))
    match seen.side:
        case "books":
            if cursor != seen.book:
                seen.book, seen.step, seen.run = cursor, 0, 0
        case "steps":
            if cursor != seen.step:
                seen.run = 0
            seen.step = cursor
        case _:
            # At the last line it goes on growing.
            if cursor != seen.line:
                seen.line, seen.ends = cursor, cursor >= count - 1
    if seen.here is not None:
        seen.step = max(0, min(seen.step, len(seen.here.steps) - 1))
    now = (seen.side, seen.book, seen.step)
    if now != seen.before:
        seen.before, opened.top = now, 0


# The sides in their places.


def _beside(scene: Scene, opened: Opened, seen: Seen, width: int, height: int) -> list[Row]:
    listed = WIDE_LIST_W if width >= WIDE else LIST_W
    room = width - listed - GAP
    if seen.side == BOOKS:
        first, at = book_rows(scene, seen, listed, height) if seen.books else ([], [])
        second, among = _scrolled(summary(scene, seen, room), opened, height), [-1] * height
    else:
        first, at = step_rows(scene, seen, listed, height)
        second, among = _step_and_output(scene, opened, seen, room, height)
    side = BOOKS if seen.side == BOOKS else STEPS
    divider: Row = ((f" {'│' if scene.look.glyphs else '|'} ", "line"),)
    found: list[Row] = []
    spots: list[tuple[Spot, ...]] = []
    for y in range(height):
        one = fit(first[y], listed) if y < len(first) else ()
        blank = (" " * (listed - width_of(one)), "text")
        found.append((*one, blank, *divider, *(second[y] if y < len(second) else ())))
        right = among[y] if y < len(among) else -1
        spots.append((Spot(0, side, at[y] if y < len(at) else -1), Spot(listed + 1, OUTPUT, right)))
    seen.spots = spots
    return found


def _stacked(scene: Scene, opened: Opened, seen: Seen, width: int, height: int) -> list[Row]:
    if seen.side == OUTPUT:
        found, at = output_rows(scene, seen, width, height)
        seen.spots = [(Spot(0, OUTPUT, place),) for place in at]
        return found
    if seen.side == BOOKS:
        above = min(sum(2 if book.likely else 1 for book in seen.books), max(3, height // 2))
        first, at = book_rows(scene, seen, width, above) if seen.books else ([], [])
        rest = height - len(first) - 1
        second = [(), *_scrolled(summary(scene, seen, width), opened, rest)]
        seen.spots = [(Spot(0, BOOKS, place),) for place in at]
        return [*first, *second]
    count = len(seen.here.steps) if seen.here else 0
    above = min(count, max(3, height // 3))
    first, at = step_rows(scene, seen, width, above)
    second, among = _step_and_output(scene, opened, seen, width, height - len(first))
    seen.spots = [*((Spot(0, STEPS, place),) for place in at), *((Spot(0, OUTPUT, place),) for place in among)]
    return [*first, *second]


def _alone(scene: Scene, seen: Seen, width: int, height: int) -> list[Row]:
    if seen.side == OUTPUT:
        found, at = output_rows(scene, seen, width, height)
    elif seen.side == STEPS:
        found, at = step_rows(scene, seen, width, height)
    else:
        found, at = book_rows(scene, seen, width, height) if seen.books else ([], [])
    seen.spots = [(Spot(0, seen.side, place),) for place in at]
    return found


def _step_and_output(scene: Scene, opened: Opened, seen: Seen, width: int, height: int) -> tuple[list[Row], list[int]]:
    """The step above, the output below; the larger place to the one that is looked at."""
    about = about_rows(scene, seen, width)
    run = run_shown(scene, seen)
    live = run is not None and seen.desk.under_way(seen.stream, run) is not None
    of_step = run is not None and seen.here is not None and (run.scenario, run.step) == (seen.here.id, seen.step + 1)
    if seen.side == OUTPUT:
        most = max(2, height // 4)
    elif live or of_step:
        most = max(3, height // 2)
    else:
        most = max(3, height - LEAST_OUTPUT - 1) if run is not None else height
    above = min(len(about), most)
    if height - above < LEAST_OUTPUT:
        above = height
    top = 0 if seen.side == OUTPUT else opened.top
    shown = about[:1] + _window(about[1:], opened, above - 1) if top or len(about) > above else about[:above]
    gap: list[Row] = [()] if above < height and height >= 20 else []
    found, at = output_rows(scene, seen, width, height - len(shown) - len(gap))
    return [*shown, *gap, *found], [*[-1] * (len(shown) + len(gap)), *at]


def _window(lines: list[Row], opened: Opened, height: int) -> list[Row]:
    """What was scrolled to; the last row says how much is below."""
    opened.top = max(0, min(opened.top, len(lines) - height))
    more = len(lines) - opened.top - height
    shown = lines[opened.top : opened.top + max(0, height)]
    if more > 0 and height > 1:
        shown[-1] = ((f"{more + 1} more rows of this, PgDn", "muted"),)
    return shown


def _scrolled(lines: list[Row], opened: Opened, height: int) -> list[Row]:
    opened.top = max(0, min(opened.top, len(lines) - height))
    return lines[opened.top : opened.top + max(0, height)]


# Around them.


def _head(scene: Scene, seen: Seen) -> Row:
    """Which runbook, at which step, how many ran and how many of them went wrong."""
    row: Row = (("runbook", "title"), (" ─ ", "line"))
    here = seen.here
    if here is None:
        return (*row, ("none", "muted"))
    if seen.side == BOOKS:
        likely = sum(book.likely for book in seen.books)
        found: Row = ((plural(len(seen.books), "runbook"), "text"),)
        return (*row, *found, *(((f"  {likely} likely", "soon+b"),) if likely else ()))
    row = (*row, (cut(visible(here.title), 40), "text"))
    row = (*row, (f"  step {seen.step + 1} of {len(here.steps)}", "title")) if here.steps else row
    stands = results(here, scene.incident, seen.desk.outcomes)
    ran = sum(one.run is not None for one in stands)
    failed = sum(one.state == "failed" for one in stands)
    row = (*row, (f"  {ran} ran", "muted")) if ran else row
    return (*row, (f"  {failed} failed", "bad+b")) if failed else row


def _foot(scene: Scene, seen: Seen) -> Row:
    if scene.focus != "runbook":
        return (("Tab", "title"), (" to the runbook  ", "muted"), ("Esc", "title"), (" back", "muted"))
    if not seen.books:
        return keys_of(scene)
    if seen.side == BOOKS:
        return keys_of(scene, ("runbook.open", "its steps"), ("runbook.output", "output"))
    if seen.side == OUTPUT:
        found = (("runbook.next", "next"),) if seen.words else ()
        return keys_of(scene, ("runbook.pin", "pin"), ("runbook.find", "find"), *found, ("runbook.back", "steps"))
    return keys_of(scene, *_step_keys(seen), ("runbook.output", "output"), ("runbook.back", "list"))


def _step_keys(seen: Seen) -> list[tuple[str, str]]:
    step, here = seen.at, seen.here
    if step is None or here is None:
        return []
    if here.id == DRILL:
        return [("runbook.open", "do it")]
    if not step.run:
        return [("runbook.open", "tick"), ("runbook.skip", "skip")]
    plan = seen.desk.plan(here.id, seen.step + 1)
    words: list[tuple[str, str]] = []
    if plan is not None and (plan.runs or plan.missing):
        words.append(("runbook.open", "run" if plan.runs else "fill in, run"))
    if step.placeholders:
        words.append(("runbook.fill", "fill in"))
    words += [("runbook.skip", "skip"), ("runbook.copy", "copy")]
    if plan is not None and (plan.endless or plan.terminal):
        words.append(("runbook.shell", "own shell"))
    return words


PANE = Pane(paint, rows, point)
