"""In the lobby, among what is left to do after incidents."""

from typing import TYPE_CHECKING

from warroom.tui.panels.past import after_care

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def enter(app: "Navigating") -> None:
    found, cursor = after_care(app.scene), app.board.cursor
    if cursor < len(found):
        app.keeper.enter(found[cursor][0].id, "")
