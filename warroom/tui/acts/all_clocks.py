"""In the pane of all clocks: what meets the one under the cursor, or lets it be quiet, fills the entry line."""

from typing import TYPE_CHECKING

from warroom.incident.deadlines import Deadline, sign_of
from warroom.tui.acts.clocks import meet
from warroom.tui.panes.all_clocks import listed

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def act(app: "Navigating") -> None:
    if d := _here(app):
        meet(app, d)


def snooze(app: "Navigating") -> None:
    d = _here(app)
    if d is not None and d.live:
        app.offer(f"/snooze {sign_of(d.id)} 5m ", of_pane=True)
    elif d is not None:
        app.entering.say("only a clock that runs can be snoozed", bad=False)


def _here(app: "Navigating") -> Deadline | None:
    found, cursor = listed(app.scene), app.board.cursor
    return found[cursor] if 0 <= cursor < len(found) else None
