"""The post-mortem as the record fills it: its parts, what each comes from, and what nobody recorded."""

from rich.cells import cell_len

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
        by = f"{part.written.by} wrote it, v{part.written.version}" if part.written else ""
        said_of = by or part.said or ("nothing recorded" if part.gaps else "")
        if part.gaps and part.said and not by:
            said_of = f"{part.said}, {len(part.gaps)} open"
        words = cut(visible(said_of), max(8, width // 2, width - cell_len(visible(part.title)) - 4))
        title = "title" if part.gaps else "text"
        tail = [(words, "soon" if part.gaps else "muted")]
        rows.append(columns(((sign, tone), (" ", "text"), (visible(part.title), title)), tail, width))
    part = seen.parts[min(seen.cursor("draft"), len(seen.parts) - 1)]
    detail = [f"{part.title}: {'; '.join(part.gaps)}"] if part.gaps else []
    keys = [("review.open", "read"), ("review.write", "write"), ("review.export", "export"), ("review.copy", "copy")]
    foot = keys_said(scene, *(keys if has_keys(scene, "draft") and width >= 50 else keys[:3]))
    return listing(scene, "draft", head, rows, (width, height), detail=[visible(line) for line in detail], foot=foot)
