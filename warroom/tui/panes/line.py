"""One record of the timeline in full."""

from warroom.incident.facts import Record
from warroom.report.lines import describe, happened, late, marks
from warroom.text import plain, visible
from warroom.tui.content import fit, left, wrap
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane, scrolled, way_back
from warroom.tui.view import Painted, Scene


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """One record whole: both times, who, its hash, every line of its words."""
    record: Record = opened.about
    incident, now = scene.incident, scene.now
    said = describe(record, incident, now)
    rows: list[Row] = []
    amended = incident.amended.get(record.seq)
    facts = [
        ("happened", f"{happened(record, incident):%Y-%m-%d %H:%M:%S} UTC"),
        (
            "noted",
            f"{record.noted_at:%Y-%m-%d %H:%M:%S} UTC by {record.by}"
            + (f" ({record.via.get('user', '')} at {record.via.get('tty', '')})" if record.via else ""),
        ),
        (
            "kind",
            f"{record.kind}{', ' + ', '.join(marks(record, incident)) if marks(record, incident) else ''}",
        ),
        ("hash", record.hash),
    ]
    if amended:
        first = describe(record, scene.incident.__class__(), now)
        facts.append(("first said", first.text))
        if amended.at is not None:
            facts.append(("first at", f"{record.at:%Y-%m-%d %H:%M:%S} UTC"))
    rows += [
        ((left(about, 13), "muted"), (fit(((visible(words), "text"),), width - 14) or (("", "text"),))[0])
        for about, words in facts
    ]
    rows.append(())
    for line in plain(said.text).split("\n"):
        rows += [((part, "text"),) for part in wrap(visible(line), width, 50)]
    noted = "  back-dated" if late(record, incident, now) else ""
    head: Row = ((f"line #{record.seq}", "title"), (" ─ ", "line"), (f"{said.word}{noted}", "muted"))
    return scrolled(head, rows, opened, height, way_back(scene))


PANE = Pane(paint)
