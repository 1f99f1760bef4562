"""What was said otherwise later: amended, struck, back-dated, erased, each with both times and both versions."""

from warroom.incident.state import Incident
from warroom.report.review import Correction
from warroom.report.words import number, span
from warroom.text import visible
from warroom.tui.content import left, right
from warroom.tui.look import Part, Row
from warroom.tui.panels.review.rows import columns, keys_said, listing
from warroom.tui.panels.review.scale import when, when_utc
from warroom.tui.panels.review.seen import has_keys, seen_in
from warroom.tui.view import Painted, Scene

_SIGNS = {"amended": "v", "struck": "-", "redacted": "x", "back-dated": "‹", "moved": "‹"}
_TONES = {"amended": "soon", "struck": "muted", "redacted": "bad", "back-dated": "text", "moved": "soon"}


def paint(scene: Scene, width: int, height: int) -> Painted:
    """A row a correction; both versions of the chosen one below."""
    review = seen_in(scene).review
    found = review.corrections if review else ()
    counts = [(how, sum(one.how == how for one in found)) for how in _SIGNS]
    said: list[Part] = [(f"{number(count)} {how}  ", _TONES[how]) for how, count in counts if count]
    head: Row = (("corrections", "title"), (" ─ ", "line"), *(said or [("none", "done" if review else "muted")]))
    rows = [_row(one, scene, width) for one in found]
    detail = story(found[min(seen_in(scene).cursor("corrections"), len(found) - 1)], scene.incident) if found else []
    foot = keys_said(scene, ("review.open", "the line in full")) if has_keys(scene, "corrections") and found else ()
    nothing = "No line was amended, struck, back-dated or erased." if review else "read in a moment"
    return listing(scene, "corrections", head, rows, (width, height), detail=detail, foot=foot, nothing=nothing)


def _row(one: Correction, scene: Scene, width: int) -> Row:
    sign = _SIGNS[one.how] if scene.look.glyphs else _SIGNS[one.how].replace("‹", "<")
    version = f" v{one.version}" if one.how == "amended" else ""
    before: Row = (
        (sign, _TONES[one.how]),
        (f" {right(f'#{one.seq}', 6)} ", "muted"),
        (left(f"{one.how}{version}", 11), _TONES[one.how]),
        (" ", "text"),
        (visible(_words(one)), "text+s" if one.how == "struck" else "text"),
    )
    return columns(before, [(right(when(one.noted_at, scene.incident), 12), "muted")], width)


def _words(one: Correction) -> str:
    if one.how == "redacted":
        return "erased"
    if one.how == "struck":
        return one.first
    if one.how == "back-dated":
        return f"{span((one.noted_at - one.at).total_seconds())} earlier: {one.said}"
    if one.how == "moved":
        return f"{one.said} was {span(abs((one.at - one.first_at).total_seconds()))} {_way(one)}"
    if one.first == one.said:
        return f"moved: {one.said}"
    return one.said


def _version(one: Correction) -> str:
    return f"v{one.version}, " if one.how == "amended" else ""


def _way(one: Correction) -> str:
    return "later" if one.at > one.first_at else "earlier"


def story(one: Correction, incident: Incident) -> list[str]:
    """Both versions and both times of one correction."""
    by = f"{one.by} at {when_utc(one.noted_at, incident)}"
    if one.how == "back-dated":
        noted = f"noted {when_utc(one.noted_at, incident)} by {one.by}"
        return [visible(f"happened {when_utc(one.at, incident)}, {noted}: {one.said}")]
    found = [f"first, at {when_utc(one.first_at, incident)}: {one.first or 'erased'}"]
    if one.how in ("amended", "moved"):
        found.append(f"now, at {when_utc(one.at, incident)}: {one.said}  ({_version(one)}#{one.by_seq}, by {by})")
    else:
        found.append(f"{one.how} by {by}, #{one.by_seq}{': ' + one.why if one.why else ''}")
    return [visible(line) for line in found]
