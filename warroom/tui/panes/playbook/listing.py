"""The list of a playbook's parts: what is likely now in front, then every part in its place with how much there is."""

from collections import Counter

from warroom.playbook.model import Playbook
from warroom.text import visible
from warroom.tui.content import cut, spread, width_of
from warroom.tui.look import Row
from warroom.tui.panels.checks import sign_of
from warroom.tui.panes.playbook.now import red_checks
from warroom.tui.panes.playbook.sections import Entry
from warroom.tui.panes.playbook.seen import LIST, Seen
from warroom.tui.view import Scene


def list_rows(scene: Scene, seen: Seen, width: int, height: int) -> tuple[list[Row], list[int]]:
    """At most `height` rows around the cursor, and of each the place of what stands in it."""
    places = [place for place, entry in enumerate(seen.entries) for _ in range(2 if entry.likely else 1)]
    first = places.index(seen.entry)
    last = first + places.count(seen.entry) - 1
    top = min(max(seen.list_top, last - height + 1), first)
    seen.list_top = top = max(0, min(top, len(places) - height))
    hits = Counter(hit.entry for hit in seen.hits)
    found: list[Row] = []
    for y, place in enumerate(places[top : top + height], top):
        entry, here = seen.entries[place], place == seen.entry
        if y and places[y - 1] == place:
            found.append(why(scene, seen.playbook, entry.scenario, width))
        else:
            found.append(_row(scene, seen, entry, width, here=here, hits=hits[place]))
    return found, places[top : top + height]


def _row(scene: Scene, seen: Seen, entry: Entry, width: int, *, here: bool, hits: int) -> Row:
    """The pointer, the sign of a red check it is about, the title, and how much there is or was found."""
    red = red_checks(scene, seen.playbook, entry.scenario)
    sign = scene.look.sign(sign_of(red[0])) if red else (" ", "text")
    empty = entry.amount == "0"
    style = "title" if here or entry.likely else "muted" if empty else "text"
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    if seen.words and hits:
        said = (f"{hits} found" if width >= 24 else str(hits), "title")
    else:
        said = (cut(visible(entry.amount), 8), "muted")
    front: Row = ((visible(entry.title), style),)
    if entry.scenario is not None:
        front = (sign, (" ", "text"), *front)
    row = spread(front, (said,), width - 2)
    if here and seen.side == LIST and scene.focus == "playbook":
        row = tuple((text, f"{part}/surf") for text, part in row)
    return ((f"{pointer} ", "focus"), *row)


def why(scene: Scene, playbook: Playbook, scenario: int | None, width: int) -> Row:
    """The red checks that a likely scenario names; in the order in which they are listed."""
    row: list[tuple[str, str]] = [("    ", "text")]
    red = red_checks(scene, playbook, scenario)
    for n, view in enumerate(red):
        name = f"{', ' if n else ''}{cut(visible(view.name), 16)} "
        if n and width_of(tuple(row)) + len(name) + len(view.word) > width:
            row.append((f" +{len(red) - n}", "muted"))
            break
        row += [(name, "muted"), (visible(view.word), sign_of(view).role.removesuffix("+b"))]
    return tuple(row) if red else (("    nothing of it is red now", "muted"),)
