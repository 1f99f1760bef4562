"""The review as a pane: its boxes are panels of their own, so that here nothing is painted."""

from warroom.tui.panes import Opened, Pane
from warroom.tui.view import Painted, Scene


def paint(_scene: Scene, _opened: Opened, _width: int, _height: int) -> Painted:
    """Nothing: see `warroom.tui.panels.review`."""
    return Painted((("review", "title"),), [])


PANE = Pane(paint)
