"""In escalation: the rung under the cursor was called."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def called(app: "Navigating") -> None:
    rungs, cursor = [d for d in app.scene.deadlines if d.kind == "rung"], app.board.cursor
    if cursor < len(rungs):
        app.offer(f"/escalate {rungs[cursor].item}")
