"""Which incidents the lobby lists, row by row."""

from warroom.tui.panels.lobby import open_ones
from warroom.tui.panels.past import after_care, past_ones
from warroom.tui.view import Scene


def listed(scene: Scene) -> dict[str, list[str]]:
    """The ids of each panel's rows, in the order of the panels."""
    return {
        "open": [one.id for one in open_ones(scene)],
        "after": [one.id for one, _ in after_care(scene)],
        "past": [one.id for one in past_ones(scene)],
    }


def under_cursor(scene: Scene, panel: str, cursor: int) -> str:
    """The incident under the cursor of this panel, "" for none."""
    found = listed(scene).get(panel, [])
    return found[cursor] if cursor < len(found) else ""
