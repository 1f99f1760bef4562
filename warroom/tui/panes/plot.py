"""The latencies of a check as columns several rows high, with units and times along the axes."""

from collections.abc import Sequence
from datetime import UTC

from warroom.checks.result import in_cells
from warroom.checks.trail import Past
from warroom.tui.content import right
from warroom.tui.look import CHECK_SIGNS, SPARKS, SPARKS_ASCII, Look, Part, Row

LABEL = 9
FAR = 4.0
"""A limit that many times above everything measured would flatten it, and is left out."""
LEAST_S = 0.001
_TONES = {"up": "spark", "degraded": "soon", "down": "bad", "unknown": "muted"}
_SIGNS = {"down": "down", "degraded": "slow", "unknown": "none"}


def plot(past: Sequence[Past], width: int, height: int, look: Look, limit_s: float | None = None) -> list[Row]:
    """A column a reading, the newest at the right; below it what was wrong with it, and when it was.

    `height` is that of the columns, none where nothing answered; two or three rows come below. `limit_s` is drawn
    where it is near.
    """
    shown = past[-max(1, width - LABEL) :]
    most = max((one.latency_s or 0.0 for one in shown), default=0.0)
    limit = limit_s if limit_s is not None and 0 < limit_s <= most * FAR else None
    top = _round(max(most, limit or 0.0))
    level = None if limit is None else min(height - 1, int(limit / top * height))
    rows: list[Row] = []
    for y in reversed(range(height if most else 0)):
        label = in_cells(top) if y == height - 1 else in_cells(top / 2) if height >= 4 and y == height // 2 - 1 else ""
        label = "limit" if y == level and not label else label
        cells = [_cell(one, y, height, top, look, empty=y == level) for one in shown]
        rows.append((*_axis(look, label), *_runs(cells)))
    rows.append((*_axis(look, "0", last=True), ("─" * len(shown), "line")))
    if any(one.state != "up" for one in shown):
        rows.append(((" " * LABEL, "text"), *_runs([_mark(one, look) for one in shown])))
    return [*rows, ((" " * LABEL, "text"), (_times(shown), "muted"))]


def _axis(look: Look, label: str, *, last: bool = False) -> Row:
    bar = ("└" if look.glyphs else "+") if last else ("│" if look.glyphs else "|")
    return ((right(label, LABEL - 2), "muted"), (f" {bar}", "line"))


def _cell(one: Past, y: int, height: int, top: float, look: Look, *, empty: bool) -> Part:
    """What a column shows in row `y` from below."""
    signs = SPARKS if look.glyphs else SPARKS_ASCII
    nothing: Part = ("-", "line") if empty else (" ", "text")
    if one.latency_s is None:
        return nothing
    eighths = max(1, round(one.latency_s / top * height * 8))
    here = min(8, eighths - y * 8)
    return (signs[here - 1], _TONES[one.state]) if here > 0 else nothing


def _mark(one: Past, look: Look) -> Part:
    return look.sign(CHECK_SIGNS[_SIGNS[one.state]]) if one.state in _SIGNS else (" ", "text")


def _runs(cells: Sequence[Part]) -> Row:
    """Neighbours of one style joined."""
    row: list[Part] = []
    for text, style in cells:
        if row and row[-1][1] == style:
            row[-1] = (row[-1][0] + text, style)
        else:
            row.append((text, style))
    return tuple(row)


def _times(shown: Sequence[Past]) -> str:
    """The time of a reading under its column, every 20 columns, and of the newest at the end."""
    words = [" "] * len(shown)
    last = len(shown) - 1

    def put(at: int, column: int) -> None:
        said = f"{shown[column].at.astimezone(UTC):%H:%M:%S}"
        words[at : at + len(said)] = said

    for column in range(0, max(1, last - 17), 20):
        if len(shown) >= 8:
            put(column, column)
    if last >= 17:
        put(last - 7, last)
    return "".join(words).rstrip() + " UTC" if len(shown) >= 8 else ""


def _round(seconds: float) -> float:
    """The next plain number that is no smaller and has a plain half: 1, 2, 4, 6, 8, 10 ..."""
    unit = LEAST_S
    while unit * 8 < seconds:
        unit *= 10
    return next((unit * step for step in (1, 2, 4, 6) if seconds <= unit * step), unit * 8)
