"""The outbox of one terminal: intention, attempt, outcome, each on the record before the next.

An update is claimed in a transaction before a byte of it goes out, and a lease beside the journal says that whoever
claimed it still lives. A claim whose lease has lapsed tells nobody how it ended: then it is unknown, and not repeated
unless the other side tells a repeat.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime

from warroom.errors import JournalError, Refused, WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import Record, UpdateAttempted
from warroom.incident.intents import Intent
from warroom.incident.state import changed
from warroom.incident.update import Update
from warroom.journal.ids import new_id
from warroom.journal.live import Live
from warroom.room import Room
from warroom.updates.plan import message, outcome, plan
from warroom.updates.sending import Answer, Message, Way, way_named

LEASE_S = 10.0
RENEW_S = 2.0
LIMIT_S = 150.0
"""Longer than any way out takes by its own limits."""
LOST_S = 3.0
"""How long a claim is without a lease before it is given up for lost."""
LOST_TO_OTHERS_S = 9.0
"""The same where no way of this name is known here: somebody who knows it can say whether it may be repeated."""
RETRY_S = 2.0
NETWORK_S = 1.0
_LOCAL = ("file", "clipboard")
_HERE = ("localhost", "127.", "[::1]")


class Flight:
    """An update that this terminal is sending."""

    def __init__(self, room: Room, update: Update, scope: str, way: Way, by: str) -> None:
        self.stream = room.stream
        self.now: Callable[[], datetime] = room.now
        self.n = update.n
        self.attempt = update.attempts
        self.scope = scope
        self.way = way
        self.by = by
        self.renew_at = 0.0
        self.write_at = 0.0
        self.answer: Answer | None = None
        self.outcome: i.AnswerUpdate | None = None


Write = Callable[[str, Intent], list[Record]]
"""An intent into a stream. Raises WarroomError."""


class Outbox:
    """Sends what waits in a room; only the thread that owns the journal calls it.

    `key` names this terminal among the others of the journal. Nothing of a drill ever leaves, nor of what was imported.
    """

    def __init__(
        self,
        live: Live,
        key: str,
        connected: Callable[[], bool],
        write: Write,
        start: Callable[[Flight, Message], object] | None = None,
    ) -> None:
        self._start = start or _start
        self._live = live
        self._key = key
        self._connected = connected
        self._write = write
        self._flights: list[Flight] = []
        self._unheld: dict[tuple[str, int, int], float] = {}
        self._cut: set[tuple[str, int]] = set()
        self._online = True
        self._looked_at = 0.0

    @property
    def flying(self) -> bool:
        """Whether something is being sent, or its outcome is not yet written."""
        return bool(self._flights)

    def tend(self, room: Room | None, ways: Sequence[Way], me: str, hurry: Collection[int] = ()) -> None:
        """Write the outcomes that are there, and take the next steps of this room's updates; see `plan` for `hurry`.

        Raises JournalError where a step could not be written; it is taken again next time.
        """
        self._tend_flights()
        if room is None or not me or room.incident.is_drill or room.imported is not None:
            return
        unsent = room.incident.unsent
        if not unsent:
            return
        self._give_up_lost(room, unsent, ways, me)
        self._look_at_network()
        self._take_steps(room, ways, me, hurry)

    def _take_steps(self, room: Room, ways: Sequence[Way], me: str, hurry: Collection[int]) -> None:
        cut = {n for stream, n in self._cut if stream == room.stream}
        planned = plan(room.incident, room.now(), me, {*hurry, *(cut if self._online else ())})
        for n, newer in planned.superseded:
            self._ask(room, i.SupersedeUpdate(n=n, by_n=newer, by=me))
        for n in planned.due:
            update = room.incident.update(n)
            way = way_named(ways, update.way) if update else None
            if way is not None and (self._online or n in hurry or n not in cut):
                self._claim(room, n, way, me)

    def _look_at_network(self) -> None:
        now = time.monotonic()
        if now >= self._looked_at + NETWORK_S:
            self._looked_at = now
            self._online = self._connected()

    def _ask(self, room: Room, intent: Intent) -> list[Record]:
        """What another terminal came to first is refused, and was meant by nobody here."""
        try:
            return self._write(room.stream, intent)
        except JournalError:
            raise
        except WarroomError:
            return []

    # An attempt.

    def _scope(self, room: Room, n: int) -> str:
        return f"send:{room.stream}:{n}"

    def _claim(self, room: Room, n: int, way: Way, me: str) -> None:
        scope = self._scope(room, n)
        if not self._live.claim(scope, self._key, LEASE_S):
            return
        made: list[Record] = []
        try:
            made = self._ask(room, i.ClaimUpdate(n=n, by=me))
        finally:
            if not made:
                self._live.release(scope, self._key)
        update = room.incident.update(n)
        claimed = [record.fact for record in made if isinstance(record.fact, UpdateAttempted)]
        if update is None or not claimed:
            return
        self._cut.discard((room.stream, n))
        flight = Flight(room, update, scope, way, me)
        self._flights.append(flight)
        sent = message(room.incident, update)
        self._start(flight, sent)

    def _tend_flights(self) -> None:
        now = time.monotonic()
        for flight in list(self._flights):
            if now >= flight.renew_at:
                flight.renew_at = now + RENEW_S
                self._live.claim(flight.scope, self._key, LEASE_S)
            if flight.answer is not None and now >= flight.write_at:
                self._land(flight, flight.answer)

    def _land(self, flight: Flight, answer: Answer) -> None:
        """Write how it ended; until that is durable it is tried again, under the same id."""
        if flight.outcome is None:
            ended = outcome(flight.n, flight.attempt, answer, flight.now(), repeats_safely=flight.way.repeats_safely)
            flight.outcome = changed(ended, id=new_id(), by=flight.by)
        flight.write_at = time.monotonic() + RETRY_S
        # Somebody may have said meanwhile how it ended.
        with suppress(Refused):
            self._write(flight.stream, flight.outcome)
        if answer.outcome == "later" and _far(flight.way) and not self._connected():
            # On no network it is not tried over and over: once there is one again, it goes at once.
            self._cut.add((flight.stream, flight.n))
            self._online = False
        self._flights.remove(flight)
        self._live.release(flight.scope, self._key)

    def finish(self, wait_s: float) -> None:
        """The terminal is left: wait a little for what is under way, and say of the rest that nobody knows."""
        until = time.monotonic() + wait_s
        while any(flight.answer is None for flight in self._flights) and time.monotonic() < until:
            time.sleep(0.02)
        for flight in list(self._flights):
            with suppress(JournalError):
                self._land(flight, flight.answer or Answer("unknown", "the terminal was left before it was answered"))

    # Claims of terminals that have ended.

    def _give_up_lost(self, room: Room, unsent: Sequence[Update], ways: Sequence[Way], me: str) -> None:
        now = time.monotonic()
        flying = {(flight.stream, flight.n) for flight in self._flights}
        unheld = {known: since for known, since in self._unheld.items() if known[0] != room.stream}
        for update in unsent:
            known = (room.stream, update.n, update.attempts)
            if update.state != "trying" or known[:2] in flying or self._live.holder(self._scope(room, update.n)):
                continue
            way = way_named(ways, update.way)
            since = unheld[known] = self._unheld.get(known, now)
            if now - since >= (LOST_S if way else LOST_TO_OTHERS_S):
                lost = Answer("unknown", f"the terminal of {update.tried_by} ended before it could tell")
                safe = way is not None and way.repeats_safely
                ended = outcome(update.n, update.attempts, lost, room.now(), repeats_safely=safe)
                self._ask(room, changed(ended, by=me))
        self._unheld = unheld


def _far(way: Way) -> bool:
    """Whether it leads off this machine."""
    return way.kind not in _LOCAL and not any(here in way.target for here in _HERE)


def _start(flight: Flight, sent: Message) -> None:
    try:
        threading.Thread(target=_fly, args=(flight, sent), name=f"send {flight.n}", daemon=True).start()
    except RuntimeError:
        # It was claimed already, and not a byte of it went out.
        flight.answer = Answer("later", "this machine has no room for another thread")


def _fly(flight: Flight, sent: Message) -> None:
    """Send it once, in a thread of its own. Whatever happens there is an answer."""

    async def go() -> None:
        # Before the loop is closed: that may wait for a name server that does not answer.
        flight.answer = await _sent(flight.way, sent)

    try:
        asyncio.run(go())
    finally:
        flight.answer = flight.answer or Answer("unknown", "sending was broken off")


async def _sent(way: Way, sent: Message) -> Answer:
    try:
        return await asyncio.wait_for(way.send(sent), LIMIT_S)
    except TimeoutError:
        return Answer("unknown", f"no answer within {LIMIT_S:.0f} s")
    except Exception as error:  # noqa: BLE001  a fault of a sender must not leave a claim that nobody answers
        return Answer("unknown", f"sending by {way.name} failed: {type(error).__name__}")
