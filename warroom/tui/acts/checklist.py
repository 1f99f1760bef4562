"""In the checklist: what ticks or skips the item under the cursor fills the entry line; Enter there does it."""

from typing import TYPE_CHECKING

from warroom.incident.deadlines import Deadline
from warroom.playbook.model import Item
from warroom.tui.panes.checklist import line_for, listed

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def act(app: "Navigating") -> None:
    if found := _here(app):
        item, d = found
        app.offer(line_for(item, done=d.state in ("met", "met late", "skipped")))


def skip(app: "Navigating") -> None:
    if found := _here(app):
        app.offer(f"/skip {found[0].n} ")


def _here(app: "Navigating") -> tuple[Item, Deadline] | None:
    found, cursor = listed(app.scene), app.board.cursor
    return found[cursor] if 0 <= cursor < len(found) else None
