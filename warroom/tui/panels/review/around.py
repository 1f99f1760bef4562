"""What stands above the review's boxes: its banner, and the row of its tabs."""

from warroom.tui.grid import tabbed
from warroom.tui.look import Row
from warroom.tui.panels import ledge
from warroom.tui.panels.ledge import Special
from warroom.tui.panels.review import banner, tabs
from warroom.tui.view import Scene


def frame(scene: Scene, specials: list[Special], width: int, height: int, rows: int) -> tuple[list[Row], Row]:
    """The banner in so many rows, and the row under it; what is special stands in the banner, for the tabs stay."""
    chip = ledge.chip(specials, width)
    return banner.paint(scene, width, rows, chip), tabs.paint(scene, width, tabbed=tabbed(width, height))
