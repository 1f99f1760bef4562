"""In the lobby, among the open incidents."""

from typing import TYPE_CHECKING

from warroom.tui.panels.lobby import open_ones

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def enter(app: "Navigating") -> None:
    found, cursor = open_ones(app.scene), app.board.cursor
    if cursor < len(found):
        app.keeper.enter(found[cursor].id, "")
