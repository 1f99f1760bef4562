"""A drill with no screen: the scenario's own responder, through the same room and the same probes, to its score."""

import queue
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from warroom.checks.model import Transition
from warroom.checks.watch import Watcher
from warroom.clock import Clock, DrillClock
from warroom.drill import conduct
from warroom.drill.scenario import Scenario, Step
from warroom.errors import Refused, WarroomError
from warroom.incident import intents as i
from warroom.incident.entry import Asked, Context, parse
from warroom.incident.facts import CheckChanged, DrillScored
from warroom.incident.intents import Intent, StartDrill
from warroom.incident.stability import stability
from warroom.incident.state import Incident, changed
from warroom.report.words import span
from warroom.room import Room

if TYPE_CHECKING:
    from warroom.journal.live import Live

PATIENCE = 3.0
"""So many times its own length a drill may take."""
CHECKS_S = 30.0
"""What the checks may need besides, however fast the drill's clock runs: they probe in real time."""
LOOK_S = 0.02
JOIN_S = 2.0


class Play:
    """One scenario in a room of its own; `tell` hears what happens, a sentence a time."""

    def __init__(
        self, room: Room, scenario: Scenario, first: StartDrill, me: str, tell: Callable[[str], object]
    ) -> None:
        self.room = room
        self._scenario = scenario
        self._first = first
        self._me = me
        self._tell = tell
        # Not a SimpleQueue: once the process was suspended and continued, its wait never times out again.
        self._turns: queue.Queue[Transition | i.SetWatching | BaseException] = queue.Queue()
        self._until = time.monotonic() + CHECKS_S + PATIENCE * scenario.minutes * 60 / first.speed

    @property
    def _incident(self) -> Incident:
        return self.room.incident

    def run(self, clock: Clock, live: "Live") -> DrillScored | None:
        """Play to the end: the score as it was recorded. The services must be running. Raises NotWritten."""
        self.room.act(self._first)
        self._say(f"{self.room.stream} begins at speed {self._first.speed:g}")
        watcher = Watcher(
            self.room.journal.path,
            self.room.stream,
            self._incident.playbook.checks,
            DrillClock(self._first.start, self._first.speed, clock),
            lambda _scope, turn: self._turns.put(turn),
            lambda _scope, begun, since: self._turns.put(watcher.said(begun, since)),
            self._turns.put,
        )
        watcher.start()
        try:
            for step in self._scenario.responder:
                if not self._waited(step):
                    self._give_up(f"no {step.on} in time")
                    break
                self._do(step)
            else:
                if not conduct.over(self._incident):
                    self._give_up("the script has ended")
        finally:
            watcher.stop()
            watcher.join(JOIN_S)
            live.ended(self.room.stream, watcher.holder)
            live.keep(self._incident)
        return conduct.settle(self.room, self._scenario)

    # What is waited for.

    def _waited(self, step: Step) -> bool:
        """Look on until the step's turn has come; False where it does not come in time."""
        while not self._holds(step):
            if not self._look_on():
                return False
        ready = self.room.now()
        while (self.room.now() - ready).total_seconds() < step.wait:
            if not self._look_on():
                return False
        return True

    def _holds(self, step: Step) -> bool:
        state, name = step.check
        if step.on == "stable":
            window = stability(self._incident, self.room.now())
            return window is None or window.through_at is not None
        if not state:
            return step.on == "start" or self._incident.when(step.on) is not None
        known = self._incident.checks.get(name)
        # What never turned is not on record: it is up.
        return (known.state if known else "up") == state

    def _look_on(self) -> bool:
        """Take in what the checks saw in a moment; False once there is no more time."""
        try:
            turn = self._turns.get(timeout=LOOK_S)
        except queue.Empty:
            return time.monotonic() < self._until
        if isinstance(turn, BaseException):
            raise turn
        if isinstance(turn, i.SetWatching):
            self.room.act(changed(turn, by="check"))
            return time.monotonic() < self._until
        change = CheckChanged(
            check=turn.check, from_=turn.from_, to=turn.to, reason=turn.reason, value=turn.value, since=turn.since
        )
        if self.room.act(i.ReportTransition(by="check", change=change)):
            self._say(f"{turn.check} is {turn.to}{': ' + turn.reason if turn.reason else ''}")
        return time.monotonic() < self._until

    # What is done.

    def _do(self, step: Step) -> None:
        if not step.act:
            self._say(f"{self._me} enters: {step.line}")
            self._enter(step.line)
            return
        self._say(f"{self._me} does: {step.act}")
        try:
            outcome, change = conduct.act(self._incident, step.act)
        except WarroomError as error:
            self._say(str(error))
            return
        self._say(outcome)
        self._act(change)

    def _enter(self, line: str) -> None:
        context = Context(
            now=self.room.now(),
            incident=self._incident,
            playbook=self._incident.playbook,
            checks=tuple(check.name for check in self._incident.playbook.checks),
        )
        read = parse(line, context)
        if isinstance(read, Asked):
            self._act(read.intent)
        else:
            self._say(f"that line cannot be read: {getattr(read, 'said', line)}")

    def _act(self, intent: Intent) -> None:
        was_over = conduct.over(self._incident)
        try:
            self.room.act(changed(intent, by=self._me))
        except Refused as error:
            self._say(f"refused: {error}")
        if conduct.over(self._incident) and not was_over:
            conduct.settle(self.room, self._scenario)

    def _give_up(self, why: str) -> None:
        self._say(f"given up: {why}")
        self._act(i.Cancel(why=why))

    def _say(self, words: str) -> None:
        self._tell(f"DRILL {span((self.room.now() - self._first.start).total_seconds())}  {words}")
