"""What is happening, in six sentences."""

from warroom.incident.state import Incident
from warroom.report.brief import brief
from warroom.text import visible
from warroom.tui.content import left, wrap
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane, scrolled, way_back
from warroom.tui.view import Painted, Scene


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """Six sentences, to say aloud; pinned lines are on top of the timeline's own."""
    rows: list[Row] = []
    incident = opened.about if isinstance(opened.about, Incident) else scene.incident
    for about, said in brief(incident, scene.now, scene.views if incident is scene.incident else ()):
        lines = wrap(visible(said), max(20, width - 14), 6)
        rows += [((left(about if n == 0 else "", 13), "muted"), (line, "text")) for n, line in enumerate(lines)]
        rows.append(())
    head: Row = (("brief", "title"), (" ─ ", "line"), ("what is happening", "muted"))
    return scrolled(head, rows, opened, height, way_back(scene))


PANE = Pane(paint)
