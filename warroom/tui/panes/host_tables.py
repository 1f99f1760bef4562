"""The tables of the host's pane: every disk, the processes that use most, the network's interfaces."""

from warroom.host.detail import Card, Detail
from warroom.host.disks import Volume
from warroom.host.look import Looked
from warroom.host.mounts import Space
from warroom.host.processes import Process
from warroom.host.sample import FULL_SOON_S, HIGH_PCT, TREND_SHOWN_S, size
from warroom.report.words import number, since
from warroom.text import visible
from warroom.tui.content import cut, left, right
from warroom.tui.look import Part, Row
from warroom.tui.view import Scene

SILENT_S = 2.0
"""Asked every second, what has not answered for longer is waited for."""
PROCESSES_SILENT_S = 4.0
NAME = 18


def disks(scene: Scene, looked: Looked, width: int) -> list[Row]:
    """A row each: size, free, used, growth, when it is full, inodes; in their own place what gives no answer."""
    room = max(8, width - 2 - 56)
    heads = (("size", 9), ("free", 9), ("used", 7), ("growth", 13), ("full in", 9), ("inodes", 9))
    rows: list[Row] = [((left("disks", 2 + room) + "".join(right(*head) for head in heads), "muted"),)]
    rows += [_disk(scene, volume, room) for volume in looked.volumes]
    if not looked.volumes:
        rows.append((("  being asked", "muted"),))
    if looked.volumes_left_out:
        rows.append(((f"  {number(looked.volumes_left_out)} more mounts are not asked: df lists them", "muted"),))
    return rows


def _disk(scene: Scene, volume: Volume, room: int) -> Row:
    bad = tight(volume)
    name = left(visible(volume.mount.point), room)
    row: Row = (sign(scene, bad), (name, "title" if bad else "text"))
    if volume.silent_s >= SILENT_S:
        before = f", {volume.space.used_pct:.0f} % used before" if volume.space else ""
        return (*row, (f"  no answer for {since(volume.silent_s)}{before}", "soon+b"))
    if volume.space is None:
        return (*row, ("  cannot be read" if volume.failed else "  being asked", "muted"))
    return (*row, *_figures(volume, volume.space))


def _figures(volume: Volume, space: Space) -> Row:
    full_in = volume.full_in_s
    filling = _fills(volume)
    until = since(full_in) if full_in is not None and full_in < TREND_SHOWN_S else "-"
    inodes = "-" if space.inodes_pct is None else f"{space.inodes_pct:.0f} %"
    return (
        (right(size(space.total), 9), "muted"),
        (right(size(space.free), 9), "text"),
        (right(f"{space.used_pct:.0f} %", 7), "soon+b" if is_high(space.used_pct) else "text"),
        (right(rate(volume.growth), 13), "soon" if filling else "muted"),
        (right(until, 9), "soon+b" if filling else "muted"),
        (right(inodes, 9), "soon+b" if is_high(space.inodes_pct) else "muted"),
    )


def _fills(volume: Volume) -> bool:
    return volume.full_in_s is not None and volume.full_in_s < FULL_SOON_S


def tight(volume: Volume) -> bool:
    """Whether a disk wants to be looked at: no answer, nearly full, soon full, or out of inodes."""
    space = volume.space
    used = space is not None and (is_high(space.used_pct) or is_high(space.inodes_pct))
    return used or _fills(volume) or volume.silent_s >= SILENT_S


def processes(looked: Looked, width: int, most: int, *, by_memory: bool) -> list[Row]:
    """Those that use most CPU, or most memory."""
    found, silent_s = looked.processes, looked.processes_silent_s
    if found is None:
        return [waiting("the processes", silent_s)]
    heads = f"{right('pid', 8)}  {left('process', NAME)}{right('cpu', 7)}{right('memory', 10)}"
    about = f"the most of {number(found.count)}, by {'memory' if by_memory else 'CPU'}"
    rows: list[Row] = [((f"{heads}   {about}", "muted"),)]
    if silent_s >= PROCESSES_SILENT_S:
        rows.append(waiting("the processes", silent_s))
    shown = found.by_memory if by_memory else found.by_cpu
    return rows + [_process(one, width, by_memory=by_memory) for one in shown[:most]]


def _process(one: Process, width: int, *, by_memory: bool) -> Row:
    cpu = "-" if one.cpu_pct is None else f"{one.cpu_pct:.0f} %"
    return (
        (right(str(one.pid), 8), "muted"),
        (f"  {left(visible(one.name), NAME)}", "text"),
        (right(cpu, 7), "muted" if by_memory else "title"),
        (right("-" if one.rss is None else size(one.rss), 10), "title" if by_memory else "muted"),
        (f"   {cut(visible(one.command), width - NAME - 30)}", "muted"),
    )


def network(detail: Detail, width: int) -> list[Row]:
    """The interfaces that carried anything, those that lead outside first."""
    room = min(24, max(8, width - 2 - 36))
    heads = "".join(right(head, 12) for head in ("in", "out", "lost"))
    rows: list[Row] = [((left("network", 2 + room) + heads, "muted"),)]
    rows += [_card(card, room) for card in detail.cards]
    if not detail.cards:
        rows.append((("  no interface carried anything yet", "muted"),))
    if detail.cards_left_out:
        rows.append(((f"  {number(detail.cards_left_out)} more interfaces", "muted"),))
    return rows


def _card(card: Card, room: int) -> Row:
    name = visible(card.name) if card.up else f"{visible(card.name)} (off)"
    return (
        (f"  {left(name, room)}", "text" if card.up else "muted"),
        (right(rate(card.in_bytes_s), 12) + right(rate(card.out_bytes_s), 12), "text"),
        (right(number(card.lost), 12), "text" if card.lost else "muted"),
    )


def waiting(about: str, silent_s: float) -> Row:
    """In the place of what nothing is known of, or nothing new."""
    if silent_s >= SILENT_S:
        return ((f"no answer about {about} for {since(silent_s)}", "soon+b"),)
    return ((f"{about}: first values come in a second", "muted"),)


def sign(scene: Scene, high: bool) -> Part:
    """Two cells before what is high."""
    return ("▴ " if scene.look.glyphs else "^ ") if high else "  ", "soon+b"


def is_high(percent: float | None) -> bool:
    """Whether a share is one to look at."""
    return percent is not None and percent >= HIGH_PCT


def rate(bytes_s: float | None) -> str:
    """Bytes a second, "-" where they are not known."""
    return "-" if bytes_s is None else f"{size(int(bytes_s))}/s"
