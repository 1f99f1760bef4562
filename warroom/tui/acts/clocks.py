"""In the clocks: what meets one fills the entry line; Enter there does it. The whole checklist is a pane."""

from typing import TYPE_CHECKING

from warroom.text import visible
from warroom.tui.panels.clocks import left_words, listed, number_of
from warroom.tui.panes.checklist import line_for

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def act(app: "Navigating") -> None:
    rows, cursor = listed(app.scene), app.board.cursor
    if cursor >= len(rows):
        return
    clock = rows[cursor]
    if clock.done_at is not None and clock.kind != "checklist":
        app.entering.say(f"{visible(clock.label)}: {left_words(clock)}", bad=False)
        return
    kind, number = clock.kind, number_of(clock)
    meets = {"response": "/ack", "rung": f"/escalate {number}", "task": f"/done {number}"}
    item = app.incident.item(rows[cursor].item or 0)
    app.offer(meets.get(kind) or (line_for(item, done=False) if item else f"/tick {number}"))


def checklist(app: "Navigating") -> None:
    """At the item of the clock under the cursor."""
    rows, cursor = listed(app.scene), app.board.cursor
    clock = rows[cursor] if cursor < len(rows) else None
    item = clock.item if clock is not None and clock.kind in ("checklist", "after") else None
    app.action_checklist(item or 0)
