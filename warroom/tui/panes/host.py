"""The machine, or the container, in full: where its CPU goes, memory, what waits, every disk, processes, network."""

import msgspec

from warroom.host.detail import Detail
from warroom.host.look import Looked
from warroom.host.pressure import Pressure
from warroom.host.sample import Sample, size
from warroom.text import visible
from warroom.tui.content import cut, left, right
from warroom.tui.look import Row
from warroom.tui.panes import Opened, Pane
from warroom.tui.panes.host_tables import SILENT_S, disks, is_high, network, processes, rate, sign, tight, waiting
from warroom.tui.panes.parts import GAP, TWO_COLUMNS, beside, keys_of, scrolling
from warroom.tui.view import Painted, Scene

LABEL = 10
INDENT = LABEL + 7
SOME_PCT, SHORT_PCT = 5.0, 25.0
"""Shares of the last 10 s in which work waited: from which on it is worth a word, and from which on it is news."""
SWAPS_BYTES_S = 1 << 20
MOST_PROCESSES = 10
_WAITS = {
    "cpu": ("work gets its CPU", "some work waits for CPU", "CPU is short: work queues"),
    "memory": ("no wait for memory", "some time goes to free memory", "memory is short: work stalls"),
    "io": ("no wait for disks", "some work waits for disks", "disks are too slow"),
}


class Seen(msgspec.Struct):
    """What the pane knows, the order of its processes, and how far it is scrolled and could be."""

    looked: Looked = Looked()
    by_memory: bool = False
    top: int = 0
    last_top: int = 0


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """What was looked at last, section by section, in two columns where there is room."""
    seen: Seen = opened.about if isinstance(opened.about, Seen) else Seen()
    if opened.cursor != seen.top:
        opened.top = opened.cursor
    high = _high(scene.sample, seen.looked)
    state: Row = ((f"{high} high", "soon+b"),) if high else (("calm", "muted"),)
    head: Row = ((f"host {visible(scene.hostname)}".rstrip(), "title"), (" ─ ", "line"), *state)
    rows = _rows(scene, seen, width)
    keys = keys_of(scene, ("host.order", "by CPU" if seen.by_memory else "by memory"))
    painted = scrolling(head, rows, opened, (width, height), keys)
    seen.last_top = max(0, len(rows) - height)
    opened.cursor = seen.top = opened.top
    return painted


def reach(_scene: Scene, opened: Opened) -> int:
    """How many rows can be the first one shown: its cursor is that row."""
    return opened.about.last_top + 1 if isinstance(opened.about, Seen) else 1


def _high(sample: Sample | None, looked: Looked) -> int:
    """How many figures are high."""
    found = [] if sample is None else [is_high(sample.cpu_pct), is_high(sample.mem_pct)]
    found += [pressure.some10 >= SHORT_PCT for pressure in (looked.detail.pressures if looked.detail else ())]
    return sum(found) + sum(tight(volume) for volume in looked.volumes)


def _rows(scene: Scene, seen: Seen, width: int) -> list[Row]:
    looked = seen.looked
    if looked.detail is None:
        return [waiting("the machine", looked.detail_silent_s)]
    if width < TWO_COLUMNS:
        top = processes(looked, width, MOST_PROCESSES, by_memory=seen.by_memory)
        machine, net = _machine(scene, looked, looked.detail, width), network(looked.detail, width)
        return [*machine, (), *disks(scene, looked, width), (), *top, (), *net]
    half = (width - GAP) * 9 // 20
    rest = width - GAP - half
    first = [*_machine(scene, looked, looked.detail, half), (), *network(looked.detail, half)]
    top = processes(looked, rest, 2 * MOST_PROCESSES, by_memory=seen.by_memory)
    return beside(first, [*disks(scene, looked, rest), (), *top], half)


def _machine(scene: Scene, looked: Looked, detail: Detail, width: int) -> list[Row]:
    """CPU, memory and what waits."""
    old = [waiting("the machine", looked.detail_silent_s)] if looked.detail_silent_s >= SILENT_S else []
    rows = [*old, *_cpu(scene, detail, width), *_memory(scene, detail, width)]
    return [*rows, (), *_pressures(scene, detail.pressures)]


def _cpu(scene: Scene, detail: Detail, width: int) -> list[Row]:
    sample = scene.sample
    cores, limited = (sample.cores, sample.cpu_limited) if sample else (None, False)
    words = "" if cores is None else f"of {cores:.3g} core{'s' if cores > 1 else ''}"
    if limited:
        words += f", this container's limit; the machine has {detail.host_cores or '?'}"
    rows = [_share(scene, "cpu", sample.cpu_pct if sample else None, words)]
    if detail.load is not None:
        load = "  ".join(f"{one:.2f}" for one in detail.load)
        rows.append(_more(f"load {load}  over 1, 5, 15 min", width))
    if detail.spent:
        spent = "  ".join(f"{words} {percent:.0f} %" for words, percent in detail.spent)
        rows.append(_more(f"{spent}{'  of the machine' if limited else ''}", width))
    if detail.throttled_pct is not None:
        held = detail.throttled_pct
        rows.append(
            _more(f"held back by its limit {held:.0f} % of the time", width, "soon" if held >= SOME_PCT else "muted")
        )
    return rows


def _memory(scene: Scene, detail: Detail, width: int) -> list[Row]:
    sample = scene.sample
    words = f"of {size(sample.mem_total_bytes)}" if sample and sample.mem_total_bytes is not None else ""
    if sample and sample.mem_limited and detail.total is not None:
        words += f", this container's limit; the machine has {size(detail.total)}"
    elif detail.available is not None:
        words += f", {size(detail.available)} to be had"
    rows = [_share(scene, "memory", sample.mem_pct if sample else None, words)]
    if detail.swap_total:
        swap = f"swap {size(detail.swap_used or 0)} of {size(detail.swap_total)}"
        moved = f", in {rate(detail.swap_in_s)}, out {rate(detail.swap_out_s)}"
        busy = max(detail.swap_in_s or 0.0, detail.swap_out_s or 0.0) >= SWAPS_BYTES_S
        rows.append(_more(swap + moved, width, "soon" if busy else "muted"))
    elif detail.swap_total is not None:
        rows.append(_more("no swap", width))
    if detail.killed:
        rows.append(_more(f"ended for want of memory so far: {detail.killed}", width, "soon"))
    return rows


def _pressures(scene: Scene, pressures: tuple[Pressure, ...]) -> list[Row]:
    if not pressures:
        return [((left("waiting", LABEL), "muted"), ("not counted by this kernel (no /proc/pressure)", "muted"))]
    own = any(pressure.own10 is not None for pressure in pressures)
    heads = ("10 s", "1 min", "5 min", "all", *(("own",) if own else ()))
    rows: list[Row] = [((left("waiting", LABEL) + "".join(right(head, 7) for head in heads), "muted"),)]
    for pressure in pressures:
        level = (pressure.some10 >= SOME_PCT) + (pressure.some10 >= SHORT_PCT)
        news = level == 2
        more = (pressure.some60, pressure.some300, pressure.all10, *((pressure.own10,) if own else ()))
        rows.append(
            (
                sign(scene, news),
                (left(pressure.of, LABEL - 2), "title" if news else "text"),
                (right(_percent(pressure.some10), 7), "soon+b" if news else "text"),
                ("".join(right(_percent(value), 7) for value in more), "muted"),
                (f"   {_WAITS[pressure.of][level]}", ("muted", "text", "soon+b")[level]),
            )
        )
    return rows


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} %"


def _share(scene: Scene, label: str, percent: float | None, words: str) -> Row:
    high = is_high(percent)
    return (
        sign(scene, high),
        (left(label, LABEL - 2), "title" if high else "text"),
        (right(_percent(percent), 5), "soon+b" if high else "title"),
        (f"  {words}", "muted"),
    )


def _more(words: str, width: int, tone: str = "muted") -> Row:
    return ((" " * INDENT, "text"), (cut(words, width - INDENT), tone))


PANE = Pane(paint, reach)
