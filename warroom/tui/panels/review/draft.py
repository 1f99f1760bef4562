"""The post-mortem as the record fills it: its parts, what each comes from, and what nobody recorded."""

from rich.cells import cell_len

from warroom.report.postmortem.model import Part as Section
from warroom.report.words import plural
from warroom.text import visible
from warroom.tui.content import cut
from warroom.tui.look import CHECK_SIGNS, Part, Row
from warroom.tui.panels.review.rows import columns, keys_said, listing
from warroom.tui.panels.review.seen import has_keys, seen_in
from warroom.tui.view import Painted, Scene


def paint(scene: Scene, width: int, height: int) -> Painted:
    """A row a part; the words of the chosen one's gaps below."""
    seen = seen_in(scene)
    if not seen.parts:
        return Painted((("draft post-mortem", "title"),), [(("drafted in a moment", "muted"),)])
    gaps = sum(bool(part.gaps) for part in seen.parts)
    filled = len(seen.parts) - gaps
    said: Part = (f"{gaps} gap{'' if gaps == 1 else 's'}", "soon+b") if gaps else ("no gap", "done")
    head: Row = (
        ("draft post-mortem", "title"),
        (" ─ ", "line"),
        said,
        (f"  {filled} of {len(seen.parts)} parts", "muted"),
    )
    rows: list[Row] = []
    for part in seen.parts:
        sign, tone = scene.look.sign(CHECK_SIGNS["warn" if part.gaps else "up"])
        words = _fitting(_said(part, seen.unrecorded), max(8, width // 3, width - cell_len(visible(part.title)) - 3))
        title = "title" if part.gaps else "text"
        tail = [(words, "soon" if part.gaps else "muted")]
        rows.append(columns(((sign, tone), (" ", "text"), (visible(part.title), title)), tail, width))
    here = seen.parts[min(seen.cursor("draft"), len(seen.parts) - 1)]
    detail = [f"{here.title}: {'; '.join(here.gaps)}"] if here.gaps else []
    keys = [("review.open", "read"), ("review.write", "write"), ("review.export", "export"), ("review.copy", "copy")]
    foot = keys_said(scene, *(keys if has_keys(scene, "draft") and width >= 50 else keys[:3]))
    return listing(scene, "draft", head, rows, (width, height), detail=[visible(line) for line in detail], foot=foot)


def _said(part: Section, unrecorded: frozenset[str]) -> list[str]:
    """Where a part comes from, the first words first; a gap and a draft that nobody recorded before all else."""
    found = ["draft not recorded"] if part.id in unrecorded else []
    if part.written:
        return [*found, f"{part.written.by} wrote it, v{part.written.version}"]
    if part.gaps and part.said:
        found.append(plural(len(part.gaps), "gap"))
    return [*found, *(part.said or ("nothing recorded" if part.gaps else "")).split(", ")]


def _fitting(parts: list[str], room: int) -> str:
    """As many of these as fit, none cut but the first."""
    said = cut(visible(parts[0]), room)
    for part in parts[1:]:
        longer = f"{said}, {visible(part)}"
        if cell_len(longer) > room:
            break
        said = longer
    return said
