"""The clocks an incident had: late first, then kept, skipped, still owed; the story of the chosen one."""

from warroom.incident.deadlines import Deadline
from warroom.incident.state import Incident
from warroom.report.review import Review, counted_from
from warroom.report.words import plural, span
from warroom.text import visible
from warroom.tui.content import right
from warroom.tui.look import CLOCK_SIGNS, Part, Row, Sign
from warroom.tui.panels.clocks import left_words
from warroom.tui.panels.review.rows import columns, keys_said, listing
from warroom.tui.panels.review.scale import said_offset, when_utc
from warroom.tui.panels.review.seen import has_keys, seen_in
from warroom.tui.view import Painted, Scene

LIMIT, RESULT = 10, 12
_AFTER = {"fixed": "fix", "resolved": "end", "detected": "notice", "acknowledged": "ack"}


def listed(review: Review | None) -> tuple[Deadline, ...]:
    """Late first, then kept, skipped, still owed."""
    if review is None:
        return ()
    return (*review.missed, *review.kept, *review.skipped, *review.owed)


def paint(scene: Scene, width: int, height: int) -> Painted:
    """A row a clock: what, its limit, what became of it."""
    review = seen_in(scene).review
    found = listed(review)
    if review is None:
        return Painted((("clocks", "title"),), [(("read in a moment", "muted"),)])
    late = len(review.missed)
    parts: list[Part] = [(f"{late} late", "bad+b") if late else ("none late", "done")]
    parts.append((f"  {len(review.kept)} kept", "muted"))
    parts += [
        (f"  {len(some)} {word}", "muted")
        for some, word in ((review.skipped, "skipped"), (review.owed, "owed"))
        if some
    ]
    head: Row = (("clocks", "title"), (" ─ ", "line"), *parts)
    rows = [_row(d, scene, width) for d in found]
    chosen = found[min(seen_in(scene).cursor("clocks"), len(found) - 1)] if found else None
    detail = [story(chosen, scene.incident)] if chosen else []
    foot: Row = ((f"all {len(found)} with ", "muted"), *keys_said(scene, ("review.clocks", "")))
    if has_keys(scene, "clocks"):
        foot = keys_said(scene, ("review.open", "its story"), ("review.clocks", f"all {len(found)} in full"))
    return listing(
        scene, "clocks", head, rows, (width, height), detail=detail, foot=foot, nothing="No clock ran in this incident."
    )


def _row(d: Deadline, scene: Scene, width: int) -> Row:
    sign, tone = scene.look.sign(_sign(d))
    late = _late(d)
    label = "title" if late else "text" if d.live or d.state == "met" else "muted"
    limit, result = limit_words(d, scene.incident), result_words(d)
    tail = [
        (right(limit, LIMIT), "muted"),
        (right(result, RESULT + 1), "bad+b" if late else tone if d.live else "muted"),
    ]
    return columns(
        ((sign, "bad+b" if late else "done" if d.state == "met" else tone), (" ", "text"), (visible(d.label), label)),
        tail,
        width,
    )


def _late(d: Deadline) -> bool:
    return d.state in ("met late", "overdue") or d.over


def _sign(d: Deadline) -> Sign:
    return CLOCK_SIGNS["overdue"] if _late(d) else CLOCK_SIGNS[d.state]


def limit_words(d: Deadline, incident: Incident) -> str:
    """ "+15:00" after the declaration, "fix +30m" after another anchor, "by 14:55" for what has none."""
    if d.offset is None:
        return visible(d.words)[:LIMIT] if d.words else ""
    anchor = _AFTER.get(d.anchor, "")
    if anchor:
        return f"{anchor} +{_short(d.offset)}"
    if d.anchor.startswith("item:") or d.due_at is None:
        return f"+{span(d.offset)}"
    base = counted_from(incident)
    return said_offset((d.due_at - base).total_seconds()) if base else f"+{span(d.offset)}"


def _short(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"


def result_words(d: Deadline) -> str:
    """How late it was, else what the panel of clocks says."""
    if d.state == "met late" and d.done_at is not None and d.due_at is not None:
        return f"late {span((d.done_at - d.due_at).total_seconds())}"
    if d.over:
        return "never done"
    return left_words(d)


def story(d: Deadline, incident: Incident) -> str:
    """One clock in a sentence: when it began, until when, what became of it, by whom."""
    parts = []
    if d.started_at is not None:
        parts.append(f"counted from {when_utc(d.started_at, incident)}")
    if d.due_at is not None:
        parts.append(f"due {when_utc(d.due_at, incident)}")
    tick = incident.ticks.get(d.item or 0) if d.kind in ("checklist", "after", "condition") else None
    if d.state == "skipped" and tick is not None:
        parts.append(f"skipped by {tick.by}, #{tick.seq}: {tick.skipped}")
    elif d.done_at is not None:
        by = f" by {d.done_by}" if d.done_by else ""
        parts.append(f"done {when_utc(d.done_at, incident)}{by}")
        if d.due_at is not None:
            off = (d.done_at - d.due_at).total_seconds()
            parts.append(f"{span(off)} late" if off > 0 else f"{span(off)} before it was due")
    elif d.over:
        parts.append("nobody did it before the end")
    elif d.state == "waiting":
        parts.append(f"waits for {_AFTER.get(d.anchor, d.anchor.removeprefix('item:'))}")
    if d.missed_before:
        parts.append(f"missed {plural(d.missed_before, 'time')} before")
    if d.words:
        parts.append(f"the playbook says: {d.words}")
    return visible(f"{d.label}: {', '.join(parts) or 'nothing is known'}")


def full(d: Deadline, incident: Incident) -> tuple[str, ...]:
    """All that is known of one clock, a line each."""
    found = [story(d, incident)]
    item = incident.item(d.item) if d.item is not None and d.kind == "checklist" else None
    if item is not None:
        found += ["", visible(item.text)]
        found += [visible(f"source: {item.source}")] if getattr(item, "source", "") else []
    if d.owner:
        found.append(visible(f"owed by {d.owner}"))
    taken_back = incident.past_fixes if d.anchor == "fixed" else ()
    if taken_back:
        found.append(visible(f"the fix was taken back {plural(len(taken_back), 'time')}: it counted anew"))
    return tuple(found)
