"""Something of the review in full: a section of the post-mortem as it is drafted, a clock's story, a correction.

While a section is written its words are the editor's, which lies over the pane.
"""

from typing import TYPE_CHECKING

import msgspec
from rich.cells import cell_len

from warroom.text import plain, visible
from warroom.tui.content import folded
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.parts import keys_of, scrolling
from warroom.tui.view import Painted, Scene

if TYPE_CHECKING:
    from warroom.report.postmortem.model import Part


class Read(msgspec.Struct):
    """What is read: its title and lines; `section` is the part of the post-mortem it is, "" for anything else.

    `writing` while it is being edited here; `changed` where a draft of it stands here that the record does not have.
    `part` is what the record fills in, drawn anew for each width.
    """

    title: str
    lines: tuple[str, ...]
    said: str = ""
    section: str = ""
    writing: bool = False
    changed: bool = False
    part: "Part | None" = None
    drawn: tuple[int, tuple[str, ...]] = (0, ())

    def lines_at(self, width: int) -> tuple[str, ...]:
        """Its lines for so many cells: tables keep their columns."""
        if self.part is None:
            return self.lines
        if self.drawn[0] != width:
            self.drawn = (width, lines_of(self.part, width))
        return self.drawn[1]


def lines_of(part: "Part", width: int) -> tuple[str, ...]:
    """A part as lines to read, then what nobody recorded."""
    from warroom.report.formats.txt import block

    found: list[str] = []
    for n, one in enumerate(part.blocks):
        found += [""] if n else []
        found += block(one, width)
    if part.gaps:
        found += ["", *folded(f"Nobody recorded: {'; '.join(part.gaps)}", width)]
    return tuple(found)


def read_in(opened: Opened) -> Read:
    """What the pane is about."""
    about: Read = opened.about
    return about


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """Its lines, folded; under the editor nothing."""
    read = read_in(opened)
    state: Row = (("not recorded yet  ", "soon"),) if read.changed else ()
    about: Row = (*state, (visible(read.said), "muted")) if read.said else state
    head: Row = ((visible(read.title), "title"), *(((" ─ ", "line"), *about) if about else ()))
    if read.writing:
        keys = keys_of(scene, ("section.record", "record it"), ("section.editor", "in your editor"))
        return Painted(head, [], (*keys[:-1], (" keeps it as a draft", "muted")))
    rows: list[Row] = []
    for line in read.lines_at(width):
        said = visible(line)
        # What fits keeps its blanks: they are its columns.
        parts = [said] if cell_len(said) <= width else folded(plain(line), width)
        rows += [((visible(part), _tone(line)),) for part in parts]
    words = [("section.write", "write"), ("section.editor", "in your editor")] if read.section else []
    return scrolling(head, rows, opened, (width, height), keys_of(scene, *words))


def _tone(line: str) -> str:
    return "soon" if line.startswith("[blank]") else "text"


PANE = Pane(paint, rows=lambda _scene, _opened: 1)
