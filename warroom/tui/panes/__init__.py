"""What takes the place of the panels when it is asked for: a file a pane, named for it, with its `PANE`."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import msgspec

from warroom.tui.look import Row
from warroom.tui.view import Painted, Scene

PANES = (
    "help", "brief", "line", "card", "score", "people", "checklist", "declare", "check", "host", "accept", "playbook",
    "handover", "runbook", "update", "gate", "all_clocks", "search", "similar", "review", "section",
)  # fmt: skip


class Opened(msgspec.Struct):
    """The pane that is open: its name, what it is about, its first row in view and the row under its cursor.

    `page` rows are a page of it; 0 where that is the screen's.
    """

    name: str
    about: Any = None
    top: int = 0
    cursor: int = 0
    page: int = 0


class Pane(NamedTuple):
    """How a pane is painted, and how many rows its cursor walks; without such rows its keys scroll it.

    `point` puts the cursor at a column and row that was clicked, and names the side of the pane that was hit; "" for
    nothing.
    """

    paint: Callable[[Scene, Opened, int, int], Painted]
    rows: Callable[[Scene, Opened], int] | None = None
    point: Callable[[Scene, Opened, int, int], str] | None = None


def pane(name: str) -> Pane:
    """The pane of this name; imported when it is first opened."""
    found: Pane = import_module(f"{__name__}.{name}").PANE
    return found


def way_back(scene: Scene) -> str:
    """Where Esc leads from a pane, in a word."""
    if scene.replay is not None:
        return "replay"
    if scene.review is not None:
        return "review"
    return "room" if scene.incident.seq else "lobby"


def scrolled(head: Row, rows: list[Row], opened: Opened, height: int, back: str = "room") -> Painted:
    """The rows from where the pane was scrolled to, and how many are below; Esc leads `back`."""
    opened.top = max(0, min(opened.top, len(rows) - height))
    more = len(rows) - opened.top - height
    foot: Row = ((f"{more} below, PgDn ▾", "muted"),) if more > 0 else ((f"Esc {back}", "muted"),)
    return Painted(head, rows[opened.top : opened.top + height], foot)
