"""Rows as a table of text, written while they come."""

import decimal
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import ClassVar

_WIDEST = 60
_NUMBERS = (int, float, decimal.Decimal)


class Table:
    """Columns as wide as the first rows need; later cells that are wider push theirs aside."""

    BLOCK: ClassVar[int] = 200

    def __init__(self, names: Sequence[str], say: Callable[[str], None]) -> None:
        self._names = list(names)
        self._say = say
        self._first: list[list[str]] = []
        self._widths: list[int] = []
        self._right = [False] * len(names)
        self.count = 0

    def add(self, values: Sequence[object]) -> None:
        """One row."""
        if not self.count:
            self._right = [isinstance(value, _NUMBERS) and not isinstance(value, bool) for value in values]
        self.count += 1
        cells = [cell(value) for value in values]
        if self._widths:
            self._line(cells)
            return
        self._first.append(cells)
        if self.count == self.BLOCK:
            self._begin()

    def finish(self, seconds: float) -> None:
        """The rows that wait, and how many they were."""
        if not self._widths:
            self._begin()
        self._say(f"({self.count} row{'' if self.count == 1 else 's'}, {seconds:.3f} s)")

    def _begin(self) -> None:
        columns = zip(self._names, *self._first, strict=True)
        self._widths = [min(_WIDEST, max(map(len, column))) for column in columns]
        self._say(" | ".join(name.ljust(width) for name, width in zip(self._names, self._widths, strict=True)).rstrip())
        self._say("-+-".join("-" * width for width in self._widths))
        for cells in self._first:
            self._line(cells)
        self._first.clear()

    def _line(self, cells: Sequence[str]) -> None:
        said = (
            each.rjust(width) if right else each.ljust(width)
            for each, width, right in zip(cells, self._widths, self._right, strict=True)
        )
        self._say(" | ".join(said).rstrip())


def cell(value: object) -> str:
    """One value on one line; null is empty, as psql has it."""
    match value:
        case None:
            return ""
        case bool():
            return "t" if value else "f"
        case datetime() | date() | time():
            return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        case timedelta():
            return str(value)
        case bytes():
            return f"\\x{value.hex()}"
        case list() | tuple():
            return "{" + ",".join(map(cell, value)) + "}"
        case _:
            return str(value).replace("\r", "\\r").replace("\n", "\\n")
