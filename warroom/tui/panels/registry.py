"""The panels of room and lobby: how each is painted, and how many rows its cursor walks."""

from collections.abc import Callable
from typing import NamedTuple

from warroom.tui.panels import checks, clocks, host, lobby, side
from warroom.tui.view import Painted, Scene


class PanelKind(NamedTuple):
    """A panel; one without `rows` takes no keys."""

    paint: Callable[[Scene, int, int], Painted]
    rows: Callable[[Scene], int] | None = None


def _views(scene: Scene) -> int:
    return len(scene.views)


PANELS: dict[str, PanelKind] = {
    "checks": PanelKind(checks.paint, _views),
    "host": PanelKind(host.paint),
    "clocks": PanelKind(clocks.paint, lambda scene: len(clocks.listed(scene))),
    "suspects": PanelKind(side.suspects),
    "doing": PanelKind(side.doing),
    "told": PanelKind(side.told),
    "open": PanelKind(lobby.paint_open, lambda scene: len(lobby.open_ones(scene))),
    "past": PanelKind(lobby.paint_past, lambda scene: len(lobby.past_ones(scene))),
    "declare": PanelKind(lobby.paint_declare),
    "lobby_checks": PanelKind(checks.paint, _views),
    "machine": PanelKind(lobby.paint_machine),
}
"""All but the timeline, which draws itself."""

WALKED = {"room": ("checks", "clocks", "timeline"), "lobby": ("open", "past", "lobby_checks")}
"""Those that take keys, in the order in which Tab goes through them."""

SAME = {"lobby_checks": "checks"}
"""Panels that are another one in another place: keys and cursor are the other's."""
