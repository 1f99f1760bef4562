"""In the lobby, among what is left to do after incidents."""

from typing import TYPE_CHECKING

from warroom.tui.panels.past import after_care

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def copy(app: "Navigating") -> None:
    """The work under the cursor, as a tracker takes it."""
    from warroom.report.afterwork import of_signs
    from warroom.tui.copying import copy_issues

    found, cursor = after_care(app.scene), app.board.cursor
    if cursor < len(found):
        summary, due = found[cursor]
        said, bad = copy_issues(app, of_signs(summary, due.signs, app.scene.wall))
        app.entering.say(said, bad=bad)


def enter(app: "Navigating") -> None:
    found, cursor = after_care(app.scene), app.board.cursor
    if cursor < len(found):
        app.keeper.enter(found[cursor][0].id, "")


def find(app: "Navigating") -> None:
    from warroom.tui.acts.search import begin

    begin(app)
