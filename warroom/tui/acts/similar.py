"""Among past incidents that are like the open one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def show(app: "Navigating") -> None:
    """List them, and look anew which they are."""
    app.board.show_pane("similar")
    app.keeper.similar()
    app.repaint()


def enter(app: "Navigating") -> None:
    """Its record, at what was done before the fix."""
    from warroom.tui.acts.search import go

    found, cursor = app.scene.similar, app.board.cursor
    if cursor < len(found):
        go(app, found[cursor].stream, found[cursor].fixed_seq)
