"""In suspects: what was found out about the one under the cursor fills the entry line."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def rule_out(app: "Navigating") -> None:
    _offer(app, "/rule-out {} ")


def cause(app: "Navigating") -> None:
    _offer(app, "/cause {}")


def similar(app: "Navigating") -> None:
    from warroom.tui.acts.similar import show

    show(app)


def _offer(app: "Navigating", line: str) -> None:
    found, cursor = app.incident.suspects, app.board.cursor
    if cursor < len(found):
        app.offer(line.format(found[cursor].n))
