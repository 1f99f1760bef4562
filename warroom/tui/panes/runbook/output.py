"""What a run wrote: seconds, out or err, the words; under it how long, how much, and its hash."""

import time

from warroom.incident.run import Run
from warroom.report.words import moment, number, plural, span
from warroom.secrets import mask
from warroom.text import visible
from warroom.tui.content import cut, fit, folded, left, right, spread, under, width_of
from warroom.tui.look import Look, Row
from warroom.tui.panes.playbook.layout import in_parts, marked
from warroom.tui.panes.runbook.desk import Live
from warroom.tui.panes.runbook.seen import OUTPUT, Seen
from warroom.tui.panes.runbook.streamed import Line, Streamed
from warroom.tui.panes.runbook.wording import ended_words
from warroom.tui.view import Scene

MOST_OPENED = 6
"""Rows that the line under the cursor is folded over."""
SECONDS = 6


def run_shown(scene: Scene, seen: Seen) -> Run | None:
    """The run whose output is looked at: the chosen one, else the last of the step, else the last of the runbook."""
    incident, here = scene.incident, seen.here
    if seen.run and (chosen := incident.run(seen.run)) is not None:
        return chosen
    mine = [run for run in incident.runs if here is not None and run.scenario == here.id and run.step]
    of_step = [run for run in mine if run.step == seen.step + 1]
    return next(reversed(of_step or mine or incident.runs), None)


def ruled(before: Row, after: Row, width: int, look: Look) -> Row:
    """A title, a rule, and what stands in it at the right."""
    bar = "─" if look.glyphs else "-"
    before = fit(before, max(0, width - width_of(after) - 2))
    room = width - width_of(before) - width_of(after) - (1 if before else 0) - (3 if after else 0)
    rule = bar * max(0, room)
    gap: Row = ((" ", "text"),) if before else ()
    behind: Row = ((" ", "text"), *after, (f" {bar}", "line")) if after else ()
    return fit((*before, *gap, (rule, "line"), *behind), width)


def output_rows(scene: Scene, seen: Seen, width: int, height: int) -> tuple[list[Row], list[int]]:
    """At most `height` rows with the title first, and of each the place of its line, -1 for none."""
    if height <= 0:
        return [], []
    run = run_shown(scene, seen)
    if run is None:
        said: Row = (("nothing ran as yet: what a step writes is read here", "muted"),)
        rows = [ruled((("output", "muted"),), (), width, scene.look), fit(said, width)][:height]
        return rows, [-1] * len(rows)
    streamed = seen.desk.output_of(seen.stream, run)
    live = seen.desk.under_way(seen.stream, run)
    rows = [ruled(_title(scene, seen, run, live), (), width, scene.look)]
    if height >= 5:
        command = " ".join(mask(run.command).split())
        rows.append(fit((("$ ", "muted"), (cut(visible(command), width - 2), "title")), width))
    foot = [ruled((), _foot(run), width, scene.look)] if height >= 4 else []
    places = [-1] * len(rows)
    room = height - len(rows) - len(foot)
    shown, among = _shown(scene, seen, run, streamed, width, room)
    blank = room - len(shown)
    return [*rows, *shown, *[()] * blank, *foot], [*places, *among, *[-1] * (blank + len(foot))]


def _title(scene: Scene, seen: Seen, run: Run, live: Live | None) -> Row:
    here = seen.here
    step = f"step {run.step}" if run.step and here is not None and run.scenario == here.id else f"run {run.n}"
    called = f": {visible(run.title)}" if run.title else ""
    front: Row = ((f"output of {step}{called}", "title"), (" ─ ", "line"))
    if run.outcome:
        tone = "done" if run.well else "soon+b" if run.outcome == "stopped" else "bad+b"
        return (*front, (visible(ended_words(run)), tone), (f"  {plural(run.lines, 'line')}", "muted"))
    if live is not None:
        words = "is being stopped" if live.stopping else f"runs {span(time.monotonic() - live.began)}"
        return (*front, (words, "soon+b"), (f"  {plural(live.output.count, 'line')}", "muted"))
    ran = span(max(0.0, (scene.now - run.at).total_seconds()))
    if run.limit_s is not None and (scene.now - run.at).total_seconds() > run.limit_s + 60:
        return (*front, ("unknown", "soon+b"), (f"  begun {moment(run.at, scene.now)}, no end was recorded", "muted"))
    return (*front, (f"runs {ran}", "soon+b"), (f"  at {visible(run.by)}'s terminal", "muted"))


def _foot(run: Run) -> Row:
    if not run.sha256:
        return ()
    cut_words = f"{number(run.size - run.kept)} bytes left out, " if run.size > run.kept else ""
    return ((f"{cut_words}sha256 {run.sha256[:8]}, kept as #{run.ended_seq}", "muted"),)


def _shown(
    scene: Scene, seen: Seen, run: Run, streamed: Streamed | None, width: int, height: int
) -> tuple[list[Row], list[int]]:
    if height <= 0:
        return [], []
    if streamed is None:
        return _unknown(seen, run, width)
    if streamed.kept == 0:
        words = "it wrote nothing" if run.outcome else "nothing yet"
        return [((f"{' ' * (SECONDS + 1)}{words}", "muted"),)], [-1]
    keys = seen.side == OUTPUT
    if not keys or seen.ends:
        seen.line = streamed.kept - 1
    seen.line = max(0, min(seen.line, streamed.kept - 1))
    top = streamed.kept - height if not keys else min(max(seen.line_top, seen.line - height + 1), seen.line)
    seen.line_top = top = max(0, min(top, streamed.kept - height))
    rows: list[Row] = []
    places: list[int] = []
    sought = (seen.words,) if seen.words else ()
    last = 0
    for place, line in enumerate(streamed.lines(top, height), top):
        if last and line.n > last + 1:
            rows.append(((f"{'…':>{SECONDS}} {number(line.n - last - 1)} lines are not kept here", "muted"),))
            places.append(-1)
        last = line.n
        here = keys and place == seen.line
        for row in _line(line, width, opened=here):
            rows.append(under(marked(row, sought), here and scene.focus == "runbook"))
            places.append(place)
    if len(rows) > height:
        # The line that is opened pushes others out: those at the end it is not among.
        first = len(rows) - height if keys and places[-1] == seen.line else 0
        first = min(first, places.index(seen.line)) if keys else first
        rows, places = rows[first : first + height], places[first : first + height]
    return rows, places


def _line(line: Line, width: int, *, opened: bool) -> list[Row]:
    seconds = "" if line.after_s < 0 else f"{line.after_s:.1f}" if line.after_s < 1000 else f"{line.after_s:.0f}"
    label = (left(line.stream, 3), "bad" if line.stream == "err" else "muted")
    front: Row = ((f"{right(seconds, SECONDS - 1)} ", "muted"), label, (" ", "text"))
    room = max(1, width - width_of(front))
    text = visible(mask(line.text))
    if not opened:
        return [(*front, (cut(text, room), "text"))]
    parts = in_parts(text, room)
    if len(parts) > MOST_OPENED:
        parts = [*parts[: MOST_OPENED - 1], cut("".join(parts[MOST_OPENED - 1 :]), room)]
    indent: Row = ((" " * width_of(front), "text"),)
    return [spread((*(front if n == 0 else indent), (part, "title")), (), width) for n, part in enumerate(parts)]


def _unknown(seen: Seen, run: Run, width: int) -> tuple[list[Row], list[int]]:
    """The record alone: another terminal runs it, or its output is not here."""
    if why := seen.desk.unread.get(run.evidence):
        said = why
    elif run.evidence:
        said = "is being read"
    elif run.outcome:
        said = run.why or ("it wrote nothing" if run.size == 0 else "its output was not kept")
    else:
        said = "its output is on that terminal; here it is read once it has ended"
    rows: list[Row] = [(("  ", "text"), (line, "muted")) for line in folded(visible(said), max(8, width - 2))]
    if run.last and not run.evidence:
        rows.append(fit((("  ", "text"), (visible(mask(run.last)), "text")), width))
    return rows, [-1] * len(rows)
