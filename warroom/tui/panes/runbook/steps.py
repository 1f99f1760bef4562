"""The steps of one runbook: how each stands, when and by whom; the clocked ones under their clock."""

from typing import NamedTuple

from warroom.playbook.words import STAGES, limit_words
from warroom.report.words import span
from warroom.text import visible
from warroom.tui.content import cut, fit, folded, spread, width_of
from warroom.tui.look import CHECK_SIGNS, CLOCK_SIGNS, LINE_SIGNS, RISK_SIGNS, Row, Sign
from warroom.tui.panes.runbook.books import DRILL, Book
from warroom.tui.panes.runbook.results import Result, Timed, next_step, results, timed
from warroom.tui.panes.runbook.seen import STEPS, Seen
from warroom.tui.panes.runbook.wording import result_words, risk_of, risk_words, title_of, who_words
from warroom.tui.view import Scene

SIGNS = {
    "open": CLOCK_SIGNS["running"],
    "next": Sign("▸", ">", "next", "focus"),
    "running": Sign("$", "$", "runs", "soon+b"),
    "well": LINE_SIGNS["done"],
    "failed": LINE_SIGNS["down"],
    "stopped": CHECK_SIGNS["held"],
    "unknown": LINE_SIGNS["unknown"],
    "done": LINE_SIGNS["done"],
    "skipped": LINE_SIGNS["skipped"],
}
STRONG = {"failed": "bad+b", "unknown": "soon+b", "running": "soon+b", "next": "focus"}
"""What is news, and its hue."""
ROOMY = 18
"""Rows from which on a step takes two of them."""


class _Line(NamedTuple):
    place: int
    row: Row


def step_rows(scene: Scene, seen: Seen, width: int, height: int) -> tuple[list[Row], list[int]]:
    """At most `height` rows around the step under the cursor, and of each the place of its step; -1 for none."""
    book = seen.here
    if book is None or not book.steps:
        none: Row = (("It has no steps.", "muted"),)
        return [none][:height], [-1][:height]
    lines = _lines(scene, seen, book, width, roomy=height >= ROOMY)
    first = next(n for n, line in enumerate(lines) if line.place == seen.step)
    last = max(n for n, line in enumerate(lines) if line.place == seen.step)
    top = min(max(seen.step_top, last - height + 1), first)
    seen.step_top = top = max(0, min(top, len(lines) - height))
    shown = lines[top : top + height]
    below = _below(book, width, height - len(shown))
    return [line.row for line in shown] + below, [line.place for line in shown] + [-1] * len(below)


def _lines(scene: Scene, seen: Seen, book: Book, width: int, *, roomy: bool) -> list[_Line]:
    found = results(book, scene.incident, seen.desk.outcomes)
    following = next_step(found)
    clocks = {one.first: one for one in timed(book.steps, scene.incident.when("declared"))}
    wide = len(str(len(book.steps)))
    lines: list[_Line] = []
    stage = ""
    for n, (step, result) in enumerate(zip(book.steps, found, strict=True)):
        if n in clocks:
            lines.append(_Line(n, _clock(scene, clocks[n], found, width)))
        elif (
            roomy
            and book.scenario is not None
            and (step.stage != stage or (n and book.steps[n - 1].within and not step.within))
        ):
            lines.append(_Line(n, ((f"  {STAGES[step.stage]}", "muted"),)))
        stage = step.stage
        lines += _step(scene, seen, book, n, result, wide, width, roomy=roomy, following=n == following)
    return lines


def _step(
    scene: Scene, seen: Seen, book: Book, n: int, result: Result, wide: int, width: int, *, roomy: bool, following: bool
) -> list[_Line]:
    """One row, or where there is room two or three: the words go on in the second, the last says when or how risky."""
    step, here = book.steps[n], n == seen.step
    plan = seen.desk.plan(book.id, n + 1) if book.id != DRILL else None
    state = "next" if following and result.state == "open" else result.state
    if result.run is not None and result.run.outcome == "unknown":
        state = "unknown"
    open_ = result.state == "open"
    risk = RISK_SIGNS[risk_of(step, plan)].role.removesuffix("+b") if step.run and (here or following) else "muted"
    tail = _tail(scene, seen, result, state)
    if not tail and not roomy:
        tail = ((visible(risk_words(step, plan, short=True)), risk),)
    elif not tail and following:
        tail = (("next", "focus"),)
    style = "title" if here or state in STRONG else "muted" if result.over else "text"
    front: Row = (scene.look.sign(SIGNS[state]), (f" {n + 1:>{wide}} ", "muted"))
    words, room = visible(title_of(step)), max(8, width - 2 - width_of(front))
    raised = here and seen.side == STEPS and scene.focus == "runbook"
    beside = max(8, room - (width_of(tail) + 1 if tail else 0))
    if not roomy:
        return [_Line(n, _row(scene, (*front, (cut(words, beside), style)), tail, width, here=here, raised=raised))]
    first, *rest = folded(words, beside)
    rows = [_row(scene, (*front, (first, style)), tail, width, here=here, raised=raised)]
    below = [(cut(" ".join(rest), room), style)] if rest else []
    if step.run or not open_ or not rest:
        below.append((risk_words(step, plan), risk) if open_ else (who_words(result, scene.now), "muted"))
    indent = (" " * width_of(front), "text")
    rows += [_row(scene, (indent, (cut(visible(said), room), tone)), (), width, raised=raised) for said, tone in below]
    return [_Line(n, row) for row in rows]


def _tail(scene: Scene, seen: Seen, result: Result, state: str) -> Row:
    """How it stands, at the end of its first row; nothing where it is open."""
    run = result.run
    live = run is not None and seen.desk.under_way(seen.stream, run) is not None
    said = result_words(result, scene.now, here=live)
    return ((visible(said), STRONG.get(state, "muted")),) if said else ()


def _row(scene: Scene, front: Row, tail: Row, width: int, *, here: bool = False, raised: bool = False) -> Row:
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    row = spread(front, tail, width - 2)
    if raised:
        row = tuple((text, style if "/" in style else f"{style}/surf") for text, style in row)
    return ((f"{pointer} ", "focus"), *row)


def _clock(scene: Scene, clock: Timed, found: list[Result], width: int) -> Row:
    """The heading of clocked steps: within when, how much of that is left or since when it is late."""
    mine = found[clock.first : clock.end]
    over = all(result.state not in ("open", "running") for result in mine)
    ended = max((result.at for result in mine if result.at), default=None)
    declared = scene.incident.when("declared")
    if clock.due is None or declared is None:
        state, said = "none", ""
    elif over and ended is not None:
        late = ended > clock.due
        state = "met late" if late else "met"
        said = f"+{span((ended - declared).total_seconds())}{' !' if late else ''}"
    else:
        left = (clock.due - scene.now).total_seconds()
        state = "overdue" if left < 0 else "due" if left <= _soon(clock) else "running"
        said = f"{'late' if left < 0 else 'in'} {span(left)}"
    sign = CLOCK_SIGNS[state]
    words = visible(limit_words(clock.limit))
    front: Row = ((f"  first {words}" if not words.lower().startswith("first") else f"  {words}", "title"),)
    return spread(front, (scene.look.sign(sign), (f" {said}", sign.role)) if said else (), width)


def _soon(clock: Timed) -> float:
    """The last fifth of its span, at least one and at most ten minutes."""
    return min(600.0, max(60.0, (clock.limit.seconds or 0.0) / 5))


def _below(book: Book, width: int, height: int) -> list[Row]:
    """Under the steps, where there is room: by what it is known, and where it is written."""
    scenario = book.scenario
    if scenario is None or height < 4:
        return []
    rows: list[Row] = [()]
    if scenario.symptoms:
        rows.append((("  seen when", "title"),))
        for symptom in scenario.symptoms:
            for n, line in enumerate(folded(visible(symptom), max(8, width - 4))):
                rows.append((("    " if n else "  · ", "muted"), (line, "muted")))
    if scenario.source and len(rows) + 2 <= height:
        rows += [(), ((f"  from {visible(scenario.source)}", "muted"),)]
    return [fit(row, width) for row in rows] if len(rows) <= height else []
