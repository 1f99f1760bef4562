"""Beside the lobby's incidents: how one begins, the playbook and the drills, what works on this machine."""

from warroom.incident.summary import Summary
from warroom.playbook.model import Playbook
from warroom.report.words import plural
from warroom.text import visible
from warroom.tui.content import fit, left, show, wrap
from warroom.tui.look import CHECK_SIGNS, Part, Row
from warroom.tui.panels.checks import counts
from warroom.tui.view import Painted, Scene

NAME = 11
GIB = 1024**3
TROUBLE = 4
"""Rows that what is wrong with a playbook may take."""


def paint_declare(scene: Scene, _width: int, height: int) -> Painted:
    """How one begins."""
    levels = scene.playbook.severities
    worst, other = (levels[0].id, levels[min(1, len(levels) - 1)].id) if levels else ("P0", "P1")
    rows: list[Row] = [
        ((visible(f"/declare {worst} API down"), "title"),),
        ((visible(f"-5m /declare {other} logins fail"), "text"),),
        (("/declare API down", "title"), ("  asks how bad it is", "muted")),
        (),
        (("Unsure? Declare. It can be lowered.", "muted"),),
        (),
        (("F1", "title"), (" has every verb and key", "muted")),
    ]
    return Painted((("declare", "title"), (" ─ ", "line"), ("one line", "muted")), rows[:height])


def paint_playbooks(scene: Scene, width: int, height: int) -> Painted:
    """The playbook an incident declared here would follow, and the drills with the best that was reached in each."""
    trouble = next((words for name, words, tone in scene.machine if name == "playbook" and tone == "bad"), "")
    state: Row = (("needs a look", "soon+b"),) if trouble else ((visible(scene.playbook.title) or "1", "muted"),)
    head: Row = (("playbook", "title"), (" ─ ", "line"), *state)
    rows = [*_playbook(scene, trouble, width), (), (("drills", "title"),)]
    best = best_scores(scene.summaries)
    minutes = dict(scene.scenarios)
    for name in (*minutes, *(other for other in best if other not in minutes)):
        lasts = f"{minutes[name]:g} min" if name in minutes else ""
        said: Part = (f"best {best[name]} of 100", "text") if name in best else ("not yet run", "muted")
        rows.append(((left(visible(name), 16), "text"), (left(lasts, 8), "muted"), said))
    if len(rows) > height:
        rows = [*rows[: height - 1], ((f"{len(rows) - height + 1} more: warroom drill --list", "muted"),)]
    key = next((key.shown for key in scene.keys if key.id == "playbook"), "")
    return Painted(head, [fit(row, width) for row in rows[:height]], ((key, "title"), (" reads it", "muted")))


def _playbook(scene: Scene, trouble: str, width: int) -> list[Row]:
    if trouble:
        sign = scene.look.sign(CHECK_SIGNS["warn"])
        lines = wrap(visible(trouble), max(1, width - 2), TROUBLE)
        return [(sign if n == 0 else (" ", "text"), (" ", "text"), (line, "text")) for n, line in enumerate(lines)]
    known = scene.playbook
    if not known.severities:
        return [(("being read", "muted"),)]
    sign = scene.look.sign(CHECK_SIGNS["up"])
    return [(sign, (" ", "text"), (left(visible(known.name), 14), "text"), (_amount(known), "muted"))]


def _amount(known: Playbook) -> str:
    clocks = sum(item.limit is not None for item in known.items)
    return f"{plural(clocks, 'clock')}, {plural(len(known.roles), 'role')}"


def best_scores(summaries: tuple[Summary, ...]) -> dict[str, int]:
    """By scenario, the most points reached in a drill, as the newest rule counts them; the one drilled last first."""
    best: dict[str, tuple[int, int]] = {}
    for s in summaries:
        if s.drill and s.scenario and s.points is not None:
            best[s.scenario] = max(best.get(s.scenario, (0, 0)), (s.rule, s.points))
    return {name: points for name, (_, points) in best.items()}


def paint_machine(scene: Scene, width: int, height: int) -> Painted:
    """What works here."""
    wrong = sum(tone == "bad" for _, _, tone in scene.machine)
    state: Row = ((f"{wrong} not", "bad+b"),) if wrong else (("all works", "done"),)
    rows: list[Row] = [_test(name, (show(words, "muted"),), tone, scene) for name, words, tone in scene.machine]
    if scene.views:
        rows.append(_test("readings", counts(scene.views, width - NAME - 2), "ok", scene))
    free_bytes = scene.sample.disk_free_bytes if scene.sample is not None else None
    if free_bytes is not None:
        free = f"{free_bytes / GIB:.0f} GiB free"
        rows.append(_test("disk", ((free, "muted"),), "ok", scene))
    kept = plural(len(scene.summaries), "incident")
    if scene.unread:
        kept = f"{len(scene.summaries)} of {plural(len(scene.summaries) + scene.unread, 'incident')} read"
    rows.append(_test("kept", ((kept, "muted"),), "ok", scene))
    if len(rows) + 2 <= height:
        rows += [(), (("No network is needed to run a room.", "muted"),)]
    return Painted((("this machine", "title"), (" ─ ", "line"), *state), [fit(row, width) for row in rows[:height]])


def _test(name: str, words: Row, tone: str, scene: Scene) -> Row:
    sign, hue = scene.look.sign(CHECK_SIGNS["down" if tone == "bad" else "up"])
    return ((sign, hue), (" ", "text"), (left(name, NAME), "text"), *words)
