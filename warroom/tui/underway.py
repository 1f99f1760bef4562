"""Lines on their way into the journal, the last that arrived, and whether the journal answers at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.words import DUTY
from warroom.journal.ids import id_in
from warroom.tui.look import Row
from warroom.tui.panels import reading as words
from warroom.tui.panels.timeline_row import Pending

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp


class Sent(Pending, frozen=True):
    """A line that was handed over; `recorded_as` is the id by which its stream will know it."""

    recorded_as: str = ""


class Underway:
    """What was handed to the journal thread and is not known to be durable; the app repaints after every call."""

    def __init__(self, app: "WarroomApp") -> None:
        self._app = app
        self.pending: list[Sent] = []
        self.journal_trouble = ""
        self.trouble_since: datetime | None = None
        self._lasting = False
        self._saved: tuple[int, datetime] | None = None

    def sent(self, intent: Intent, line: str) -> None:
        """The line is on its way: the last row of the timeline, without a number."""
        app = self._app
        at = intent.at or app.room_clock.now()
        stream = DUTY if isinstance(intent, i.ON_DUTY) else app.stream
        # The journal thread writes a pause on duty as well, under an id of its own in either stream.
        in_two = isinstance(intent, i.PauseCheck) and not app.incident.is_drill
        recorded_as = id_in(intent.id, app.stream) if in_two else intent.id
        line_sent = Sent(intent.id, line, at, app.me, stream, as_typed=intent.as_typed, recorded_as=recorded_as)
        self.pending.append(line_sent)
        self.show_pending()

    def heard(self, records: Sequence[Record]) -> None:
        """Records came in: a line of ours among them is not on its way any more."""
        arrived = {record.id for record in records}
        self.pending = [line for line in self.pending if line.recorded_as not in arrived]
        self.show_pending()

    def kept(self, intent: Intent, records: Sequence[Record]) -> None:
        """It is on disk."""
        self._drop(intent.id)
        self.well()
        if records and records[-1].stream != DUTY:
            self._saved = (records[-1].seq, records[-1].noted_at)
        self.show_pending()

    def waits(self, intent: Intent, reason: str) -> None:
        """It could not be written: the row stays with its reason, and is tried again."""
        self.trouble(reason, lasting=False)
        self.pending = [msgspec.structs.replace(p, reason=reason) if p.id == intent.id else p for p in self.pending]
        self.show_pending()

    def refused(self, intent: Intent) -> str:
        """It will never be written; returns its line, "" where it is not known."""
        line = next((line.text for line in self.pending if line.id == intent.id), "")
        self._drop(intent.id)
        self.show_pending()
        return line

    def trouble(self, reason: str, *, lasting: bool) -> None:
        """The journal could not be written or read; said on the ledge until it can."""
        self._lasting = self._lasting or lasting
        self.journal_trouble = self.journal_trouble or reason
        self.trouble_since = self.trouble_since or self._app.clock.now()

    def well(self, *, accepted: bool = False) -> None:
        """The journal answers again; damage stays said until what is there was accepted."""
        self._lasting = self._lasting and not accepted
        if not self._lasting:
            self.journal_trouble, self.trouble_since = "", None

    @property
    def saved_at(self) -> datetime | None:
        """When the last line of this terminal was written, None before the first."""
        return self._saved[1] if self._saved else None

    def show_pending(self) -> None:
        """The lines on their way stand at the end of the incident they were typed in."""
        here = [line for line in self.pending if line.stream == self._app.stream and not self._app.replaying.on]
        self._app.board.timeline.show_pending(here)

    def acknowledgement(self, *, short: bool) -> Row:
        """What is on disk, or is not yet."""
        glyphs = self._app.look.glyphs
        waiting = [line for line in self.pending if line.reason]
        if self.journal_trouble or waiting:
            count = f" {len(waiting)}" if waiting else ""
            return ((f"{'✗' if glyphs else 'x'} NOT SAVED", "bad+b"), (count, "muted"))
        if self.pending:
            return (("= saving", "muted"),)
        if self._saved is None:
            return ()
        seq, at = self._saved
        return words.saved(seq, at, self._app.room_clock.now(), "✓" if glyphs else "+", short=short)

    def _drop(self, intent_id: str) -> None:
        self.pending = [line for line in self.pending if line.id != intent_id]
