"""The row under the review's banner: every box with its count, the one with the keys in brackets."""

from warroom.tui.content import fit, spread, width_of
from warroom.tui.look import CLOCK_SIGNS, Part, Row
from warroom.tui.panels.review.evidence import lost
from warroom.tui.panels.review.names import BOXES
from warroom.tui.panels.review.seen import seen_in
from warroom.tui.view import Scene

_SHORT = {"evidence": "evid", "corrections": "corr"}
_SHORTEST = {**_SHORT, "updates": "upd", "people": "who"}


def paint(scene: Scene, width: int, *, tabbed: bool) -> Row:
    """The counts whole where there is room, then only their numbers, then only those that are bad."""
    counts = {box: _count(scene, box) for box in BOXES}
    short = {box: (_sign(scene, tone) + words.split(" ")[0], tone) for box, (words, tone) in counts.items()}
    bad = {box: pair if pair[1] not in ("muted", "text") else ("", "muted") for box, pair in short.items()}
    bare = dict.fromkeys(BOXES, ("", "muted"))
    for found, names in ((counts, {}), (short, {}), (short, _SHORT), (bad, _SHORT), (bare, _SHORT), (bare, _SHORTEST)):
        row = _row(scene, found, names, tabbed=tabbed)
        if width_of(row) <= width:
            break
    if tabbed:
        return spread(fit(row, width), (), width, "muted/chip")
    bar = "─" if scene.look.glyphs else "-"
    return (*row, (bar * max(0, width - width_of(row)), "line"))


def _sign(scene: Scene, tone: str) -> str:
    """What says without colour that a count is of something bad, where its word has no room."""
    sign = {"bad": CLOCK_SIGNS["overdue"], "soon": CLOCK_SIGNS["due"]}.get(tone)
    return scene.look.sign(sign)[0] if sign is not None else ""


def _row(scene: Scene, counts: dict[str, tuple[str, str]], names: dict[str, str], *, tabbed: bool) -> Row:
    seen = seen_in(scene)
    ground = "/chip" if tabbed else ""
    bar = "─" if scene.look.glyphs else "-"
    parts: list[Part] = [] if tabbed else [(f"{bar}", "line")]
    for n, box in enumerate(BOXES, 1):
        words, tone = counts[box]
        count: Part = (f" {words}" if words else "", tone + ground)
        here = box == seen.box and (tabbed or scene.focus == "review")
        begin, end = ("[", "]") if here else (" ", " ")
        style = "title" if here else "muted"
        parts += [(f"{begin}{n} {names.get(box, box)}", style + ground), count, (end, style + ground)]
        if not tabbed:
            parts.append((bar, "line"))
    return tuple(parts)


def _count(scene: Scene, box: str) -> tuple[str, str]:
    seen = seen_in(scene)
    review = seen.review
    if review is None:
        return "", "muted"
    match box:
        case "lanes":
            red = sum(lane.red for lane in review.lanes)
            return (f"{red} red", "bad") if red else (str(len(review.lanes)), "muted")
        case "clocks":
            return (f"{len(review.missed)} late", "bad") if review.missed else (str(len(review.kept)), "muted")
        case "draft":
            gaps = sum(bool(part.gaps) for part in seen.parts)
            return (f"{gaps} gap{'' if gaps == 1 else 's'}", "soon") if gaps else (str(len(seen.parts)), "muted")
        case "updates":
            late = sum(bool(gap.late_s) for gap in review.gaps)
            return (f"{late} late", "bad") if late else (str(len(review.gaps)), "muted")
        case "people":
            return str(len(review.people)), "muted"
        case "evidence":
            gone = lost(scene)
            return (f"{gone} bad", "bad") if gone else (str(len(scene.incident.runs)), "muted")
    return str(len(review.corrections)), "muted"
