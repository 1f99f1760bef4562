"""In the clocks: what meets one fills the entry line; Enter there does it."""

from typing import TYPE_CHECKING

from warroom.tui.panels.clocks import listed, number_of

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def act(app: "Navigating") -> None:
    rows, cursor = listed(app.scene), app.board.cursor
    if cursor >= len(rows):
        return
    kind, number = rows[cursor].kind, number_of(rows[cursor])
    meets = {"response": "/ack", "rung": f"/escalate {number}", "task": f"/done {number}"}
    app.offer(meets.get(kind, f"/tick {number}"))
