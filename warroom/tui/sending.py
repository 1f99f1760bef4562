"""The outbox of this terminal, as the journal thread tends it between its other jobs."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from warroom.errors import JournalError
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.state import Accepted

if TYPE_CHECKING:
    from warroom.journal.live import Live
    from warroom.room import Room
    from warroom.tui.app import WarroomApp
    from warroom.updates.outbox import Outbox
    from warroom.updates.sending import Answer, Message, Way

RETRY_S = 2.0
ELSEWHERE_S = 1.0
"""How often rooms that were left with something unsent are looked at."""
LEAVING_S = 3.0
"""How long leaving waits for an answer that is under way."""

Ways = Callable[[Mapping[str, Accepted]], "Sequence[Way]"]


class Sending:
    """Made with the journal; nothing is imported before an update waits.

    What waits in a room goes on when the room is left: `read` opens it anew, for nobody to look at.
    """

    def __init__(
        self,
        live: "Live",
        terminal: str,
        ways: Ways,
        write: Callable[[str, Intent], list[Record]],
        read: "Callable[[str], Room]",
    ) -> None:
        self._live = live
        self._key = f"{terminal or 'no terminal'}:{os.urandom(3).hex()}:{os.getpid()}"
        self._ways = ways
        self._write = write
        self._read = read
        self._waiting: dict[str, Room | None] = {}
        self._elsewhere_at = 0.0
        self._outbox: Outbox | None = None
        self._known: tuple[Mapping[str, Accepted], Sequence[Way]] | None = None
        self._again_at = 0.0
        self.trouble = False

    def tend(self, room: "Room | None", accepted: Mapping[str, Accepted], me: str) -> None:
        """Take the next step of what waits in this room, and write what was answered. Raises JournalError."""
        waits = room is not None and bool(room.incident.unsent) and not room.incident.is_drill and room.imported is None
        if room is not None and waits:
            self._waiting[room.stream] = None
        elif room is not None:
            self._waiting.pop(room.stream, None)
        if not (self._waiting or (self._outbox and self._outbox.flying)):
            # Another terminal may have sent it: what could not be written here is nobody's trouble any more.
            self.trouble = False
            return
        if time.monotonic() < self._again_at:
            return
        try:
            self._begun().tend(room, self._ways_by(accepted), me)
            self._tend_elsewhere(room.stream if room is not None else "", accepted, me)
            self.trouble = False
        except JournalError:
            self._again_at = time.monotonic() + RETRY_S
            self.trouble = True
            raise

    def _tend_elsewhere(self, here: str, accepted: Mapping[str, Accepted], me: str) -> None:
        """The same for rooms that were left while something waited there."""
        left = [stream for stream in self._waiting if stream != here]
        if not left or time.monotonic() < self._elsewhere_at:
            return
        self._elsewhere_at = time.monotonic() + ELSEWHERE_S
        for stream in left:
            room = self._waiting[stream] = self._waiting[stream] or self._read(stream)
            room.catch_up()
            self._begun().tend(room, self._ways_by(accepted), me)
            if not any(one.waits or one.state == "trying" for one in room.incident.unsent):
                del self._waiting[stream]

    def _act(self, stream: str, intent: Intent) -> list[Record]:
        """Into the room that is tended: what it became is looked up there."""
        left = self._waiting.get(stream)
        return left.act(intent) if left is not None else self._write(stream, intent)

    def finish(self) -> None:
        """This terminal is left."""
        if self._outbox is not None:
            self._outbox.finish(LEAVING_S)

    def _begun(self) -> "Outbox":
        from warroom.checks.net.network import on_network
        from warroom.updates.outbox import Outbox

        if self._outbox is None:
            self._outbox = Outbox(self._live, self._key, on_network, self._act)
        return self._outbox

    def _ways_by(self, accepted: Mapping[str, Accepted]) -> "Sequence[Way]":
        """The ways out of the settings; asked for anew once another file was accepted."""
        if self._known is None or self._known[0] is not accepted:
            self._known = (accepted, self._ways(accepted))
        return self._known[1]


def ways_of(app: "WarroomApp") -> Ways:
    """The ways out that this terminal has, its clipboard among them."""

    def copied(message: "Message") -> "Answer":
        from warroom.tui.copying import copy_text
        from warroom.updates.sending import Answer

        said, failed = app.call_from_thread(copy_text, app, message.text, f"update {message.n}")
        return Answer("refused" if failed else "sent", said if failed else "")

    def ways(accepted: Mapping[str, Accepted]) -> "Sequence[Way]":
        from warroom.updates.sending import ways_in

        return ways_in(app.settings, accepted, copied)

    return ways


def names_of(app: "WarroomApp") -> tuple[tuple[str, str], ...]:
    """The ways out that may be used, and the channel of each, as the entry line knows them."""
    from warroom.updates.sending import unused

    if not app.settings.senders or unused(app.settings, app.allowed.accepted):
        return ()
    return tuple((sender.name, sender.channel) for sender in app.settings.senders)
