"""In the checks: one in full, a pause, ask now."""

from typing import TYPE_CHECKING

from warroom.tui.acts.check import ask_now, here, pause_or_ask, show

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp
    from warroom.tui.navigating import Navigating


def open(app: "WarroomApp") -> None:  # noqa: A001  the key's own name
    if here(app) is not None:
        show(app, app.board.cursor)
    else:
        app.entering.say("no checks are set up: warroom init writes a warroom.yaml to put them in", bad=False)


def pause(app: "Navigating") -> None:
    if view := here(app):
        pause_or_ask(app, view)


def ask(app: "Navigating") -> None:
    if view := here(app):
        ask_now(app, view)
