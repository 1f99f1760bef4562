"""The review's banner: how bad and how long, which record, the milestones as offsets, clocks and updates kept."""

from datetime import datetime

from rich.cells import cell_len

from warroom.incident.state import Incident
from warroom.report.review import Reached, Review, counted_from
from warroom.report.words import elapsed, number
from warroom.text import visible
from warroom.tui.content import cut, fit, show, spread, width_of
from warroom.tui.look import CHECK_SIGNS, Part, Row
from warroom.tui.panels.review.scale import said_offset
from warroom.tui.panels.review.seen import Seen, seen_in
from warroom.tui.view import Scene

_SAID = {"acknowledged": "ack"}
_SHORT = {
    "started": "start",
    "detected": "det",
    "acknowledged": "ack",
    "fixed": "fix",
    "resolved": "res",
    "closed": "end",
}
_OPTIONAL = ("closed",)


def paint(scene: Scene, width: int, height: int, special: Row = ()) -> list[Row]:
    """Three rows, or one where the terminal has fewer than eight."""
    block_width = 12 if width >= 120 else 10
    block, style = _block(scene, block_width)
    if height < 3:
        row: Row = ((f" {block[0]} {block[2]} ", style), (" REVIEW ", "title"), show(scene.incident.title, "text"))
        return [fit(row, width)]
    rest = width - block_width - 2
    seen = seen_in(scene)
    third = fit(_third(scene, seen, rest - width_of(special) - 1), rest - width_of(special) - (1 if special else 0))
    rows = (_first(scene, rest), _second(scene, seen, rest), spread(third, special, rest))
    return [
        ((_centre(words, block_width), style), (" ", "text"), *fit(row, rest), (" ", "text"))
        for words, row in zip(block, rows, strict=True)
    ]


def _centre(words: str, width: int) -> str:
    words = cut(words, width)
    return words.center(width - cell_len(words) + len(words))


def _block(scene: Scene, width: int) -> tuple[tuple[str, str, str], str]:
    incident = scene.incident
    began = incident.when("started") or counted_from(incident)
    end = incident.when("resolved") or incident.ended_at or scene.now
    lasts = elapsed((end - began).total_seconds() if began else 0.0, short=width < 12)
    severity = visible(incident.severity) or "-"
    if incident.is_drill:
        return (severity, "DRILL", lasts), "focus_block+b"
    if incident.when("resolved") is not None:
        return (severity, "resolved" if incident.open else incident.status, lasts), "done_block+b"
    if not incident.open:
        return (severity, incident.status, lasts), "text/chip"
    bad = incident.playbook.rank(incident.severity) < 2
    return (severity, "open", lasts), "bad_block+b" if bad else "soon_block+b"


def _first(scene: Scene, width: int) -> Row:
    incident = scene.incident
    began = counted_from(incident) or incident.last_at
    date = f"   {began:%Y-%m-%d} UTC" if began else ""
    status: Row = ((f"  {incident.status.upper()}", "text"),) if width >= 90 and incident.status else ()
    tail: Row = (
        ("REVIEW", "title"),
        (f" #1 to #{number(incident.seq)}", "muted"),
        (date, "title"),
    )
    return spread((show(incident.title or "not declared", "title"), *status), tail, width)


def _second(scene: Scene, seen: Seen, width: int) -> Row:
    """Each milestone after the declaration; what is missing is named, what is out of order marked."""
    if seen.review is None:
        return ((f"the record is read: #{number(seen.read)} of {number(seen.of)}", "muted"),)
    base = counted_from(scene.incident)
    parts = [_milestone(one, scene.incident, base, wide=width >= 90) for one in seen.review.milestones]
    found: list[Row] = [part for part in parts if part]
    gap = "   " if sum(map(width_of, found)) + 3 * len(found) <= width else "  "
    row: list[Part] = []
    for n, part in enumerate(found):
        wider = [*row, *([(gap, "text")] if row else []), *part]
        more = f"{gap}+{len(found) - n} more"
        if width_of(tuple(wider)) > width - (len(more) if n + 1 < len(found) else 0):
            return (*row, (more, "muted"))
        row = wider
    return tuple(row)


def _milestone(one: Reached, incident: Incident, base: datetime | None, *, wide: bool) -> Row:
    if one.name == "declared" and one.at == base:
        return ()
    word = (_SAID if wide else _SHORT).get(one.name, one.name)
    if one.at is None:
        if one.name in _OPTIONAL or (incident.running and one.name in ("fixed", "resolved")):
            return ()
        return ((f"{word} ", "muted"), ("missing", "soon+b"))
    if one.trouble == "assumed":
        return ((f"{word} ", "muted"), ("not said", "soon"))
    offset = said_offset((one.at - base).total_seconds()) if base else ""
    if one.trouble:
        return ((f"{word} ", "muted"), (f"! {offset} {one.trouble}", "soon+b"))
    return ((f"{word} ", "muted"), (offset, "title"))


def _third(scene: Scene, seen: Seen, width: int) -> Row:
    review = seen.review
    if review is None:
        return ()
    parts = [
        *_clocks(review),
        *_updates(review, wide=width >= 90),
        _chain(scene, seen, wide=width >= 90),
        (("back-dated ", "muted"), (number(review.back_dated), "title")),
        *_changed(review),
    ]
    row: list[Part] = []
    for part in parts:
        wider = [*row, *([("   " if width >= 100 else "  ", "text")] if row else []), *part]
        if row and width_of(tuple(wider)) > width:
            break
        row = wider
    return tuple(row)


def _clocks(review: Review) -> list[Row]:
    kept, missed = len(review.kept), len(review.missed)
    if not kept + missed:
        return [(("no clock ended", "muted"),)]
    found: list[Row] = [(("clocks kept ", "muted"), (f"{kept} of {kept + missed}", "title"))]
    return [*found, ((f"! late {missed}", "bad+b"),)] if missed else found


def _updates(review: Review, *, wide: bool) -> list[Row]:
    if not review.gaps:
        return []
    kept = sum(not gap.late_s for gap in review.gaps)
    tone = "title" if kept == len(review.gaps) else "soon+b"
    return [(("updates ", "muted"), (f"{kept} of {len(review.gaps)}{' in time' if wide else ''}", tone))]


def _changed(review: Review) -> list[Row]:
    said = [("amended", review.amended), ("struck", review.struck), ("redacted", review.redacted)]
    return [((f"{word} ", "muted"), (number(count), "title")) for word, count in said if count]


def _chain(scene: Scene, seen: Seen, *, wide: bool) -> Row:
    if seen.whole:
        sign, tone = scene.look.sign(CHECK_SIGNS["up"])
        words = f" verified to #{number(seen.verified)}" if wide else f" #{number(seen.verified)}"
        return (("chain ", "muted"), (sign, tone), (words, "title"))
    return (("chain ", "muted"), (f"read to #{number(seen.verified)}" if seen.verified else "not yet verified", "text"))
