"""What the keys of the registry do: move between views, panels and rows. Acting from a panel fills the entry line."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import App

from warroom.clock import DrillClock, SystemClock
from warroom.incident.entry import Context
from warroom.incident.intents import Intent
from warroom.incident.state import EMPTY, Incident
from warroom.report.matching import Filter
from warroom.settings import Settings
from warroom.tui.board import Board
from warroom.tui.composing import Composing
from warroom.tui.drilling import Drilling
from warroom.tui.entering import Entering
from warroom.tui.grid import AS_MADE, COLUMNS, TABS, Arrangement, tabbed
from warroom.tui.keeper import Keeper
from warroom.tui.keys import opens
from warroom.tui.remembered import Panels, Remembered
from warroom.tui.replaying import Replaying
from warroom.tui.reviewing import Reviewing
from warroom.tui.running import Running
from warroom.tui.sections import Sections
from warroom.tui.view import Scene
from warroom.tui.watching import Watching

if TYPE_CHECKING:
    from warroom.tui.panes.playbook.seen import Seen


ARRANGING = ("only", "hide", "all", "widen", "heighten")
"""Actions on how the room's panels stand."""


class Navigating(App[int]):
    """The actions; the app beneath owns what they act on."""

    incident: Incident
    stream: str
    scene: Scene
    keeper: Keeper
    entering: Entering
    watching: Watching
    remembered: Remembered
    drilling: Drilling
    running: Running
    composing: Composing
    replaying: Replaying
    reviewing: Reviewing
    sections: Sections
    settings: Settings
    sought: str = ""
    """What was looked for last in all incidents."""
    going_to: tuple[str, int, Filter] = ("", 0, Filter())
    """The room that is being opened for one of its lines: stream, seq, and which lines n goes on to."""
    read_last: "Seen | None" = None
    """Where somebody was in the playbook when it was open last."""
    clock: SystemClock
    room_clock: SystemClock | DrillClock

    if TYPE_CHECKING:

        def context(self) -> Context:
            """What a line is read against now."""

        @property
        def seen(self) -> Scene:
            """The scene that is shown: the live one, or in a replay the past."""

        def repaint(self) -> None:
            """Draw what is known now."""

        def ask(self, intent: Intent, line: str) -> None:
            """Hand an intent to the journal thread."""

        @property
        def rings(self) -> bool:
            """Whether sound is on."""

    @property
    def board(self) -> Board:
        """The one screen, also while the palette lies over it."""
        found = self.screen_stack[0]
        assert isinstance(found, Board)
        return found

    def action_help(self) -> None:
        """Keys, verbs and signs; first the keys of what has them now."""
        open_ = self.board.pane is not None and self.board.pane.name == "help"
        place = "replay" if self.replaying.on else self.board.focus_name
        self.board.show_pane("help", place if place and not open_ else None)
        self.repaint()

    def action_brief(self) -> None:
        if self.incident.seq:
            self.board.show_pane("brief")
        else:
            self.entering.say("no incident is open: /declare P0 TITLE", bad=False)
        self.repaint()

    def action_people(self) -> None:
        if self.incident.seq:
            self.board.show_pane("people")
            self.keeper.study()
        else:
            self.entering.say("no incident is open: /declare P0 TITLE", bad=False)
        self.repaint()

    def action_checklist(self, n: int = 0) -> None:
        """The whole checklist, at the item with this number."""
        from warroom.tui.panes.checklist import place_of

        if self.incident.seq:
            self.board.show_pane("checklist")
            if self.board.pane is not None:
                self.board.pane.cursor = place_of(self.scene, n)
            self.keeper.study()
        else:
            self.entering.say("no incident is open: /declare P0 TITLE", bad=False)
        self.repaint()

    def action_gate(self) -> None:
        """What has to hold before it is over, or what is left before it is closed."""
        self._in_the_room("gate")

    def action_all_clocks(self, id_: str = "") -> None:
        """Every clock in full, at this one."""
        from warroom.tui.panes.all_clocks import place_of

        self._in_the_room("all_clocks")
        if self.board.pane is not None and self.board.pane.name == "all_clocks":
            self.board.pane.cursor = place_of(self.scene, id_)
        self.repaint()

    def _in_the_room(self, pane: str) -> None:
        if self.incident.declared:
            self.board.show_pane(pane)
        else:
            self.entering.say("no incident is open: /declare P0 TITLE", bad=False)
        self.repaint()

    def action_playbook(self) -> None:
        """The playbook in force, and away again."""
        from warroom.tui.acts.playbook import show

        if self.board.pane is not None and self.board.pane.name == "playbook":
            self.board.show_pane("")
        else:
            show(self)
        self.repaint()

    def action_update(self) -> None:
        """What users are told: write it; and away again."""
        if self.replaying.refuses():
            return
        if self.composing.open and self.board.focus_name:
            self.board.show_pane("")
        elif self.composing.open:
            self.composing.write()
        else:
            self.composing.compose()
        self.repaint()

    def action_runbook(self) -> None:
        """Runbooks: what is likely and what to run; and away again."""
        from warroom.tui.acts.runbook import show

        if self.replaying.refuses():
            return
        if self.board.pane is not None and self.board.pane.name == "runbook":
            self.board.show_pane("")
        else:
            show(self)
        self.repaint()

    def action_handover(self) -> None:
        """Who hands what over to whom; in the lobby the shift."""
        if self.replaying.refuses():
            return
        self.board.show_pane("handover")
        if not self.incident.seq:
            self.keeper.read_shift()
        self.repaint()

    def action_card(self) -> None:
        if self.replaying.refuses():
            return
        self.drilling.toggle_card()
        self.repaint()

    def action_replay(
        self, stream: str = "", where: str | datetime = "", home: Callable[[], object] | None = None
    ) -> None:
        """The open room as it was, or back; in the lobby the incident under the cursor, or this stream.

        `where` is what could be typed after / in a replay, or a moment: it begins there. Esc leads to `home`.
        """
        from warroom.tui.acts.search import chosen
        from warroom.tui.panels.listed import under_cursor
        from warroom.tui.replaying import BEGINS_AT

        if self.replaying.on:
            self.replaying.back()
        elif (stream and stream != self.stream) or self.board.view == "lobby":
            stream = stream or chosen(self) or under_cursor(self.scene, self.board.focus_name, self.board.cursor)
            if stream:
                self.replaying.wanted = BEGINS_AT
                self.keeper.enter(stream, "")
            else:
                self.entering.say("no incident has the cursor: Tab goes to those that can be replayed", bad=False)
        else:
            self.replaying.begin(where=where, home=home)
        self.repaint()

    def action_review(self) -> None:
        """What became of the open room, in the lobby of the incident under the cursor; and away again."""
        if self.replaying.refuses():
            return
        self.reviewing.toggle()
        self.repaint()

    def action_lobby(self) -> None:
        self.replaying.end()
        if self.board.view == "lobby":
            if self.stream:
                self.keeper.enter(self.stream, "")
            return
        self.incident = EMPTY
        self.room_clock = self.clock
        self.board.show_view("lobby")
        self.keeper.enter("", "")
        self.repaint()

    def action_quit_warroom(self) -> None:
        self.replaying.end()
        if not self.running.ask_quit():
            self.entering.quit()
        self.repaint()

    async def action_quit(self) -> None:
        self.action_quit_warroom()

    def action_help_quit(self) -> None:
        self.action_ask_quit()

    def action_ask_quit(self) -> None:
        if not self.running.ask_stop():
            self.entering.say("^Q quits; the record stays, and other terminals go on", bad=False)
        self.repaint()

    def action_next_panel(self) -> None:
        if not self.composing.cycle(1) and not self.sections.cycle() and not self.reviewing.cycle(1):
            self.board.cycle(1)
        self.repaint()

    def action_previous_panel(self) -> None:
        if not self.composing.cycle(-1) and not self.sections.cycle() and not self.reviewing.cycle(-1):
            self.board.cycle(-1)
        self.repaint()

    def action_leave(self) -> None:
        board = self.board
        if self.replaying.on:
            self.replaying.leave()
        elif (
            self.composing.leave()
            # A sentence about what was done in the review is no step of the way back.
            or self.entering.escape(sentence=self.reviewing.shown is None)
            or self.reviewing.leave()
        ):
            pass
        elif board.pane is not None:
            board.show_pane("")
        elif board.focus_name:
            board.entry.focus()
            board.timeline.scroll_to_end()
        else:
            board.timeline.scroll_to_end()
        self.repaint()

    def action_page(self, pages: int) -> None:
        if self.board.pane:
            self.board.scroll_pane(pages)
            self.repaint()
        else:
            self.board.timeline.scroll_page(pages)

    def action_tab(self, n: int) -> None:
        board = self.board
        if self.reviewing.tab(n):
            self.repaint()
            return
        if board.view != "room" or board.pane is not None:
            return
        names = (*TABS, "suspects", "told")
        if tabbed(*self.size):
            board.choose_tab(names[n - 1])
        elif board.shows(names[n - 1]):
            board.focus_panel(names[n - 1])
        self.repaint()

    # How the panels stand.

    def action_only(self) -> None:
        arranged = self.board.arranged
        self.arrange(arranged._replace(only="" if arranged.only else self.board.focus_name))

    def action_hide(self) -> None:
        arranged = self.board.arranged
        self.arrange(arranged._replace(hidden=arranged.hidden | {self.board.focus_name}, only=""))

    def action_all(self) -> None:
        self.arrange(AS_MADE)

    def action_widen(self, by: int) -> None:
        """More columns for the column of the panel with the keys; the last takes from the one before it."""
        arranged, name = self.board.arranged, self.board.focus_name
        column = next((n for n, names in enumerate(COLUMNS) if name in names), -1)
        if column == 0:
            arranged = arranged._replace(first=_within(arranged.first + by))
        elif column > 0:
            arranged = arranged._replace(second=_within(arranged.second + (by if column == 1 else -by)))
        self.arrange(arranged)

    def action_heighten(self, by: int) -> None:
        """More rows for the panels above the timeline."""
        arranged = self.board.arranged
        self.arrange(arranged._replace(upper=_within(arranged.upper + by)))

    def arrange(self, arranged: Arrangement) -> None:
        """Have the panels stand so, and remember it."""
        if self.board.view != "room" or self.board.pane is not None or tabbed(*self.size):
            inside = self.board.view == "room" and self.board.pane is None
            where = "from 120 columns and 26 rows on" if inside else "in the room, while no pane is open"
            self.entering.say(f"panels are arranged {where}", bad=False)
        else:
            self.board.rearrange(arranged)
            hidden = tuple(sorted(arranged.hidden))
            self.remembered.keep(
                panels=Panels(hidden=hidden, first=arranged.first, second=arranged.second, upper=arranged.upper)
            )
        self.repaint()

    def action_bell_switch(self) -> None:
        self.remembered.keep(bell=not self.rings)
        self.entering.say(f"sound is {'on' if self.rings else 'off'}", bad=False)
        self.repaint()

    def action_cursor(self, by: int) -> None:
        if not self.reviewing.move(by):
            self.board.move_cursor(by, self.seen)
        self.repaint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A panel's key acts only while that panel has the keys."""
        if action == "act":
            return self.replaying.allows(str(parameters[0]))
        if self.replaying.on and (action == "heighten" or (action == "cursor" and abs(int(str(parameters[0]))) > 1)):
            # The replay's own keys.
            return False
        if action in ARRANGING and self.reviewing.open:
            # It has boxes of its own, which stand as they are.
            return False
        return super().check_action(action, parameters)

    def action_act(self, key: str) -> None:
        from warroom.tui.acts import act

        if self.replaying.acts(key):
            act(key)(self)
        self.repaint()

    def open_here(self) -> None:
        """What Enter does where the keys are."""
        key = opens(self.board.focus_name)
        if key is not None:
            self.action_act(key.id)

    def ask_how_bad(self, line: str) -> bool:
        """Open the questions for a line that declares and names no severity; False for any other."""
        from warroom.tui.panes.declare import unsaid

        context = self.context()
        wanted = unsaid(line, context)
        if wanted is None or self.incident.declared or len(context.playbook.severities) < 2:
            return False
        self.board.show_pane("declare", wanted)
        return True

    def offer(self, line: str, *, of_pane: bool = False) -> None:
        """Put a line into the entry, for Enter to do or the person to change; `of_pane` gives the keys back then."""
        if self.replaying.refuses():
            return
        self.entering.offer(line, of_pane=of_pane)
        self.repaint()


def _within(change: int) -> int:
    """As far as any screen could follow: each press further would need one back."""
    return max(-60, min(change, 60))
