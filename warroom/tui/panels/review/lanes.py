"""How the checks stood over time: milestones above, a lane a check, what was sent and run below, the axis, a cursor."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.cells import cell_len

from warroom.incident.words import MILESTONES
from warroom.report.document import Mark
from warroom.report.lanes import Lane
from warroom.report.lines import describe
from warroom.report.review import Review, counted_from
from warroom.report.words import number, since
from warroom.text import visible
from warroom.tui.content import cut, fit, left, right, spread
from warroom.tui.look import CHECK_SIGNS, FOCUS_SIGN, LANE_SIGNS, LINE_SIGNS, Part, Row
from warroom.tui.panels.review.scale import said_moment, said_offset, said_span, scaled, ticks
from warroom.tui.panels.review.seen import Drawn, Seen, has_keys, seen_in
from warroom.tui.view import Painted, Scene

SIGNS = {
    "down": LANE_SIGNS["down"],
    "degraded": LANE_SIGNS["slow"],
    "unknown": LANE_SIGNS["none"],
    "paused": CHECK_SIGNS["held"],
    "up": LANE_SIGNS["up"],
}
LABEL_ROWS = 2
MOST_LABELS = 5
LEAST_CHART = 20
MOST_LOOKED_AT = 100
"""Lanes, and stretches of each, that the legend is made for: more are drawn, and nobody counts their signs."""
MOST_HELD = 2000
"""Lanes, each for a window of time, that are not reckoned anew."""
_GRID = "line"


def window_of(seen: Seen) -> tuple[datetime, datetime] | None:
    """The stretch of time that is shown, None while nothing is known."""
    if seen.review is None:
        return None
    return seen.window or (seen.review.chart.begin, seen.review.chart.end)


def paint(scene: Scene, width: int, height: int) -> Painted:
    """The box at this size; what has no room is counted."""
    seen = seen_in(scene)
    shown = window_of(seen)
    if seen.review is None or shown is None:
        return Painted((("lanes", "title"), (" ─ ", "line"), ("reading", "muted")), [_reading(seen)])
    names, totals = _sides(seen.review.lanes, width)
    drawn = scaled(*shown, max(LEAST_CHART, width - names - totals - 2))
    seen.drawn = drawn
    painter = _Painter(scene, seen, seen.review, drawn, names, width)
    rows, first = painter.rows(height)
    return Painted(_head(seen, drawn), rows, _legend(scene, seen.review, width), heading=first)


def _reading(seen: Seen) -> Row:
    share = f"read to #{number(seen.read)} of {number(seen.of)}" if seen.of else "the record is read"
    return ((share, "muted"),)


def _head(seen: Seen, drawn: Drawn) -> Row:
    begin, end = drawn.begin, drawn.end
    first = f"{begin.day} {begin:%b} " if begin.date() != end.date() else ""
    last = f"{end.day} {end:%b} " if begin.date() != end.date() else ""
    # What is shorter than a minute has seconds.
    form = "%H:%M:%S" if drawn.span < timedelta(minutes=1) else "%H:%M"
    part: Row = (("  part of it", "soon"),) if seen.window is not None else ()
    going: Row = ((f"  read to #{number(seen.read)} of {number(seen.of)}", "soon"),) if seen.read < seen.of else ()
    return (
        ("lanes", "title"),
        (" ─ ", "line"),
        (f"{first}{begin.strftime(form)} to {last}{end.strftime(form)} UTC", "text"),
        (f"  {said_span(drawn)}", "muted"),
        *part,
        *going,
    )


def _legend(scene: Scene, review: Review, width: int) -> Row:
    """What the signs mean; those that stand nowhere only where there is room."""
    states = {"down", "degraded"} if any(lane.red for lane in review.lanes) else set()
    states |= {state for lane in review.lanes[:MOST_LOOKED_AT] for state in _held_or_unknown(lane)}
    said = [("down", "down"), ("degraded", "slow"), ("up", "up"), ("unknown", "no reading")]
    if "paused" in states:
        said.append(("paused", "held"))
    if width < 90:
        said = [(state, word) for state, word in said if state in states or state == "up"]
    row: list[Part] = []
    for state, word in said:
        sign, tone = scene.look.sign(SIGNS[state])
        row += [("  " if row else "", "text"), (sign * 2, tone), (f" {word}", "muted")]
    return tuple(row)


def _held_or_unknown(lane: Lane) -> set[str]:
    return {str(one.state) for one in lane.stretches[:MOST_LOOKED_AT]} - {"down", "degraded"}


def _sides(lanes: Sequence[Lane], width: int) -> tuple[int, int]:
    """The cells of the names, and of the totals at the right."""
    longest = max((cell_len(visible(lane.check)) for lane in lanes), default=4)
    return max(6, min(longest, 16 if width >= 100 else 11)) + 1, 19 if width >= 100 else 12


def names_width(lanes: Sequence[Lane], width: int) -> int:
    """The cells before the first column of time."""
    return _sides(lanes, width)[0]


class _Painter:
    """The rows of one picture."""

    def __init__(self, scene: Scene, seen: Seen, review: Review, drawn: Drawn, names: int, width: int) -> None:
        self._scene = scene
        self._look = scene.look
        self._seen = seen
        self._review = review
        self._drawn = drawn
        self._names = names
        self._width = width
        self._wide = width >= 100
        self._keys = has_keys(scene, "lanes")
        at = seen.at
        self._cursor = drawn.column(at) if at is not None and self._keys else -1
        marks = [mark for mark in review.chart.marks if mark.kind == "milestone"]
        self._milestones = [(column, mark) for mark in marks if 0 <= (column := drawn.column(mark.at)) < drawn.count]
        self._lines = {column for column, _ in self._milestones}

    def rows(self, height: int) -> tuple[list[Row], int]:
        """All rows, and how many stand above the first lane."""
        below = [self._sent(), self._ran(), *self._axis()]
        detail = self._detail() if self._keys else self._hint()
        # Rows that nothing else takes give more milestones their names.
        spare = height - len(below) - len(self._review.lanes) - len(detail) - 1
        tall = height >= LABEL_ROWS + len(below) + 4
        labels = self._labels(max(LABEL_ROWS, min(MOST_LABELS, spare))) if tall else []
        room = height - len(labels) - len(below)
        lanes = self._review.lanes
        spare = room - min(len(lanes), max(1, room))
        with_detail = min(len(detail), 1 if spare <= 0 else 2) if room > 4 else 0
        room -= with_detail
        body = self._lanes(max(1, room))
        gap: list[Row] = [()] if len(labels) + len(body) + len(below) + with_detail < height else []
        shown = [*labels, *body, *below, *gap, *detail[:with_detail]]
        return [fit(row, self._width) for row in shown[:height]], len(labels)

    # A row of the chart.

    def _row(self, name: Part, cells: list[Part], down: Part, times: Part = ("", "muted")) -> Row:
        """Name, cells with the lines of milestones and the cursor through them, totals."""
        parts: list[Part] = []
        for n, (sign, style) in enumerate(cells):
            ground = "/surf" if n == self._cursor else ""
            if parts and parts[-1][1] == style + ground:
                parts[-1] = (parts[-1][0] + sign, parts[-1][1])
            else:
                parts.append((sign, style + ground))
        front: Row = ((left(name[0], self._names), name[1]), *parts)
        if self._wide:
            tail: Row = ((right(down[0], 10), down[1]), (right(times[0], 8), times[1]))
        else:
            tail = ((right(down[0], 8), down[1]), (right(times[0], 3), times[1]))
        return spread(front, tail, self._width)

    def _empty(self) -> list[Part]:
        """Columns with nothing but the milestones' lines."""
        bar = "│" if self._look.glyphs else "|"
        return [(bar, _GRID) if n in self._lines else (" ", "text") for n in range(self._drawn.count)]

    def _lane(self, lane: Lane) -> Row:
        drawn, seen = self._drawn, self._seen
        known = (lane.check, drawn.begin, drawn.span, drawn.count)
        if known not in seen.columns:
            if len(seen.columns) >= MOST_HELD:
                seen.columns.clear()
            seen.columns[known] = lane.columns(drawn.begin, drawn.span, drawn.count)
        cross = "┼" if self._look.glyphs else "+"
        cells: list[Part] = []
        for n, state in enumerate(seen.columns[known]):
            sign = self._look.sign(SIGNS[state])
            cells.append((cross, _GRID) if state == "up" and n in self._lines else sign)
        name = ("title" if lane.red else "text") if self._keys or lane.red else "text"
        down: Part = (since(lane.down_s), "bad+b") if lane.down_s else ("-", "muted")
        times: Part = (number(lane.times), "text") if lane.times else ("-", "muted")
        return self._row((cut(visible(lane.check), self._names - 1), name), cells, down, times)

    def _lanes(self, room: int) -> list[Row]:
        """As many lanes as there is room for, the worst first, and how many more there are."""
        lanes = self._review.lanes
        if not lanes:
            said = "no check was watched meanwhile" if not self._seen.going else "no check was read yet"
            return [((said, "muted"),)]
        if len(lanes) <= room:
            self._seen.cursors["lanes"] = 0
            return [self._lane(lane) for lane in lanes]
        room = max(1, room - 1)
        top = max(0, min(self._seen.cursor("lanes"), len(lanes) - room))
        self._seen.cursors["lanes"] = top
        hidden = [*lanes[:top], *lanes[top + room :]]
        red = sum(lane.red for lane in hidden)
        bad: Row = ((f", {number(red)} of them red", "soon"),) if red else ((", none of them red", "muted"),)
        more: Row = ((f"{number(len(hidden))} more", "muted"), *bad, ("  j k", "title"), (" scroll", "muted"))
        return [*(self._lane(lane) for lane in lanes[top : top + room]), more]

    def _marks(self, kind: str, sign: str) -> tuple[list[Part], list[Mark]]:
        cells, found = self._empty(), []
        glyph, tone = self._look.sign(LINE_SIGNS[sign])
        for mark in self._review.chart.marks:
            if mark.kind == kind:
                found.append(mark)
                if 0 <= (n := self._drawn.column(mark.at)) < self._drawn.count:
                    cells[n] = (glyph, "title" if tone == "text" else tone)
        return cells, found

    def _sent(self) -> Row:
        cells, found = self._marks("sent", "sent")
        return self._row(("sent", "text"), cells, (f"{number(len(found))} sent", "muted"))

    def _ran(self) -> Row:
        cells, found = self._marks("ran", "ran")
        return self._row(("ran", "text"), cells, (f"{number(len(found))} ran", "muted"))

    def _axis(self) -> list[Row]:
        count = self._drawn.count
        marked = ticks(self._drawn)
        rule, tick = ("─", "┴") if self._look.glyphs else ("-", "+")
        line = [rule] * count
        words = [" "] * (count + 8)
        free = 0
        for column, said in marked:
            line[column] = tick
            begin = max(0, column - len(said) // 2)
            if begin >= free and begin + len(said) <= len(words):
                words[begin : begin + len(said)] = said
                free = begin + len(said) + 1
        pad = " " * self._names
        cells: list[Part] = [(sign, _GRID) for sign in line]
        return [
            self._row(("", "text"), cells, ("", "muted")),
            fit(
                (("UTC".ljust(self._names) if self._names > 3 else pad, "muted"), ("".join(words), "muted")),
                self._width,
            ),
        ]

    # Above the lanes.

    def _labels(self, most: int) -> list[Row]:
        """The milestones by name, each over its column; one that has no room left is marked without its name."""
        glyphs = self._look.glyphs
        mark, bar = ("▾", "│") if glyphs else ("v", "|")
        count = self._drawn.count
        rows = [[" "] * count for _ in range(most)]
        for column, said in self._named():
            for n, row in enumerate(rows):
                taken = _placed(row, column, said, mark, last=n == most - 1, bar=bar)
                if taken is not None:
                    row[taken[0] : taken[0] + len(taken[1])] = taken[1]
                    for other in rows[n + 1 :]:
                        if other[column] == " ":
                            other[column] = bar
                    break
            else:
                if rows[-1][column] == " ":
                    rows[-1][column] = mark
        titles: list[tuple[Part, Part]] = [(("", "muted"), ("", "muted"))] * most
        if rows:
            titles[-1] = (("down", "muted"), ("times" if self._wide else "x", "muted"))
        drawn = list(zip(rows, titles, strict=True))
        while len(drawn) > 1 and not "".join(drawn[-2][0]).replace(bar, "").strip():
            del drawn[-2]
        return [
            self._row(("", "text"), [(sign, _GRID if sign == bar else "title") for sign in row], *title)
            for row, title in drawn
        ]

    def _named(self) -> list[tuple[int, str]]:
        """Each column with its names: those of one column together, and a milestone before what only happened."""
        columns: dict[int, list[Mark]] = {}
        for column, mark in self._milestones:
            columns.setdefault(column, []).append(mark)
        found: list[tuple[bool, int, str]] = []
        for column, marks in columns.items():
            marks.sort(key=lambda mark: mark.label not in MILESTONES)
            found.append((marks[0].label not in MILESTONES, column, ", ".join(map(self._label, marks))))
        return [(column, said) for _, column, said in sorted(found)]

    def _label(self, mark: Mark) -> str:
        said = visible(mark.label)
        return f"{said} {mark.at:%H:%M}" if mark.label in ("declared", "fixed") and self._wide else said

    # Under them.

    def _detail(self) -> list[Row]:
        """The moment under the cursor: how the checks stood, and the record nearest to it."""
        seen, at = self._seen, self._seen.at
        if at is None:
            return []
        base = counted_from(self._scene.incident)
        after = f" {said_offset((at - base).total_seconds())}" if base is not None else ""
        point, tone = self._look.sign(FOCUS_SIGN)
        first: list[Part] = [
            (f"{point} ", tone),
            (f"{said_moment(at, self._drawn)} UTC", "title"),
            (f"{after}  ", "muted"),
        ]
        rows: list[Row] = [(*first, *self._stood(at))]
        record = seen.nearest
        if record is not None:
            said = describe(record, self._scene.incident, self._scene.now)
            glyph, tone = self._look.sign(LINE_SIGNS[said.sign])
            rows.append(
                (
                    (f"  #{record.seq} {said_moment(record.at, self._drawn)} ", "muted"),
                    (glyph, tone),
                    (f" {said.word} ", "muted"),
                    (visible(said.text), "text"),
                    (f"  {visible(record.by)}", "muted"),
                )
            )
        return rows

    def _stood(self, at: datetime) -> Row:
        by_state: dict[str, list[str]] = {}
        for lane in self._review.lanes:
            by_state.setdefault(lane.stood(at), []).append(visible(lane.check))
        parts: list[Part] = []
        for state, word in (("down", "down"), ("degraded", "slow"), ("unknown", "no reading"), ("paused", "held")):
            names = by_state.get(state, [])
            if names:
                more = f" and {len(names) - 3} more" if len(names) > 3 else ""
                parts += [(", " if parts else "", "muted"), (f"{', '.join(names[:3])}{more} ", "text")]
                parts.append((word, SIGNS[state].role if state in ("down", "degraded") else "muted"))
        up = len(by_state.get("up", []))
        if up or not parts:
            before = ", " if parts else ""
            parts.append((f"{before}{number(up)} up" if self._review.lanes else "no check was watched", "muted"))
        return tuple(parts)

    def _hint(self) -> list[Row]:
        missing = [one.name for one in self._review.milestones if one.trouble == "missing" and one.name != "closed"]
        odd = [f"{one.name} {one.trouble}" for one in self._review.milestones if one.trouble.startswith("before")]
        parts: list[Part] = []
        if missing:
            parts += [("missing: ", "muted"), (", ".join(missing), "soon")]
        if odd:
            parts += [("   " if parts else "", "text"), ("out of order: ", "muted"), (", ".join(odd), "soon")]
        return [tuple(parts)] if parts else []


def _placed(row: Sequence[str], column: int, said: str, mark: str, *, last: bool, bar: str) -> tuple[int, str] | None:
    """Where a name fits beside its mark, and how it is written there; only in the last row over other lines."""
    ways = ((column, column + len(said) + 1, mark + said), (column - len(said), column + 1, said + mark))
    for begin, end, words in ways:
        if begin >= 0 and end <= len(row) and _free(row, begin, end, bar if last else ""):
            return begin, words
    return None


def _free(row: Sequence[str], begin: int, end: int, bar: str) -> bool:
    """Whether these columns and those beside them are blank, or have but a line."""
    return all(row[n] in (" ", bar) for n in range(max(0, begin - 1), min(len(row), end + 1)))
