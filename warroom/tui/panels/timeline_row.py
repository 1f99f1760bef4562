"""One row of the timeline: time, sign, kind, words, who, number; and the line that is on its way."""

from datetime import datetime

import msgspec
from rich.cells import cell_len

from warroom.incident.facts import Record
from warroom.incident.state import Incident
from warroom.report.lines import describe, happened, late, marks
from warroom.report.words import moment
from warroom.secrets import mask
from warroom.text import visible
from warroom.tui.content import cut, fit, left, right, under, width_of
from warroom.tui.look import LINE_SIGNS, Look, Part, Row

NARROW = 32
_BY_FROM = 100
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


class Columns(msgspec.Struct, frozen=True):
    """The widths of a timeline's columns, in cells; `dated` where a line is of another day."""

    width: int
    numbers: int
    dated: bool
    look: Look
    now: datetime

    @property
    def _time(self) -> int:
        return 9 if self.dated else 8

    @property
    def _by(self) -> int:
        return 9 if self.width >= _BY_FROM else 0

    @property
    def _number(self) -> int:
        return max(4, len(str(self.numbers)))

    def heads(self) -> Row:
        """The row that names the columns."""
        if self.width < NARROW:
            return (("timeline", "muted"),)
        head = f"{left('UTC', self._time)} {left('what', 11)}"
        tail = (f"{left('by', 8)} " if self._by else "") + right("#", self._number)
        return ((head, "muted"), (" " * max(0, self.width - len(head) - len(tail)), "text"), (tail, "muted"))

    def record(self, record: Record, incident: Incident, *, here: bool) -> Row:
        """A record in its newest version; on raised ground under the cursor."""
        said = describe(record, incident, self.now)
        noted = late(record, incident, self.now)
        row = self._row(
            moment(happened(record, incident), self.now),
            self.look.sign(LINE_SIGNS[said.sign]),
            (said.word, "bad+b" if said.tone == "bad" else "muted"),
            (said.text, _TONES.get(said.tone, "text")),
            [f" [{visible(note)}]" for note in marks(record, incident)],
            f"{'‹' if self.look.glyphs else '<'} {noted}" if noted else "",
            visible(record.by),
            str(record.seq),
        )
        return under(row, here)

    def pending(self, line: Pending) -> Row:
        """A line that is not recorded yet."""
        sign = LINE_SIGNS["unsaved" if line.reason else "saving"]
        return self._row(
            moment(line.at, self.now),
            self.look.sign(sign),
            ("NOT SAVED" if line.reason else "saving", sign.role),
            (line.words, "text"),
            [f" ({visible(line.reason)})"] if line.reason else [],
            "",
            line.by,
            "",
        )

    def _row(self, at: str, sign: Part, word: Part, text: Part, notes: list[str], noted: str, by: str, seq: str) -> Row:
        number = self._number
        front: Row = (
            (left(at, self._time), "muted"),
            (" ", "text"),
            sign,
            (" ", "text"),
            (left(word[0], max(9, len(word[0]) + 1)), word[1]),
        )
        if self.width < NARROW:
            front, seq, number = front[2:4], "", 0
        room = self.width - width_of(front) - self._by - number - 1
        tail: list[Part] = [(note, "muted") for note in notes]
        if noted:
            tail += [(" ", "text"), (noted, "muted+u")]
        behind = sum(cell_len(words) for words, _ in tail)
        if behind > room // 2:
            tail = list(fit(tuple(tail), room // 2))
            behind = sum(cell_len(words) for words, _ in tail)
        body: Row = ((cut(visible(text[0][: 4 * self.width]), room - behind), text[1]), *tail)
        filled = " " * max(0, room - width_of(body))
        end: Row = ((left(by, 8) + " ", "muted"),) if self._by else ()
        return (*front, *body, (filled + " ", "text"), *end, (right(seq, number), "muted"))
