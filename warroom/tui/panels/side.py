"""Suspects, doing, and what users were told."""

from datetime import datetime

from warroom.incident.called import answer_words, silent
from warroom.incident.state import Task
from warroom.report.words import moment, since
from warroom.text import visible
from warroom.tui.content import fit, left, right, show, spread, under, wrap
from warroom.tui.look import CLOCK_SIGNS, SUSPECT_SIGNS, Row
from warroom.tui.panels.clocks import left_words, window
from warroom.tui.view import Painted, Scene


def suspects(scene: Scene, width: int, height: int) -> Painted:
    """The hypotheses: open ones bold, ruled out ones quiet, none ever removed."""
    found = scene.incident.suspects
    # In a replay no line can be typed, and s skips the silence.
    alike: Row = ((f"{len(scene.similar)} similar: s", "muted"),) if scene.similar and scene.replay is None else ()
    if not found:
        if scene.replay is not None:
            return _empty("suspects", "none", "Nobody had suspected anything.", width)
        rows: list[Row] = [(("/suspect", "title"), ("  what it might be", "muted"))]
        if scene.similar:
            rows.append((("/similar", "title"), ("  past ones like this", "muted")))
        return Painted(_head("suspects", (("none", "muted"),)), rows[:height], alike)
    states = ["struck" if s.seq in scene.incident.struck else s.state for s in found]
    opened, cause = states.count("open"), states.count("cause")
    ruled = states.count("ruled out")
    parts: Row = ((f"{opened} open", "title" if opened else "muted"),)
    if cause:
        parts = (*parts, (f"  {cause} confirmed", "title"))
    if ruled:
        parts = (*parts, (f"  {ruled} ruled out", "muted"))
    here = _here(scene, "suspects", len(found))
    top, foot = window(len(found), height, len(found) if here is None else here)
    rows = []
    for n, (s, state) in list(enumerate(zip(found, states, strict=True)))[top : top + height]:
        sign, tone = scene.look.sign(SUSPECT_SIGNS[state])
        word = SUSPECT_SIGNS[state].word
        style = "title" if state == "open" else "text" if state == "cause" else "muted"
        head: Row = ((right(str(s.n), 2), "muted"), (" ", "text"), (sign, tone), (" ", "text"), show(s.text, style))
        row = spread(fit(head, width - len(word) - 1), ((word, "text" if state == "open" else "muted"),), width)
        rows.append(under(row, n == here))
    if here is not None:
        foot = (("x", "title"), (" rule out  ", "muted"), ("c", "title"), (" cause", "muted"))
        alike = (("  s", "title"), (" similar", "muted")) if scene.similar else ()
    elif foot and alike:
        alike = (("  ", "text"), *alike)
    foot = (*foot, *alike)
    return Painted(_head("suspects", parts), rows, foot, first=top)


def doing(scene: Scene, width: int, height: int) -> Painted:
    """Time-boxes and action items, in the order they were given."""
    found = scene.incident.tasks
    if not found:
        if scene.replay is not None:
            return _empty("doing", "nobody", "Nobody had been given a task.", width)
        return Painted(
            _head("doing", (("nobody", "muted"),)), [(("/do @who what 3m", "title"), ("  gives a time-box", "muted"))]
        )
    clocks = {d.item: d for d in scene.deadlines if d.kind == "task"}
    late = sum(clocks[t.n].state == "overdue" for t in found if t.n in clocks)
    out = sum(t.done_at is None for t in found)
    parts: Row = ((f"{out} out", "title" if out else "muted"),)
    if late:
        parts = ((f"{late} late", "bad+b"), ("  ", "text"), *parts)
    done = len(found) - out
    if done:
        parts = (*parts, (f"  {done} done", "muted"))
    first_open = next((n for n, t in enumerate(found) if t.done_at is None), len(found))
    here = _here(scene, "doing", len(found))
    top, foot = window(len(found), height, min(len(found), first_open + height // 2) if here is None else here)
    rows: list[Row] = []
    for n, t in list(enumerate(found))[top : top + height]:
        d = clocks.get(t.n)
        quiet = t.done_at is not None
        # An imported incident has no clocks: nobody runs it here.
        state = d.state if d is not None else "met" if quiet else "waiting"
        sign, tone = scene.look.sign(CLOCK_SIGNS[state])
        tick = "done" if state in ("met", "met late") else tone
        words = left_words(d) if d is not None else _due_words(t, scene.now)
        live = d is not None and d.live
        who = visible(t.owner)
        head: Row = (
            (right(str(t.n), 2), "muted"),
            (" ", "text"),
            (sign, tick),
            (" ", "text"),
            (left(who, max(6, min(8, len(who)))), "muted" if quiet else "title"),
            (" ", "text"),
            show(t.text, "muted" if quiet else "text"),
        )
        row = spread(fit(head, width - len(words) - 1), ((words, tone if live else "muted"),), width)
        rows.append(under(row, n == here))
    if here is not None:
        foot = (("Enter", "title"), (" done  ", "muted"), ("e", "title"), (" extend  ", "muted"), ("t", "title"))
        foot = (*foot, (" take  ", "muted"), ("y", "title"), (" issue", "muted"))
    return Painted(_head("doing", parts), rows, foot, first=top)


def _due_words(task: Task, now: datetime) -> str:
    """When a task was to be done, where no clock of it runs."""
    if task.done_at is not None:
        return "done"
    return f"by {moment(task.due_at, now, seconds=False)}" if task.due_at is not None else "no limit"


def told(scene: Scene, width: int, height: int) -> Painted:
    """The last words to users, and when the next are promised."""
    last = scene.incident.last_told
    clock = next((d for d in scene.deadlines if d.kind == "cadence"), None)
    promise: list[Row] = []
    if clock is not None and clock.due_at is not None:
        sign, tone = scene.look.sign(CLOCK_SIGNS[clock.state])
        said = f"next {'promised' if last else 'due'} {moment(clock.due_at, scene.now, seconds=False)} UTC"
        tail: Row = ((left_words(clock), tone),)
        head: Row = ((sign, tone), (" ", "text"), (said, "muted"))
        promise = [spread(fit(head, width - len(left_words(clock)) - 1), tail, width)]
    promise = [*_waiting(scene, width), *promise]
    if last is None:
        rows: list[Row] = [(("F2", "title"), (" writes to them", "muted"))] if scene.replay is None else []
        if scene.replay is None and len(promise) + len(rows) < height:
            rows.append((("/update CHANNEL TEXT", "title"), (" once you have", "muted")))
        tone = "soon" if scene.incident.running else "muted"
        return Painted(_head("users were told", (("nothing yet", tone),)), [*rows, *promise][:height])
    ago = since((scene.now - last.at).total_seconds(), to_the_second=False)
    said = f"{last.channel} {moment(last.at, scene.now)}, by {last.by}"
    lines = wrap(visible(last.text or "by hand"), width, max(1, height - 1 - len(promise)))
    rows = [(show(said, "muted"),), *(((line, "text"),) for line in lines), *promise]
    return Painted(_head("users were told", ((f"{ago} ago", "title"),)), rows[:height])


def _waiting(scene: Scene, width: int) -> list[Row]:
    """A row for what somebody wrote and the commander has not approved, or nobody has sent."""
    drafts = [one for one in scene.incident.updates if one.open]
    if not drafts:
        return []
    newest = max(drafts, key=lambda one: one.seq)
    way = f"/approve {newest.n}" if newest.state == "draft" else f"/send {newest.n}"
    if scene.replay is not None:
        way = "not approved" if newest.state == "draft" else "not sent"
    more = f" +{len(drafts) - 1}" if len(drafts) > 1 else ""
    sign, tone = scene.look.sign(CLOCK_SIGNS["due"])
    said = f"update {newest.n} by {newest.by} waits{more}"
    return [spread(((sign, tone), (" ", "text"), show(said, "title")), ((way, tone),), width)]


def ladder(scene: Scene, width: int, height: int) -> Painted:
    """The rungs of the escalation ladder, in their order."""
    found = [d for d in scene.deadlines if d.kind == "rung"]
    if not found:
        said = "The playbook has no ladder." if scene.incident.declared else "It starts when you declare."
        return Painted(_head("escalation", (("none", "muted"),)), [((said, "muted"),)])
    called = sum(d.state in ("met", "met late") for d in found)
    here = _here(scene, "ladder", len(found))
    top, foot = window(len(found), height, called if here is None else here)
    rows: list[Row] = []
    for n, d in list(enumerate(found))[top : top + height]:
        sign, tone = scene.look.sign(CLOCK_SIGNS[d.state])
        call = scene.incident.calls.get(d.item or 0)
        silenced = call is not None and not call.acknowledged and silent(call, scene.now)
        words = answer_words(call, scene.now) if call is not None and not call.acknowledged else left_words(d)
        label = visible(d.label.removeprefix("escalate: "))
        if silenced:
            sign, tone = scene.look.sign(CLOCK_SIGNS["due"])
        head: Row = (
            (right(str(d.item or n + 1), 2), "muted"),
            (" ", "text"),
            (sign, tone),
            (" ", "text"),
            (label, "title" if d.state in ("due", "overdue") else "text" if d.live else "muted"),
        )
        row = spread(fit(head, width - len(words) - 1), ((words, tone if d.live or silenced else "muted"),), width)
        rows.append(under(row, n == here))
    if here is not None:
        foot = (("Enter", "title"), (" called", "muted"))
    return Painted(_head("escalation", ((f"{called} of {len(found)} called", "muted"),)), rows, foot, first=top)


def _here(scene: Scene, name: str, count: int) -> int | None:
    """The row under the cursor; None while the keys are elsewhere."""
    return min(scene.cursors.get(name, 0), count - 1) if scene.focus == name else None


def tab_words(scene: Scene) -> str:
    """The count the strip of tabs shows for these three together."""
    out = sum(t.done_at is None for t in scene.incident.tasks)
    return str(out)


def _empty(title: str, word: str, sentence: str, width: int) -> Painted:
    """A box of the past with nothing in it: nothing can be typed there."""
    return Painted(_head(title, ((word, "muted"),)), [((line, "muted"),) for line in wrap(sentence, width, 3)])


def _head(title: str, parts: Row) -> Row:
    return ((title, "title"), (" ─ ", "line"), *parts)
