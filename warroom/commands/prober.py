"""`warroom check --watch`: the checks asked with no screen for as long as it runs, each turn recorded and a line."""

import math
import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from warroom import wiring
from warroom.checks.acceptance import sources, stand, waits_said
from warroom.checks.model import Transition
from warroom.checks.watch import Watcher, terminal_name
from warroom.commands import check, opening
from warroom.commands.signals import Ended, ended_by_signals
from warroom.commands.speak import as_json, out, tell
from warroom.errors import EXIT_DONE, EXIT_NOT_WRITTEN, Damaged, JournalError, WarroomError
from warroom.incident.facts import CheckChanged, CheckPaused, Record
from warroom.incident.state import Incident
from warroom.incident.words import DUTY
from warroom.journal.faults import in_few
from warroom.journal.record import stamp
from warroom.playbook.model import Check
from warroom.report.words import plural
from warroom.room import Room
from warroom.settings import Settings
from warroom.text import visible
from warroom.turns import Turns
from warroom.wiring import House

LOOK_S = 0.25
RETRY_S = 2.0
JOIN_S = 6.0
KEPT = 1000
"""Turns of our own that are remembered until the record tells of them."""


def watch(settings: Settings, names: Sequence[str], format_: str) -> int:
    """Ask until a signal comes; `names` choose whose turns are printed, and all are asked."""
    check.allowed(settings, names)
    with opening.house(settings) as house, suppress(BrokenPipeError):
        vigil: Vigil | None = None
        try:
            with ended_by_signals():
                try:
                    vigil = Vigil(house, names, format_)
                    vigil.run()
                finally:
                    if vigil is not None:
                        vigil.end()
        except Ended as ended:
            return EXIT_NOT_WRITTEN if vigil is not None and vigil.unwritten else ended.exit_code
    return EXIT_DONE


class Vigil:
    """One prober without a screen. The journal is this thread's; what the prober's own thread says comes by a queue."""

    def __init__(self, house: House, names: Sequence[str], format_: str) -> None:
        self._house = house
        self._names = frozenset(names)
        self._json = format_ == "json"
        self._loaded = wiring.playbook(house.settings)
        self._duty = house.room(DUTY)
        self._heard: queue.Queue[Callable[[], None]] = queue.Queue()
        self._turns = Turns(house.journal, house.live, house.directory, self._room_of)
        self._told: deque[tuple[str, str, datetime]] = deque(maxlen=KEPT)
        self._waits: frozenset[str] = frozenset()
        self._changed = -1
        self._retry_at = 0.0
        self._trouble = ""
        self._asks = ""
        self._duty.subscribe(self._recorded)
        self._watcher = Watcher(
            house.journal.path,
            DUTY,
            self._asked(),
            house.clock,
            lambda _scope, turn: self._heard.put(partial(self._turned, turn)),
            lambda _scope, on, since: self._heard.put(partial(self._begun, on, since)),
            lambda error: self._heard.put(partial(_broken, error)),
            lambda: self._duty.incident.checks,
        )

    @property
    def unwritten(self) -> int:
        """How much was seen and could not be recorded."""
        return len(self._turns)

    def run(self) -> None:
        """Until somebody ends it."""
        for name, known in self._duty.incident.checks.items():
            if known.paused_until is not None:
                self._watcher.pause(name, known.paused_until)
        tell(f"{plural(len(self._watcher.checks), 'check')} watched, a line for each turn; ^C ends it")
        self._watcher.start()
        next_s = time.monotonic()
        while True:
            with suppress(queue.Empty):
                self._heard.get(timeout=max(0.0, next_s - time.monotonic()))()
            if time.monotonic() >= next_s:
                next_s = time.monotonic() + LOOK_S
                self._guarded(self._look)
                self._tell_who_asks()

    def end(self) -> None:
        """Give the right to ask up, and write what can be written."""
        self._watcher.stop()
        if self._watcher.is_alive():
            self._watcher.join(JOIN_S)
        self._retry_at = math.inf  # what is still heard is written in one go
        with suppress(queue.Empty, RuntimeError):
            while True:
                self._heard.get_nowait()()
        self._write()
        if self._watcher.is_alive() or self.unwritten:
            self._house.live.release(DUTY, self._watcher.holder)
        if self.unwritten:
            tell(f"{plural(self.unwritten, 'turn')} not recorded: {self._trouble}")

    # What is asked.

    def _asked(self) -> tuple[Check, ...]:
        """What may be asked now; what waits is said once, and again when other files wait."""
        house, accepted = self._house, self._duty.incident.accepted
        running = house.directory.states([summary.id for summary in house.directory.open_real()])
        found = stand(sources(house.settings, self._loaded, running.values()), accepted)
        waiting = frozenset(source.sha256 for source in found.waiting)
        if waiting - self._waits:
            tell("; ".join(waits_said(source, accepted) for source in found.waiting))
        self._waits = waiting
        return found.asked

    def _look(self) -> None:
        """What others wrote; a playbook adopted or accepted meanwhile changes what is asked."""
        changed = self._house.journal.changed()
        if changed != self._changed:
            self._duty.catch_up()
            asked = self._asked()
            if asked != self._watcher.checks:
                self._watcher.change(asked)
            self._changed = changed
            self._watcher.focus(self._runs())
        if self.unwritten:
            self._write_if_due()
        self._house.journal.remember()

    def _runs(self) -> bool:
        """Whether an incident runs, so that what is red is looked at closely."""
        return any(summary.running for summary in self._house.directory.open_real())

    def _tell_who_asks(self) -> None:
        holder = self._house.live.holder(DUTY)
        if holder and holder != self._asks:
            self._asks = holder
            mine = holder == terminal_name()
            tell("this terminal asks the checks" if mine else f"{holder} asks the checks; this takes over when it ends")

    # What comes.

    def _turned(self, turn: Transition) -> None:
        self._told.append((turn.check, turn.to, turn.since))
        self._turns.add(DUTY, turn, self._watcher.holder)
        at = self._house.clock.now()
        self._write_if_due()
        # Whoever reads the line may rely on the record, unless they were told that it waits.
        self._print(at, turn)

    def _begun(self, on: bool, unwatched_since: datetime | None) -> None:
        self._turns.watching(DUTY, self._watcher.said(on, unwatched_since))
        self._write_if_due()

    def _recorded(self, _incident: Incident, records: Sequence[Record]) -> None:
        for record in records:
            match record.fact:
                case CheckChanged(check=name, to=to, since=since) as fact if (name, to, since) not in self._told:
                    self._print(record.at, fact)
                case CheckPaused(check=name, until=until):
                    self._watcher.pause(name, until)

    def _print(self, at: datetime, turn: Transition | CheckChanged) -> None:
        if self._names and turn.check not in self._names:
            return
        if not self._json:
            out(visible(f"{at:%H:%M:%S}Z {turn.check} {turn.to} {turn.reason}".rstrip()), now=True)
            return
        said = {"check": turn.check, "from": turn.from_, "to": turn.to, "reason": turn.reason, "value": turn.value}
        since = stamp(turn.since) if turn.since else None
        out(as_json({"type": "check_changed", "at": stamp(at), **said, "since": since}), now=True)

    # Writing.

    def _room_of(self, stream: str) -> Room:
        return self._duty if stream == DUTY else self._house.room(stream)

    def _write_if_due(self) -> None:
        """A journal that could not be written a moment ago is left alone for a while."""
        if time.monotonic() >= self._retry_at:
            self._write()

    def _write(self) -> None:
        """Write what waits, in order; what cannot be written goes on waiting, and is tried again."""
        self._guarded(self._turns.write)
        self._retry_at = time.monotonic() + RETRY_S if self.unwritten else 0.0

    def _guarded(self, act: Callable[[], None]) -> None:
        """A journal that cannot be used now is said once, and once that it can be again. Raises Damaged."""
        try:
            act()
        except Damaged:
            raise
        except JournalError as error:
            if not self._trouble:
                tell(f"{error}; what is seen waits, in order")
            self._trouble = in_few(str(error))
        except WarroomError as error:
            tell(str(error))
        else:
            if self._trouble and not self.unwritten:
                self._trouble = ""
                tell("the journal is written again, and nothing waits")


def _broken(error: BaseException) -> None:
    raise RuntimeError("watching failed") from error
