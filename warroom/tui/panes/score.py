"""What a drill is worth: the points part by part with their rule, and how every deadline ended."""

from warroom.drill.scorecard import NEVER, WORDS, entries, margin, parts, rule, verdict
from warroom.incident.facts import DrillScored
from warroom.incident.words import say_duration
from warroom.text import visible
from warroom.tui.content import cut, left, right, wrap
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane, scrolled
from warroom.tui.view import Painted, Scene

TONES = {"met": "done", "late": "bad", "missed": "bad"}


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The score of the record; before the end, what it would be now."""
    score: DrillScored = opened.about
    recorded = scene.incident.score is not None
    rows: list[Row] = []
    found = parts(score)
    rest = max(0, width - 12 - 9 - 3)
    figure = min(rest * 2 // 3, max(len(part.figure) for part in found) + 2)
    for part in found:
        row: Row = (
            (left(part.name, 12), "muted"),
            (right(part.points, 9), "bad" if part.points.startswith("-") else "title"),
            ("   ", "text"),
            (left(visible(part.figure) if recorded or part.figure != NEVER else "not yet", figure), "text"),
            (cut(part.rule, rest - figure), "muted"),
        )
        rows.append(row)
    if score.deadlines:
        rows += [(), ((left("deadline", width - 42), "muted"), (f"{'':<12}{'margin':>12}{'limit':>14}", "muted"))]
    for one in score.deadlines:
        tone = TONES.get(one.state, "muted")
        rows.append(
            (
                (left(visible(one.label), width - 42), "text"),
                (left(WORDS.get(one.state, one.state), 12), tone),
                (right(margin(one), 12), tone),
                (right(say_duration(one.limit_s), 14), "muted"),
            )
        )
    rows += [(), ((left("entries", 12), "muted"), (cut(visible(entries(score)), width - 12), "text"))]
    rows += [((line, "muted"),) for line in wrap(rule(score), width, 4)]
    if recorded:
        rows += [(), (("^Q", "title"), (" leaves, and prints all of this in the shell", "muted"))]
    state = verdict(score) if recorded else f"{score.points} of 100 so far"
    tone = ("done" if score.passed else "bad") if recorded else "muted"
    return scrolled((("score", "title"), (" ─ ", "line"), (state, tone)), rows, opened, height)


PANE = Pane(paint)
