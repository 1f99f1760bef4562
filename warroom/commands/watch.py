"""The room without a screen: its state, then a line for whatever changes, until it ends or nobody reads any more."""

import os
import queue
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from warroom import wiring
from warroom.checks.acceptance import Standing, sources, stand
from warroom.checks.model import View
from warroom.checks.watch import terminal_name
from warroom.clock import Clock, DrillClock, SystemClock
from warroom.commands import opening
from warroom.commands.read import record_of
from warroom.commands.reader import Reader
from warroom.commands.signals import Ended, ended_by_signals
from warroom.commands.speak import as_json, let_go, out, tell
from warroom.errors import EXIT_DONE, NotHere, WarroomError
from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, Accepted, Incident
from warroom.incident.words import DUTY
from warroom.journal.live import HERE_S, Live
from warroom.report.show import show
from warroom.report.telling import Line, Telling
from warroom.report.timeline import as_line
from warroom.settings import Settings
from warroom.tui import messages as m
from warroom.tui.keeper import Keeper
from warroom.tui.watching import Watching

if TYPE_CHECKING:
    from warroom.playbook.yaml import Loaded

STOP_S = 6.0
LOOK_S = 0.5
"""How often it is looked whether anybody still reads."""


def watch(settings: Settings, named: str | None, format_: str) -> int:
    """Follow one incident in lines; its exit code."""
    if not wiring.has_journal(settings):
        raise NotHere(wiring.missing(settings))
    with opening.house(settings, reading=True) as house:
        stream = house.directory.choose(named or settings.incident)
        opening.tell_kept(settings, house.room(stream).incident)
    try:
        with ended_by_signals():
            following = Following(settings, stream, format_)
            try:
                return following.run()
            finally:
                following.end()
    except Ended as ended:
        let_go(sys.stdout)
        return ended.exit_code


class Following:
    """One incident, heard from the same threads as the screen: the journal's, and the one that asks the checks."""

    def __init__(self, settings: Settings, stream: str, format_: str) -> None:
        self._settings = settings
        self._loaded = _playbook(settings)
        self._accepted: dict[str, Accepted] = {}
        self._stream = stream
        self._json = format_ == "json"
        self._wall = SystemClock()
        self._clock: Clock = self._wall
        self._heard: queue.Queue[object] = queue.Queue()
        self._live = Live(settings.journal)
        self._keeper = Keeper(settings.journal, self._wall, wiring.via())
        self._watching = Watching(settings.journal, self._wall, self._keeper, self._heard.put)
        self._telling = Telling()
        self._incident: Incident = EMPTY
        self._views: tuple[View, ...] = ()
        self._seq = 0
        self._asks = ""
        self._well = True
        self._here_at = 0.0
        self._reader = Reader()
        self._name = wiring.me(settings) or self._live.name_of(wiring.terminal_key())
        self._terminal = f"{wiring.tty()}:plain:{os.getpid()}" if sys.stdout.isatty() else ""

    def run(self) -> int:
        """Until the incident ends or nobody reads any more."""
        self._keeper.attach(self._heard.put)
        self._keeper.enter_first(self._stream)
        self._keeper.start()
        next_s = time.monotonic()
        while True:
            with suppress(queue.Empty):
                code = self.hear(self._heard.get(timeout=max(0.0, min(LOOK_S, next_s - time.monotonic()))))
                if code is not None:
                    return code
            if self._reader.gone():
                return EXIT_DONE
            if self._incident.seq and time.monotonic() >= next_s:
                next_s = time.monotonic() + 1.0
                self._look()
                if self._is_over():
                    over = "the drill is scored" if self._scored else f"the incident is {self._incident.status}"
                    said = f"{over}: nothing more is told"
                    self._tell(self._telling.say("end", self._clock.now(), said, status=self._incident.status))
                    return EXIT_DONE

    def end(self) -> None:
        """Put everything away."""
        self._watching.stop()
        if self._terminal:
            self._live.leave(self._terminal)
        self._live.close()
        if self._keeper.is_alive():
            self._keeper.stop(STOP_S)

    # What the threads say.

    def hear(self, what: object) -> int | None:
        """Take one thing; an exit code where it ends us."""
        match what:
            case m.Opened(incident=incident):
                self._begin(incident)
            case m.Heard(incident=incident, records=records):
                self._incident = incident
                self._print(records)
            case m.WindowRead(records=records):
                self._print(records)
            case m.ViewsRead(views=views):
                self._views = tuple(views)
            case m.AcceptedRead(accepted=accepted):
                self._accepted = accepted
                if self._seq:
                    self._watch_checks()
            case m.PauseHeard(scope=scope, check=check, until=until):
                self._watching.pause(scope, check, until)
            case m.JournalFailed(reason=reason):
                self._trouble(reason)
            case m.JournalWell() if not self._well:
                self._well = True
                self._tell(self._telling.say("journal", self._clock.now(), "the journal answers again", well=True))
            case m.JournalRefused(reason=reason, exit_code=exit_code):
                tell(reason)
                return exit_code
            case m.Broken(where=where, error=error):
                raise RuntimeError(f"{where} failed") from error
        return None

    def _begin(self, incident: Incident) -> None:
        """The room was entered: tell its state; entered again, what came since."""
        again, self._incident = bool(self._seq), incident
        if again:
            self._keeper.window(range(self._seq + 1, incident.seq + 1))
            return
        drill = incident.drill
        if drill is not None:
            self._clock = DrillClock(drill.start, drill.speed, self._wall)
        self._telling = Telling(drill=incident.is_drill)
        self._seq = incident.seq
        now = self._clock.now()
        self._be_here()
        views = self._views_now()
        present = self._live.present()
        listed = () if incident.is_drill else tuple(check.name for check in self._standing.asked)
        lines = self._telling.begin(incident, views, present, now, listed)
        if self._json:
            here = [one._asdict() for one in present if one.stream == incident.id]
            out(as_json({"type": "state", **show(incident, now), "here": here}), now=True)
        else:
            for line in lines:
                out(line, now=True)
        self._watch_checks()

    @property
    def _standing(self) -> Standing:
        """What may be asked here, as far as it was accepted."""
        return stand(sources(self._settings, self._loaded, [self._incident]), self._accepted)

    def _watch_checks(self) -> None:
        if not self._incident.is_drill:
            self._watching.watch(DUTY, self._standing.asked)

    def _views_now(self) -> tuple[View, ...]:
        """The readings, while somebody asks: what was read last by somebody who has left is no state."""
        scope = self._stream if self._incident.is_drill else DUTY
        return self._views if self._incident.open and self._live.holder(scope) else ()

    def _print(self, records: Iterable[Record]) -> None:
        """Each record once, in order; where some are missing between, they are asked for."""
        for record in records:
            if record.seq > self._seq + 1:
                self._keeper.window(range(self._seq + 1, self._incident.seq + 1))
                return
            if record.seq <= self._seq:
                continue
            self._seq = record.seq
            self._telling.recorded([record])
            if self._json:
                out(as_json({"type": "record", **record_of(record)}), now=True)
            else:
                out(as_line(record, self._incident, self._clock.now()), now=True)

    def _trouble(self, reason: str) -> None:
        if self._well:
            self._well = False
            said = f"the journal cannot be read or written now: {reason}"
            self._tell(self._telling.say("journal", self._clock.now(), said, well=False))

    # What time brings.

    def _look(self) -> None:
        """Once a second: what is due by now, what turned, who asks."""
        now = self._clock.now()
        self._be_here()
        if self._seq == self._incident.seq:
            for line in self._telling.clocks(self._incident, now):
                self._tell(line)
        for line in self._telling.checks(self._incident, self._views_now(), now, time.monotonic()):
            self._tell(line)
        self._tell_who_asks()

    def _tell_who_asks(self) -> None:
        if self._incident.is_drill or not self._incident.open:
            return
        holder = self._live.holder(DUTY)
        if holder == self._asks:
            return
        self._asks = holder
        mine = holder == terminal_name()
        words = "nobody asks the checks now"
        if mine:
            words = "nobody else asks the checks: this terminal does"
        elif holder:
            words = f"{holder} asks the checks"
        self._tell(self._telling.say("asking", self._clock.now(), words, holder=holder, here=mine))

    def _be_here(self) -> None:
        """Somebody reads at a terminal: the others see it."""
        if self._terminal and self._name and time.monotonic() >= self._here_at:
            self._here_at = time.monotonic() + HERE_S / 2.5
            self._live.be_here(self._terminal, self._name, self._stream)

    @property
    def _scored(self) -> bool:
        return self._incident.is_drill and self._incident.score is not None

    def _is_over(self) -> bool:
        return self._seq == self._incident.seq and (self._scored or not self._incident.open)

    def _tell(self, line: Line) -> None:
        if self._json:
            out(as_json(line.data), now=True)
        else:
            for said in line.said:
                out(said, now=True)


def _playbook(settings: Settings) -> "Loaded | None":
    """The playbook in force; one that cannot be read is told, and what goes on is followed all the same."""
    try:
        return wiring.playbook(settings)
    except WarroomError as error:
        tell(str(error))
        return None
