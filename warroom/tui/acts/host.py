"""In the host: the machine in full, and the order of its processes. It is looked at only while its pane is open."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.host.look import HostLook
    from warroom.tui.navigating import Navigating
    from warroom.tui.panes import Opened
    from warroom.tui.panes.host import Seen

LOOK_S = 1.0
FIRST_S, FIRST_LOOKS = 0.1, 10
"""Somebody who opens the pane wants to read at once: the first looks come quickly, as long as something is missing."""


def open(app: "Navigating") -> None:  # noqa: A001  the key's own name
    from warroom.host import look
    from warroom.tui.panes.host import Seen

    if app.board.pane is not None:
        return
    seen = Seen()
    app.board.show_pane("host", seen)
    opened = app.board.pane
    assert opened is not None
    app.run_worker(_follow(app, opened, seen, look.this_machine()), name="host", exit_on_error=True)


def order(app: "Navigating") -> None:
    pane = app.board.pane
    if pane is not None and pane.name == "host":
        pane.about.by_memory = not pane.about.by_memory
    else:
        open(app)


async def _follow(app: "Navigating", opened: "Opened", seen: "Seen", look: "HostLook") -> None:
    """Once a second; what takes longer is shown the next time, with the screen's own tick."""
    hurried = 0
    try:
        while app.board.pane is opened:
            look.ask()
            hurry = hurried < FIRST_LOOKS and not _whole(seen)
            hurried += hurry
            await asyncio.sleep(FIRST_S if hurry else LOOK_S)
            seen.looked = look.seen()
            if hurry and app.board.pane is opened:
                app.repaint()
    finally:
        look.rest()


def _whole(seen: "Seen") -> bool:
    known = seen.looked
    return known.detail is not None and bool(known.volumes) and known.processes is not None and known.processes.measured
