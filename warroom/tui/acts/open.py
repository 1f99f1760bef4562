"""In the lobby, among the open incidents."""

from typing import TYPE_CHECKING

from warroom.tui.panels.lobby import open_ones

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def enter(app: "Navigating") -> None:
    found, cursor = open_ones(app.scene), app.board.cursor
    if cursor < len(found):
        app.keeper.enter(found[cursor].id, "")


def declare(app: "Navigating") -> None:
    """Another one, by the questions that tell how bad it is; what stands in the entry line is its title."""
    from warroom.tui.panes.declare import Wanted

    typed = app.board.entry.value.strip()
    app.board.show_pane("declare", Wanted(title="" if typed.startswith("/") else typed))


def brief(app: "Navigating") -> None:
    found, cursor = open_ones(app.scene), app.board.cursor
    state = app.scene.open_states.get(found[cursor].id) if cursor < len(found) else None
    if state is not None:
        app.board.show_pane("brief", state)


def find(app: "Navigating") -> None:
    from warroom.tui.acts.search import begin

    begin(app)
