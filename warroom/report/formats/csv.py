"""A report's table as CSV (RFC 4180, UTF-8), in which no cell is a formula.

A spreadsheet computes what begins with = + - @, a tab or a line break, also in full width and behind spaces or quotes.
Such a cell gets an apostrophe in front, which a spreadsheet takes for "this is text"; a number keeps its sign.
"""

import csv
import io
import re
from collections.abc import Iterator

from warroom.report.document import Report
from warroom.text import plain

_FORMULA = re.compile("[\\s\"'\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n|%]")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_AT_ONCE = 500


def render(report: Report) -> Iterator[str]:
    """The table; that of a drill has a column that says so."""
    assert report.table is not None
    drill = ("DRILL",) if report.document.drill else ()
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([safe(cell) for cell in (*report.table.head, *(("drill",) if drill else ()))])
    for n, row in enumerate(report.table.rows, 1):
        writer.writerow([safe(cell) for cell in (*row, *drill)])
        if n % _AT_ONCE == 0:
            yield target.getvalue()
            target.seek(0)
            target.truncate()
    yield target.getvalue()


def safe(cell: str) -> str:
    """A cell that is text to a spreadsheet, whatever it holds."""
    shown = plain(cell)
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown) else shown
