"""What users were promised and when the word came: every promise, kept or not."""

from datetime import datetime

from warroom.incident.promised import Gap
from warroom.incident.state import Incident, Told
from warroom.report.words import plural, span
from warroom.text import visible
from warroom.tui.content import left, right
from warroom.tui.look import CLOCK_SIGNS, Part, Row
from warroom.tui.panels.review.rows import columns, listing
from warroom.tui.panels.review.scale import when, when_utc
from warroom.tui.panels.review.seen import seen_in
from warroom.tui.view import Painted, Scene


def paint(scene: Scene, width: int, height: int) -> Painted:
    """A row a promise: when it was due, when the word came, how late; the words themselves below."""
    review = seen_in(scene).review
    if review is None:
        return Painted((("updates", "title"),), [(("read in a moment", "muted"),)])
    gaps, told = review.gaps, scene.incident.told
    late = sum(bool(gap.late_s) for gap in gaps)
    said: Part = (f"{late} late", "bad+b") if late else ("none late", "done" if gaps else "muted")
    head: Row = (
        ("updates", "title"),
        (" ─ ", "line"),
        said,
        (f"  {plural(len(gaps), 'promise')}, {len(told)} sent", "muted"),
    )
    heading: Row = (("  ", "text"), (f"{'promised':<13}{'sent':<13}", "muted"))
    rows = [_row(gap, scene, width) for gap in gaps]
    detail: list[str] = []
    if gaps:
        detail = story(gaps[min(seen_in(scene).cursor("updates"), len(gaps) - 1)], scene.incident)
    return listing(
        scene,
        "updates",
        head,
        rows,
        (width, height),
        detail=detail,
        heading=heading,
        nothing=f"No word to users was promised; {plural(len(told), 'update')} went out.",
    )


def _row(gap: Gap, scene: Scene, width: int) -> Row:
    late = bool(gap.late_s)
    sign, tone = scene.look.sign(CLOCK_SIGNS["overdue" if late else "met" if gap.kept_at else "running"])
    kept = when(gap.kept_at, scene.incident) if gap.kept_at else ("nothing" if late else "not yet")
    before: Row = (
        (sign, tone),
        (" ", "text"),
        (left(when(gap.promised_at, scene.incident), 13), "title" if late else "text"),
        (left(kept, 13), "text"),
        (visible(gap.channel) or "at the declaration", "muted"),
    )
    words = f"late {span(gap.late_s)}" if late else "in time" if gap.kept_at else f"in {_left(gap, scene.now)}"
    return columns(before, [(right(words, 12), "bad+b" if late else "muted")], width)


def _left(gap: Gap, now: datetime) -> str:
    return span((gap.promised_at - now).total_seconds())


def story(gap: Gap, incident: Incident) -> list[str]:
    """A promise in sentences: who promised what, and the words that kept it."""
    first = _told_at(incident, gap.made_at)
    by = f"{first.by}, #{first.seq}" if first else "the playbook's cadence"
    found = [f"promised at {when_utc(gap.made_at, incident)} by {by}, for {when_utc(gap.promised_at, incident)}"]
    kept = _told_at(incident, gap.kept_at) if gap.kept_at else None
    if kept is not None:
        found.append(
            f"{kept.by} to {kept.channel} at {when_utc(kept.at, incident)}, #{kept.seq}: {kept.text or 'by hand'}"
        )
    return [visible(line) for line in found]


def _told_at(incident: Incident, at: datetime) -> Told | None:
    return next((told for told in incident.told if told.at == at), None)
