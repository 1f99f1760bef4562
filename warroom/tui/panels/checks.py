"""Checks: a row each, in the playbook's order, never worst first."""

from warroom.checks.acceptance import VERB, WAITS
from warroom.checks.model import View
from warroom.checks.trail import sparks
from warroom.report.words import since
from warroom.text import visible
from warroom.tui.content import cut, left, right, tight, width_of
from warroom.tui.look import CHECK_SIGNS, Row, Sign
from warroom.tui.panels.clocks import window
from warroom.tui.view import Painted, Scene

_BY_STATE = {"down": "down", "up": "up", "unknown": "none", "paused": "held"}


def sign_of(view: View) -> Sign:
    """The row of the glyph table this check stands in."""
    if view.soft and view.state != "down":
        return CHECK_SIGNS["soft"]
    if view.flaps and view.state in ("up", "degraded"):
        return CHECK_SIGNS["flap"]
    if view.state == "degraded":
        return CHECK_SIGNS["slow" if view.word == "slow" else "warn"]
    return CHECK_SIGNS[_BY_STATE[view.state]]


def worst(views: tuple[View, ...]) -> View | None:
    """The check to name when there is room for one: down the longest, else degraded; what is behind another, last."""
    for state in ("down", "degraded"):
        bad = [view for view in views if view.state == state]
        bad = [view for view in bad if not view.behind] or bad
        if bad:
            return min(bad, key=lambda view: (view.since is None, str(view.since), view.name))
    return None


def counts(views: tuple[View, ...], width: int) -> Row:
    """ "3 down  1 slow  of 8", worst first, as far as it fits; "all 8 up" when all is well."""
    found = (
        (sum(view.state == "down" for view in views), "down", "bad+b"),
        (sum(view.state == "degraded" for view in views), "slow", "soon+b"),
        (sum(bool(view.soft) and view.state not in ("down", "degraded") for view in views), "failing", "soon"),
        (sum(_silent(view) for view in views), "no answer", "muted"),
        (sum(_waits(view) for view in views), "wait", "soon"),
        (sum(view.state == "paused" for view in views), "held", "muted"),
    )
    total: Row = ((f"of {len(views)}", "muted"),)
    parts: Row = ()
    for count, word, tone in found:
        more: Row = (*parts, (f"{count} {word}", tone), ("  ", "text"))
        if count and width_of((*more, *total)) <= width:
            parts = more
    return (*parts, *total) if parts else ((f"all {len(views)} up", "done"),)


def _waits(view: View) -> bool:
    """Whether it is not asked before somebody accepted it."""
    return view.state == "unknown" and view.value == WAITS


def _silent(view: View) -> bool:
    return view.state == "unknown" and not view.soft and not _waits(view)


def paint(scene: Scene, width: int, height: int) -> Painted:
    """The panel at this size; wider than 60 columns it shows the last latencies."""
    if not scene.views:
        none: Row = (("checks", "title"), (" ─ ", "line"), ("none", "muted"))
        told: list[Row] = _empty() if scene.replay is None else [(), (("No check was recorded yet.", "muted"),)]
        return Painted(none, tight(told, height))
    head: Row = (("checks", "title"), (" ─ ", "line"), *counts(scene.views, width - 11))
    wide = width >= 60
    name_width = 14 if wide else max(8, width - 21)
    header: Row = (
        (f"  {left('name', name_width)} is   {right('reading', 7)} {right('for', 5)}", "muted"),
        ("   last answers" if wide else "", "muted"),
    )
    focused = scene.focus == "checks"
    cursor = scene.cursors.get("checks", 0)
    room = height - 1
    top, foot = window(len(scene.views), room, cursor if focused else 0)
    rows: list[Row] = [header]
    for n, view in enumerate(scene.views[top : top + room], top):
        here = focused and n == cursor
        rows.append(_row(view, scene, width, name_width, wide, here))
    hidden = [view for view in scene.views[top + room :] if view.state == "down"]
    if hidden:
        foot = ((f"{len(hidden)} down below ▾", "bad+b"),)
    if not foot and any(map(_waits, scene.views)):
        foot = (("waits for ", "muted"), (VERB, "title"))
    if focused:
        foot = (
            ("Enter", "title"),
            (" detail  ", "muted"),
            ("p", "title"),
            (" pause  ", "muted"),
            ("r", "title"),
            (" ask", "muted"),
        )
    return Painted(head, rows[:height], foot, 1, top)


def _row(view: View, scene: Scene, width: int, name_width: int, wide: bool, here: bool) -> Row:
    ground = "/surf" if here else ""
    row_sign = sign_of(view)
    sign, tone = scene.look.sign(row_sign)
    bad = view.state in ("down", "degraded") or bool(view.soft)
    name_style = "title" if bad and not view.behind else "text"
    word_style = tone if (bad and not view.behind) or view.flaps else "muted"
    held = ""
    if view.since is not None:
        seconds = (scene.asked_now - view.since).total_seconds()
        held = since(seconds, to_the_second=bad)
    row: Row = (
        (sign, tone + ground),
        (" ", "text" + ground),
        (left(visible(view.name), name_width), name_style + ground),
        (" ", "text" + ground),
        (left(visible(view.word), 4), word_style + ground),
        (" ", "text" + ground),
        (right(visible(view.value), 7), ("text" if view.state != "unknown" else "muted") + ground),
        (" ", "text" + ground),
        (right(held, 5), ("text" if bad else "muted") + ground),
    )
    if wide:
        room = max(0, width - name_width - 24)
        spark = scene.look.spark(sparks(view.trail), min(room, 60))
        body, newest = spark[:-1], spark[-1:]
        if _waits(view) or view.behind:
            body, newest = cut(visible(f"behind {view.behind}" if view.behind else view.reason), room), ""
        row = (*row, ("   ", "text" + ground), (body, "spark" + ground), (newest, (tone if bad else "spark") + ground))
    return row


def _empty() -> list[Row]:
    return [
        (),
        (("No checks are set up.", "muted"),),
        (),
        (("warroom init", "title"), (" writes a", "muted")),
        (("warroom.yaml to put them in.", "muted"),),
        (),
        (("Notes and clocks work without.", "muted"),),
    ]
