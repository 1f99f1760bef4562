"""In the timeline: the line under the cursor."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def open(app: "Navigating") -> None:  # noqa: A001  the key's own name
    record = app.board.timeline.current
    if record is not None:
        app.board.show_pane("line", record)
