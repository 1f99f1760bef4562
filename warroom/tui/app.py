"""The app: owns the threads and what the screen knows, turns keys into intents and records into paint."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.screen import Screen

from warroom import wiring
from warroom.clock import DrillClock, SystemClock
from warroom.errors import EXIT_INTERNAL, EXIT_NOT_WRITTEN, BadInput, WarroomError
from warroom.incident.deadlines import deadlines
from warroom.incident.entry import Context
from warroom.incident.intents import ON_DUTY, Intent, OfferShift
from warroom.incident.state import EMPTY, NO_PLAYBOOK, Incident, changed
from warroom.journal.ids import new_id
from warroom.report.unsent import held_up
from warroom.secrets import mask
from warroom.settings import Settings
from warroom.text import plain
from warroom.tui import messages as m
from warroom.tui import searching
from warroom.tui.alarms import Alarms, late, notification
from warroom.tui.allowed import Allowed
from warroom.tui.board import Board, Panel
from warroom.tui.composing import Composing
from warroom.tui.dress import Wardrobe, begin, change, dress_palette, variables
from warroom.tui.drilling import Drilling
from warroom.tui.entering import Entering
from warroom.tui.grid import AS_MADE, Arrangement
from warroom.tui.hearing import Hearing, Told
from warroom.tui.input import take_any_bytes, take_pastes_whole
from warroom.tui.keeper import Keeper
from warroom.tui.keys import KEYS, with_changes
from warroom.tui.output import behind, draw_narrowly, never_wait
from warroom.tui.panels.entry import Entry
from warroom.tui.panels.ledge import Special
from warroom.tui.panels.timeline import Timeline
from warroom.tui.remembered import Remembered, default_file
from warroom.tui.replaying import Replaying, bound
from warroom.tui.reviewing import Reviewing
from warroom.tui.running import Running
from warroom.tui.sections import Sections
from warroom.tui.sending import names_of, ways_of
from warroom.tui.standing import Jumps, Machine, Network, specials
from warroom.tui.view import Scene, changed_scene
from warroom.tui.watching import Watching

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.command import Provider

    from warroom.drill.scenario import Scenario
    from warroom.playbook.yaml import Loaded

STOP_S = 6.0
"""A little longer than a lock is waited for."""
ROOM_S = 0.05
"""A room is read long before that; until it is, the screen would only show the lobby it goes past."""
SWITCH_S = 0.0002
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)


def _palette() -> "type[Provider]":
    """Imported when it is first opened."""
    from warroom.tui.palette import Palette

    return Palette


class WarroomApp(Hearing, inherit_css=False):
    """The war room on one terminal."""

    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type["Provider"] | Callable[[], type["Provider"]]]] = {_palette}
    TITLE = "warroom"
    DEFAULT_CSS = """
    WarroomApp { background: $background; color: $foreground; }
    WarroomApp:ansi { background: ansi_default; color: ansi_default; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-tall")]  # noqa: RUF012  as Textual declares it

    def __init__(
        self,
        settings: Settings,
        *,
        first: Intent | None = None,
        scenario: "Scenario | None" = None,
        me: str | None = None,
        replay: float | None = None,
    ) -> None:
        """`first` is recorded first; `replay` is the speed at which the room of the settings is replayed at once."""
        self.remembered = Remembered(default_file())
        self.wardrobe = Wardrobe(settings, self.remembered)
        self.look, trouble = self.wardrobe.first()
        super().__init__()
        begin(self, self.look)
        self.settings = settings
        self.keys = with_changes(settings.keys) if settings.keys else KEYS
        self.animation_level = "none"
        self.me = wiring.me(settings) if me is None else me
        self.clock = SystemClock()
        self.room_clock: SystemClock | DrillClock = self.clock
        self.keeper = Keeper(settings.journal, self.clock, wiring.via(), wiring.terminal_key())
        self.keeper.sends_by = ways_of(self)
        self.entering = Entering(self)
        if trouble:
            self.entering.say(trouble, bad=True)
        self.stream = ""
        self.incident: Incident = EMPTY
        self.scene = Scene(look=self.look, now=self.clock.now(), wall=self.clock.now(), keys=self.keys)
        self.signal_code = 0
        self._missed_frames = False
        self._repainting = False
        self._painting = True
        self._first = first
        self.drilling = Drilling(self, scenario)
        self.composing = Composing(self)
        self.replaying = Replaying(self)
        self.replaying.wanted = replay
        self.replaying.alone = self.keeper.quiet = replay is not None
        self.keeper.refuses = self.replaying.refusal
        self.reviewing = Reviewing(self)
        self.sections = Sections(self, self._end_by_signal)
        self.running = Running(self, self._tell, self._end_by_signal)
        self._loaded: Loaded | None = None
        self._asked_for_drills = False
        self.watching = Watching(settings.journal, self.clock, self.keeper, self._tell)
        self.allowed = Allowed(self)
        self.machine = Machine(settings)
        self._jumps = Jumps(self.clock)
        self._network = Network()
        self._alarms = Alarms()

    # Life.

    def get_default_screen(self) -> Screen[object]:
        # The clock changes with the room: the board must ask for it each time.
        panels = self.remembered.chosen.panels
        arranged = AS_MADE
        if panels is not None:
            arranged = Arrangement(frozenset(panels.hidden), panels.first, panels.second, panels.upper)
        view = "lobby" if self._first is None and not self.settings.incident else "room"
        return Board(self.look, bound(self), self._board_ready, self.keys, arranged, view)  # type: ignore[return-value]

    def on_mount(self) -> None:
        self._dress()
        loop = asyncio.get_running_loop()
        for number in ENDING:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self._end_by_signal, number)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def _board_ready(self) -> None:
        self.begin()
        self._painting = False
        for what in self.keeper.attach(self._tell, ROOM_S):
            self.hear(what)
        self._painting = True
        self.board.place()
        self.repaint()
        self.call_after_refresh(self._start)

    def begin(self) -> None:
        """Have the journal thread read while the screen is being made."""
        if self.keeper.ident is None:
            # Whatever the thread reads from the disk, it would wait 5 ms each time to go on while this one is busy.
            sys.setswitchinterval(SWITCH_S)
            self.keeper.start()
            if self._first is not None:
                self.keeper.act(self._first)
            else:
                self.keeper.enter_first(self.settings.incident)

    def _start(self) -> None:
        """What need not be there for the first frame."""
        import gc

        gc.freeze()
        gc.enable()
        sys.setswitchinterval(0.005)
        self.run_worker(self._tick, name="tick", exit_on_error=True)  # type: ignore[arg-type]  # it has an end
        self.run_worker(self._start_watching, name="start", thread=True, exit_on_error=True)

    def _start_watching(self) -> None:
        """Imports and reads that would hold the screen up."""
        self.watching.start_host()
        self.entering.prepare()
        try:
            self._loaded = wiring.playbook(self.settings)
            self.machine.playbook = self._loaded.playbook.name
        except WarroomError as error:
            # Whoever is in an outage must be able to declare it.
            self.machine.playbook_trouble = f"{error}; the default is followed instead"
            self._loaded = wiring.playbook(changed(self.settings, playbook="default"))
            self.call_from_thread(self.entering.say_in_lobby, self.machine.playbook_trouble)
        wiring.keep_read(self.settings, self.look.theme.name)
        self.call_from_thread(self.ask_checks)
        self.call_from_thread(self.say_playbook)

    def ask_checks(self) -> None:
        """Have the checks asked that may be, once they are known."""
        if self._loaded is not None and not self.replaying.alone:
            self.allowed.load(self._loaded)

    def say_playbook(self) -> None:
        """Say that the incident goes by another playbook than the one asked for, once both are known."""
        if self._loaded is None or not self.settings.playbook_given or self.machine.playbook_trouble:
            return
        from warroom.report.adopted import keeps_another

        if said := keeps_another(self.incident, self._loaded, "/playbook reload"):
            self.entering.say_in_passing(said)
            self.repaint()

    def know_drills(self) -> None:
        """Read which drills there are, once."""
        if not self._asked_for_drills:
            self._asked_for_drills = True
            self.run_worker(self._read_drills, name="drills", thread=True, exit_on_error=True)

    def _read_drills(self) -> None:
        from warroom.drill import scenario

        found = ((name, scenario.load(name).minutes) for name in scenario.names())
        self._tell(m.DrillsKnown(tuple(found)))

    def _tell(self, what: object) -> None:
        self.post_message(Told(what))

    def close_down(self) -> bool:
        """End the threads; False when something was still waiting to be written."""
        self.watching.stop()
        if not self.keeper.is_alive():
            return not self.entering.pending
        self.entering.keep_drafts()
        self.running.close()
        return self.keeper.stop(STOP_S) and not any(line.reason for line in self.entering.pending)

    def _end_by_signal(self, number: signal.Signals) -> None:
        self.signal_code = 128 + number
        self.exit(128 + number)

    def _fatal_error(self) -> None:
        """Textual's own shows every local variable and lets what an error quotes act on the terminal."""
        import traceback

        self._exit_renderables.append(plain(mask(traceback.format_exc(limit=-4))))
        self._close_messages_no_wait()

    # Time.

    async def _tick(self) -> None:
        """Once a second, on the second: everything of that second in one frame."""
        while True:
            await asyncio.sleep(1 - self.clock.now().microsecond / 1_000_000)
            if self._exit:
                return
            self._jumps.look()
            self.entering.drafts.typed = self._half_typed
            self.entering.keep_drafts()
            self.look_closely()
            self.repaint()
            self.ring()

    def repaint(self) -> None:
        """Draw what is known now; nothing once the screen is being taken away."""
        if self._exit or not self.screen_stack:
            return
        if self.replaying.on:
            self.replaying.look()
        else:
            self.drilling.look()
            self.composing.look()
            self.reviewing.look()
            self.sections.look()
        wall, now = self.clock.now(), self.room_clock.now()
        board = self.board
        self.scene = changed_scene(
            self.scene,
            look=self.look,
            now=now,
            wall=wall,
            incident=self.incident,
            deadlines=()
            if self.incident.id and self.scene.imported == self.incident.id and self.reviewing.shown is None
            else tuple(deadlines(self.incident, now, unwatched_since=self.scene.unwatched_since)),
            sample=self.watching.sample,
            host_trails=self.watching.trails(),
            hostname=self.watching.hostname,
            zone=self.settings.zone,
            me=self.me,
            tab=board.current_tab,
            cursors=dict(board.cursors),
            focus=board.focus_name,
            shown=frozenset(board.places(*self.size)),
            machine=self.machine.rows(self.entering.journal_trouble),
            playbook=self._loaded.playbook if self._loaded else NO_PLAYBOOK,
            known=self.settings.people,
            review=self.reviewing.shown,
        )
        if self._painting:
            self._repainting = False
            reading = self.entering.reading(self.size.width)
            footer = self.replaying.footer if self.replaying.on else (*self.running.footer, *self.drilling.footer)
            footer = footer or self.reviewing.footer
            board.paint(self.seen, self._specials(), reading, footer)
            self.replaying.place()
            self.running.look()

    @property
    def seen(self) -> Scene:
        """The scene that is shown: the live one, or in a replay the past."""
        return self.replaying.lens(self.scene)

    @property
    def _half_typed(self) -> str:
        """What stands in the entry line and is on its way nowhere."""
        if self.replaying.on:
            return self.replaying.half_typed
        return "" if self.board.entry.recalled else self.board.entry.value

    def repaint_soon(self) -> None:
        """Draw once for all that is heard in one go."""
        if not self._repainting:
            self._repainting = True
            self.call_next(self._repaint_now)

    def _repaint_now(self) -> None:
        # Not where it was drawn meanwhile.
        if self._repainting:
            self.repaint()

    def use_clock(self) -> None:
        """Tell the time as the incident does: a drill has its own."""
        drill = self.incident.drill
        self.room_clock = DrillClock(drill.start, drill.speed, self.clock) if drill else self.clock

    def _display(self, screen: Screen[object], renderable: "RenderableType | None") -> None:
        """Nothing is drawn for a terminal that is not read; once it is, the whole screen."""
        if behind(self._driver):
            self._missed_frames = True
            return
        if self._missed_frames and renderable is not None and not self._batch_count:
            self._missed_frames = False
            renderable = screen._compositor.render_update(full=True)  # noqa: SLF001  Textual has no other way
        super()._display(screen, renderable)

    def _specials(self) -> list[Special]:
        if self.replaying.on:
            return [self.replaying.special()]
        return late(self.scene) + specials(
            self.incident,
            trouble=self.entering.journal_trouble,
            trouble_since=self.entering.trouble_since,
            waiting=sum(bool(line.reason) for line in self.entering.pending),
            jumped=self._jumps.said(self.incident, self.scene.summaries),
            gone=self.machine.gone,
            offline_since=self._network.look(self.scene.views, self.scene.wall),
            unsent=held_up(self.incident, self.scene.now)
            if self.incident.unsent and not self.scene.looked_back_on
            else (),
            imported=self.scene.looked_back_on,
            now=self.scene.now,
            me=self.me,
        )

    def ring(self) -> None:
        """Ring for what is newly late or down, and tell the desktop where that was asked for; not in a replay."""
        if self.replaying.on:
            return
        now = asyncio.get_running_loop().time()
        fresh = self._alarms.fresh(self.scene, now, self.entering.typed_at)
        if fresh and self.rings:
            self.bell()
            if self.settings.notify and self._driver is not None:
                title = f"{'DRILL ' if self.incident.is_drill else ''}{self.incident.title or 'warroom'}"
                program = f"{os.environ.get('TERM', '')} {os.environ.get('TERM_PROGRAM', '')}"
                self._driver.write(notification(title, "; ".join(alarm.said for alarm in fresh[:3]), program))

    @property
    def rings(self) -> bool:
        """Whether sound is on: as was chosen here last, else as settings say."""
        chosen = self.remembered.chosen.bell
        return self.settings.bell if chosen is None else chosen

    # What the entry line and the panels ask.

    def context(self, *, whole: bool = True) -> Context:
        """What a line is read against now; for no line at all the playbook may still be on its way."""
        loaded = self._loaded
        if loaded is None and whole and not self.machine.playbook_trouble:
            with suppress(WarroomError):
                loaded = self._loaded = wiring.playbook(self.settings)
        in_drill = self.incident.is_drill
        playbook = self.incident.playbook if in_drill else loaded.playbook if loaded else self.incident.playbook
        return Context(
            now=self.room_clock.now(),
            incident=self.incident,
            playbook=playbook,
            playbook_sha256=self.incident.playbook_sha256 if in_drill else loaded.sha256 if loaded else "",
            zone=self.incident.zone or self.settings.zone,
            people=(*self.settings.people, *(contact.name for contact in playbook.contacts if " " not in contact.name)),
            checks=tuple(view.name for view in self.scene.views),
            acts=tuple(act.name for act in self.drilling.acts),
            ways=names_of(self),
            shift=not self.incident.seq,
        )

    @on(Board.KeysMoved)
    def _keys_moved(self) -> None:
        self.repaint()

    @on(Panel.Clicked)
    def _clicked(self, message: Panel.Clicked) -> None:
        """A row that is clicked once more opens."""
        hit = self.reviewing.point(message.name, message.x, message.y)
        if self.board.point(message.name, message.x, message.y, self.seen) if hit is None else hit:
            self.open_here()
        self.repaint()

    @on(Panel.Wheeled)
    def _wheeled(self, message: Panel.Wheeled) -> None:
        self.board.scroll_rows(message.rows)
        self.repaint()

    @on(Entry.Entered)
    def _entered(self, message: Entry.Entered) -> None:
        if self.replaying.on:
            self.replaying.entered(message.text)
        else:
            self.entering.enter(message.text, split=message.split, as_typed=message.as_typed)
        self.repaint()

    @on(Entry.Pointed)
    def _pointed(self, message: Entry.Pointed) -> None:
        if self.replaying.on:
            self.replaying.point(message.x)
        self.repaint()

    @on(Entry.Changed)
    def _typed(self) -> None:
        self.entering.typed_at = asyncio.get_running_loop().time()
        self.entering.said = ()
        self.entering.drafts.typed = self._half_typed
        if self.board.pane is not None and self.board.pane.name == "search":
            from warroom.tui.acts import search

            search.typed(self, self.board.entry.value)
        self.board.query_one("#reading").show_rows([self.entering.reading(self.size.width)])  # type: ignore[attr-defined]

    @on(Entry.Answered)
    def _answered(self, message: Entry.Answered) -> None:
        self.entering.answered(message.act)
        self.repaint()

    @on(Entry.AsTypedWanted)
    def _as_typed(self) -> None:
        self.entering.turn_as_typed()
        self.repaint()

    @on(Entry.CompletionWanted)
    def _complete(self) -> None:
        taken = not self.replaying.on and (self.entering.complete() or self.composing.cycle(1))
        if not taken and not self.sections.cycle() and not self.reviewing.cycle(1):
            self.board.cycle(1)
        self.repaint()

    @on(Timeline.Wanted)
    def _wanted(self, message: Timeline.Wanted) -> None:
        self.keeper.window(message.seqs)

    @on(Timeline.Stale)
    def _stale(self) -> None:
        searching.again(self)

    @on(Timeline.Scrolled)
    def _scrolled(self) -> None:
        board = self.board
        if board.shows("timeline"):
            board.query_one("#timeline").show_border(board.timeline.head(), board.timeline.foot())  # type: ignore[attr-defined]

    def on_resize(self) -> None:
        self.call_after_refresh(self.repaint)

    # Looks and the palette.

    def _dress(self) -> None:
        """Textual's own parts (palette, input) in the same colours."""
        change(self, self.look)

    def action_command_palette(self) -> None:
        dress_palette(self)
        super().action_command_palette()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables(self.look)

    def use_theme(self, name: str) -> None:
        """Switch colours at once and remember them; without a name to those in settings, and forget."""
        try:
            self.look, said = self.wardrobe.choose(name)
        except BadInput as error:
            self.entering.say(str(error), bad=True)
        else:
            self.entering.say(said, bad=False)
            self._dress()
            self.board.restyle(self.look)
        self.repaint()

    def ask_on_duty(self, intent: Intent) -> None:
        """Hand over what no incident records: it has no row in the timeline."""
        if self.replaying.refuses():
            return
        self.keeper.act(changed(intent, id=new_id(), by=self.me), self.clock.now())

    def ask(self, intent: Intent, line: str) -> None:
        """Hand an intent to the journal thread under an id of its own."""
        if self.replaying.refuses():
            return
        if isinstance(intent, OfferShift):
            from warroom.tui.acts.handover import with_words

            intent = with_words(self, intent)
        stamped = changed(intent, id=new_id(), by=self.me, as_typed=self.entering.as_typed)
        self.entering.sent(stamped, line)
        self.entering.keep_drafts()
        on_duty = isinstance(stamped, ON_DUTY)
        self.keeper.act(stamped, self.clock.now() if on_duty else self.room_clock.now())


def run(app: WarroomApp) -> int:
    """Run to the end and return the exit code: 0, 70, or 128 + n for a signal."""
    import gc

    gc.disable()
    take_any_bytes()
    take_pastes_whole()
    never_wait()
    draw_narrowly()
    # They wait until the app catches them: one that came while the screen is being taken would leave it taken.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    app.begin()
    try:
        code = app.run(mouse=app.settings.mouse)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
        whole = app.close_down()
    if app.signal_code:
        return app.signal_code
    if app.return_code and not code:
        return EXIT_INTERNAL
    if not whole:
        sys.stderr.write("warroom: some lines were not written; the next start offers them\n")
        return code or EXIT_NOT_WRITTEN
    return code or 0
