"""In the checks: its detail, a pause, ask now."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def open(app: "Navigating") -> None:  # noqa: A001  the key's own name
    board = app.board
    board.opened = "" if board.opened else "checks"


def pause(app: "Navigating") -> None:
    if name := _here(app):
        app.offer(f"/pause {name} 10m ")


def ask(app: "Navigating") -> None:
    if name := _here(app):
        asked = app.watching.probe_now(name)
        app.entering.say(f"{name} is being asked" if asked else "another terminal asks it", bad=False)


def _here(app: "Navigating") -> str:
    views, cursor = app.scene.views, app.board.cursor
    return views[cursor].name if cursor < len(views) else ""
