"""The panels of room and lobby: how each is painted, and how many rows its cursor walks."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from warroom.tui.panels import checks, clocks, host, lobby, lobby_side, past, side
from warroom.tui.panels.review.names import BOXES, PREFIX
from warroom.tui.view import Painted, Scene


class PanelKind(NamedTuple):
    """A panel; one without `rows` takes no keys."""

    paint: Callable[[Scene, int, int], Painted]
    rows: Callable[[Scene], int] | None = None


def _views(scene: Scene) -> int:
    return len(scene.views)


def _of_review(box: str) -> PanelKind:
    """A box of the review, imported when it is first painted."""
    return PanelKind(lambda scene, w, h: import_module(f"warroom.tui.panels.review.{box}").paint(scene, w, h))


PANELS: dict[str, PanelKind] = {
    "checks": PanelKind(checks.paint, _views),
    "host": PanelKind(host.paint, lambda _scene: 1),
    "clocks": PanelKind(clocks.paint, lambda scene: len(clocks.listed(scene))),
    "suspects": PanelKind(side.suspects, lambda scene: len(scene.incident.suspects)),
    "doing": PanelKind(side.doing, lambda scene: len(scene.incident.tasks)),
    "told": PanelKind(side.told, lambda _scene: 1),
    "ladder": PanelKind(side.ladder, lambda scene: sum(d.kind == "rung" for d in scene.deadlines)),
    "open": PanelKind(lobby.paint, lambda scene: len(lobby.open_ones(scene))),
    "after": PanelKind(past.paint_after, lambda scene: len(past.after_care(scene))),
    "past": PanelKind(past.paint_past, lambda scene: len(past.past_ones(scene))),
    "declare": PanelKind(lobby_side.paint_declare),
    "lobby_checks": PanelKind(checks.paint, _views),
    "playbooks": PanelKind(lobby_side.paint_playbooks),
    "machine": PanelKind(lobby_side.paint_machine),
    **{f"{PREFIX}{box}": _of_review(box) for box in BOXES},
}
"""All but the timeline, which draws itself."""

WALKED = {
    "room": ("checks", "clocks", "timeline", "suspects", "doing", "told", "ladder", "host"),
    "lobby": ("open", "after", "past", "lobby_checks"),
}
"""Those that take keys, in the order in which Tab goes through them."""

SAME = {"lobby_checks": "checks", **{f"{PREFIX}{box}": "review" for box in BOXES}}
"""Panels that are another one in another place: keys and cursor are the other's."""
