"""The timeline: the journal itself, a window at a time. It follows its tail until somebody scrolls."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime

import msgspec
from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, Incident
from warroom.report.lines import describe, happened, late, marks
from warroom.report.words import moment, number, plural
from warroom.secrets import mask
from warroom.text import visible
from warroom.tui.content import cut, fit, left, right, width_of
from warroom.tui.lines import draw
from warroom.tui.look import LINE_SIGNS, Look, Part, Row

KEPT = 1000
PAGE = 200
NARROW = 32
_TONES = {"bad": "bad+b", "bold": "title+b", "muted": "muted", "struck": "muted+s"}


class Pending(msgspec.Struct, frozen=True):
    """A line on its way into a stream: no number yet; `reason` where it could not be written."""

    id: str
    text: str
    at: datetime
    by: str
    stream: str = ""
    reason: str = ""
    as_typed: bool = False

    @property
    def words(self) -> str:
        """The line as it will be recorded."""
        return self.text if self.as_typed else mask(self.text)


class Timeline(Widget, can_focus=True):
    """Rows are records 1..n of the stream, then the lines on their way. Only a window of records is held."""

    DEFAULT_CSS = "Timeline { width: 100%; height: 100%; }"

    class Wanted(Message):
        """Records first..last are in view and not at hand."""

        def __init__(self, first: int, last: int) -> None:
            super().__init__()
            self.first = first
            self.last = last

    class Scrolled(Message):
        """What is in view changed, so the border's words may."""

    def __init__(self, *, look: Look, now: Callable[[], datetime], id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._look = look
        self._now = now
        self._records: OrderedDict[int, Record] = OrderedDict()
        self._incident: Incident = EMPTY
        self._pending: tuple[Pending, ...] = ()
        self._count = 0
        self._top = 0
        self._cursor: int | None = None
        self._asked: tuple[int, int] | None = None
        self._other_days = False
        self._day: date | None = None
        self._strips: dict[int, Strip] = {}
        self.following = True
        self.company: tuple[str, ...] = ()

    # What is shown.

    def enter(self, incident: Incident, tail: Sequence[Record]) -> None:
        """Show another stream from its end."""
        self._records.clear()
        self._other_days = False
        self._pending = ()
        self._cursor = None
        self._asked = None
        self.following = True
        self._incident = incident
        self._count = incident.seq
        self._remember(tail)
        self._top = self._end()
        self._redraw()

    def extend(self, incident: Incident, records: Sequence[Record]) -> None:
        """Append what was recorded; lines that a correction touched are drawn anew."""
        corrected = (incident.struck, incident.amended, incident.pinned, incident.playbook_sha256) != (
            self._incident.struck,
            self._incident.amended,
            self._incident.pinned,
            self._incident.playbook_sha256,
        )
        before = self._count
        self._incident = incident
        self._count = max(self._count, incident.seq)
        self._remember(records)
        if corrected:
            self._strips.clear()
        self._settle(before, redraw=corrected)

    def put_window(self, records: Sequence[Record]) -> None:
        """The records that were asked for."""
        self._remember(records)
        self._asked = None
        self._redraw()

    def show_pending(self, pending: Sequence[Pending]) -> None:
        """The lines on their way, in order."""
        if tuple(pending) != self._pending:
            grew = len(pending) - len(self._pending)
            self._pending = tuple(pending)
            if grew and self.following:
                self._top = self._end()
            self._redraw()

    def restyle(self, look: Look) -> None:
        """Draw in another look."""
        self._look = look
        self._redraw()

    def head(self) -> Row:
        """The border's title."""
        parts: list[Part] = [("timeline", "title"), (" ─ ", "line"), (plural(self._count, "line"), "text")]
        if self._incident.back_dated:
            parts.append((f"  {number(self._incident.back_dated)} back-dated", "muted"))
        waiting = sum(bool(line.reason) for line in self._pending)
        if waiting:
            parts.append((f"  {waiting} not saved", "bad+b"))
        if self.company:
            parts.append((f"  with {visible(', '.join(self.company))}", "muted"))
        return tuple(parts)

    def foot(self) -> Row:
        """What the bottom border says: how many newer lines are below."""
        below = self._total() - self._top - self._room()
        if self.following or below <= 0:
            return (("all kinds", "muted"),)
        return ((f"{number(below)} newer below ▾", "focus+b"),)

    def scroll_page(self, pages: int) -> None:
        """PgUp and PgDn, also from the entry line."""
        by = pages * max(1, self._room() - 1)
        if self._cursor is None:
            self._move_top(self._top + by)
        else:
            self.move_cursor(by)

    def scroll_to_end(self) -> None:
        """Back to the newest line."""
        self._cursor = None
        self._move_top(self._end())

    @property
    def top(self) -> int:
        """The first row in view, from 0."""
        return self._top

    # Drawing.

    def _total(self) -> int:
        return self._count + len(self._pending)

    @property
    def _header(self) -> int:
        """The row that names the columns; where there is one row only, a line is worth more."""
        return 1 if self.size.height > 1 else 0

    def _room(self) -> int:
        return max(1, self.size.height - self._header)

    def _end(self) -> int:
        return max(0, self._total() - self._room())

    def _remember(self, records: Sequence[Record]) -> None:
        today = self._now().date()
        for record in records:
            self._other_days = self._other_days or record.at.date() != today
            self._records[record.seq] = record
            self._records.move_to_end(record.seq)
        while len(self._records) > KEPT:
            self._records.popitem(last=False)

    def new_day(self) -> None:
        """Draw the dates anew where the day is another one: midnight came, or the clock was set."""
        today = self._now().date()
        if today != self._day:
            self._day = today
            self._other_days = any(record.at.date() != today for record in self._records.values())
            self._redraw()

    def _settle(self, before: int, *, redraw: bool) -> None:
        if self.following and self._end() != self._top:
            self._top = self._end()
            redraw = True
        if redraw or before == self._count:
            self._redraw()
            return
        first = before - self._top + self._header
        fresh = [y for y in range(first, first + self._total() - before + 1) if self._header <= y < self.size.height]
        if fresh:
            self.refresh(Region(0, fresh[0], self.size.width, len(fresh)))
        self.post_message(self.Scrolled())

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()
        self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        if self.following:
            self._top = self._end()
        self._redraw()

    def on_focus(self) -> None:
        self._cursor = self._total() - 1 if self.following else self._top
        self._redraw()

    def on_blur(self) -> None:
        self._cursor = None
        self._redraw()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y < self._header:
            return draw(self._columns(width), width, self._look)
        place = self._top + y - self._header
        strip = self._strips.get(place)
        if strip is not None and strip.cell_length == width:
            return strip
        row = self._row(place, width)
        if row is None:
            self._want()
            return draw((), width, self._look)
        strip = draw(row, width, self._look, "text/surf" if place == self._cursor else "text")
        if place < self._count:
            self._strips[place] = strip
        return strip

    def _want(self) -> None:
        first = max(1, self._top + 1 - PAGE // 4)
        last = min(self._count, first + PAGE + self._room())
        if self._asked != (first, last):
            self._asked = (first, last)
            # Not from here: drawing is the screen's doing, and a message the screen made ends at the screen.
            self.call_later(lambda: self.post_message(self.Wanted(first, last)))

    def _time_width(self) -> int:
        return 9 if self._other_days else 8

    def _columns(self, width: int) -> Row:
        if width < NARROW:
            return (("timeline", "muted"),)
        by = width >= 100
        head = f"{left('UTC', self._time_width())} {left('what', 11)}"
        tail = (f"{left('by', 8)} " if by else "") + right("#", max(4, len(str(self._count))))
        return ((head, "muted"), (" " * max(0, width - len(head) - len(tail)), "text"), (tail, "muted"))

    def _row(self, place: int, width: int) -> Row | None:
        if place >= self._count:
            index = place - self._count
            return self._pending_row(self._pending[index], width) if index < len(self._pending) else ()
        record = self._records.get(place + 1)
        if record is None:
            return None
        incident, now = self._incident, self._now()
        said = describe(record, incident, now)
        sign, sign_style = self._look.sign(LINE_SIGNS[said.sign])
        notes = marks(record, incident)
        noted = late(record, incident, now)
        tone = _TONES.get(said.tone, "text")
        return self._line(
            width,
            place,
            moment(happened(record, incident), now),
            (sign, sign_style),
            (said.word, "bad+b" if said.tone == "bad" else "muted"),
            (said.text, tone),
            [f" [{visible(note)}]" for note in notes],
            f"{'‹' if self._look.glyphs else '<'} {noted}" if noted else "",
            visible(record.by),
            str(record.seq),
        )

    def _pending_row(self, line: Pending, width: int) -> Row:
        sign = LINE_SIGNS["unsaved" if line.reason else "saving"]
        word = ("NOT SAVED" if line.reason else "saving", sign.role)
        reason = [f" ({visible(line.reason)})"] if line.reason else []
        return self._line(
            width,
            -1,
            moment(line.at, self._now()),
            self._look.sign(sign),
            word,
            (line.words, "text"),
            reason,
            "",
            line.by,
            "",
        )

    def _line(
        self,
        width: int,
        place: int,
        at: str,
        sign: Part,
        word: Part,
        text: Part,
        notes: list[str],
        noted: str,
        by: str,
        seq: str,
    ) -> Row:
        ground = "/surf" if place == self._cursor and place >= 0 else ""
        by_width = 9 if width >= 100 else 0
        seq_width = max(4, len(str(self._count)))
        front: Row = (
            (left(at, self._time_width()), "muted" + ground),
            (" ", "text" + ground),
            (sign[0], sign[1] + ground),
            (" ", "text" + ground),
            (left(word[0], max(9, len(word[0]) + 1)), word[1] + ground),
        )
        if width < NARROW:
            front, seq, seq_width = front[2:4], "", 0
        room = width - width_of(front) - by_width - seq_width - 1
        tail: list[Part] = [(note, "muted" + ground) for note in notes]
        if noted:
            tail += [(" ", "text" + ground), (noted, "muted+u" + ground)]
        behind = sum(cell_len(t) for t, _ in tail)
        if behind > room // 2:
            tail = list(fit(tuple(tail), room // 2))
            behind = sum(cell_len(t) for t, _ in tail)
        shown = cut(visible(text[0][: 4 * width]), room - behind)
        body: Row = ((shown, text[1] + ground), *tail)
        filled = " " * max(0, room - width_of(body))
        end: Row = ((left(by, 8) + " ", "muted" + ground),) if by_width else ()
        return (*front, *body, (filled + " ", "text" + ground), *end, (right(seq, seq_width), "muted" + ground))

    # Moving.

    def _move_top(self, top: int) -> None:
        top = max(0, min(top, self._end()))
        self.following = top >= self._end()
        if top != self._top:
            self._top = top
            self._redraw()
        else:
            self.post_message(self.Scrolled())

    def _set_cursor(self, place: int) -> None:
        self._cursor = max(0, min(place, self._total() - 1))
        if self._cursor < self._top:
            self._move_top(self._cursor)
        elif self._cursor >= self._top + self._room():
            self._move_top(self._cursor - self._room() + 1)
        self._redraw()

    def move_cursor(self, by: int) -> None:
        """Go down so many lines, up where negative, as far as there are any."""
        self._set_cursor((self._cursor if self._cursor is not None else self._top) + by)

    @property
    def current(self) -> Record | None:
        """The line under the cursor; None where there is none, or it is still on its way."""
        return None if self._cursor is None else self._records.get(self._cursor + 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._move_top(self._top - 3)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._move_top(self._top + 3)

    def on_click(self, event: events.Click) -> None:
        place = self._top + event.y - self._header
        if event.y >= self._header and place < self._total():
            self._set_cursor(place)
