"""In the lobby, among the past incidents."""

from typing import TYPE_CHECKING

from warroom.tui.panels.past import past_ones

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def enter(app: "Navigating") -> None:
    found, cursor = past_ones(app.scene), app.board.cursor
    if cursor < len(found):
        app.keeper.enter(found[cursor].id, "")


def find(app: "Navigating") -> None:
    from warroom.tui.acts.search import begin

    begin(app)
