"""In the clocks: what meets one fills the entry line; Enter there does it. The checklist and all clocks are panes."""

from typing import TYPE_CHECKING

from warroom.incident.deadlines import Deadline, sign_of
from warroom.text import visible
from warroom.tui.panels.clocks import left_words, listed
from warroom.tui.panes.checklist import line_for

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def act(app: "Navigating") -> None:
    if clock := _here(app):
        meet(app, clock)


def meet(app: "Navigating", clock: Deadline) -> None:
    """Offer the line that meets it, or show what has to hold."""
    if clock.kind == "stability":
        app.action_gate()
        return
    if clock.kind == "mark" or (clock.done_at is not None and clock.kind != "checklist"):
        app.entering.say(f"{visible(clock.label)}: {left_words(clock)}", bad=False)
        return
    sign = sign_of(clock.id)
    meets = {
        "response": "/ack",
        "rung": f"/escalate {sign}",
        "task": f"/done {clock.item}",
        "handover": "/accept ",
        "cadence": "/update ",
    }
    item = app.incident.item(clock.item or 0) if clock.kind in ("checklist", "after") else None
    app.offer(meets.get(clock.kind) or (line_for(item, done=False) if item else f"/tick {sign}"))


def checklist(app: "Navigating") -> None:
    """At the item of the clock under the cursor."""
    clock = _here(app)
    item = clock.item if clock is not None and clock.kind in ("checklist", "after") else None
    app.action_checklist(item or 0)


def every(app: "Navigating") -> None:
    """All clocks in full, at this one."""
    clock = _here(app)
    app.action_all_clocks(clock.id if clock is not None else "")


def _here(app: "Navigating") -> Deadline | None:
    rows, cursor = listed(app.scene), app.board.cursor
    return rows[cursor] if 0 <= cursor < len(rows) else None
