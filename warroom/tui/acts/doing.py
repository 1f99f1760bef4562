"""In doing: the time-box or action item under the cursor."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def done(app: "Navigating") -> None:
    _offer(app, "/done {}")


def extend(app: "Navigating") -> None:
    _offer(app, "/extend {} 5m ")


def take(app: "Navigating") -> None:
    _offer(app, "/take {}")


def copy(app: "Navigating") -> None:
    """The action item as a tracker takes it; a time-box is nobody's issue."""
    from warroom.incident.summary import summarise
    from warroom.report.afterwork import of_signs
    from warroom.tui.copying import copy_issues

    found, cursor = app.incident.tasks, app.board.cursor
    if cursor >= len(found):
        return
    if not found[cursor].action:
        app.entering.say("a time-box ends with the incident: /action gives what goes on after it", bad=False)
        return
    said, bad = copy_issues(app, of_signs(summarise(app.incident), (f"t{found[cursor].n}",), app.scene.wall))
    app.entering.say(said, bad=bad)


def _offer(app: "Navigating", line: str) -> None:
    found, cursor = app.incident.tasks, app.board.cursor
    if cursor < len(found):
        app.offer(line.format(found[cursor].n))
