"""In the gate: a criterion is confirmed at once, or taken back; what else does a row fills the entry line."""

from functools import partial
from typing import TYPE_CHECKING

from warroom.incident import intents as i
from warroom.incident.closing import Asked
from warroom.tui.panes.gate import listed

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def confirm(app: "Navigating") -> None:
    """What the row under the cursor wants."""
    one = _here(app)
    if one is None:
        return
    if one.n:
        verb = "unconfirm" if one.met else "confirm"
        intent = i.ConfirmCriterion(n=one.n, met=not one.met)
        app.entering.named(partial(app.ask, intent, f"/{verb} {one.n}"))
    elif one.how.startswith("/") and not one.met:
        way = one.how.partition(",")[0].partition(" or ")[0].strip()
        # Which time it was is not known.
        way = f"{way.split()[0]} " if one.kind == "milestone" else way
        app.offer(way, of_pane=True)
    else:
        app.entering.say(
            f"{one.what}: {one.state or 'holds'}" + (f"; {one.how}" if one.how and not one.met else ""), bad=False
        )


def anyway(app: "Navigating") -> None:
    """Go on although something is open: the reason is typed."""
    app.offer(f"/{'resolve' if app.incident.running else 'close'} anyway ")


def _here(app: "Navigating") -> Asked | None:
    opened = app.board.pane
    found = listed(app.scene, opened) if opened is not None else ()
    return found[app.board.cursor] if 0 <= app.board.cursor < len(found) else None
