"""The lobby's banner: how many are open, the clock that matters most of all of them, who sits here."""

from datetime import datetime

from warroom.incident.deadlines import Deadline
from warroom.incident.summary import Due, Summary, state_of
from warroom.playbook.words import other_name
from warroom.report.words import moment, since
from warroom.text import visible
from warroom.tui.content import fit, width_of
from warroom.tui.look import CLOCK_SIGNS, Part, Row
from warroom.tui.panels.clocks import left_words
from warroom.tui.panels.lobby import next_clock
from warroom.tui.panels.past import after_care, due_words
from warroom.tui.view import Scene

CHIP = 15
FILLED = {"overdue": "bad_block+b", "due": "soon_block+b"}


def block(scene: Scene) -> tuple[tuple[str, str, str], str]:
    """Three words and their ground: how many are open, the worst; or for how long it has been quiet."""
    running = [s for s in scene.summaries if s.open and s.running and not s.drill]
    if not running and scene.unread:
        return ("reading", f"{scene.unread} more", ""), "title/chip"
    if not running:
        ended = [s.ended_at or s.resolved_at for s in scene.summaries if not s.drill]
        last = max((moment for moment in ended if moment), default=None)
        quiet = since((scene.wall - last).total_seconds(), to_the_second=False) if last else ""
        return ("0 open", "quiet", quiet), "title/chip"
    states = [scene.open_states[s.id] for s in running if s.id in scene.open_states]
    top = min(states, key=lambda i: i.playbook.rank(i.severity), default=None)
    name = visible(other_name(top.level)) if top and top.level else ""
    bad = "bad_block+b" if top and top.playbook.rank(top.severity) < 2 else "soon_block+b"
    return (f"{len(running)} open", f"worst {visible(running[0].severity if top is None else top.severity)}", name), bad


def clock(scene: Scene, width: int) -> Row:
    """The next clock of the open incidents, then what is left to do after others; that first where none is open."""
    left = after_care(scene)
    if opened := _open_clocks(scene):
        _, title, d = min(opened, key=lambda one: one[0])
        row: Row = (
            _chip(left_words(d), d.state),
            (f" {visible(title)}: ", "title"),
            (visible(d.label), "title"),
        )
        more = _then(scene, left[0]) if left else ()
        return (*row, *more) if width_of((*row, *more)) <= width else row
    if not left:
        return (("no clock runs".center(CHIP), "muted/chip"),)
    s, due = left[0]
    owner = f", {visible(due.owner)}" if due.owner else ""
    said = f" after-care: {visible(due.label)} of {_day(s, scene)}{owner}"
    return (_chip(due_words(due, scene.wall), state_of(due, scene.wall)), (said, "title"))


def _open_clocks(scene: Scene) -> list[tuple[datetime, str, Deadline]]:
    """Each open incident's clock that matters most: when it breaks, the title, the clock."""
    found = []
    for incident in scene.open_states.values():
        d = next_clock(incident, scene)
        if d is not None and d.due_at is not None:
            found.append((d.due_at, incident.title, d))
    return found


def _chip(words: str, state: str) -> Part:
    sign = "!" if state == "overdue" else "next"
    return f"{sign} {words}".center(CHIP), FILLED.get(state, "title/chip")


def _then(scene: Scene, left: tuple[Summary, Due]) -> Row:
    s, due = left
    tone = CLOCK_SIGNS[state_of(due, scene.wall)].role.removesuffix("+b")
    said = f" {visible(due.label)} of {_day(s, scene)}"
    return (("   then ", "muted"), (due_words(due, scene.wall), tone), (said, "text"))


def _day(s: Summary, scene: Scene) -> str:
    began = s.declared_at or s.began
    if began is None or began.date() == scene.wall.date():
        return "today"
    return f"{began.day} {began:%b}" if began.year == scene.wall.year else moment(began, scene.wall)


def seat(scene: Scene, width: int) -> Row:
    """Who sits here, and how long ago the last drill was."""
    me: Part = (visible(scene.me), "title") if scene.me else ("? ", "soon")
    row: Row = (("you ", "muted"), me)
    on_call = scene.shift.on_call if scene.shift is not None else None
    if on_call is not None:
        row = (*row, ("   on call ", "muted"), (visible(on_call.person), "title"))
    unsent = sum(s.unsent for s in scene.summaries if not s.drill)
    if unsent:
        row = (*row, ("   ", "text"), (f"{unsent} unsent", "soon+b"))
    last = next((s for s in scene.summaries if s.drill and s.began), None)
    if last is None or last.began is None:
        drilled: Row = (("   no drill yet: ", "muted"), ("warroom drill", "text"))
    else:
        ago = since((scene.wall - last.began).total_seconds(), to_the_second=False)
        score = f", {last.points} of 100" if last.points is not None else ""
        drilled = (("   last drill ", "muted"), (visible(f"{last.scenario} {ago} ago{score}"), "text"))
    return fit((*row, *drilled), width)
