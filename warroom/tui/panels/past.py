"""The lobby's past incidents with the clocks they kept, and what is left to do after them."""

from datetime import datetime

from warroom.incident.summary import Due, Summary, state_of
from warroom.report.words import since, span
from warroom.text import visible
from warroom.tui.content import fit, left, right, show, spread, under
from warroom.tui.look import CLOCK_SIGNS, Part, Row
from warroom.tui.panels.clocks import window
from warroom.tui.view import Painted, Scene

DATE, SEVERITY = 8, 6
LASTED, CLOCKS, STATE = 7, 8, 10
COLUMNS = 2 + LASTED + CLOCKS + 2 + STATE


def past_ones(scene: Scene) -> list[Summary]:
    """All that are over, newest first."""
    return [s for s in scene.summaries if not (s.open and s.running)]


def after_care(scene: Scene) -> list[tuple[Summary, Due]]:
    """What still has a clock after an incident was resolved, late first; a drill leaves nothing to do.

    Action items go on when their incident is closed.
    """
    found = [(s, due) for s in scene.summaries if not s.running and not s.drill for due in s.due]
    return sorted(found, key=lambda pair: (pair[1].due_at, pair[0].id))


def due_words(due: Due, now: datetime) -> str:
    """What stands in the column `left`: "in 1d 4h", "late 3h12"."""
    remaining_s = (due.due_at - now).total_seconds()
    return f"{'in' if remaining_s >= 0 else 'late'} {span(remaining_s)}"


def paint_after(scene: Scene, width: int, height: int) -> Painted:
    """A row for each: the day, which incident, what and who, how much time is left."""
    found = after_care(scene)
    states = [state_of(due, scene.wall) for _, due in found]
    overdue = states.count("overdue")
    parts: Row = ((f"{overdue} late", "bad+b"), ("  ", "text")) if overdue else ()
    running: Part = (f"{len(found)} running" if found else "none", "muted")
    head: Row = (("after-care", "title"), (" ─ ", "line"), *parts, running)
    if not found:
        return Painted(head, [(("What is due once an incident is over is listed here.", "muted"),)])
    here = scene.cursors.get("after", 0) if scene.focus == "after" else -1
    top, foot = window(len(found), height, max(here, 0))
    rows: list[Row] = []
    for n, ((s, due), state) in list(enumerate(zip(found, states, strict=True)))[top : top + height]:
        sign, tone = scene.look.sign(CLOCK_SIGNS[state])
        began = s.declared_at or s.began
        title = left(visible(s.title or s.id), max(10, min(40, (width - 30) // 2)))
        who = f"{due.label}, {due.owner}" if due.owner else due.label
        before: Row = (
            ((("› " if scene.look.glyphs else "> ") if n == here else "  "), "focus"),
            (sign, tone),
            (f" {left(_day(began, scene.wall), DATE)} ", "muted"),
            (f"{title} ", "title" if state != "running" else "text"),
            show(who, "text"),
        )
        row = spread(fit(before, width - 11), ((right(due_words(due, scene.wall), 10), tone),), width)
        rows.append(under(row, n == here))
    if scene.focus == "after":
        foot = (("Enter", "title"), (" goes in  ", "muted"), ("y", "title"), (" copies it as an issue", "muted"))
    elif overdue:
        oldest = since((scene.wall - found[0][1].due_at).total_seconds(), to_the_second=False)
        words: Row = ((f"oldest late {oldest}: ", "text"), ("warroom report actions", "title"))
        foot = (*foot, *((("  ", "text"),) if foot else ()), *words)
    return Painted(head, rows, foot, first=top)


def paint_past(scene: Scene, width: int, height: int) -> Painted:
    """Newest first: when, how bad, what, how long it lasted, how many of its clocks were kept, how it stands."""
    found = past_ones(scene)
    count: Part = (str(len(found)), "text") if found else ("none", "muted")
    head: Row = (("past", "title"), (" ─ ", "line"), count)
    if not found:
        return Painted(head, [(("What is resolved, closed or cancelled is listed here.", "muted"),)])
    oldest = found[-1].declared_at or found[-1].began
    if oldest:
        head = (*head, (f"  kept since {oldest:%b %Y}", "muted"))
    cursor = scene.cursors.get("past", 0) if scene.focus == "past" else -1
    columns = (f"{'lasted':>{LASTED}}{'clocks':>{CLOCKS}}  {'is':<{STATE}}", "muted")
    rows = [spread((("  date    sev   what", "muted"),), (columns,), width)]
    room = max(1, height - 1)
    top, foot = window(len(found), room, max(cursor, 0))
    for n, s in enumerate(found[top : top + room], top):
        rows.append(under(_past(s, scene, width, here=n == cursor), n == cursor))
    if scene.focus == "past":
        foot = (("Enter", "title"), (" opens its record", "muted"))
    return Painted(head, rows[:height], foot, 1, top)


def _past(s: Summary, scene: Scene, width: int, *, here: bool) -> Row:
    began = s.declared_at or s.began
    end = s.resolved_at or s.ended_at or s.last_at
    lasted = since((end - began).total_seconds()) if began and end else ""
    every = s.kept + s.missed + (len(s.due) if s.open else 0)
    clocks = f"{s.kept}/{every}" if every and s.status != "cancelled" else "-"
    state: Part = (visible(s.status) or "undeclared", "muted")
    if s.imported:
        state = ("imported", "muted")
    elif s.drill and s.points is not None:
        state = (f"scored {s.points}", "muted")
    elif s.due and s.open:
        state = (due_words(s.due[0], scene.wall), CLOCK_SIGNS[state_of(s.due[0], scene.wall)].role)
    before: Row = (
        ((("› " if scene.look.glyphs else "> ") if here else "  "), "focus"),
        (left(_day(began, scene.wall), DATE), "muted"),
        (left("DRILL" if s.drill else visible(s.severity) or "-", SEVERITY), "focus" if s.drill else "text"),
        show(s.title or s.scenario or s.id, "text"),
    )
    tail: Row = (
        (f"{lasted:>{LASTED}}{clocks:>{CLOCKS}}  ", "text"),
        (left(state[0], STATE), state[1]),
    )
    return spread(fit(before, width - COLUMNS), tail, width)


def _day(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    return f"{at.day:>2} {at:%b}" if at.year == now.year else f"{at:%b %y}"
