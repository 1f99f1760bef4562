"""Something of the review in full: a section of the post-mortem as it is drafted, a clock's story, a correction.

While a section is written its words are the editor's, which lies over the pane.
"""

import msgspec

from warroom.text import plain, visible
from warroom.tui.content import folded
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.parts import keys_of, scrolling
from warroom.tui.view import Painted, Scene


class Read(msgspec.Struct):
    """What is read: its title and lines; `section` is the part of the post-mortem it is, "" for anything else.

    `writing` while it is being edited here; `changed` where a draft of it stands here that the record does not have.
    """

    title: str
    lines: tuple[str, ...]
    said: str = ""
    section: str = ""
    writing: bool = False
    changed: bool = False


def read_in(opened: Opened) -> Read:
    """What the pane is about."""
    about: Read = opened.about
    return about


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """Its lines, folded; under the editor nothing."""
    read = read_in(opened)
    state: Row = (("not recorded yet  ", "soon"),) if read.changed else ()
    head: Row = ((visible(read.title), "title"), (" ─ ", "line"), *state, (visible(read.said), "muted"))
    if read.writing:
        keys = keys_of(scene, ("section.record", "record it"), ("section.editor", "in your editor"))
        return Painted(head, [], (*keys[:-1], (" keeps it as a draft", "muted")))
    rows: list[Row] = []
    for line in read.lines:
        rows += [((visible(part), _tone(line)),) for part in folded(plain(line), width)] or [()]
    words = [("section.write", "write"), ("section.editor", "in your editor")] if read.section else []
    return scrolling(head, rows, opened, (width, height), keys_of(scene, *words))


def _tone(line: str) -> str:
    return "soon" if line.startswith("[blank]") else "text"


PANE = Pane(paint, rows=lambda _scene, _opened: 1)
