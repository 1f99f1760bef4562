"""What would be asked, sent or run if the checks from outside were accepted: all of it, before anybody says yes."""

from collections.abc import Mapping

from warroom.checks.acceptance import Source, changed_since, count_said, lines, listed, sender_lines
from warroom.incident.state import Accepted
from warroom.text import visible
from warroom.tui.content import wrap
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane, scrolled
from warroom.tui.view import Painted, Scene

LONGEST = 20


def paint(_scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """Every check that waits, under the file it stands in."""
    waiting: tuple[Source, ...]
    accepted: Mapping[str, Accepted]
    waiting, accepted = opened.about or ((), {})
    rows: list[Row] = []
    for source in waiting:
        rows += [((line, "title"),) for line in wrap(visible(_head(source, accepted)), max(20, width), 3)]
        for one in listed(source.checks):
            for n, said in enumerate(lines(one)):
                words = wrap(visible(said.strip()), max(20, width - 6), LONGEST)
                rows += [(("  " if n == 0 else "      ", "text"), (line, "muted" if n else "text")) for line in words]
        for said in sender_lines(source.senders):
            inside = said.startswith(" ")
            words = wrap(visible(said.strip()), max(20, width - 6), LONGEST)
            rows += [(("      " if inside else "  ", "text"), (line, "muted" if inside else "text")) for line in words]
        rows.append(())
    count = count_said(*waiting)
    return scrolled((("accept", "title"), (" ─ ", "line"), (f"{count} from outside", "muted")), rows, opened, height)


def _head(source: Source, accepted: Mapping[str, Accepted]) -> str:
    where = source.file or f"playbook {source.name}, as the incident has it"
    changed = changed_since(source, accepted)
    return f"{where}, sha256 {source.sha256[:12]}" + (f"; {changed}" if changed else "")


PANE = Pane(paint)
