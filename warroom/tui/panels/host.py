"""The host: five rows, the newest spark cell coloured where a value is high."""

from warroom.host.sample import rows as host_rows
from warroom.text import visible
from warroom.tui.content import left, right, show
from warroom.tui.look import Row
from warroom.tui.view import Painted, Scene


def high(scene: Scene) -> int:
    """How many of the five are high."""
    return sum(row.high for row in host_rows(scene.sample)) if scene.sample else 0


def paint(scene: Scene, width: int, height: int) -> Painted:
    """The panel at this size."""
    head: Row = (show(f"host {scene.hostname}".rstrip(), "title"), (" ─ ", "line"))
    if scene.replay is not None:
        words: Row = (("The record holds no samples", "muted"),)
        return Painted((*head, ("not recorded", "muted")), [words, (("of a machine.", "muted"),)])
    if scene.sample is None:
        return Painted((*head, ("a moment", "muted")), [(("First values come in a second.", "muted"),)])
    found = host_rows(scene.sample)
    count = sum(row.high for row in found)
    state: Row = ((f"{count} high", "soon+b"), (f"  of {len(found)}", "muted")) if count else (("calm", "muted"),)
    spark_width = min(60, max(0, width - 25))
    painted: list[Row] = []
    for row in found:
        sign = ("▴" if scene.look.glyphs else "^") if row.high else " "
        full = 100.0 if row.value.endswith("%") else 0.0
        trail = scene.look.spark(scene.host_trails.get(row.name, ()), spark_width, full)
        painted.append(
            (
                (sign, "soon+b"),
                (" ", "text"),
                (left(visible(row.label), 7), "title" if row.high else "text"),
                (" ", "text"),
                (right(row.value, 5), "soon+b" if row.high else "text"),
                (" ", "text"),
                (left(visible(row.unit), 8), "muted"),
                (" ", "text"),
                (trail[:-1], "spark"),
                (trail[-1:], "soon" if row.high else "spark"),
            )
        )
    foot: Row = (("Enter", "title"), (" disks, processes", "muted")) if scene.focus == "host" else ()
    return Painted((*head, *state), painted[:height], foot)
