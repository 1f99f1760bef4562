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


def _offer(app: "Navigating", line: str) -> None:
    found, cursor = app.incident.tasks, app.board.cursor
    if cursor < len(found):
        app.offer(line.format(found[cursor].n))
