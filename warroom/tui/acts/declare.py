"""In the questions before declaring: an answer fills the entry line, and Enter there declares."""

from typing import TYPE_CHECKING

from warroom.tui.panes.declare import levels, line_for

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def take(app: "Navigating") -> None:
    _take(app)


def yes(app: "Navigating") -> None:
    """It is so."""
    _take(app)


def no(app: "Navigating") -> None:
    """It is not so: the next one is asked; after the last it is the last all the same."""
    pane, found = app.board.pane, levels(app.scene)
    if pane is None or not found:
        return
    if pane.cursor < len(found) - 1:
        pane.cursor += 1
    else:
        _take(app, "none fits, so the mildest: ")


def unsure(app: "Navigating") -> None:
    """Between two, the higher."""
    _take(app, "unsure, so the higher; /sev lowers it later: ")


def _take(app: "Navigating", because: str = "") -> None:
    pane, found = app.board.pane, levels(app.scene)
    if pane is None or pane.cursor >= len(found):
        return
    severity = found[pane.cursor].id
    titled = line_for(pane.about, severity) != line_for(None, severity)
    app.offer(line_for(pane.about, severity))
    app.entering.say(f"{because}{'Enter declares it' if titled else 'a title, then Enter'}", bad=False)
