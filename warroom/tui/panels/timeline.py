"""The timeline: the journal itself, a window at a time. It follows its tail until somebody scrolls."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, Incident
from warroom.report.matching import Filter
from warroom.report.words import number, plural
from warroom.text import visible
from warroom.tui.content import cut
from warroom.tui.lines import Box, draw
from warroom.tui.look import Look, Part, Row
from warroom.tui.panels.listing import Hits, Listing
from warroom.tui.panels.timeline_row import Columns, Pending

KEPT = 1000
PAGE = 200
FEW_ROWS = 3


class Timeline(Widget, can_focus=True, inherit_css=False):
    """Rows are the listed records, then the lines on their way. Only a window of records is held."""

    DEFAULT_CSS = "Timeline { width: 100%; height: 100%; }"

    class Wanted(Message):
        """These records are in view and not at hand."""

        def __init__(self, seqs: Sequence[int]) -> None:
            super().__init__()
            self.seqs = seqs

    class Scrolled(Message):
        """What is in view changed, so the border's words may."""

    class Stale(Message):
        """A correction may have changed which records match."""

    def __init__(self, *, look: Look, now: Callable[[], datetime], id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._look = look
        self._now = now
        self._records: OrderedDict[int, Record] = OrderedDict()
        self._incident: Incident = EMPTY
        self._pending: tuple[Pending, ...] = ()
        self.listing = Listing()
        self.hits = Hits()
        self._top = 0
        self._cursor: int | None = None
        self._mark: int | None = None
        self._asked: Sequence[int] = ()
        self._other_days = False
        self._day: date | None = None
        self._strips: dict[int, Strip] = {}
        self.following = True
        self.still = False
        """Whether the past is shown: its newest line stands out, and only what reads is named."""
        self.company: tuple[str, ...] = ()

    # What is shown.

    def enter(self, incident: Incident, tail: Sequence[Record]) -> None:
        """Show another stream from its end."""
        self._records.clear()
        self._other_days = False
        self._pending = ()
        self._cursor = self._mark = None
        self._asked = ()
        self.following = True
        self._incident = incident
        self.listing.enter(incident.seq)
        self.hits.begin(None)
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
        before = len(self.listing)
        self._incident = incident
        self.listing.count = max(self.listing.count, incident.seq)
        self._remember(records)
        for held in (self.listing, self.hits):
            if held.wanted is not None:
                held.add(self._matching(held.wanted, records), whole=False)
        if corrected:
            self._strips.clear()
            if self.listing.wanted or self.hits.wanted:
                self.post_message(self.Stale())
        self._settle(before, redraw=corrected)

    def _matching(self, wanted: Filter, records: Sequence[Record]) -> list[int]:
        now = self._now()
        return [record.seq for record in records if wanted.match(record, self._incident, now)]

    def put_window(self, records: Sequence[Record]) -> None:
        """The records that were asked for."""
        self._remember(records)
        self._asked = ()
        self._redraw()

    def narrow(self, wanted: Filter | None) -> None:
        """List only what matches; None lists all again, where the cursor was."""
        seq = self.listing.seq(self._cursor) if self._cursor is not None else 0
        self.listing.narrow(wanted)
        self._mark = None
        if wanted is None and seq:
            self._cursor = self.listing.place(seq)
            self._move_top(self._cursor - self._room() // 2)
        else:
            self._cursor = None
            self.following = True
            self._top = self._end()
        self._redraw()

    def matched(self, seqs: Sequence[int], *, whole: bool) -> None:
        """More that the filter found."""
        before = len(self.listing)
        self.listing.add(seqs, whole=whole)
        self._settle(before, redraw=True)

    def go_to(self, seq: int) -> None:
        """Put the cursor on a record, or on the next one listed."""
        self._set_cursor(self.listing.place(seq))

    def next_hit(self, step: int) -> int:
        """Go to the next hit of the search, the one before where `step` is negative; its number, 0 without any."""
        here = self.listing.seq(self._cursor) if self._cursor is not None else self._incident.seq + 1
        seq = self.hits.after(here, step)
        if seq:
            self.go_to(seq)
        return seq

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
        listing = self.listing
        parts: list[Part] = [("timeline", "title"), (" ─ ", "line"), (plural(listing.count, "line"), "text")]
        if listing.wanted is not None:
            found = f"{number(len(listing))}{'' if listing.whole else ' so far'} of {plural(listing.count, 'line')}"
            parts[2] = (found, "text")
            parts.append((f"  only {cut(visible(listing.wanted.text), 40)}", "soon"))
            parts.append(("  /filter: all", "muted"))
        if self._incident.back_dated:
            parts.append((f"  {number(self._incident.back_dated)} back-dated", "muted"))
        waiting = sum(bool(line.reason) for line in self._pending)
        if waiting:
            parts.append((f"  {waiting} not saved", "bad+b"))
        if self.company and not self.still:
            parts.append((f"  with {visible(', '.join(self.company))}", "muted"))
        return tuple(parts)

    def foot(self) -> Row:
        """What the bottom border says: the search, and how many newer lines are below."""
        hits, parts = self.hits, []
        if self._mark is not None:
            parts.append((f"{plural(len(self.marked), 'line')} marked, y copies  ", "title"))
        if hits.wanted is not None:
            here = hits.number(self.listing.seq(self._cursor)) if self._cursor is not None else 0
            of = f"{number(len(hits.seqs))}{'' if hits.whole else ' so far'}"
            parts.append((f"{f'{number(here)} of ' if here else ''}{of}: {cut(visible(hits.wanted.text), 24)}", "text"))
            parts.append(("  n N  " if self.has_focus else "  ", "muted"))
        below = self._total() - self._top - self._room()
        if not self.following and below > 0:
            parts.append((f"{number(below)} newer below ▾", "focus+b"))
        elif self.has_focus:
            keys = "Enter open  y copy" if self.still else "Enter open  / find  f filter  a amend  y copy"
            parts.append((keys, "muted"))
        elif not parts and not self.still:
            parts.append(("all kinds" if self.listing.wanted is None else "/filter alone: all", "muted"))
        return tuple(parts)

    def scroll_page(self, pages: int) -> None:
        """PgUp and PgDn, also from the entry line."""
        by = pages * max(1, self._room() - 1)
        if self._cursor is None:
            self._move_top(self._top + by)
        else:
            self.move_cursor(by)

    def scroll_to_end(self) -> None:
        """Back to the newest line."""
        self._cursor = self._mark = None
        self._move_top(self._end())

    def at_hand(self, most: int) -> list[Record]:
        """The newest records, at most so many, as far as they are held without a gap."""
        found: list[Record] = []
        for seq in range(self._incident.seq, max(0, self._incident.seq - most), -1):
            if seq not in self._records:
                break
            found.append(self._records[seq])
        return found[::-1]

    @property
    def _pointed(self) -> int | None:
        """The place that stands out: the cursor's, or what is new in the past that is shown."""
        return self._total() - 1 if self.still and self._cursor is None and self._total() else self._cursor

    @property
    def top(self) -> int:
        """The first row in view, from 0."""
        return self._top

    # Drawing.

    def _total(self) -> int:
        return len(self.listing) + len(self._pending)

    @property
    def _header(self) -> int:
        """The row that names the columns; where there are few rows, a line is worth more."""
        return 1 if self.size.height > FEW_ROWS else 0

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
        listed = len(self.listing)
        if self.following and self._end() != self._top:
            self._top = self._end()
            redraw = True
        if redraw or before == listed or self.still:
            self._redraw()
            return
        first = before - self._top + self._header
        fresh = [y for y in range(first, first + self._total() - before + 1) if self._header <= y < self.size.height]
        if fresh:
            self.refresh(Region(0, fresh[0], self.size.width, len(fresh)))
        self.post_message(self.Scrolled())

    def _redraw(self) -> None:
        if isinstance(self.parent, Box):
            pointed = self._pointed
            here = -1 if pointed is None else pointed - self._top + self._header
            self.parent.raise_rows({here: True} if self._header <= here < self.size.height else {})
        self._strips.clear()
        self.refresh()
        self.post_message(self.Scrolled())

    def on_resize(self) -> None:
        if self.following:
            self._top = self._end()
        self._redraw()

    def on_focus(self) -> None:
        if self._cursor is None:
            self._cursor = self._total() - 1 if self.following else self._top
        self._redraw()

    def on_blur(self) -> None:
        self._cursor = self._mark = None
        self._redraw()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y < self._header:
            return draw(self._columns().heads(), width, self._look)
        place = self._top + y - self._header
        strip = self._strips.get(place)
        if strip is not None and strip.cell_length == width:
            return strip
        row = self._row(place)
        if row is None:
            self._want()
            return draw((), width, self._look)
        strip = draw(row, width, self._look, "text/surf" if self._lies_under(place) else "text")
        if place < len(self.listing):
            self._strips[place] = strip
        return strip

    def _want(self) -> None:
        seqs = self.listing.some(self._top - PAGE // 4, PAGE + self._room())
        if self._asked != seqs:
            self._asked = seqs
            # Not from here: drawing is the screen's doing, and a message the screen made ends at the screen.
            self.call_later(lambda: self.post_message(self.Wanted(seqs)))

    def _columns(self) -> Columns:
        return Columns(self.size.width, self.listing.count, self._other_days, self._look, self._now())

    def _row(self, place: int) -> Row | None:
        listed = len(self.listing)
        if place >= listed:
            index = place - listed
            return self._columns().pending(self._pending[index]) if index < len(self._pending) else ()
        record = self._records.get(self.listing.seq(place))
        return None if record is None else self._columns().record(record, self._incident, here=self._lies_under(place))

    def _lies_under(self, place: int) -> bool:
        """Whether the cursor is there, or it is marked."""
        if self._mark is None or self._cursor is None:
            return place == self._pointed
        return min(self._mark, self._cursor) <= place <= max(self._mark, self._cursor)

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

    def mark(self) -> None:
        """Begin to mark lines where the cursor is, or end it."""
        self._mark = self._cursor if self._mark is None else None
        self._redraw()

    @property
    def current(self) -> Record | None:
        """The line under the cursor; None where there is none, or it is still on its way."""
        return None if self._cursor is None else self._records.get(self.listing.seq(self._cursor))

    @property
    def marked(self) -> list[Record]:
        """The lines that are marked, else the one under the cursor; as many of them as are at hand."""
        if self._cursor is None:
            return []
        other = self._cursor if self._mark is None else self._mark
        places = range(min(other, self._cursor), max(other, self._cursor) + 1)
        found = (self._records.get(self.listing.seq(place)) for place in places)
        return [record for record in found if record is not None]

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
