"""Untrusted text on its way to a panel, and rows built of columns. Nothing wraps; what is cut ends in an ellipsis."""

from rich.cells import cell_len, chop_cells, set_cell_size

from warroom.text import visible
from warroom.tui.look import Part, Row


def show(words: str, style: str = "text") -> Part:
    """Text we did not write, made safe for one line of a panel."""
    return visible(words), style


def cut(words: str, width: int) -> str:
    """At most `width` cells, with an ellipsis where something is missing."""
    if width <= 0:
        return ""
    if words.isascii() and len(words) <= width:
        return words
    return words if cell_len(words) <= width else set_cell_size(words, width - 1) + "…"


def left(words: str, width: int) -> str:
    """Exactly `width` cells, flush left."""
    words = cut(words, width)
    return words + " " * (width - cell_len(words))


def right(words: str, width: int) -> str:
    """Exactly `width` cells, flush right."""
    words = cut(words, width)
    return " " * (width - cell_len(words)) + words


def width_of(row: Row) -> int:
    """The cells a row takes."""
    return sum(cell_len(text) for text, _ in row)


def fit(row: Row, width: int) -> Row:
    """The row cut to `width` cells, the ellipsis in the last part's style."""
    taken = 0
    kept: list[Part] = []
    for text, style in row:
        length = cell_len(text)
        if taken + length > width:
            if width > taken:
                kept.append((cut(text, width - taken), style))
            elif kept:
                kept[-1] = (cut(kept[-1][0] + "…", cell_len(kept[-1][0])), kept[-1][1])
            return tuple(kept)
        kept.append((text, style))
        taken += length
    return tuple(kept)


def spread(before: Row, after: Row, width: int, style: str = "text") -> Row:
    """One row with `after` flush right; `before` is cut first."""
    room = width - width_of(after)
    if room <= 0:
        return fit(after, width)
    before = fit(before, room - 1) if width_of(before) >= room and after else fit(before, room)
    return (*before, (" " * (room - width_of(before)), style), *after)


def tight(rows: list[Row], height: int) -> list[Row]:
    """The rows, without blank ones where they would not all fit; cut to `height`."""
    return (rows if len(rows) <= height else [row for row in rows if row])[:height]


def under(row: Row, here: bool) -> Row:
    """The row as it stands, or on raised ground where the cursor is."""
    return tuple((text, style if "/" in style else style + "/surf") for text, style in row) if here else row


def wrap(words: str, width: int, most: int) -> list[str]:
    """The words over at most `most` lines of `width` cells; the last is cut."""
    lines: list[str] = []
    line = ""
    for word in words.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width or not line:
            line = joined
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [cut(line, width) for line in lines]


def folded(words: str, width: int) -> list[str]:
    """All of the words in lines of `width` cells; only a word longer than a line is broken."""
    lines: list[str] = []
    line, taken = "", 0
    for word in words.split():
        for part in _parts(word, width):
            long = len(part) if part.isascii() else cell_len(part)
            if line and taken + 1 + long <= width:
                line, taken = f"{line} {part}", taken + 1 + long
            else:
                lines.append(line)
                line, taken = part, long
    return [*lines[1:], line] if lines else [line]


def _parts(word: str, width: int) -> list[str]:
    return [word] if len(word) * 2 <= width or cell_len(word) <= width else chop_cells(word, width)
