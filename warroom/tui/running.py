"""The processes of this terminal: each begins once its start is on disk, and its end is recorded, whatever is shown."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from signal import Signals
from typing import TYPE_CHECKING

import msgspec

from warroom.clock import Clock
from warroom.errors import WarroomError
from warroom.incident import intents as i
from warroom.incident.facts import CommandFinished, CommandStarted, Record
from warroom.incident.intents import Intent
from warroom.incident.state import Incident
from warroom.journal.ids import new_id
from warroom.report.words import span
from warroom.text import visible
from warroom.tui import messages as m
from warroom.tui.job import Job
from warroom.tui.look import Row
from warroom.tui.planning import Planning

if TYPE_CHECKING:
    from warroom.runbook.plan import Plan
    from warroom.tui.app import WarroomApp
    from warroom.tui.panes.runbook.desk import Desk
    from warroom.tui.panes.runbook.seen import Seen
    from warroom.tui.panes.runbook.streamed import Streamed

KEPT_OUTPUTS = 16
"""So many outputs stay at hand; older ones are read from evidence again."""
END_S = 8.0
"""A little longer than a process that ignores TERM is given until KILL."""
SOON_S = 3.0
LOST_AFTER = timedelta(seconds=12)
OWN_SHELL = "terminal"
"""What ran in the user's own shell, on this terminal."""


class _Asked(msgspec.Struct):
    """A start on its way to the disk; given up where it could not be written at once."""

    plan: "Plan"
    stream: str
    clock: Clock
    own_shell: bool = False
    given_up: str = ""


class Running:
    """Starts, shows, stops and records the runs of this terminal: one at a time. The app owns it."""

    def __init__(self, app: "WarroomApp", tell: Callable[[object], None], end: Callable[[Signals], None]) -> None:
        """`tell` takes a message from any thread; `end` is what a signal does to the app."""
        self._app = app
        self._tell = tell
        self._end = end
        self.seen: Seen | None = None
        self._desk: Desk | None = None
        self.planning = Planning(app)
        self._asked: dict[str, _Asked] = {}
        self._job: Job | None = None
        self._finishing: set[str] = set()
        self._looked_for: set[tuple[str, int]] = set()
        self._told = False
        self._acted_in = ""
        self._leaving = False
        self._said: Row = ()
        self._then: tuple[float, Callable[[], bool], Callable[[], None]] | None = None

    @property
    def desk(self) -> "Desk":
        """What the pane shows of runs beyond the record."""
        if self._desk is None:
            from warroom.tui.panes.runbook.desk import Desk

            self._desk = Desk(plans=self.planning.plan)
        return self._desk

    @property
    def busy(self) -> str:
        """What is under way here, in words; "" for nothing."""
        if self._job is not None:
            return _called(self._job.plan)
        return next((_called(asked.plan) for asked in self._asked.values() if not asked.given_up), "")

    @property
    def footer(self) -> Row:
        """The key that stops it, while something runs."""
        if self._job is None:
            return ()
        words = "is being stopped" if self._job.stopping else f"runs {span(time.monotonic() - self._job.live.began)}"
        shown = next((key.shown for key in self._app.keys if key.id == "entry.ask"), "")
        return ((shown, "title"), (f" stop {_called(self._job.plan)}, ", "muted"), (f"{words}  ", "soon+b"))

    # Starting.

    def start(self, plan: "Plan", *, own_shell: bool = False) -> None:
        """Have its start recorded; it begins once that is on disk."""
        app = self._app
        if app.replaying.refuses():
            return
        if busy := self.busy:
            app.entering.say(f"{busy} is still running: ^C stops it, other terminals can run another", bad=False)
            return
        intent = i.StartCommand(
            id=new_id(),
            by=app.me,
            command=plan.shown,
            scenario=plan.scenario,
            step=plan.step,
            title=plan.title,
            risk=plan.risk,
            where=plan.where,
            by_what=OWN_SHELL if own_shell else plan.by_what,
            limit_s=None if own_shell else plan.limit_s,
        )
        self._asked[intent.id] = _Asked(plan, app.stream, app.room_clock, own_shell)
        app.keeper.act(intent, None, app.stream)

    def kept(self, intent: Intent, records: list[Record]) -> None:
        """A start or an end of ours is on disk."""
        if isinstance(intent, i.FinishCommand):
            self._finishing.discard(intent.id)
            self._leave()
            return
        asked = self._asked.pop(intent.id, None)
        record = next((one for one in records if isinstance(one.fact, CommandStarted)), None)
        started = record.fact if record is not None else None
        if record is None or not isinstance(started, CommandStarted):
            return
        if asked is None or asked.given_up:
            why = asked.given_up if asked is not None else "another run of warroom asked for it"
            self._finish(record.stream, CommandFinished(run=started.run, outcome="not started", why=why))
        elif asked.own_shell:
            self._lend(asked, started.run, record.id)
        else:
            self._begin(asked, started.run, record.id)

    def not_recorded(self, intent: Intent, reason: str, *, again: bool) -> None:
        """A start that is not on disk starts nothing; what waits to be written is not started later by surprise."""
        if isinstance(intent, i.FinishCommand):
            # One that waits is written once the journal answers, or when warroom ends: nobody is kept here for it.
            self._finishing.discard(intent.id)
            if not again:
                self._app.entering.say(f"its end was not recorded: {reason}", bad=True)
            self._leave()
            return
        asked = self._asked.get(intent.id) if again else self._asked.pop(intent.id, None)
        if asked is None or asked.given_up:
            return
        asked.given_up = "its start could not be recorded in time"
        self._app.entering.say(f"not run, its start could not be recorded: {reason}", bad=True)

    def _begin(self, asked: _Asked, n: int, mark: str) -> None:
        from warroom.runbook.evidence import Evidence
        from warroom.tui.panes.runbook.desk import Live
        from warroom.tui.panes.runbook.streamed import Streamed

        live = Live(asked.stream, n, Streamed(), time.monotonic())
        self.desk.live[asked.stream, n] = live
        for key in [key for key, one in self.desk.live.items() if one.ended][:-KEPT_OUTPUTS]:
            del self.desk.live[key]
        job = Job(asked.plan, live, Evidence(self._app.settings.journal), dict(os.environ), mark)
        job.clock = asked.clock
        job.output = self._more
        job.over = lambda: self._tell(m.RunTold(lambda: self._over(job)))
        self._job = job
        if self.seen is not None:
            self.seen.run = 0
        job.thread.start()

    def _more(self) -> None:
        """There is more output: said once until the screen has heard it. Called by the thread of a run."""
        if not self._told:
            self._told = True
            self._tell(m.RunTold(self._show))

    def _show(self) -> None:
        self._told = False
        if self._is_open:
            self._app.repaint_soon()

    @property
    def _is_open(self) -> bool:
        pane = self._app.board.pane
        return pane is not None and pane.name == "runbook"

    def _over(self, job: Job) -> None:
        if job is not self._job or job.ended is None:
            return
        self._job, job.live.ended = None, True
        ended = job.ended
        self.planning.carry(job.live.stream, job.plan, ended.fence)
        self._finish(job.live.stream, ended.fact(job.live.n), job.clock)
        if self._app.entering.said == self._said:
            self._app.entering.said = ()
        if not self._is_open:
            from warroom.report.lines.running import ended as said

            self._app.entering.say_in_passing(f"{_called(job.plan)}: {said(ended.fact(job.live.n))}")
        self._app.repaint_soon()

    def _finish(self, stream: str, fact: CommandFinished, clock: Clock | None = None) -> None:
        """Have its end recorded where it began, at the time it ended by that room's clock, however late that is."""
        intent = i.FinishCommand(id=new_id(), by=self._app.me, ended=fact)
        self._finishing.add(intent.id)
        self._app.keeper.act(intent, clock.now() if clock else None, stream)

    # In the user's own shell.

    def _lend(self, asked: _Asked, n: int, mark: str) -> None:
        from warroom.runbook.evidence import Evidence
        from warroom.tui.lending import lend

        with Evidence(self._app.settings.journal).watching(mark):
            fact = lend(self._app, asked.plan, n, self._end)
        self._finish(asked.stream, fact, asked.clock)
        self._app.repaint_soon()

    # Stopping.

    def ask_stop(self) -> bool:
        """Ask whether what is under way is to be stopped; False where nothing is."""
        job = self._job
        if job is None:
            return False
        entering = self._app.entering
        if job.stopping:
            entering.say(f"{_called(job.plan)} is being stopped: TERM, then KILL", bad=False)
            return True
        from warroom.tui.panes.runbook.asked import whether_to_stop

        entering.pose(
            whether_to_stop(_called(job.plan), time.monotonic() - job.live.began, lambda: self._stop(job), self._back)
        )
        return True

    def _stop(self, job: Job) -> None:
        job.stop()
        entering = self._app.entering
        entering.say(f"{_called(job.plan)} is being stopped: TERM, then KILL", bad=False)
        self._said = entering.said
        self._back()

    def _back(self) -> None:
        if self._is_open:
            self._app.board.focus_panel("pane")

    def ask_quit(self) -> bool:
        """Ask before leaving what is under way; False where nothing is."""
        job = self._job
        if job is None:
            return False
        from warroom.tui.panes.runbook.asked import whether_to_leave_running

        def leave() -> None:
            self._leaving = True
            self._stop(job)

        self._app.entering.pose(whether_to_leave_running(_called(job.plan), leave))
        return True

    def _leave(self) -> None:
        """Quit once what was stopped for it is on record."""
        if self._leaving and self._job is None and not self._finishing:
            self._leaving = False
            self._app.entering.quit()

    def close(self) -> None:
        """The screen is gone: end what is under way and record it; waits until it has."""
        job, self._job = self._job, None
        if job is None:
            return
        job.stop()
        job.thread.join(END_S)
        n = job.live.n
        lost = CommandFinished(run=n, outcome="unknown", why="warroom ended before it did")
        self._finish(job.live.stream, job.ended.fact(n) if job.ended is not None else lost, job.clock)

    # What the record tells.

    def heard(self, incident: Incident, records: list[Record]) -> None:
        """Records of the open room: what came of a drill's acts."""
        if not incident.is_drill:
            return
        if incident.id != self._acted_in:
            self._acted_in = incident.id
            self.desk.outcomes.clear()
        from warroom.drill.trail import act_in

        for record in records:
            if name := act_in(record):
                self.desk.outcomes[name] = str(getattr(record.fact, "text", "")).partition(": ")[2]

    def when(self, so: Callable[[], bool], then: Callable[[], None]) -> None:
        """Do it once that is so; not at all where it does not come soon: nothing is done by surprise."""
        self._then = (time.monotonic() + SOON_S, so, then)
        self._app.repaint_soon()

    def look(self) -> None:
        """After a painting: do what waited for the record, read what the pane would have shown."""
        if self._then is not None:
            until, so, then = self._then
            if so():
                self._then = None
                self._app.call_later(then)
            elif time.monotonic() > until:
                self._then = None
        if self._is_open:
            self._look_for_lost()
        if self._desk is None or not self._desk.wanted:
            return
        wanted, self._desk.wanted = self._desk.wanted, set()
        for name in wanted:
            self._app.run_worker(lambda name=name: self._read(name), thread=True, exit_on_error=True)

    def _look_for_lost(self) -> None:
        """A run without an end may be one whose terminal is gone: looked at once each, behind the screen."""
        app = self._app
        stream = app.stream
        found = {
            (stream, run.n)
            for run in app.incident.runs
            if not run.outcome and (stream, run.n) not in self.desk.live and app.scene.now - run.at > LOST_AFTER
        } - self._looked_for
        if found and app.me and not self._asked:
            self._looked_for |= found
            app.run_worker(lambda: self._settle(stream), thread=True, exit_on_error=True)

    def _settle(self, stream: str) -> None:
        from warroom import wiring
        from warroom.runbook.evidence import Evidence
        from warroom.runbook.lost import settle

        # Another look is taken when the pane is opened anew.
        with suppress(WarroomError), wiring.open_house(self._app.settings) as house:
            settle(house.room(stream), Evidence(self._app.settings.journal), self._app.me)

    def _read(self, name: str) -> None:
        """In a thread of its own: an output may be some megabytes."""
        from warroom.runbook.evidence import Evidence
        from warroom.tui.panes.runbook.streamed import Streamed

        streamed, why = Streamed(), ""
        try:
            text = Evidence(self._app.settings.journal).read(name).decode("utf-8", "replace")
            streamed.put((-1.0, "", line) for line in text.removesuffix("\n").split("\n"))
        except WarroomError as error:
            why = str(error)
        self._tell(m.RunTold(lambda: self._took(name, streamed, why)))

    def _took(self, name: str, streamed: "Streamed", why: str) -> None:
        if why:
            self.desk.unread[name] = visible(why)
        else:
            self.desk.read[name] = streamed
            for old in list(self.desk.read)[:-KEPT_OUTPUTS]:
                del self.desk.read[old]
        self._show()


def _called(plan: "Plan") -> str:
    """What a run is called in a sentence."""
    return f"step {plan.step}" if plan.step else visible(plan.title or plan.shown)[:40]
