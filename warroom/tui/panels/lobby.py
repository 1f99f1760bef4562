"""The lobby: open incidents with their next clock, the last ten, how to declare, this machine."""

from warroom.incident.deadlines import by_urgency, deadlines
from warroom.incident.summary import Summary
from warroom.report.words import elapsed, moment, plural, since
from warroom.text import visible
from warroom.tui.content import fit, left, right, show, spread
from warroom.tui.look import CLOCK_SIGNS, Row
from warroom.tui.panels.clocks import left_words
from warroom.tui.view import Painted, Scene

PAST = 10


def open_ones(scene: Scene) -> list[Summary]:
    """The rows of the upper list: running incidents first, then drills that run."""
    running = [s for s in scene.summaries if s.open and s.running]
    return [s for s in running if not s.drill] + [s for s in running if s.drill]


def past_ones(scene: Scene) -> list[Summary]:
    """The last ten that are over."""
    return [s for s in scene.summaries if not (s.open and s.running)][:PAST]


def paint_open(scene: Scene, width: int, height: int) -> Painted:
    """Two lines an incident: what, status, how long, next clock; then who and what is red."""
    found = open_ones(scene)
    real = [s for s in found if not s.drill]
    if not found:
        ended = max(filter(None, (s.ended_at or s.resolved_at for s in scene.summaries)), default=None)
        last = f" The last one ended {moment(ended, scene.wall)} UTC." if ended else ""
        return Painted(
            (("open", "title"), (" ─ ", "line"), ("none", "muted")),
            [
                (),
                ((f"No incident is open.{last}", "text"),),
                (),
                (
                    ("/declare", "title"),
                    (" and a few words start one; ", "muted"),
                    ("P0", "title"),
                    (" in front if you know how bad", "muted"),
                ),
                (("warroom drill", "title"), (" in a shell practises one that never leaves this machine", "muted")),
            ][:height],
        )
    drills = len(found) - len(real)
    parts: Row = ((f"{len(real)} open", "bad+b" if real else "muted"),)
    if drills:
        parts = (*parts, (f"  {plural(drills, 'drill')}", "muted"))
    rows: list[Row] = [
        spread((("  sev   what", "muted"),), ((f"{'status':<14}{'lasts':>11} {'next':>11}", "muted"),), width)
        if width >= 70
        else ()
    ]
    cursor = scene.cursors.get("open", 0)
    per = 2
    top = (
        max(0, min(cursor - (height - 1) // per + 1, len(found) - (height - 1) // per))
        if len(found) * per > height - 1
        else 0
    )
    for n, s in enumerate(found[top:], top):
        rows += _open_rows(s, scene, width, here=n == cursor)
    foot: Row = (("Enter", "title"), (" go in", "muted")) if scene.focus == "open" else (("Tab, Enter go in", "muted"),)
    return Painted((("open", "title"), (" ─ ", "line"), *parts), rows[:height], foot)


def _open_rows(s: Summary, scene: Scene, width: int, *, here: bool) -> list[Row]:
    ground = "/surf" if here else ""
    incident = scene.open_states.get(s.id)
    began = s.declared_at or s.began
    now = scene.wall
    lasts = elapsed((now - began).total_seconds()) if began else ""
    urgent = by_urgency(deadlines(incident, now), now) if incident else []
    clock = left_words(urgent[0]) if urgent else ""
    tone = CLOCK_SIGNS[urgent[0].state].role if urgent else "muted"
    tail: Row = (
        (left(visible(s.status).upper() or "UNDECLARED", 14), "text" + ground),
        (right(lasts, 11), "text" + ground),
        (" ", "text" + ground),
        (right(clock, 11), tone + ground),
    )
    pointer = ("›" if scene.look.glyphs else ">") if here else " "
    severity = s.severity or "-"
    head: Row = (
        (pointer + " ", "focus" + ground),
        (left("DRILL" if s.drill else visible(severity), 6), ("focus+b" if s.drill else "bad+b") + ground),
        show(s.title or s.id, "title" + ground),
    )
    down = [name for name, check in (incident.checks if incident else {}).items() if check.state == "down"]
    second = ", ".join(
        filter(
            None,
            [
                f"IC {s.commander}" if s.commander else "! nobody commands" if s.declared_at else "",
                f"{plural(len(down), 'check')} down" if down else "",
                plural(s.records, "line"),
                s.id,
            ],
        )
    )
    return [
        spread(fit(head, width - 38), tail, width, "text" + ground),
        spread((("       ", "text" + ground), show(second, "muted" + ground)), (), width, "text" + ground),
    ]


def paint_past(scene: Scene, width: int, height: int) -> Painted:
    """The last ten, newest first."""
    found = past_ones(scene)
    every = sum(not (s.open and s.running) for s in scene.summaries)
    head: Row = (("past", "title"), (" ─ ", "line"), (str(every) if every else "none", "text" if every else "muted"))
    if not found:
        return Painted(head, [(("What is resolved, closed or cancelled is listed here.", "muted"),)])
    cursor = scene.cursors.get("past", -1) if scene.focus == "past" else -1
    rows: list[Row] = [
        spread((("  date    sev   what", "muted"),), ((f"{'lasted':>8} {'lines':>6}  {'status':<12}", "muted"),), width)
    ]
    for n, s in enumerate(found):
        ground = "/surf" if n == cursor else ""
        began = s.declared_at or s.began
        end = s.resolved_at or s.ended_at or s.last_at
        lasted = since((end - began).total_seconds()) if began and end else ""
        date = f"{began.day:>2} {began:%b}" if began else ""
        if began and began.year != scene.wall.year:
            date = f"{began:%b %y}"
        pointer = ("›" if scene.look.glyphs else ">") if n == cursor else " "
        row: Row = (
            (pointer + " ", "focus" + ground),
            (left(date, 8), "muted" + ground),
            (left("DRILL" if s.drill else visible(s.severity) or "-", 6), ("focus" if s.drill else "text") + ground),
            show(s.title or s.id, "text" + ground),
        )
        tail: Row = (
            (f"{lasted:>8} {s.records:>6}  ", "text" + ground),
            (left(visible(s.status) or "undeclared", 12), "muted" + ground),
        )
        rows.append(spread(fit(row, width - 31), tail, width, "text" + ground))
    foot: Row = (("Enter", "title"), (" opens its record", "muted")) if scene.focus == "past" else ()
    return Painted(head, rows[:height], foot)


def paint_declare(_scene: Scene, _width: int, height: int) -> Painted:
    """How one begins."""
    rows: list[Row] = [
        (("/declare P0 API down", "title"),),
        (("-5m /declare P1 logins fail", "text"),),
        (),
        (("Unsure? Declare. It can be lowered.", "muted"),),
        (),
        (("F1", "title"), (" has every verb and key", "muted")),
    ]
    return Painted((("declare", "title"), (" ─ ", "line"), ("one line", "muted")), rows[:height])


def paint_machine(scene: Scene, width: int, height: int) -> Painted:
    """What works here."""
    wrong = sum(tone == "bad" for _, _, tone in scene.machine)
    state: Row = ((f"{wrong} not", "bad+b"),) if wrong else (("all works", "done"),)
    rows: list[Row] = []
    for name, words, tone in scene.machine:
        sign = ("✗" if scene.look.glyphs else "x") if tone == "bad" else ("✓" if scene.look.glyphs else "+")
        rows.append(
            ((sign, "bad+b" if tone == "bad" else "done"), (" ", "text"), (left(name, 9), "text"), show(words, "muted"))
        )
    rows += [(), (("No network is needed to run a room.", "muted"),)]
    return Painted((("this machine", "title"), (" ─ ", "line"), *state), [fit(row, width) for row in rows[:height]])
