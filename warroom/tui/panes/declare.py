"""How bad is it? The playbook's severities, the worst first, each as a question; the answer fills the entry line."""

import msgspec

from warroom.incident.entry import Context
from warroom.incident.moment import leading
from warroom.incident.words import say_duration
from warroom.playbook.model import Limit, Playbook, Severity
from warroom.playbook.words import level_words, other_name
from warroom.report.words import plural
from warroom.text import visible
from warroom.tui.content import cut, fit, left, spread, under, wrap
from warroom.tui.look import Row
from warroom.tui.panels.clocks import window
from warroom.tui.panes import Opened, Pane
from warroom.tui.view import Painted, Scene

ABOUT = 10
ID = 6


class Wanted(msgspec.Struct, frozen=True):
    """What is to be declared: the time before the verb as it was typed, and the title, both "" where none was."""

    before: str = ""
    title: str = ""


def unsaid(line: str, context: Context) -> Wanted | None:
    """What a line declares that names no severity; None for any other line."""
    _, rest = leading(line, context.now, context.zone)
    verb, _, words = rest.strip().partition(" ")
    title = words.strip()
    if verb.lower() != "/declare" or not title or context.playbook.severity(title.split()[0]) is not None:
        return None
    return Wanted(line.strip()[: len(line.strip()) - len(rest.strip())].strip(), title)


def levels(scene: Scene) -> tuple[Severity, ...]:
    """The severities one can declare here, the worst first: a drill brings its own."""
    return _playbook(scene).severities


def _playbook(scene: Scene) -> Playbook:
    return scene.incident.playbook if scene.incident.is_drill else scene.playbook


def line_for(wanted: object, severity: str) -> str:
    """The line that declares it, for Enter."""
    said = wanted if isinstance(wanted, Wanted) else Wanted()
    before = f"{said.before} " if said.before else ""
    return f"{before}/declare {severity} {said.title}"


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The severity under the cursor with its question and what it brings; the others in a line each."""
    found = levels(scene)
    head: Row = (("declare", "title"), (" ─ ", "line"), ("how bad is it?", "text"))
    if not found:
        return Painted(head, [(("This playbook has no severities.", "muted"),)])
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    rows: list[Row] = []
    items: list[int] = []
    if isinstance(opened.about, Wanted) and opened.about.title:
        rows += [*_told("title", opened.about.title, width, "title"), ()]
        items += [-1] * len(rows)
    room = height - len(rows)
    asked = _asked(found[opened.cursor], opened.cursor, scene, width)
    others = max(1, room - len(asked) + 1)
    top, _ = window(len(found), others, opened.cursor)
    for n, level in enumerate(found[top : top + others], top):
        block = asked if n == opened.cursor else [_other(level, width, passed=n < opened.cursor)]
        rows += block
        items += [n] * len(block)
    return Painted(head, rows[:height], _foot(scene, opened, len(found)), items=tuple(items[:height]))


def _other(level: Severity, width: int, *, passed: bool) -> Row:
    tone = "muted" if passed else "text"
    name = other_name(level)
    said = visible(f"{name}: {level.meaning}" if name else level.meaning)
    return fit(((left(f"  {visible(level.id)}", ID), tone), (said, "muted")), width)


def _asked(level: Severity, n: int, scene: Scene, width: int) -> list[Row]:
    """The question with what follows from a yes."""
    playbook = _playbook(scene)
    items = [item for item in playbook.items if not item.severities or level.id in item.severities]
    clocks = sum(item.limit is not None for item in items)
    pointer = "› " if scene.look.glyphs else "> "
    name = cut(visible(level_words(level)), max(1, width - 14))
    rows: list[Row] = [((pointer, "focus"), (name, "bad+b" if n < 2 else "soon+b"), ("  is it so?", "title"))]
    question = level.meaning or "the playbook does not say what it means"
    rows += _told("", question, width, "title")
    rows += _told("response", _within(level.response, "nobody need hurry"), width, "text")
    rows += _told("users hear", _every(level.cadence), width, "text")
    rows += _told("called", level.notify or "nobody by itself", width, "text")
    rows += _told("starts", f"{plural(len(items), 'item')} of the checklist, {plural(clocks, 'clock')}", width, "text")
    ground = scene.focus == "declare"
    return [*(under(spread(row, (), width), ground) for row in rows), ()]


def _told(about: str, words: str, width: int, style: str) -> list[Row]:
    lines = wrap(visible(words), max(20, width - ABOUT - 3), 4)
    return [
        (("  ", "text"), (left(about if n == 0 else "", ABOUT), "muted"), (" ", "text"), (line, style))
        for n, line in enumerate(lines)
    ]


def _within(limit: Limit | None, otherwise: str) -> str:
    if limit is None:
        return otherwise
    if limit.counts is None:
        return limit.words
    return "at once" if limit.counts == 0 else f"within {say_duration(limit.counts)}"


def _every(limit: Limit | None) -> str:
    if limit is None:
        return "when there is something to say"
    return f"every {say_duration(limit.counts)}" if limit.counts else limit.words


def _foot(scene: Scene, opened: Opened, count: int) -> Row:
    if scene.focus != "declare":
        return (("Tab", "title"), (" to the questions  ", "muted"), ("Esc", "title"), (" away", "muted"))
    goes = " no, go on  " if opened.cursor < count - 1 else " none of them  "
    keys = (("y", " yes  "), ("n", goes), ("u", " unsure: the higher  "), ("Esc", " away"))
    return tuple(part for key, words in keys for part in ((key, "title"), (words, "muted")))


PANE = Pane(paint, lambda scene, _opened: len(levels(scene)))
