"""The row under the banner: a thin rule, words when the room is special, tabs where one panel is shown."""

import msgspec
from rich.cells import cell_len

from warroom.tui.content import cut, fit, spread, width_of
from warroom.tui.grid import TABS
from warroom.tui.look import Row
from warroom.tui.panels import side
from warroom.tui.panels.clocks import listed
from warroom.tui.view import Scene

ORDER = (
    "NOT SAVED",
    "RECORD GONE",
    "OFFLINE",
    "UNSENT",
    "HAND-OVER OFFERED",
    "CLOCK JUMPED",
    "LATE",
    "IMPORTED",
    "DRILL",
    "REPLAY",
)
_STYLES = {
    "NOT SAVED": "bad_block+b",
    "RECORD GONE": "soon_block+b",
    "OFFLINE": "soon_block+b",
    "UNSENT": "soon_block+b",
    "HAND-OVER OFFERED": "soon_block+b",
    "CLOCK JUMPED": "soon_block+b",
    "IMPORTED": "focus_block+b",
    "DRILL": "focus_block+b",
    "REPLAY": "focus_block+b",
}
BESIDE_CHIP = 21
"""Cells of the banner's third row that a chip leaves: the block, and who commands."""


class Special(msgspec.Struct, frozen=True):
    """A state of the room that must be said: its name in capitals, what it is, and what may be done, the first first.

    `few` is what it is in few words, for a row too short for more; `count` how much waits, 0 where nothing does.
    """

    name: str
    said: str
    ways: tuple[str, ...] = ()
    few: str = ""
    count: int = 0

    @property
    def head(self) -> str:
        """Its name, and how much waits."""
        return f"{self.name} {self.count}" if self.count else self.name


def paint(scene: Scene, specials: list[Special], width: int, *, tabs: bool, hidden: str = "") -> Row:
    """One row: the first special state, `+1` for more; else tabs, or the rule."""
    bar = "─" if scene.look.glyphs else "-"
    if specials and not tabs:
        first = _ordered(specials)[0]
        return _late(specials, width, bar) if first.name == "LATE" else _special(specials, width)
    if tabs:
        return _tabs(scene, width, hidden)
    if not hidden:
        return ((bar * width, "line"),)
    said = f" {hidden} "
    return ((bar * (width - cell_len(said) - 2), "line"), (said, "muted"), (bar * 2, "line"))


def chip(specials: list[Special], width: int = 80) -> Row:
    """Where the tabs keep their row the state stands as a chip in place of the impact, in few words."""
    # The clock that is late longest stands in the banner itself.
    others = [special for special in specials if special.name != "LATE"]
    if not others:
        return ()
    first = _ordered(others)[0]
    words = first.head
    if first.few or first.ways:
        words = ": ".join(filter(None, [words, _words(first, width - BESIDE_CHIP - len(words) - 4, few=True)]))
    return ((f" {words} ", _STYLES[first.name]),)


def _words(special: Special, room: int, *, few: bool) -> str:
    """What it is and what to do, in `room` cells: the first way is what goes last."""
    every, first = special.ways, special.ways[:1]
    told = [(special.few, every), (special.few, first), ("", first)]
    if not few:
        told = [(special.said, every), (special.said, first), *told]
    for what, ways in told:
        words = ": ".join(filter(None, [what, ", or ".join(ways)]))
        if words and cell_len(words) <= room:
            return words
    if few and not first:
        return ""
    return cut(first[0] if first else special.said, room)


def _ordered(specials: list[Special]) -> list[Special]:
    return sorted(specials, key=lambda special: ORDER.index(special.name))


def _special(specials: list[Special], width: int) -> Row:
    found = _ordered(specials)
    first, style = found[0], _STYLES[found[0].name]
    more = f"+{len(found) - 1} " if len(found) > 1 else ""
    front = f" {first.head}  "
    said = _words(first, width - 4 - len(front), few=False)
    return spread(fit(((front + said, style),), width - 4), ((more, style),), width, style)


def _late(specials: list[Special], width: int, bar: str) -> Row:
    """Words in the rule, and no block: it may stand there for long, and the banner has the chip for what is worst."""
    first, *others = _ordered(specials)
    more = f" +{len(others)}" if others else ""
    said = _words(first, max(0, width - 8 - len(more)), few=False)
    row: Row = ((bar, "line"), (" ! ", "bad+b"), (said, "title"), (f"{more} ", "muted"))
    return (*row, (bar * max(0, width - width_of(row)), "line"))


def _tabs(scene: Scene, width: int, hidden: str) -> Row:
    row: list[tuple[str, str]] = []
    for n, name in enumerate(TABS, 1):
        count, tone = _count(scene, name)
        here = name == scene.tab
        word = "doing" if name == "doing" else name
        style = "title/chip" if here else "muted/chip"
        if here:
            row += [
                ("[", "title/chip"),
                (f"{n} {word}", style),
                (f" {count}" if count else "", f"{tone}/chip"),
                ("] ", "title/chip"),
            ]
        else:
            row += [(f" {n} {word}", style), (f" {count}" if count else "", f"{tone}/chip"), (" ", "muted/chip")]
    tail: Row = ((hidden, "muted/chip"),) if hidden and width_of(tuple(row)) + len(hidden) < width else ()
    return spread(fit(tuple(row), width - width_of(tail)), tail, width, "muted/chip")


def _count(scene: Scene, name: str) -> tuple[str, str]:
    if name == "timeline":
        return str(scene.incident.seq), "muted"
    if name == "checks":
        down = sum(v.state == "down" for v in scene.views)
        slow = sum(v.state == "degraded" or bool(v.soft) for v in scene.views)
        if down:
            return f"{down} down", "bad+b"
        return (f"{slow} slow", "soon+b") if slow else (str(len(scene.views)), "muted")
    if name == "clocks":
        rows = listed(scene)
        late = sum(d.state == "overdue" for d in rows)
        soon = sum(d.state == "due" for d in rows)
        if late:
            return f"{late} late", "bad+b"
        return (f"{soon} soon", "soon+b") if soon else (str(sum(d.live for d in rows)), "muted")
    if name == "doing":
        late = sum(d.state == "overdue" for d in scene.deadlines if d.kind == "task")
        return (f"{late} late", "bad+b") if late else (side.tab_words(scene), "muted")
    from warroom.tui.panels.host import high

    count = high(scene)
    return (f"{count} high", "soon+b") if count else ("", "muted")
