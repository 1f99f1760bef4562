"""The left of the hand-over pane: what whoever takes over has to know, frozen or as it is now."""

from collections.abc import Sequence

from warroom.incident.facts import Frozen
from warroom.report.words import utc
from warroom.text import visible
from warroom.tui.content import folded, left
from warroom.tui.look import CLOCK_SIGNS, LINE_SIGNS, SUSPECT_SIGNS, Row, Sign
from warroom.tui.view import Scene

ABOUT = 9
LEAST = 20


def frozen_rows(brief: Frozen, scene: Scene, width: int) -> list[Row]:
    """Six lines, then section by section what is open, was ruled out, was said, and who is here."""
    rows: list[Row] = []
    for n, (about, said) in enumerate(brief.lines):
        rows += _lines(about, said, width, "title" if n == 0 else "text")
    if not brief.lines:
        rows.append((("this offer has no brief: an earlier warroom wrote it", "muted"),))
    rows += _section("mind", brief.pinned, LINE_SIGNS["declare"], scene, width, "title")
    rows += _titled("clocks running", _clocks(brief.clocks or ("none",), scene, width))
    rows += _section("tasks out", brief.tasks, LINE_SIGNS["do"], scene, width)
    suspects = _signed(brief.suspects, SUSPECT_SIGNS["open"], scene, width)
    suspects += _signed(brief.ruled_out, SUSPECT_SIGNS["ruled out"], scene, width, "muted")
    rows += _titled("suspects", suspects)
    told = [((line, "text"),) for line in folded(visible(brief.told or "nothing yet"), max(LEAST, width))]
    promised: list[Row] = [((f"next news by {utc(brief.next_at, scene.now)}", "title"),)] if brief.next_at else []
    rows += _titled("users were told", [*told, *promised])
    rows += _section("who is here", brief.engaged, None, scene, width)
    rows += _section("called, not here", brief.called, CLOCK_SIGNS["due"], scene, width, "soon")
    return rows


def shift_rows(lines: Sequence[tuple[str, str]], width: int) -> list[Row]:
    """The words one shift leaves to the next; what they are about stands once."""
    rows: list[Row] = []
    before = ""
    for about, said in lines:
        if before and about != before and about == "open":
            rows.append(())
        rows += _lines(about if about != before else "", said, width, "title" if about == "open" else "text")
        before = about
    return rows


def _lines(about: str, said: str, width: int, style: str) -> list[Row]:
    lines = folded(visible(said), max(LEAST, width - ABOUT - 1))
    return [
        ((left(visible(about) if n == 0 else "", ABOUT + 1), "muted"), (line, style)) for n, line in enumerate(lines)
    ]


def _clocks(found: Sequence[str], scene: Scene, width: int) -> list[Row]:
    rows: list[Row] = []
    for said in found:
        late = said.endswith(", late")
        sign, style = CLOCK_SIGNS["overdue" if late else "running"], "title" if late else "text"
        rows += _signed((said,), sign, scene, width, style)
    return rows


def _titled(title: str, rows: list[Row]) -> list[Row]:
    return [(), ((title, "title"),), *rows] if rows else []


def _section(
    title: str, found: Sequence[str], sign: Sign | None, scene: Scene, width: int, style: str = "text"
) -> list[Row]:
    return _titled(title, _signed(found, sign, scene, width, style))


def _signed(found: Sequence[str], sign: Sign | None, scene: Scene, width: int, style: str = "text") -> list[Row]:
    rows: list[Row] = []
    for said in found:
        glyph, tone = scene.look.sign(sign) if sign else (" ", "text")
        front = f"{glyph} " if sign else ""
        for n, line in enumerate(folded(visible(said), max(LEAST, width - len(front)))):
            rows.append(((front if n == 0 else " " * len(front), tone), (line, style)))
    return rows
