"""The whole checklist by phase: each item in full, whose it is, why, until when, and what was done about it."""

from warroom.incident.deadlines import Deadline
from warroom.incident.state import Incident
from warroom.playbook.model import Item
from warroom.playbook.words import within_words
from warroom.report.words import utc
from warroom.text import visible
from warroom.tui.content import cut, fit, right, show, spread, under, width_of, wrap
from warroom.tui.look import CLOCK_SIGNS, Row
from warroom.tui.panels.clocks import ELSEWHERE, ROLE_WORDS, left_words
from warroom.tui.panes import Opened, Pane, way_back
from warroom.tui.panes.item_history import history, ticked_by
from warroom.tui.view import Painted, Scene

INDENT = 7
LEFT = 11
ABOUT = 9

PHASES = {
    "started": "from the start",
    "detected": "from when it was noticed",
    "declared": "at once, from declaring",
    "acknowledged": "once somebody has it",
    "fixed": "after the fix",
    "resolved": "after the end",
    "closed": "after closing",
}


def listed(scene: Scene) -> list[tuple[Item, Deadline]]:
    """The items that apply or once did, phase by phase; within one in the playbook's order."""
    clocks = {d.item: d for d in scene.deadlines if d.kind in ("checklist", "after")}
    found = [(item, clocks[item.n]) for item in scene.incident.playbook.items if item.n in clocks]
    order = list(PHASES)
    return sorted(found, key=lambda pair: _place(scene.incident, pair[0], order))


def _place(incident: Incident, item: Item, order: list[str]) -> tuple[int, int]:
    """Where its phase stands; what hangs on another item comes after that one."""
    anchor, behind = item.anchor, 0
    while anchor.startswith("item:") and behind < 20:
        other = incident.playbook.item_by_id(anchor.removeprefix("item:"))
        anchor, behind = (other.anchor if other else ""), behind + 1
    known = order.index(anchor) if anchor in order else len(order)
    return known, behind


def line_for(item: Item, *, done: bool) -> str:
    """What does this item, or takes it back, at the entry line."""
    if done:
        return f"/untick {item.n}"
    if item.done_by == "resolved":
        return "/resolve"
    return "/suspect " if item.done_by == "hypothesis" else f"/tick {item.n}"


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """Every item with its words and state; the one under the cursor with its reasons and history."""
    found = listed(scene)
    if not found:
        words = "No playbook, so there is no checklist." if scene.incident.declared else "It starts when you declare."
        words = ELSEWHERE if scene.looked_back_on else words
        return Painted((("checklist", "title"), (" ─ ", "line"), ("none", "muted")), [((cut(words, width), "muted"),)])
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    rows: list[Row] = []
    items: list[int] = []
    begins = ends = 0
    phase = ""
    for n, (item, d) in enumerate(found):
        here = n == opened.cursor
        begins = len(rows) if here else begins
        block: list[Row] = []
        if item.anchor != phase:
            phase = item.anchor
            same = [other for other in found if other[0].anchor == phase]
            block += [*([()] if rows else []), fit(_phase(phase, same, scene), width)]
        block += _item(item, d, scene, width, here=here)
        rows += block
        items += [n] * len(block)
        ends = len(rows) if here else ends
    if opened.about != opened.cursor:
        # The cursor moved: its item is shown whole. Else it is where somebody scrolled to.
        opened.about, opened.top = opened.cursor, min(max(opened.top, ends - height), begins)
    opened.top = top = max(0, min(opened.top, len(rows) - height))
    more = sum(1 for n in set(items[top + height :]) if n not in items[top : top + height])
    return Painted(_head(found), rows[top : top + height], _foot(scene, more), items=tuple(items[top : top + height]))


def _head(found: list[tuple[Item, Deadline]]) -> Row:
    states = [d.state for _, d in found]
    overdue, due = states.count("overdue"), states.count("due")
    done = states.count("met") + states.count("met late")
    parts: Row = ((f"{overdue} late", "bad+b"), ("  ", "text")) if overdue else ()
    if due:
        parts = (*parts, (f"{due} due soon", "soon+b"), ("  ", "text"))
    return (("checklist", "title"), (" ─ ", "line"), *parts, (f"{done} done of {len(found)}", "text"))


def _foot(scene: Scene, more: int) -> Row:
    below: Row = ((f"{more} more below ▾  ", "muted"),) if more else ()
    if scene.replay is not None:
        return (*below, ("Esc", "title"), (f" {way_back(scene)}", "muted"))
    if scene.focus != "checklist":
        way = (("Tab", "title"), (" to the items  ", "muted"), ("Esc", "title"), (f" {way_back(scene)}", "muted"))
        return (*below, *way)
    keys = (("Enter", " tick, untick  "), ("s", " skip  "), ("Tab", " entry  "), ("Esc", f" {way_back(scene)}"))
    return (*below, *(part for key, words in keys for part in ((key, "title"), (words, "muted"))))


def _phase(anchor: str, found: list[tuple[Item, Deadline]], scene: Scene) -> Row:
    other = scene.incident.playbook.item_by_id(anchor.removeprefix("item:")) if anchor.startswith("item:") else None
    words = f"after {other.n} {other.label}" if other else PHASES.get(anchor, anchor)
    done = sum(d.state in ("met", "met late") for _, d in found)
    begun = scene.incident.when(anchor)
    since = f", {utc(begun, scene.now)}" if begun and not other else ""
    return ((visible(words), "title"), (f" ─ {done} done of {len(found)}{since}", "muted"))


def _item(item: Item, d: Deadline, scene: Scene, width: int, *, here: bool) -> list[Row]:
    sign, tone = scene.look.sign(CLOCK_SIGNS[d.state])
    done = d.state in ("met", "met late")
    base = "title" if d.state in ("due", "overdue") else "text" if d.live or here else "muted"
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    words = wrap(visible(item.text), max(20, width - INDENT - LEFT - 1), 6)
    first: Row = (
        (f"{pointer} ", "focus"),
        (right(str(item.n), 2), "muted"),
        (" ", "text"),
        (sign, "done" if done else tone),
        (" ", "text"),
        (words[0], base),
    )
    left = left_words(d).removesuffix("!") if d.state == "met late" else left_words(d)
    tail: Row = ((left, tone if d.live else "muted"),)
    if d.state == "met late":
        tail = (*tail, ("!", "bad+b"))
    rows: list[Row] = [spread(fit(first, width - width_of(tail) - 1), tail, width)]
    rows += [((" " * INDENT, "text"), (line, base)) for line in words[1:]]
    rows.append(((" " * INDENT, "text"), *fit(_state(item, d, scene), width - INDENT)))
    if here:
        rows += _more(item, scene, width)
    ground = here and scene.focus == "checklist"
    return [under(spread(row, (), width), ground) for row in rows]


def _state(item: Item, d: Deadline, scene: Scene) -> Row:
    """Whose it is, what its limit is, and how it stands."""
    incident = scene.incident
    held = incident.roles.get(item.owner)
    role = visible(ROLE_WORDS.get(item.owner, item.owner))
    owner: Row = ()
    if item.owner:
        owner = (
            ((f"{role} ", "muted"), show(held.person, "text"))
            if held
            else ((f"{role} ", "muted"), ("nobody", "soon" if d.live else "muted"))
        )
        owner = (*owner, (", ", "muted"))
    limit = visible(within_words(item.limit)) or "no limit"
    due = f", due {utc(d.due_at, scene.now)}" if d.due_at is not None and d.live else ""
    return (*owner, (limit + due, "muted"), (f", {_how(d, scene)}", "muted"))


def _how(d: Deadline, scene: Scene) -> str:
    tick = scene.incident.ticks.get(d.item) if d.item is not None else None
    by = f" by {visible(d.done_by)}" if d.done_by else ""
    if d.state in ("met", "met late"):
        when = f" at {utc(d.done_at, scene.now)}" if d.done_at else ""
        return f"done{by}{when}{', late' if d.state == 'met late' else ''}"
    if d.state == "skipped":
        return f"skipped{by}: {visible(tick.skipped or '') if tick else ''}"
    missed = f", missed {d.missed_before}x before" if d.missed_before else ""
    said = {"overdue": "late", "due": "due soon", "running": "to do", "none": "to do", "waiting": "waits"}
    return said.get(d.state, "does not apply any more") + missed


def _more(item: Item, scene: Scene, width: int) -> list[Row]:
    """Why it is there, what ticks it by itself, and everything that was done about it."""
    told: list[tuple[str, str]] = []
    if item.why:
        told.append(("why", item.why))
    if by := ticked_by(item):
        told.append(("ticks", by))
    told += [("history" if n == 0 else "", line) for n, line in enumerate(history(item, scene))]
    rows: list[Row] = []
    for about, words in told:
        lines = wrap(visible(words), max(20, width - INDENT - ABOUT), 4)
        for n, line in enumerate(lines):
            rows.append(
                ((" " * INDENT, "text"), (f"{about if n == 0 else '':<{ABOUT}}", "muted"), (line, "text")),
            )
    return rows


PANE = Pane(paint, lambda scene, _opened: len(listed(scene)))


def place_of(scene: Scene, n: int) -> int:
    """The row of the item with this number, 0 where it has none."""
    return next((place for place, (item, _) in enumerate(listed(scene)) if item.n == n), 0)
