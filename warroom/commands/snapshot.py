"""`warroom snapshot`: a picture of the board, for a chat or a report."""

import re
from pathlib import Path
from typing import Literal

from warroom.commands import opening
from warroom.commands.new_file import refuse_taken, write_new
from warroom.commands.speak import put
from warroom.errors import BadInput
from warroom.settings import Settings

FORMS = ("svg", "text")
_SIZE = re.compile(r"(\d{1,3})x(\d{1,3})")
SMALLEST, LARGEST = (40, 10), (400, 200)
AS_MADE = (120, 40)


def snapshot(
    settings: Settings,
    named: str | None,
    form: str | None,
    out: Path | None,
    size: str | None,
    view: str,
    at: str | None = None,
) -> None:
    """Draw an incident's room, or the lobby, to a new file or to stdout."""
    kind: Literal["svg", "text"] = _form(form, out)
    cells = _cells(size) if size else AS_MADE
    if out is not None:
        refuse_taken(out)
    with opening.house(settings, reading=True) as house:
        stream = "" if view == "lobby" else house.directory.latest(named or settings.incident)
    from warroom.tui import snapshot as board

    if view not in board.VIEWS:
        raise BadInput(f"no view {view[:40]}: {', '.join(board.VIEWS)}")
    if at is not None and view != board.ROOM:
        raise BadInput(f"--at shows the room as it was, and no {view}")
    drawn = board.draw(settings, stream, kind, cells, view, at or "")
    if out is None:
        put(drawn)
    else:
        write_new(out, [drawn])


def _form(form: str | None, out: Path | None) -> Literal["svg", "text"]:
    """As it was asked for, else as the file is called, else text."""
    ending = out.suffix.lower() if out is not None else ""
    if form is None and ending in (".png", ".jpg", ".jpeg", ".gif", ".pdf"):
        raise BadInput(f"{out}: pictures are SVG, --out {out.stem if out else ''}.svg; a browser turns it into others")
    if form is not None:
        return "svg" if form == "svg" else "text"
    return "svg" if ending == ".svg" else "text"


def _cells(size: str) -> tuple[int, int]:
    """Columns and rows in "120x40". Raises BadInput."""
    found = _SIZE.fullmatch(size.strip().lower())
    if found is None:
        raise BadInput(f"--size is columns and rows, such as 120x40, and not {size[:40]}")
    cells = int(found[1]), int(found[2])
    if not all(least <= given <= most for least, given, most in zip(SMALLEST, cells, LARGEST, strict=True)):
        raise BadInput(f"--size goes from 40x10 to 400x200, and {size.strip()[:40]} does not lie between")
    return cells
