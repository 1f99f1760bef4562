"""What the room offers while nothing is typed: one thing, and what Tab makes of it."""

from warroom.report.offers import Offered
from warroom.text import visible
from warroom.tui.content import cut, width_of
from warroom.tui.look import Row

GAP = 3


def taken(offered: Offered) -> str:
    """The line that Tab makes of it, "" for what is only told."""
    return visible(offered.line) if offered.about != "likely" else ""


def row(offered: Offered, hints: tuple[Row, ...], width: int) -> Row:
    """The offer in so many cells, and behind it the longest hint that still fits."""
    line, said = taken(offered), visible(offered.said)
    if not line:
        opens: Row = (("  ", "text"), ("Enter", "title"), (" opens it", "muted"))
        room = width - width_of(opens)
        told: Row = ((cut(said, room), "text"), *opens) if room >= 20 else ((cut(said, width), "text"),)
    else:
        takes: Row = (("Tab ", "title"), ("takes ", "muted"))
        whole: tuple[Row, ...] = (
            ((f"{said}: ", "text"), *takes, (line, "title")),
            ((f"{said}: ", "text"), *takes, (line.split(" ")[0], "title")),
            (*takes, (line, "title")),
        )
        told = next((one for one in whole if width_of(one) <= width), (*takes, (cut(line, width - 10), "title")))
    left = width - width_of(told) - GAP
    hint = next((one for one in hints if width_of(one) <= left), ())
    return (*told, (" " * GAP, "text"), *hint) if hint else told
