"""What the threads say, and what the screen makes of it."""

from functools import singledispatchmethod
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from warroom.errors import EXIT_INTERNAL
from warroom.incident.facts import CheckChanged, PlaybookAdopted
from warroom.incident.intents import AcceptChecks, FinishCommand, StartCommand
from warroom.incident.state import EMPTY
from warroom.incident.words import DUTY
from warroom.playbook.likely import Standing, likely, of
from warroom.playbook.model import Scenario
from warroom.secrets import mask
from warroom.text import plain
from warroom.tui import messages as m
from warroom.tui import searching
from warroom.tui.alarms import Alarms
from warroom.tui.allowed import Allowed
from warroom.tui.navigating import Navigating
from warroom.tui.standing import Machine
from warroom.tui.view import changed_scene
from warroom.tui.watching import loopback_only

STUDIED = ("people", "checklist", "playbook")
"""The panes that tell of the whole record."""
RUNS = (StartCommand, FinishCommand)
"""What the processes of this terminal have recorded."""


class Told(Message):
    """Something a thread said, on its way to the screen's own."""

    def __init__(self, what: object) -> None:
        super().__init__()
        self.what = what


class Hearing(Navigating):
    """Takes what the threads say; the app beneath owns what it changes."""

    me: str
    machine: Machine
    allowed: Allowed
    _alarms: Alarms

    if TYPE_CHECKING:

        def repaint_soon(self) -> None:
            """Draw what is known once all that is at hand was heard."""

        def use_clock(self) -> None:
            """Tell the time as the incident does."""

        def say_playbook(self) -> None:
            """Say that the incident goes by another playbook than the one asked for, once both are known."""

        def know_drills(self) -> None:
            """Read which drills there are, once."""

        def ring(self) -> None:
            """Ring for what is newly wrong."""

    @on(Told)
    def _told(self, message: Told) -> None:
        self.hear(message.what)

    @singledispatchmethod
    def hear(self, what: object) -> None:
        """Take one thing that a thread said."""
        raise TypeError(f"nobody hears {type(what).__name__}")

    @hear.register
    def _journal_ready(self, message: m.JournalReady) -> None:
        self.machine.library, self.machine.gone = message.library, message.gone
        if message.name and not self.me:
            self.me = message.name
        if self.me:
            self.keeper.sit(self.me)
        self.repaint_soon()

    @hear.register
    def _company_read(self, message: m.CompanyRead) -> None:
        if message.stream == self.stream:
            self.board.timeline.company = message.names
        self.scene = changed_scene(self.scene, present=message.present)
        if self.board.focus_name == "people":
            self.repaint_soon()

    @hear.register
    def _studied(self, message: m.Studied) -> None:
        if message.stream == self.stream:
            self.scene = changed_scene(self.scene, studied=message)
            self.repaint_soon()

    @hear.register
    def _drafts_found(self, message: m.DraftsFound) -> None:
        if left := self.composing.found(message.drafts):
            self.entering.found(left)
        self.repaint_soon()

    @hear.register
    def _refused(self, message: m.JournalRefused) -> None:
        self.exit(message.exit_code, message=plain(message.reason))

    @hear.register
    def _failed(self, message: m.JournalFailed) -> None:
        self.entering.trouble(message.reason, lasting=message.damaged)
        self.repaint_soon()

    @hear.register
    def _journal_well(self, message: m.JournalWell) -> None:
        self.entering.well(accepted=message.accepted)
        self.repaint_soon()

    @hear.register
    def _course_read(self, message: m.CourseRead) -> None:
        self.replaying.course_read(message)
        self.repaint_soon()

    @hear.register
    def _rewound(self, message: m.Rewound) -> None:
        self.replaying.rewound(message)
        self.repaint_soon()

    @hear.register
    def _opened(self, message: m.Opened) -> None:
        self.replaying.end()
        self.stream = message.stream
        self.incident = message.incident
        imported = message.stream if message.imported else ""
        self.scene = changed_scene(self.scene, imported=imported, similar=())
        self.use_clock()
        self.board.show_view("room")
        self.reviewing.opened(message.stream)
        self.board.timeline.enter(message.incident, message.tail)
        self.entering.show_pending()
        self.entering.recall(message.tail)
        self.running.heard(message.incident, message.tail)
        self.watch_drill()
        self.allowed.look()
        self.say_playbook()
        self.look_closely()
        self.repaint()
        self._alarms.forget(self.scene)
        if self.going_to[0]:
            from warroom.tui.acts import search

            search.arrived(self)
        if self.replaying.wanted is not None:
            self.replaying.begin(self.replaying.wanted)
            self.repaint()

    def watch_drill(self) -> None:
        """Ask the services of the drill that is open here, while it lasts; not for a replay of it."""
        incident = self.incident
        lasts = incident.is_drill and incident.open and "resolved" not in incident.milestones
        if lasts and not self.scene.imported and self.replaying.wanted is None and not self.replaying.on:
            self.watching.watch(self.stream, loopback_only(incident.playbook.checks), self.room_clock)

    @hear.register
    def _heard(self, message: m.Heard) -> None:
        if message.stream != self.stream or self.board.view != "room":
            return
        self.incident = message.incident
        self.entering.heard(message.records)
        self.running.heard(message.incident, message.records)
        if self.replaying.on:
            self.replaying.heard(message.records)
        else:
            self.board.timeline.extend(message.incident, message.records)
        if self.board.pane is not None and self.board.pane.name in STUDIED:
            self.keeper.study()
        self.reviewing.heard()
        if any(isinstance(record.fact, CheckChanged) for record in message.records):
            self.ring()
        if any(isinstance(record.fact, PlaybookAdopted) for record in message.records):
            self.allowed.look()
        self.look_closely()
        self.repaint_soon()

    @hear.register
    def _kept(self, message: m.Kept) -> None:
        if isinstance(message.intent, AcceptChecks):
            self.allowed.kept(message.records)
        elif isinstance(message.intent, RUNS):
            self.running.kept(message.intent, message.records)
        else:
            self.entering.kept(message.intent, message.records)
        self.repaint_soon()

    @hear.register
    def _not_recorded(self, message: m.NotRecorded) -> None:
        if isinstance(message.intent, RUNS):
            self.running.not_recorded(message.intent, message.reason, again=message.again)
        else:
            self.entering.not_recorded(message.intent, message.reason, again=message.again)
        self.repaint_soon()

    @hear.register
    def _window_read(self, message: m.WindowRead) -> None:
        if message.stream == self.stream:
            self.board.timeline.put_window(message.records)

    @hear.register
    def _lines_found(self, message: m.LinesFound) -> None:
        if message.stream == self.stream:
            searching.found(self, message)
            self.repaint_soon()

    @hear.register
    def _review_read(self, message: m.ReviewRead) -> None:
        self.reviewing.read(message)
        self.repaint_soon()

    @hear.register
    def _record_read(self, message: m.RecordRead) -> None:
        self.reviewing.record_read(message)
        self.repaint_soon()

    @hear.register
    def _search_found(self, message: m.SearchFound) -> None:
        from warroom.tui.acts import search

        search.found(self, message)
        self.repaint_soon()

    @hear.register
    def _found_elsewhere(self, message: m.FoundElsewhere) -> None:
        from warroom.tui.acts import search

        search.found_elsewhere(self, message)
        self.repaint_soon()

    @hear.register
    def _similar_read(self, message: m.SimilarRead) -> None:
        if message.stream == self.stream:
            self.scene = changed_scene(self.scene, similar=message.found)
            self.repaint_soon()

    @hear.register
    def _turns_read(self, message: m.TurnsRead) -> None:
        pane = self.board.pane
        if pane is not None and pane.name == "check":
            pane.about.take(message)
            self.repaint_soon()

    @hear.register
    def _lobby_read(self, message: m.LobbyRead) -> None:
        self.scene = changed_scene(
            self.scene, summaries=tuple(message.summaries), open_states=message.open, unread=message.unread
        )
        self.allowed.look()
        self.look_closely()
        if self.board.view == "lobby":
            self.know_drills()
            self.repaint_soon()

    @hear.register
    def _drills_known(self, message: m.DrillsKnown) -> None:
        self.scene = changed_scene(self.scene, scenarios=message.scenarios)

    @hear.register
    def _views_read(self, message: m.ViewsRead) -> None:
        views = tuple(message.views)
        if not self.incident.is_drill:
            views = self.allowed.views(views)
        turned = {view.name: view.state for view in views} != {view.name: view.state for view in self.scene.views}
        self.scene = changed_scene(self.scene, views=views)
        if turned:
            self.look_closely()
            self.repaint_soon()

    def look_closely(self) -> None:
        """While an incident runs: what is red is asked every second, and so is what the scenario names that is read, or
        else the likeliest."""
        here = EMPTY if self.scene.looked_back_on else self.incident
        standing = [Standing(view.name, view.kind, view.state) for view in self.scene.views]
        names: list[str] = []
        if here.running:
            looked_at = self._read_scenario() or likely(here.playbook, standing)[:1]
            names = [name for scenario in looked_at for name in of(scenario, standing)]
        if here.is_drill:
            self.watching.focus(self.stream, here.running, names)
            return
        running = here.running or any(state.running for state in self.scene.open_states.values())
        self.watching.focus(DUTY, running, names)

    def _read_scenario(self) -> tuple[Scenario, ...]:
        pane = self.board.pane
        if pane is not None and pane.name == "runbook" and pane.about is not None and pane.about.here is not None:
            return (pane.about.here.scenario,) if pane.about.here.scenario is not None else ()
        if pane is None or pane.name != "playbook" or pane.about is None or pane.about.here.scenario is None:
            return ()
        return (pane.about.playbook.scenarios[pane.about.here.scenario],)

    @hear.register
    def _accepted_read(self, message: m.AcceptedRead) -> None:
        self.allowed.accept(message.accepted)
        self.repaint_soon()

    @hear.register
    def _lists_read(self, message: m.ListsRead) -> None:
        self.scene = changed_scene(self.scene, lists=message.lists)
        self.repaint_soon()

    @hear.register
    def _shift_read(self, message: m.ShiftRead) -> None:
        self.scene = changed_scene(self.scene, shift=message.shift)
        self.repaint_soon()

    @hear.register
    def _pause_heard(self, message: m.PauseHeard) -> None:
        self.watching.pause(message.scope, message.check, message.until)

    @hear.register
    def _unwatched(self, message: m.Unwatched) -> None:
        self.scene = changed_scene(self.scene, unwatched_since=message.since)
        self.repaint_soon()

    @hear.register
    def _verified_to(self, message: m.VerifiedTo) -> None:
        self.reviewing.verified_to(message)
        self.machine.verified = f"verified to #{message.seq}" + ("" if message.whole else " so far")

    @hear.register
    def _run_told(self, message: m.RunTold) -> None:
        message.act()

    @hear.register
    def _broken(self, message: m.Broken) -> None:
        import traceback

        lines = traceback.format_exception(message.error, limit=-4)
        self.exit(EXIT_INTERNAL, message=plain(mask(f"{message.where} failed\n{''.join(lines)}")))
