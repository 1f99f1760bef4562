"""The row under the banner: a thin rule, words when the room is special, tabs where one panel is shown."""

import msgspec

from warroom.tui.content import cut, fit, spread, width_of
from warroom.tui.grid import TABS
from warroom.tui.look import Row
from warroom.tui.panels import side
from warroom.tui.panels.clocks import listed
from warroom.tui.view import Scene

ORDER = ("NOT SAVED", "RECORD GONE", "OFFLINE", "HAND-OVER OFFERED", "CLOCK JUMPED", "DRILL", "REPLAY")
_STYLES = {
    "NOT SAVED": "bad_block+b",
    "RECORD GONE": "soon_block+b",
    "OFFLINE": "soon_block+b",
    "HAND-OVER OFFERED": "soon_block+b",
    "CLOCK JUMPED": "soon_block+b",
    "DRILL": "focus_block+b",
    "REPLAY": "focus_block+b",
}


class Special(msgspec.Struct, frozen=True):
    """A state of the room that must be said: its name in capitals, and a sentence."""

    name: str
    said: str


def paint(scene: Scene, specials: list[Special], width: int, *, tabs: bool, hidden: str = "") -> Row:
    """One row: the first special state, `+1` for more; else tabs, or the rule."""
    if specials and not tabs:
        return _special(specials, width)
    if tabs:
        return _tabs(scene, width, hidden)
    return (("─" * width if scene.look.glyphs else "-" * width, "line"),)


def chip(specials: list[Special]) -> Row:
    """At 80 columns the tabs keep their row, and the state stands as a chip in place of the impact."""
    if not specials:
        return ()
    first = _ordered(specials)[0]
    count = first.said.partition(" ")[0]
    words = first.name
    if first.name in ("NOT SAVED", "OFFLINE"):
        reason = first.said.rpartition(". ")[2]
        words = f"{first.name}{f' {count}' if count.isdigit() else ''}: {cut(reason, 46)}"
    return ((f" {words} ", _STYLES[first.name]),)


def _ordered(specials: list[Special]) -> list[Special]:
    return sorted(specials, key=lambda special: ORDER.index(special.name))


def _special(specials: list[Special], width: int) -> Row:
    found = _ordered(specials)
    style = _STYLES[found[0].name]
    more = f"+{len(found) - 1} " if len(found) > 1 else ""
    return spread(fit(((f" {found[0].name}  {found[0].said}", style),), width - 4), ((more, style),), width, style)


def _tabs(scene: Scene, width: int, hidden: str) -> Row:
    row: list[tuple[str, str]] = []
    for n, name in enumerate(TABS, 1):
        count, tone = _count(scene, name)
        here = name == scene.tab
        word = "doing" if name == "doing" else name
        style = "title/surf" if here else "muted/surf"
        if here:
            row += [
                ("[", "title/surf"),
                (f"{n} {word}", style),
                (f" {count}" if count else "", f"{tone}/surf"),
                ("] ", "title/surf"),
            ]
        else:
            row += [(f" {n} {word}", style), (f" {count}" if count else "", f"{tone}/surf"), (" ", "muted/surf")]
    tail: Row = ((hidden, "muted/surf"),) if hidden and width_of(tuple(row)) + len(hidden) < width else ()
    return spread(fit(tuple(row), width - width_of(tail)), tail, width, "muted/surf")


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
