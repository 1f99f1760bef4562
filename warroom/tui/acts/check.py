"""In one check: ask it now, pause it; and what a check under a cursor has done to it from elsewhere."""

import asyncio
from typing import TYPE_CHECKING

from warroom.checks.acceptance import WAITS
from warroom.checks.model import View
from warroom.incident.words import DUTY

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp
    from warroom.tui.navigating import Navigating
    from warroom.tui.panes import Opened
    from warroom.tui.panes.check import Seen

LOOK_S = 1.0


def ask(app: "Navigating") -> None:
    if view := here(app):
        ask_now(app, view)


def pause(app: "Navigating") -> None:
    if view := here(app):
        pause_or_ask(app, view)


def here(app: "Navigating") -> View | None:
    """The check under the cursor, of the panel or of the pane."""
    views, cursor = app.scene.views, app.board.cursor
    return views[cursor] if cursor < len(views) else None


def ask_now(app: "Navigating", view: View) -> None:
    """Ask it at once, where this terminal asks it and it is not held."""
    if app.replaying.refuses():
        return
    if view.state == "paused":
        app.entering.say(f"{view.name} is held: p asks it again", bad=False)
    elif view.value == WAITS:
        app.entering.say(f"{view.name} {view.reason}", bad=False)
    else:
        asked = app.watching.probe_now(view.name)
        app.entering.say(f"{view.name} is being asked" if asked else "another terminal asks it", bad=False)


def pause_or_ask(app: "Navigating", view: View) -> None:
    """The line that holds it, or ends that; Enter there does it. It is recorded in an incident, so one must be open."""
    if not app.incident.seq:
        app.entering.say("a pause is recorded in an incident, and none is open: /declare P0 TITLE", bad=False)
        return
    app.offer(f"/pause {view.name} off" if view.state == "paused" else f"/pause {view.name} 10m ")


def show(app: "WarroomApp", cursor: int) -> None:
    """The pane of the check in this place; its history is read for as long as it is open."""
    from warroom.tui.panes.check import Seen

    drill = app.incident.is_drill
    checks = app.incident.playbook.checks if drill else app.allowed.standing.checks
    seen = Seen(checks=tuple(checks), stream=app.stream if drill else DUTY)
    app.board.show_pane("check", seen)
    opened = app.board.pane
    assert opened is not None
    opened.cursor = cursor
    app.keeper.read_turns(0)
    app.run_worker(_follow(app, opened, seen), name="turns", exit_on_error=True)


async def _follow(app: "WarroomApp", opened: "Opened", seen: "Seen") -> None:
    """What turned since is asked for while it is looked at; a first walk that is under way is not disturbed."""
    while app.board.pane is opened:
        await asyncio.sleep(LOOK_S)
        if seen.whole and app.board.pane is opened:
            app.keeper.read_turns(seen.head)
