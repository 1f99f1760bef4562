"""The screen, opened on the open incident or the lobby."""

import os
import sys
from typing import TYPE_CHECKING

from warroom import wiring
from warroom.commands.speak import let_go
from warroom.errors import BadInput
from warroom.settings import Settings

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp


def need_terminal() -> None:
    """Refuse without a terminal that can show a screen."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise BadInput(
            "the room needs a terminal for input and output; warroom show and warroom timeline print instead"
        )
    if os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise BadInput(
            f"TERM={os.environ.get('TERM', '')} cannot show a screen; warroom show and warroom timeline print instead"
        )


def alone() -> int:
    """`warroom` without a word."""
    return open_room(wiring.read_settings(None, {}))


def open_room(settings: Settings) -> int:
    """The screen: the open incident, else the lobby."""
    need_terminal()
    hasten()
    from warroom.tui.app import WarroomApp

    return show(WarroomApp(settings))


def hasten() -> None:
    """Textual reads when imported how often it may draw: at its own 60 a second a line waits 25 ms to be shown."""
    os.environ.setdefault("TEXTUAL_FPS", "240")


def show(app: "WarroomApp") -> int:
    """Run the app to its end; its exit code."""
    from warroom.tui.app import run

    code = run(app)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            # The terminal has hung up; Python would stumble over it at the end, and our code would be lost.
            let_go(stream)
    return code
