"""One row for the whole span of a replay: where one is, milestones by their first letters, when a check was down."""

from datetime import datetime

from rich.cells import cell_len

from warroom.report.words import moment
from warroom.tui.content import fit
from warroom.tui.look import LANE_SIGNS, LINE_SIGNS, Look, Row
from warroom.tui.replayed import Replayed

LEAST = 8
"""Cells of the rule below which the times at its ends give way."""
ENDS = 44
"""Cells below which there is the rule alone."""
PASSED = ("━", "=")
AHEAD = ("─", "-")
RED = "▃"
"""Lower than in the lanes: this row stands there all the time."""


def paint(told: Replayed, look: Look, width: int) -> Row:
    """The row, `width` cells of it."""
    before, after = _ends(told, width)
    room = max(1, width - cell_len(before) - cell_len(after))
    return fit(((before, "muted/surf"), *_rule(told, look, room), (after, "muted/surf")), width)


def moment_at(told: Replayed, width: int, x: int) -> float:
    """Which share of the span a column stands for, from 0 to 1."""
    before, after = _ends(told, width)
    room = max(1, width - cell_len(before) - cell_len(after))
    return max(0.0, min((x - cell_len(before)) / max(1, room - 1), 1.0))


def _ends(told: Replayed, width: int) -> tuple[str, str]:
    if width < ENDS or not len(told.course):
        return "", ""
    first, last = told.course.at(1), told.course.at(len(told.course))
    # Of several days both ends say theirs.
    before, after = f"{moment(first, last, seconds=False)} ", f" {moment(last, first, seconds=False)} "
    return (before, after) if width - len(before) - len(after) >= LEAST else ("", "")


def _rule(told: Replayed, look: Look, room: int) -> Row:
    form = 0 if look.glyphs else 1
    course = told.course
    here = _column(told, told.at, room)
    cells = [
        (PASSED[form] if x < here else AHEAD[form], "text/surf" if x < here else "muted/surf") for x in range(room)
    ]
    red = LANE_SIGNS["down"]
    sign_of_red = RED if look.glyphs else red.ascii
    for began, ended in course.reds():
        for x in range(_column(told, began, room), _column(told, ended, room) + 1):
            cells[x] = (sign_of_red, f"{red.role}/surf")
    for mark in course.marks:
        x = _column(told, course.at(mark.seq), room)
        cells[x] = (mark.name[:1].upper(), "title/surf")
    sign = LINE_SIGNS["do"]
    cells[here] = (sign.glyph if look.glyphs else sign.ascii, "focus_block+b")
    return tuple(cells)


def _column(told: Replayed, at: datetime, room: int) -> int:
    return min(room - 1, int(told.course.share(at) * (room - 1) + 0.5)) if len(told.course) else 0
