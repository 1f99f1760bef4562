"""Every clock of the incident in full: its sign, whose it is, until when, how it stands and why."""

from warroom.incident.deadlines import Deadline, sign_of
from warroom.incident.nags import nag
from warroom.report.words import utc
from warroom.text import visible
from warroom.tui.content import cut, fit, right, spread, under, width_of, wrap
from warroom.tui.look import CLOCK_SIGNS, Row
from warroom.tui.panels.clocks import ELSEWHERE, ROLE_WORDS, counted, left_words
from warroom.tui.panes import Opened, Pane, way_back
from warroom.tui.panes.parts import blocks_in_view
from warroom.tui.view import Painted, Scene

INDENT = 8
HEADS = {
    "response": "response",
    "checklist": "checklist",
    "cadence": "updates",
    "rung": "escalation",
    "condition": "owed on a condition",
    "task": "time-boxes and action items",
    "stability": "before it is over",
    "after": "after it",
    "handover": "offered",
    "mark": "every ten minutes",
}


def listed(scene: Scene) -> list[Deadline]:
    """All of them, kind by kind; within one in their own order."""
    order = list(HEADS)
    return sorted(scene.deadlines, key=lambda d: order.index(d.kind))


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """A row a clock, one more for the one under the cursor."""
    found = listed(scene)
    if not found:
        return Painted(
            (("all clocks", "title"), (" ─ ", "line"), ("none", "muted")),
            [((cut(ELSEWHERE if scene.looked_back_on else "They start when you declare.", width), "muted"),)],
        )
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    blocks: list[list[Row]] = []
    for n, d in enumerate(found):
        begins = n == 0 or found[n - 1].kind != d.kind
        heading: list[Row] = [fit(((HEADS[d.kind], "title"),), width)] if begins else []
        blocks.append([*heading, *_clock(d, scene, width, here=n == opened.cursor)])
    rows, items, more = blocks_in_view(opened, blocks, height)
    return Painted(_head(found), rows, _foot(scene, more), items=items)


def _head(found: list[Deadline]) -> Row:
    late = sum(d.state == "overdue" for d in found)
    soon = sum(d.state == "due" for d in found)
    done = sum(d.state in ("met", "met late") for d in counted(found))
    bad: Row = ((f"{late} late  ", "bad+b"),) if late else ()
    due: Row = ((f"{soon} due soon  ", "soon+b"),) if soon else ()
    return (("all clocks", "title"), (" ─ ", "line"), *bad, *due, (f"{done} done of {len(counted(found))}", "text"))


def _foot(scene: Scene, more: int) -> Row:
    below: Row = ((f"{more} below ▾  ", "muted"),) if more > 0 else ()
    if scene.replay is not None:
        return (*below, ("Esc", "title"), (f" {way_back(scene)}", "muted"))
    if scene.focus != "all_clocks":
        way = (("Tab", "title"), (" to the clocks  ", "muted"), ("Esc", "title"), (f" {way_back(scene)}", "muted"))
        return (*below, *way)
    keys = (("Enter", " what meets it  "), ("s", " snooze  "), ("Tab", " entry"))
    return (*below, *(part for key, words in keys for part in ((key, "title"), (words, "muted"))))


def _clock(d: Deadline, scene: Scene, width: int, *, here: bool) -> list[Row]:
    sign, tone = scene.look.sign(CLOCK_SIGNS[d.state])
    done = d.state in ("met", "met late")
    base = "title" if d.state in ("due", "overdue") else "text" if d.live or here else "muted"
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    words = left_words(d)
    tail: Row = ((words.removesuffix("!"), tone if d.live else "muted"),)
    if d.state == "met late":
        tail = (*tail, ("!", "bad+b"))
    label = wrap(visible(d.label), max(20, width - INDENT - width_of(tail) - 1), 3)
    first: Row = (
        (f"{pointer} ", "focus"),
        (right(sign_of(d.id), 3), "muted"),
        (" ", "text"),
        (sign, "done" if done else tone),
        (" ", "text"),
        (label[0], base),
    )
    rows: list[Row] = [spread(fit(first, width - width_of(tail) - 1), tail, width)]
    rows += [((" " * INDENT, "text"), (line, base)) for line in label[1:]]
    if here or d.live:
        rows += [
            ((" " * INDENT, "text"), (line, "muted")) for line in wrap(_about(d, scene), max(20, width - INDENT), 2)
        ]
    ground = here and scene.focus == "all_clocks"
    return [under(spread(row, (), width), ground) for row in rows]


def _about(d: Deadline, scene: Scene) -> str:
    """Whose it is, its limit, until when, what became of it."""
    held = scene.incident.roles.get(d.owner)
    owner = visible(held.person) if held else visible(ROLE_WORDS.get(d.owner, d.owner))
    parts = [owner and (owner if held or d.kind == "task" else f"{owner}, nobody"), visible(d.words)]
    if d.due_at is not None and d.live:
        parts.append(f"due {utc(d.due_at, scene.now)}")
    if d.done_at is not None:
        parts.append(
            f"done by {visible(d.done_by)} at {utc(d.done_at, scene.now)}"
            if d.done_by
            else f"at {utc(d.done_at, scene.now)}"
        )
    if d.missed_before:
        parts.append(f"missed {d.missed_before}x before")
    if d.kind == "task" and (task := scene.incident.task(d.item or 0)):
        parts.append("taken" if task.taken_at else "")
        parts.append(f"extended {task.extended}x" if task.extended else "")
    if d.snoozed_until is not None and d.snoozed_until > scene.now:
        parts.append(f"snoozed until {utc(d.snoozed_until, scene.now)}")
    rung = nag(d, scene.now).rings if d.state == "overdue" else 0
    parts.append(f"rang {rung}x" if rung else "")
    return ", ".join(filter(None, parts)) or "nobody's"


PANE = Pane(paint, lambda scene, _opened: len(listed(scene)))


def place_of(scene: Scene, id_: str) -> int:
    """The row of a clock by its id, 0 where it has none."""
    return next((place for place, d in enumerate(listed(scene)) if d.id == id_), 0)
