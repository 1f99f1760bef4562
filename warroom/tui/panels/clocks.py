"""Clocks: response, the checklist under its own numbers, the next rung; and how any clock is worded."""

from warroom.incident.deadlines import Deadline, sign_of
from warroom.playbook.words import level_words
from warroom.report.words import moment, span
from warroom.text import visible
from warroom.tui.content import cut, fit, left, right, show, spread, width_of, wrap
from warroom.tui.look import CLOCK_SIGNS, Row
from warroom.tui.view import Painted, Scene

ELSEWHERE = "It came from another journal: nothing is due here. F6 shows what became of its clocks, F9 replays it."

ROLE_WORDS = {"commander": "IC", "technical": "tech"}
"""How a role is called where there is little room; the others by their own word."""

BELOW = ("stability", "condition", "after", "mark", "handover")
"""The kinds below the next rung, in this order."""

WIDE = 56
"""Cells from which on it tells who and when."""

_AFTER = {"fixed": "fix", "resolved": "end", "detected": "notice", "acknowledged": "ack"}


def left_words(d: Deadline) -> str:
    """What stands in the column `left`, at most ten cells."""
    if d.state in ("met", "met late"):
        took = (d.done_at - d.started_at).total_seconds() if d.done_at and d.started_at else 0.0
        return (f"+{span(took)}" if took >= 0 else "before") + (" !" if d.state == "met late" else "")
    if d.state in ("skipped", "dropped"):
        return d.state
    if d.state == "waiting":
        anchor = _AFTER.get(d.anchor, cut(d.anchor.removeprefix("item:"), 5))
        return f"after {anchor}" if d.offset is None else f"{anchor} +{_short(d.offset)}"
    if d.kind == "stability" and d.words and d.remaining_s is not None:
        return f"held {span(d.remaining_s)}"
    if d.remaining_s is None and d.kind == "condition":
        return "look now" if d.state == "due" else "if needed"
    if d.remaining_s is None:
        return cut(visible(d.words), 10) if d.words else "no limit"
    return f"{'in' if d.remaining_s >= 0 else 'late'} {span(d.remaining_s)}"


def _short(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"


def number_of(d: Deadline) -> str:
    """How the entry line calls this clock: r, u, 5, e2, t2, d1, s, h, m."""
    return sign_of(d.id)


def listed(scene: Scene) -> list[Deadline]:
    """The rows of the panel: response, checklist, the next rung that is not called; below them the window, what is
    owed on a condition or afterwards, the mark and offers."""
    rows = [d for d in scene.deadlines if d.kind in ("response", "checklist")]
    rungs = [d for d in scene.deadlines if d.kind == "rung"]
    upcoming = next((d for d in rungs if d.live or d.state == "none"), rungs[-1] if rungs else None)
    below = [d for kind in BELOW for d in scene.deadlines if d.kind == kind]
    return [*rows, *([upcoming] if upcoming else []), *below]


def counted(rows: list[Deadline]) -> list[Deadline]:
    """Those that somebody has to do by then."""
    return [d for d in rows if d.kind not in ("stability", "mark", "handover")]


def paint(scene: Scene, width: int, height: int) -> Painted:
    """The panel at this size; from WIDE cells on it tells who and when."""
    rows = listed(scene)
    title = f"{visible(scene.incident.severity)} clocks" if scene.incident.declared else "clocks"
    if not counted(rows):
        name = title if scene.incident.declared else "clocks"
        return Painted(((name, "title"), (" ─ ", "line"), ("none", "muted")), _empty(scene, width))
    late = sum(d.state == "overdue" for d in rows)
    soon = sum(d.state == "due" for d in rows)
    done = sum(d.state in ("met", "met late") for d in counted(rows))
    missed = sum(d.state == "met late" for d in rows)
    bad: Row = ((f"{late} late", "bad+b"), ("  ", "text")) if late else ()
    due: Row = ((f"{soon} due soon", "soon+b"), ("  ", "text")) if soon else ()
    was: Row = ((f"  {missed} {'was' if missed == 1 else 'were'} late", "muted"),) if missed else ()
    tone = "muted" if late or soon else "done"
    head: Row = ((title, "title"), (" ─ ", "line"), *bad, *due, (f"{done} done of {len(counted(rows))}", tone), *was)
    wide = width >= WIDE
    painted = [_header(width)] if wide else []
    heading = len(painted)
    room = height - len(painted)
    top, foot = window(
        len(rows), room, scene.cursors.get("clocks", 0) if scene.focus == "clocks" else _first_open(rows, room)
    )
    shown = rows[top : top + room]
    painted += [_row(d, scene, width, wide, top + n == scene.cursors.get("clocks", -1)) for n, d in enumerate(shown)]
    return Painted(head, painted, foot, heading, top)


def window(count: int, room: int, cursor: int) -> tuple[int, Row]:
    """The first row to show so that the cursor is in view, and what the border says of the rest."""
    top = max(0, min(cursor - room // 2, count - room)) if count > room else 0
    below = count - room - top
    return top, ((f"{below} below ▾", "muted"),) if below > 0 else ()


def _first_open(rows: list[Deadline], room: int) -> int:
    """Rows keep their places; only when they cannot all be seen, the last done one is where the view starts."""
    if len(rows) <= room:
        return 0
    first = next((n for n, d in enumerate(rows) if d.live), 0)
    return min(len(rows) - 1, first + room // 2 - 1) if first > room - 4 else 0


def _header(width: int) -> Row:
    return spread((("     what", "muted"),), ((f"{'who':<10}{'due':>12} {'left':>11}", "muted"),), width)


def _row(d: Deadline, scene: Scene, width: int, wide: bool, here: bool) -> Row:
    sign, tone = scene.look.sign(CLOCK_SIGNS[d.state])
    quiet = not d.live
    base = "muted" if quiet else "title" if d.state in ("due", "overdue") else "text"
    ground = "/surf" if here and scene.focus == "clocks" else ""
    words = left_words(d)
    number = "muted"
    tick = "done" if d.state in ("met", "met late") else tone
    label = visible(d.label) + (f" (missed {d.missed_before}x)" if d.missed_before else "")
    late_mark: Row = ()
    if d.state == "met late":
        words, late_mark = words[:-1], (("!", f"bad+b{ground}"),)
    tail: Row = ((right(words, 10 - len(late_mark)), (tone if d.live else "muted") + ground), *late_mark)
    if wide:
        who = _who(d, scene)
        due = moment(d.due_at, scene.now) if d.due_at else ("sets the fix" if d.label == "fix in place" else "")
        tail = ((f"{left(who, 9)} {right(due, 12)}  ", "muted" + ground), *tail)
    head: Row = (
        (right(number_of(d), 2), number + ground),
        (" ", "text" + ground),
        (sign, tick + ground),
        (" ", "text" + ground),
        (label, base + ground),
    )
    return spread(fit(head, width - width_of(tail) - 1), tail, width, "text" + ground)


def _who(d: Deadline, scene: Scene) -> str:
    if d.done_by:
        return visible(d.done_by)
    held = scene.incident.roles.get(d.owner)
    return visible(held.person) if held else (f"{visible(ROLE_WORDS.get(d.owner, d.owner))} ?" if d.owner else "")


def _empty(scene: Scene, width: int) -> list[Row]:
    declared = scene.incident.declared
    if scene.looked_back_on:
        return [((line, "muted"),) for line in wrap(ELSEWHERE, width, 4)]
    if scene.replay is not None:
        return [(("No playbook, so nothing was due." if declared else "Nothing was declared yet.", "muted"),)]
    if declared:
        return [
            (("No playbook, so nothing is due.", "muted"),),
            (),
            (("Only what you promise is timed:", "muted"),),
            (("/do @bo pool 3m", "title"),),
        ]
    levels = ", ".join(level_words(s) for s in scene.incident.playbook.severities)
    return [
        (("Clocks start when you declare:", "muted"),),
        (("/declare P0 TITLE", "title"),),
        (),
        (show(levels, "muted"),) if levels else (),
    ]
