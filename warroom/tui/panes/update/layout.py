"""Where the parts of the update pane stand: side by side from a width on, else one below the other."""

from typing import NamedTuple

from warroom.tui.grid import Place

BESIDE = 96
BESIDE_H = 15
GAP = 3
ABOUT_H = 3
"""Rows for the template and what was filled."""
LEAST_H = 2


class Layout(NamedTuple):
    """The text's own place, the widths of both columns, the rows above the rule; `right` 0 for one column."""

    text: Place
    left: int
    right: int
    upper: int


def layout(width: int, height: int, *, writing: bool) -> Layout:
    """For a pane with so much room inside; while somebody writes in one column, the text has more of it."""
    if width >= BESIDE and height >= BESIDE_H:
        right = max(36, min(72, round(width * 0.36)))
        left = width - right - GAP
        upper = height - 1 - max(7, min(16, round(height * 0.36)))
        return Layout(Place(0, 0, left, upper - ABOUT_H - 1), left, right, upper)
    below = (
        min(max(5, height // 3), max(0, height - LEAST_H)) if writing else max(0, height - max(LEAST_H, height // 3))
    )
    return Layout(Place(0, 0, width, max(1, height - below)), width, 0, height - below)
