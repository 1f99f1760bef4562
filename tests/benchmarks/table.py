"""The table: a figure, those beside it, its budget, and whether it is met."""

import math
import statistics
from collections.abc import Sequence
from typing import Literal

import msgspec

Unit = Literal["ms", "s", "%", "kB/s", "MB", "/s", ""]
PROGRAMS = ("warroom", "bare", "glances", "btop", "vim", "blackbox")
OVER_FILES = ("grep", "jq")
"""Programs that read an exported record; figures beside theirs stand in a table of their own."""
WIDEST = 120
NARROWEST = 20
"""What a row is called is cut down to this at most."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One row: what was measured, a value a program, and the budget of the room's where there is one."""

    what: str
    unit: Unit
    values: dict[str, float]
    budget: float | None = None
    at_least: bool = False
    basis: str = ""
    """What the budget is reckoned from; said under the table."""

    @property
    def met(self) -> bool | None:
        """Whether the room keeps its budget; None where there is none, or nothing was measured."""
        ours = self.values.get("warroom")
        if self.budget is None or ours is None:
            return None
        return ours >= self.budget if self.at_least else ours <= self.budget


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


def said(value: float, unit: Unit) -> str:
    """A value as the table writes it: "12.3 ms", "1,234 /s"."""
    digits = 0 if unit == "/s" or (unit == "ms" and abs(value) >= 100) else 2 if unit in ("%", "s") else 1
    return f"{value:,.{digits}f} {unit}".rstrip()


def markdown(figures: Sequence[Figure]) -> str:
    """The tables, no line wider than WIDEST; a program without a figure has an empty cell."""
    over_files = [figure for figure in figures if figure.values.keys() & set(OVER_FILES)]
    others = [figure for figure in figures if figure not in over_files]
    tables = ((PROGRAMS, others), (("warroom", *OVER_FILES), over_files))
    return "\n\n".join(_table(found, names) for names, found in tables if found)


def _table(figures: Sequence[Figure], names: Sequence[str]) -> str:
    programs = [name for name in names if any(name in figure.values for figure in figures)]
    head = ["", *programs, "budget", "met"]
    body = [_cells(figure, programs) for figure in figures]
    widths = [max(len(row[n]) for row in [head, *body]) for n in range(len(head))]
    widths[0] = min(widths[0], max(NARROWEST, WIDEST - sum(widths[1:]) - 3 * len(widths) - 1))
    rule = ["-" * width if not n else "-" * (width - 1) + ":" for n, width in enumerate(widths)]
    return "\n".join(_line(row, widths) for row in [head, rule, *body])


def _cells(figure: Figure, programs: Sequence[str]) -> list[str]:
    values = [said(figure.values[name], figure.unit) if name in figure.values else "" for name in programs]
    budget = ""
    if figure.budget is not None:
        budget = f"{'≥' if figure.at_least else '≤'} {said(figure.budget, figure.unit)}"
    return [figure.what, *values, budget, {True: "yes", False: "NO", None: ""}[figure.met]]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0][: widths[0]].ljust(widths[0])
    rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return f"| {' | '.join([first, *rest])} |"
