"""The commands that open the screen."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom import wiring
from warroom.clock import SystemClock
from warroom.commands import opening
from warroom.commands.speak import let_go, out
from warroom.errors import BadInput, NotHere, WarroomError
from warroom.incident.intents import Cancel
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
    if settings.playbook != "default":
        wiring.playbook(settings)
    _hasten()
    from warroom.tui.app import WarroomApp

    return _run(WarroomApp(settings))


def _hasten() -> None:
    """Textual reads when imported how often it may draw: at its own 60 a second a line waits 25 ms to be shown."""
    os.environ.setdefault("TEXTUAL_FPS", "240")


def _run(app: "WarroomApp") -> int:
    from warroom.tui.app import run

    code = run(app)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            # The terminal has hung up; Python would stumble over it at the end, and our code would be lost.
            let_go(stream)
    return code


def drill(settings: Settings, speed: float) -> int:
    """The screen on a drill of its own."""
    need_terminal()
    from warroom.drill.session import Session

    _hasten()
    session = Session(SystemClock().now(), speed)
    try:
        from warroom.tui.app import WarroomApp

        me = wiring.me(settings) or "trainee"
        return _run(WarroomApp(settings, first=session.first, fixes=session.fixes, me=me))
    finally:
        session.stop()
        _end_drill(settings, session.first.id)


def _end_drill(settings: Settings, first_id: str) -> None:
    """A drill whose services have ended is over: left open, later commands would speak to it."""
    with suppress(WarroomError), opening.house(settings) as house:
        begun = house.journal.known(first_id)
        room = house.room(begun[0].stream) if begun else None
        if room is not None and room.incident.open and not room.incident.when("resolved"):
            room.act(Cancel(by="drill", why="its services ended with the terminal that ran them"))


def drill_fix(settings: Settings, what: str | None) -> None:
    """Heal, or try to."""
    from warroom.drill.fixes import FIXES, fix
    from warroom.drill.session import ports_of

    if what is None:
        for name, words in FIXES.items():
            out(f"{name:<6} {words}")
        return
    with opening.house(settings) as house:
        drills = [s for s in house.directory.look() if s.drill and s.open]
        named = settings.incident
        if named:
            drills = [s for s in drills if named in s.id]
        if not drills:
            raise NotHere("no drill runs in this journal: warroom drill starts one")
        ports = ports_of(house.room(drills[0].id).incident)
    out(fix(what, ports))
